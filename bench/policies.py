"""What each policy costs a call that succeeds, and what a refusal costs, beside the usual libraries: CPU per call.

The guarded thing is a coroutine that returns at once, so a figure is the policies' own cost. Ours are the functions
that a client compiles, with the steps that belong to HTTP (building the request, judging and decoding the reply)
replaced by ones that do nothing; each holds the total deadline, the attempt timeout and the metrics, because a
policy of ours always has them. Peers guard the same coroutine through their own public interface.

All variants take turns in one process, and the best of their rounds counts: trust the ratios.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, ClassVar

from bench import policy_peers
from bench.table import Row
from mg_clients.streaming_platform import operations
from mg_core.call import assembly
from mg_core.call.call import Call
from mg_core.contract.operation import Operation, Reply
from mg_core.contract.policy import (
    BreakerPolicy,
    BulkheadPolicy,
    CachePolicy,
    ChaosPolicy,
    FallbackPolicy,
    HedgePolicy,
    Policy,
    RateLimitPolicy,
    RetryPolicy,
    TimeoutPolicy,
)
from mg_core.errors import ConnectionLostError
from mg_core.policies.chaos import FaultInjector
from mg_core.rest.client import AsyncClient
from mg_core.testing import answer

ROUNDS = 30
CALLS = 400
"""Calls of one round."""
REFUSALS = 200

TIMEOUT = TimeoutPolicy(attempt_s=3.0, total_s=8.0)
RETRY = RetryPolicy(max_retries=3)
BREAKER = BreakerPolicy(failures=5, open_s=30.0, trials=3)
BULKHEAD = BulkheadPolicy(max_in_flight=64, max_queue=64)
RATE_LIMIT = RateLimitPolicy(per_s=1e9, burst=1_000_000_000)
HEDGE = HedgePolicy(delay_s=1.0)

SHIPPED = "platform profile as it ships"
OURS: dict[str, Policy] = {
    SHIPPED: operations.SEARCH_CATALOG.policy,
    "timeout": Policy("timeout", TIMEOUT),
    "retry": Policy("retry", TIMEOUT, retry=RETRY),
    "breaker": Policy("breaker", TIMEOUT, breaker=BREAKER),
    "bulkhead": Policy("bulkhead", TIMEOUT, bulkhead=BULKHEAD),
    "rate limit": Policy("rate_limit", TIMEOUT, rate_limit=RATE_LIMIT),
    "hedge, idle": Policy("hedge", TIMEOUT, retry=RETRY, hedge=HEDGE),
    "cache, hit": Policy("cache", TIMEOUT, cache=CachePolicy(ttl_s=3600.0)),
    "fallback, idle": Policy("fallback", TIMEOUT, fallback=FallbackPolicy("null")),
    "chaos, idle": Policy("chaos", TIMEOUT, chaos=ChaosPolicy(seed=1)),
    "full stack": Policy("full", TIMEOUT, retry=RETRY, breaker=BREAKER, bulkhead=BULKHEAD),
    "full stack + rate limit": Policy(
        "limited", TIMEOUT, retry=RETRY, breaker=BREAKER, bulkhead=BULKHEAD, rate_limit=RATE_LIMIT
    ),
    "full stack + hedge": Policy("hedged", TIMEOUT, retry=RETRY, breaker=BREAKER, bulkhead=BULKHEAD, hedge=HEDGE),
}
"""Full stack: total deadline, attempt timeout, retry with budget, breaker, bulkhead."""

ANSWER = answer()
BARE = "bare await"
Variants = dict[str, Callable[[], Awaitable[Any]]]


def run() -> list[Row]:
    """All rows."""
    logging.getLogger().addHandler(logging.NullHandler())  # breakers that open here are no news
    cost_ns, refusal_ns = asyncio.run(_measure())
    bare = cost_ns[BARE]
    rows = [
        Row(f"{name} / bare await", cost_ns[name], bare, "ns CPU", "<= 15" if name in {"full stack", SHIPPED} else "")
        for name in OURS
    ]
    rows += [
        Row(f"{name.split(': ')[0]}: ours / {name.split(': ')[1]}", cost_ns[name.split(": ")[0]], found, "ns CPU")
        for name, found in cost_ns.items()
        if ": " in name
    ]
    rows.append(Row("refusal while open", refusal_ns["ours"] / 1000, None, "µs CPU", "<= 10"))
    rows += [
        Row(f"refusal while open: ours / {name}", refusal_ns["ours"] / 1000, found / 1000, "µs CPU")
        for name, found in refusal_ns.items()
        if name != "ours"
    ]
    return rows


async def _measure() -> tuple[dict[str, float], dict[str, float]]:
    async def guarded() -> Any:
        return ANSWER

    compiled = {name: _compiled(policy, guarded) for name, policy in OURS.items()}
    variants: Variants = {BARE: guarded}
    variants |= compiled
    variants |= await policy_peers.guards(guarded)
    for call in variants.values():
        await call()  # what raises is no guard that lets a call through, and its figure would mean nothing
    cost_ns = await _rounds(variants, ROUNDS, CALLS)
    refusing: Variants = {"ours": await _opened()}
    refusing |= await policy_peers.opened()
    return cost_ns, await _rounds(refusing, ROUNDS // 3, REFUSALS)


async def _rounds(variants: Variants, rounds: int, calls: int) -> dict[str, float]:
    """Nanoseconds of this thread's CPU per call, the best round of each variant; the loop around it included."""
    best = dict.fromkeys(variants, float("inf"))
    for _ in range(rounds):
        gc.collect()
        for name, call in variants.items():
            best[name] = min(best[name], await _round(call, calls))
    return best


async def _round(call: Callable[[], Awaitable[Any]], calls: int) -> float:
    began = time.thread_time_ns()
    for _ in range(calls):
        try:  # noqa: SIM105 - suppress would add its own cost
            await call()
        except Exception:  # noqa: BLE001, S110 - a refusal is what is measured; each peer has a class of its own
            pass
    return (time.thread_time_ns() - began) / calls


def _compiled(policy: Policy, guarded: Callable[[], Awaitable[Any]]) -> Callable[[], Awaitable[Any]]:
    """Our pipeline around `guarded`, without HTTP."""
    operation = Operation("call", "bench", "GET", "/call", policy, "safe", replies=(Reply(200, Any),))
    function = _Client(operation).compiled(operation, guarded)

    return partial(function, (), None, None)


async def _opened() -> Callable[[], Awaitable[Any]]:
    async def failing() -> None:
        raise ConnectionLostError("gone")

    call = _compiled(Policy("open", TIMEOUT, breaker=BreakerPolicy(failures=5, open_s=3600.0)), failing)
    for _ in range(5):
        with suppress(ConnectionLostError):
            await call()
    return call


class _Client(AsyncClient):
    """A client whose pipelines know nothing of HTTP."""

    contract: ClassVar[str] = "bench"

    def __init__(self, operation: Operation) -> None:
        super().__init__("http://bench", transport=_Silent())
        self._operation = operation

    def compiled(self, operation: Operation, guarded: Callable[[], Awaitable[Any]]) -> Callable[..., Any]:
        """The pipeline of `operation` around `guarded`."""
        call = Call("", {}, b"", 0.0)

        def make(_args: Any, _body: Any, _options: Any, deadline: float, _now: float) -> Call:
            call.deadline = deadline
            return call

        steps: dict[str, Any] = {
            "MAKE": make,
            "SEND": lambda _call, _left_s: guarded(),
            "JUDGE": lambda _reply: None,
            "VALUE": lambda reply: reply,
        }
        if operation.policy.chaos:
            injector = FaultInjector(operation.policy.chaos, operation.id)
            steps["CHAOS"] = injector.around(steps["SEND"], asyncio.sleep)
        with _steps_replaced(steps):
            return self._assembly.function(operation, operation.policy)


@contextmanager
def _steps_replaced(steps: dict[str, Any]) -> Iterator[None]:
    names = vars(assembly)
    build = names["build"]
    names["build"] = lambda shape, bound: build(shape, {**bound, **steps})
    try:
        yield
    finally:
        names["build"] = build


class _Silent:
    """A transport that a pipeline with replaced steps does not reach."""

    async def send(self, method: str, url: str, headers: Any, body: bytes, timeout_s: float | None) -> Any:
        """See `Transport.send`."""
        return ANSWER

    async def aclose(self) -> None:
        """Nothing is open."""
