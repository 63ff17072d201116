"""The compiled functions and the guards that they stand for leave the same film, whatever shape, service and callers.

`Guards.request` says plainly what a call does; the compiled text is an optimisation of it. Both play the same script
in virtual time, and everything that can be seen from outside must be the same: what was sent and when, how each caller
ended, every counter, the breaker, the budget.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any

import pytest
from client_fixtures import get, make_client, operation
from hypothesis import given, settings
from hypothesis import strategies as st

from mg_core.call.assembly import AsyncAssembly
from mg_core.call.client import GuardedClient
from mg_core.call.options import CallOptions
from mg_core.clock import LoopClock
from mg_core.contract.policy import (
    BreakerPolicy,
    BulkheadPolicy,
    ChaosPolicy,
    HedgePolicy,
    Policy,
    RateLimitPolicy,
    RetryPolicy,
    TimeoutPolicy,
)
from mg_core.contract.row import Row
from mg_core.errors import ConnectError, ConnectionLostError, MgError
from mg_core.policies.breaker.machine import State
from mg_core.testing import ScriptedTransport, answer, problem, run_virtual

OK = answer({"id": "1"})
LIMITS = TimeoutPolicy(attempt_s=1.0, total_s=4.0)
PARTS: dict[str, Any] = {
    "retry": RetryPolicy(max_retries=2, budget_ratio=0.1, budget_min_per_s=1.0, backoff_s=(0.11, 0.23)),
    "breaker": BreakerPolicy(failures=2, open_s=1.3, trials=2),
    "hedge": HedgePolicy(delay_s=0.31, max_hedges=2),
    "bulkhead": BulkheadPolicy(max_in_flight=2, max_queue=2),
    "rate_limit": RateLimitPolicy(per_s=4.0, burst=3, max_wait_s=1.0),
    "chaos": ChaosPolicy(seed=5, latency_rate=0.3, latency_s=0.7, fault_rate=0.1, status_rate=0.1),
    "token": None,
    "tracing": None,
}
OUTCOMES: list[Any] = [
    OK, OK, OK, problem(500, "broken"), problem(404, "item_not_found"), problem(401, "invalid_token"),
    problem(429, "rate_limited", {"retry-after": "1"}), problem(503, "busy", {"retry-after": "900"}),
    answer({"id": "1"}, headers={"ratelimit": '"a";r=1;t=2'}), answer({"wrong": 1}), ConnectError("refused"),
    ConnectionLostError("gone"),
]  # fmt: skip
SHAPES = st.sets(st.sampled_from(sorted(PARTS)))
STEP = st.tuples(st.sampled_from([0.0, 0.052, 0.413, 0.917, 7.0]), st.integers(0, len(OUTCOMES) - 1))
SCRIPTS = st.lists(STEP, min_size=1, max_size=20)


@dataclass(frozen=True)
class Caller:
    """One call: how long after the one before, what time it brings, when its caller gives up."""

    after_s: float
    timeout_s: float | None
    leaves_s: float | None


CALLERS = st.lists(
    st.builds(
        Caller,
        after_s=st.floats(0.0, 2.0),
        timeout_s=st.sampled_from([None, None, 0.219, 1.07, 9.0]),
        leaves_s=st.sampled_from([None, None, 0.0173, 0.3571, 1.1113]),
    ),
    min_size=1,
    max_size=8,
)


class PlainAssembly(AsyncAssembly):
    """Calls go through the guards themselves."""

    def function(self, row: Row, policy: Policy) -> Callable[..., Any]:
        guards, ends = self.guards(row, policy), self._carrier.ends(row, policy)
        names = self._names(guards, ends, policy)
        timed = partial(names["TIMED"], names.get("CHAOS", names["SEND"]))

        class Judged:
            make, value, judge = names["MAKE"], names["VALUE"], names["JUDGE"]

        async def call(args: tuple[Any, ...], body: Any, options: Any) -> Any:
            return await guards.request(
                Judged, timed, args, body, options, hedged=names["HEDGED"].round if "HEDGED" in names else None  # type: ignore[arg-type] # a part of Ends
            )  # fmt: skip

        return call


class Tokens:
    """Renews as often as it is asked."""

    number = 0

    def __call__(self) -> str:
        return f"t{self.number}"

    async def refresh(self, _rejected: str) -> str:
        await LoopClock().sleep(0.2)
        self.number += 1
        return self()


@dataclass
class Film:
    """What could be seen."""

    sent: list[Any] = field(default_factory=list)
    ended: list[Any] = field(default_factory=list)
    spans: list[Any] = field(default_factory=list)
    counters: dict[Any, float] = field(default_factory=dict)
    guards: list[Any] = field(default_factory=list)
    left: int = 0


class Tracer:
    """Writes down what it is told."""

    def __init__(self, film: Film) -> None:
        self.film = film

    def begin(self, service: str, row: Row, call: Any) -> int:
        self.film.spans.append((row.id, "begin"))
        return len(self.film.spans)

    def attempt(self, span: Any, call: Any) -> None:
        self.film.spans.append((call.attempts, "attempt"))

    def end(self, span: Any, call: Any, error: BaseException | None) -> None:
        self.film.spans.append((call.attempts, type(error).__name__))


async def play(shape: set[str], script: list[Any], callers: list[Caller], *, compiled: bool) -> Film:
    film, clock, steps = Film(), LoopClock(), itertools.cycle(script)

    async def serve(sent: Any) -> Any:
        seconds, outcome = next(steps)
        told = {name: sent.headers.get(name) for name in ("mg-attempt", "x-request-timeout-ms", "authorization")}
        film.sent.append((round(clock.monotonic(), 6), *told.values()))
        await clock.sleep(seconds)
        return OUTCOMES[outcome]

    row = operation(Policy("p", LIMITS, **{name: PARTS[name] for name in shape if PARTS[name] is not None}))
    tracer = Tracer(film) if "tracing" in shape else None
    token = Tokens() if "token" in shape else None
    client = make_client(row, transport=ScriptedTransport(serve), clock=clock, token=token, tracer=tracer)
    if not compiled:
        client._assembly.__class__ = PlainAssembly

    async def call(number: int, caller: Caller) -> None:
        options = CallOptions(timeout_s=caller.timeout_s) if caller.timeout_s else None
        task = asyncio.ensure_future(get(client, options=options))
        if caller.leaves_s is not None:
            asyncio.get_running_loop().call_later(caller.leaves_s, task.cancel)
        await asyncio.wait([task])
        error = None if task.cancelled() else task.exception()
        how: Any = "cancelled" if task.cancelled() else repr(error)
        if isinstance(error, MgError):
            how = error.code, error.attempts
        film.ended.append((number, round(clock.monotonic(), 6), how))

    tasks = []
    async with asyncio.timeout(200.0):
        for number, caller in enumerate(callers):
            tasks.append(asyncio.ensure_future(call(number, caller)))
            await clock.sleep(0.0137 + caller.after_s)
        await asyncio.wait(tasks)
    await clock.sleep(1.0)
    film.left = len(asyncio.all_tasks()) - 1
    film.counters = {(row.name, *sorted(row.labels.items())): round(row.value, 6) for row in client.metrics()}
    film.guards = state_of(client)
    film.ended.sort(key=lambda row: row[0])
    return film


def differences(one: Film, other: Film) -> dict[str, Any]:
    """What two films show differently."""
    found = {f.name: (getattr(one, f.name), getattr(other, f.name)) for f in fields(Film)}
    unlike = {name: pair for name, pair in found.items() if pair[0] != pair[1]}
    if "counters" in unlike:
        unlike["counters"] = (
            one.counters.items() - other.counters.items(),
            other.counters.items() - one.counters.items(),
        )
    return unlike


def state_of(client: GuardedClient) -> list[Any]:
    assembly = client._assembly
    breakers = [(b.state, b.failures, b.generation, b._given, b._successes, b.opened) for b in assembly.breakers]
    places = [(bulkhead.free, len(bulkhead.waiters)) for bulkhead in assembly._bulkheads.values()]
    budgets = [round(budget.credit, 9) for budget in assembly._budgets.values()]
    return [breakers, places, budgets]


@settings(max_examples=400, deadline=None)
@given(shape=SHAPES, script=SCRIPTS, callers=CALLERS)
def test_compiled_and_plain_calls_leave_the_same_film(
    shape: set[str], script: list[Any], callers: list[Caller]
) -> None:
    compiled = run_virtual(play(shape, script, callers, compiled=True))
    plain = run_virtual(play(shape, script, callers, compiled=False))

    assert differences(compiled, plain) == {}


@pytest.mark.parametrize("shape", [set(pair) for pair in itertools.combinations(sorted(PARTS), 2)], ids="×".join)
@settings(max_examples=15, deadline=None)
@given(script=SCRIPTS, callers=CALLERS)
def test_every_pair_of_steps_leaves_the_same_film(shape: set[str], script: list[Any], callers: list[Caller]) -> None:
    compiled = run_virtual(play(shape, script, callers, compiled=True))
    plain = run_virtual(play(shape, script, callers, compiled=False))

    assert differences(compiled, plain) == {}


CANCELLED_SHAPES = [{"bulkhead", "breaker"}, {"retry", "breaker", "bulkhead", "rate_limit"}, set(PARTS) - {"chaos"}]
CANCELLED_SCRIPTS = [
    [(0.05, 0)],
    [(0.05, 3), (0.05, 3), (0.05, 0)],
    [(0.05, 5), (0.4, 0)],
    [(7.0, 0), (7.0, 0), (0.05, 0)],
]


@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "plain"])
@pytest.mark.parametrize("script", CANCELLED_SCRIPTS, ids=["good", "failing", "unauthorized", "hanging"])
@pytest.mark.parametrize("shape", CANCELLED_SHAPES, ids=["two", "five", "all"])
def test_a_call_cancelled_at_any_await_gives_everything_back(
    shape: set[str], script: list[Any], *, compiled: bool
) -> None:
    """Time by time and, at each time, turn by turn of the loop, while the breaker lets trials through."""
    moments = sorted(moments_of(shape, script, compiled=compiled))

    for moment, turns in itertools.product(moments, range(6)):
        places, permits, left = run_virtual(cancelled(shape, script, moment, turns, compiled=compiled))

        assert places == [(2, 0)], (moment, turns)
        assert permits == 0, (moment, turns)
        assert left == 0, (moment, turns)


def moments_of(shape: set[str], script: list[Any], *, compiled: bool) -> set[float]:
    """When something happens in a call that nobody cancels, and moments in between."""
    film = run_virtual(play(shape, script, [Caller(0.0, None, None)], compiled=compiled))
    return {0.0, 0.0005, 0.11, 0.31, *(moment for moment, *_ in film.sent), *(moment for _, moment, _ in film.ended)}


async def cancelled(
    shape: set[str], script: list[Any], moment: float, turns: int, *, compiled: bool
) -> tuple[list[tuple[int, int]], int, int]:
    """(free places and waiters, permits of the breaker not given back, tasks left) after a cancellation."""
    clock, steps, loop = LoopClock(), itertools.cycle(script), asyncio.get_running_loop()

    async def serve(_sent: Any) -> Any:
        seconds, outcome = next(steps)
        await clock.sleep(seconds)
        return OUTCOMES[outcome]

    row = operation(Policy("p", LIMITS, **{name: PARTS[name] for name in shape if PARTS[name] is not None}))
    token = Tokens() if "token" in shape else None
    client = make_client(row, transport=ScriptedTransport(serve), clock=clock, token=token)
    if not compiled:
        client._assembly.__class__ = PlainAssembly
    await asyncio.wait([asyncio.ensure_future(get(client))])
    (breaker,) = client.breakers
    for _ in range(2):
        breaker.fail(breaker.generation)
    await clock.sleep(1.4)  # its trials are due: a lost permit would show
    task = asyncio.ensure_future(get(client))

    def later(left: int) -> None:
        if left:
            loop.call_soon(later, left - 1)
        else:
            task.cancel()

    loop.call_later(moment, later, turns)
    await asyncio.wait([task])
    await clock.sleep(30.0)
    permits = breaker._given - breaker._successes if breaker.state is State.HALF_OPEN else 0
    places = [(bulkhead.free, len(bulkhead.waiters)) for bulkhead in client._assembly._bulkheads.values()]
    return places, permits, len(asyncio.all_tasks()) - 1
