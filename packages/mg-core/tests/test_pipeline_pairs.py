"""Policies in pairs: faults of resilience live between policies. Virtual time, seeded services, invariants.

Every pair of parts meets a service that is slow, broken, or asks for patience, and callers of whom some give up.
"""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from client_fixtures import code_of, get, make_client, operation
from hypothesis import given, settings
from hypothesis import strategies as st

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
from mg_core.errors import ConnectError, ConnectionLostError, MgError
from mg_core.testing import ScriptedTransport, answer, problem, run_virtual

OK = answer({"id": "1"})
LIMITS = TimeoutPolicy(attempt_s=1.0, total_s=4.0)
RETRY = RetryPolicy(max_retries=2, budget_ratio=0.1, budget_min_per_s=1.0)
PARTS: dict[str, Any] = {
    "retry": RETRY,
    "breaker": BreakerPolicy(failures=3, open_s=2.0, trials=2),
    "hedge": HedgePolicy(delay_s=0.3, max_hedges=2),
    "bulkhead": BulkheadPolicy(max_in_flight=3, max_queue=4),
    "rate_limit": RateLimitPolicy(per_s=5.0, burst=4, max_wait_s=1.0),
    "chaos": ChaosPolicy(seed=5, latency_rate=0.3, latency_s=0.7, fault_rate=0.1, status_rate=0.1),
    "refresh": None,
    "cancel": None,
}
PAIRS = list(itertools.combinations(PARTS, 2))
OUTCOMES = st.sampled_from(
    [
        OK, OK, OK, problem(500, "broken"), problem(404, "item_not_found"), problem(401, "invalid_token"),
        problem(429, "rate_limited", {"retry-after": "1"}), problem(503, "busy", {"retry-after": "900"}),
        answer({"id": "1"}, headers={"ratelimit": '"a";r=1;t=2'}), ConnectError("refused"), ConnectionLostError("gone"),
    ]
)  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from([0.0, 0.05, 0.4, 0.9, 1.0, 7.0]), OUTCOMES), min_size=1, max_size=30)


@dataclass
class Caller:
    """One call: when it begins, what time it brings, when its caller gives up."""

    starts_s: float
    timeout_s: float | None
    leaves_s: float | None


CALLERS = st.lists(
    st.builds(
        Caller,
        starts_s=st.floats(0.0, 6.0),
        timeout_s=st.sampled_from([None, None, 0.2, 1.0, 9.0]),
        leaves_s=st.sampled_from([None, 0.0, 0.1, 0.3, 0.5, 2.0]),
    ),
    min_size=1,
    max_size=12,
)


@dataclass
class Film:
    """What happened."""

    sent: int = 0
    at_once: int = 0
    most_at_once: int = 0
    seconds: list[tuple[float, float]] = field(default_factory=list)
    attempts: list[int] = field(default_factory=list)
    values: dict[str, float] = field(default_factory=dict)
    breaker: Any = None
    left: int = 0
    ended_s: float = 0.0
    refreshes: int = 0


class Tokens:
    """Renews at once, as often as it is asked."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self) -> str:
        return f"t{self.number}"

    async def refresh(self, _rejected: str) -> str:
        self.number += 1
        await LoopClock().sleep(0.2)
        return self()


async def play(names: set[str], steps: list[Any], callers: list[Caller]) -> Film:
    film, clock, script = Film(), LoopClock(), itertools.cycle(steps)

    async def serve(_sent: Any) -> Any:
        seconds, outcome = next(script)
        film.sent += 1
        film.at_once += 1
        film.most_at_once = max(film.most_at_once, film.at_once)
        try:
            await clock.sleep(seconds)
        finally:
            film.at_once -= 1
        return outcome

    parts = {name: PARTS[name] for name in names if PARTS[name] is not None}
    tokens = Tokens() if "refresh" in names else None
    row = operation(Policy("pair", LIMITS, **parts))
    client = make_client(row, transport=ScriptedTransport(serve), clock=clock, token=tokens)

    async def call(caller: Caller) -> None:
        await clock.sleep(caller.starts_s)
        began = clock.monotonic()
        options = CallOptions(timeout_s=caller.timeout_s) if caller.timeout_s else None
        task = asyncio.ensure_future(get(client, options=options))
        if "cancel" in names and caller.leaves_s is not None:
            asyncio.get_running_loop().call_later(caller.leaves_s, task.cancel)
        await asyncio.wait([task])
        film.seconds.append((clock.monotonic() - began, caller.timeout_s or LIMITS.total_s))
        if not task.cancelled() and task.exception() is not None:
            error = task.exception()
            assert isinstance(error, MgError), repr(error)
            film.attempts.append(error.attempts)

    async with asyncio.timeout(100.0):
        await asyncio.gather(*map(call, callers))
    film.ended_s = clock.monotonic()
    await clock.sleep(1.0)
    film.left = len(asyncio.all_tasks()) - 1
    film.refreshes = tokens.number if tokens else 0
    film.values = {sample.name: sample.value for sample in client.metrics() if sample.name != "mg_client_chaos_total"}
    film.values |= {f"chaos_{s.labels['kind']}": s.value for s in client.metrics() if "kind" in s.labels}
    film.breaker = next(iter(client._assembly.breakers), None)
    return film


def check(names: set[str], film: Film, callers: list[Caller]) -> None:
    rounds = 1 + ("retry" in names) * RETRY.max_retries + ("refresh" in names)
    most = rounds * (1 + ("hedge" in names) * PARTS["hedge"].max_hedges)
    assert all(seconds <= limit + 1e-6 for seconds, limit in film.seconds)
    assert all(attempts <= most for attempts in film.attempts)
    assert (film.left, film.at_once) == (0, 0)
    sent = film.values["mg_client_attempts_total"]
    assert film.sent <= sent
    if "cancel" not in names and "chaos" not in names:
        assert film.sent == sent
    assert sent <= len(callers) * most
    if "bulkhead" in names:
        assert (film.values["mg_client_in_flight"], film.values["mg_client_bulkhead_queued"]) == (0, 0)
        assert film.most_at_once <= 3 * (3 if "hedge" in names else 1)
    if names & {"retry", "hedge"}:
        beside = film.values["mg_client_retries_total"] + film.values.get("mg_client_hedges_total", 0)
        ratio, floor = (RETRY.budget_ratio, 1.0) if "retry" in names else (0.2, 3.0)
        assert beside <= ratio * len(callers) + floor * (1.0 + film.ended_s) + 1e-6
    if "rate_limit" in names:
        assert film.values["mg_client_rate_limit_queued"] == 0
    if film.breaker is not None:
        assert film.breaker.state.value in (0, 1, 2)


@pytest.mark.parametrize("pair", PAIRS, ids="×".join)
@settings(max_examples=25, deadline=None)
@given(steps=STEPS, callers=CALLERS)
def test_a_pair_keeps_its_promises(pair: tuple[str, str], steps: list[Any], callers: list[Caller]) -> None:
    names = set(pair)

    check(names, run_virtual(play(names, steps, callers)), callers)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS, callers=CALLERS)
def test_all_parts_together_keep_their_promises(steps: list[Any], callers: list[Caller]) -> None:
    names = set(PARTS)

    check(names, run_virtual(play(names, steps, callers)), callers)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS, callers=CALLERS)
def test_no_trial_permit_is_lost(steps: list[Any], callers: list[Caller]) -> None:
    """After any history the breaker closes again as soon as the service is well."""
    names = set(PARTS) - {"bulkhead", "rate_limit", "chaos"}

    async def main() -> list[str]:
        clock, script = LoopClock(), iter(steps)

        async def serve(_sent: Any) -> Any:
            seconds, outcome = next(script, (0.0, OK))
            await clock.sleep(seconds)
            return outcome

        row = operation(Policy("p", LIMITS, **{n: PARTS[n] for n in names if PARTS[n] is not None}))
        client = make_client(row, transport=ScriptedTransport(serve), clock=clock, token=Tokens())
        tasks = []
        for caller in callers:
            tasks.append(asyncio.ensure_future(get(client)))
            if caller.leaves_s is not None:
                asyncio.get_running_loop().call_later(caller.leaves_s, tasks[-1].cancel)
            await clock.sleep(caller.starts_s / 4)
        await asyncio.wait(tasks)
        assert all(
            task.cancelled() or task.exception() is None or isinstance(task.exception(), MgError) for task in tasks
        )
        list(script)
        codes = []
        for _ in range(6):
            await clock.sleep(2.0)
            codes.append(await code_of(partial(get, client)))
        return codes

    assert run_virtual(main())[-3:] == ["", "", ""]


def client_of(*steps: Any, **parts: Any) -> tuple[Any, ScriptedTransport]:
    transport = ScriptedTransport(*steps)
    return make_client(
        operation(Policy("p", TimeoutPolicy(1.0, 9.0), **parts)), transport=transport, clock=LoopClock()
    ), transport


def after(seconds: float, result: Any) -> Any:
    async def step(_sent: Any) -> Any:
        await LoopClock().sleep(seconds)
        return result

    return step


def test_retry_and_breaker_an_open_circuit_ends_the_retries() -> None:
    async def main() -> Any:
        client, transport = client_of(
            problem(503, "busy"), retry=RetryPolicy(max_retries=10), breaker=BreakerPolicy(failures=2, open_s=30.0)
        )
        code = await code_of(partial(get, client))
        return code, len(transport.sent), [LoopClock().monotonic()]

    assert run_virtual(main()) == ("busy", 2, [pytest.approx(0.1)])


@pytest.mark.parametrize(("mode", "sent"), [("auto", 2), ("shadow", 4), ("disabled", 4)])
def test_retry_and_breaker_a_breaker_that_only_watches_ends_nothing(mode: Any, sent: int) -> None:
    async def main() -> int:
        client, transport = client_of(
            problem(503, "busy"), retry=RetryPolicy(), breaker=BreakerPolicy(failures=2, mode=mode)
        )
        await code_of(partial(get, client))
        return len(transport.sent)

    assert run_virtual(main()) == sent


def test_retry_and_hedge_draw_from_one_budget() -> None:
    async def main() -> tuple[int, dict[str, float]]:
        retry = RetryPolicy(max_retries=3, budget_ratio=1.0, budget_min_per_s=0.0)  # one call, one repeat
        client, transport = client_of(after(0.8, problem(503, "busy")), retry=retry, hedge=HedgePolicy(0.3))
        await code_of(partial(get, client))
        return len(transport.sent), {sample.name: sample.value for sample in client.metrics()}

    sent, values = run_virtual(main())

    assert (sent, values["mg_client_hedges_total"], values["mg_client_retries_total"]) == (2, 1, 0)
    assert values["mg_client_retry_budget_exhausted_total"] == 1


def test_hedge_alone_gets_a_budget_too() -> None:
    async def main() -> Any:
        client, _ = client_of(after(0.8, OK), hedge=HedgePolicy(0.3))
        await asyncio.gather(*(get(client) for _ in range(50)))
        return {sample.name: sample.value for sample in client.metrics()}["mg_client_hedges_total"]

    assert run_virtual(main()) == 13  # 3 that are always allowed, and a fifth of 50 calls


def test_hedge_and_breaker_a_round_is_one_verdict() -> None:
    async def main() -> tuple[list[str], int]:
        client, transport = client_of(
            after(0.8, problem(503, "busy")), hedge=HedgePolicy(0.3), breaker=BreakerPolicy(failures=2)
        )
        return [await code_of(partial(get, client)) for _ in range(3)], len(transport.sent)

    assert run_virtual(main()) == (["busy", "busy", "circuit_breaker_open"], 4)


def test_hedge_and_breaker_a_trial_is_never_hedged() -> None:
    async def main() -> tuple[list[str], int, int]:
        broken = problem(500, "broken")
        client, transport = client_of(
            broken, after(0.8, OK), hedge=HedgePolicy(0.3), breaker=BreakerPolicy(failures=1, open_s=5.0, trials=2)
        )
        codes = [await code_of(partial(get, client))]
        await LoopClock().sleep(5.0)
        codes += await asyncio.gather(*(code_of(partial(get, client)) for _ in range(4)))
        trials = len(transport.sent) - 1
        await get(client)
        return codes, trials, len(transport.sent)

    codes, trials, sent = run_virtual(main())

    assert sorted(codes) == ["", "", "broken", "circuit_breaker_open", "circuit_breaker_open"]
    assert (trials, sent) == (2, 5)  # closed again: the last call was hedged


def test_hedge_and_breaker_no_hedge_once_the_circuit_opened_meanwhile() -> None:
    async def main() -> int:
        client, transport = client_of(
            after(0.8, OK), problem(500, "broken"), hedge=HedgePolicy(0.3), breaker=BreakerPolicy(failures=1)
        )
        slow = asyncio.ensure_future(get(client))
        await LoopClock().sleep(0.1)
        await code_of(partial(get, client))
        await slow
        return len(transport.sent)

    assert run_virtual(main()) == 2


def test_hedge_and_rate_limit_no_hedge_while_the_service_is_closed() -> None:
    async def main() -> int:
        denied = problem(429, "rate_limited", {"retry-after": "5"})
        client, transport = client_of(
            after(0.8, OK), denied, hedge=HedgePolicy(0.3), rate_limit=RateLimitPolicy(100.0, 100)
        )
        slow = asyncio.ensure_future(get(client))
        await LoopClock().sleep(0.1)
        await code_of(partial(get, client))
        await slow
        return len(transport.sent)

    assert run_virtual(main()) == 2


def test_hedge_and_rate_limit_every_answer_of_a_round_is_learnt_from() -> None:
    async def main() -> list[str]:
        last = answer({"id": "1"}, headers={"ratelimit": '"a";r=0;t=9'})
        client, _ = client_of(
            after(0.5, problem(503, "busy")),
            after(0.1, last),
            hedge=HedgePolicy(0.3),
            rate_limit=RateLimitPolicy(100.0, 100),
        )
        return [await code_of(partial(get, client)) for _ in range(2)]

    assert run_virtual(main()) == ["", "rate_limited"]


def test_rate_limit_and_retry_retries_take_no_token() -> None:
    async def main() -> tuple[list[str], int]:
        retry = RetryPolicy(budget_min_per_s=100.0)
        client, transport = client_of(problem(503, "busy"), retry=retry, rate_limit=RateLimitPolicy(0.01, 2))
        return [await code_of(partial(get, client)) for _ in range(3)], len(transport.sent)

    assert run_virtual(main()) == (["busy", "busy", "rate_limited"], 8)


def test_rate_limit_and_bulkhead_a_call_that_waits_for_its_token_gives_its_place_back() -> None:
    async def main() -> tuple[str, float]:
        client, _ = client_of(OK, bulkhead=BulkheadPolicy(1, 0), rate_limit=RateLimitPolicy(1.0, 1, max_wait_s=5.0))
        await get(client)
        waiting = asyncio.ensure_future(get(client))
        await LoopClock().sleep(0.5)
        waiting.cancel()
        await asyncio.wait([waiting])
        await LoopClock().sleep(0.5)
        code = await code_of(partial(get, client))
        return code, {sample.name: sample.value for sample in client.metrics()}["mg_client_in_flight"]

    assert run_virtual(main()) == ("", 0)


def test_chaos_and_breaker_made_up_failures_open_it() -> None:
    async def main() -> tuple[list[str], int]:
        client, transport = client_of(OK, chaos=ChaosPolicy(status_rate=1.0), breaker=BreakerPolicy(failures=2))
        return [await code_of(partial(get, client)) for _ in range(3)], len(transport.sent)

    assert run_virtual(main()) == (["busy", "busy", "circuit_breaker_open"], 0)


def test_chaos_and_hedge_the_hedge_beats_a_delayed_attempt() -> None:
    async def main() -> Any:
        chaos = ChaosPolicy(
            seed=next(s for s in range(100) if draws(s) == [True, False]), latency_rate=0.5, latency_s=0.9
        )
        client, transport = client_of(OK, chaos=chaos, hedge=HedgePolicy(0.3))
        await get(client)
        return LoopClock().monotonic(), len(transport.sent), len(asyncio.all_tasks()) - 1

    assert run_virtual(main()) == (pytest.approx(0.3), 1, 0)


def draws(seed: int) -> list[bool]:
    from mg_core.policies.chaos import FaultInjector

    injector = FaultInjector(ChaosPolicy(seed=seed, latency_rate=0.5, latency_s=1.0), "getItem")
    return [injector.plan().latency_s > 0 for _ in range(2)]
