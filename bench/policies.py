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
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

from bench import policy_peers
from bench.table import Row
from mg_clients.streaming_platform import operations
from mg_core.call.assembly import AsyncAssembly
from mg_core.call.call import Call
from mg_core.clock import SystemClock
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
    assembly = AsyncAssembly(service="bench", clock=SystemClock(), random=random.random, carrier=_Carrier(guarded))
    function = assembly.function(operation, policy)

    return partial(function, (), None, None)


async def _opened() -> Callable[[], Awaitable[Any]]:
    async def failing() -> None:
        raise ConnectionLostError("gone")

    call = _compiled(Policy("open", TIMEOUT, breaker=BreakerPolicy(failures=5, open_s=3600.0)), failing)
    for _ in range(5):
        with suppress(ConnectionLostError):
            await call()
    return call


class _Carrier:
    """Carries nothing: building a request, judging and decoding its reply cost nothing here."""

    def __init__(self, guarded: Callable[[], Awaitable[Any]]) -> None:
        self._call: Call[None] = Call("", {}, None, 0.0)
        self.send = lambda _call, _left_s: guarded()

    def ends(self, _row: Any, _policy: Policy) -> Any:
        """The same for every row."""
        return self

    def make(self, _args: Any, _body: Any, _options: Any, deadline: float, _now: float) -> Call[None]:
        """One call for all."""
        self._call.deadline = deadline
        return self._call

    def judge(self, _reply: Any) -> None:
        """Every reply is good."""

    def value(self, reply: Any) -> Any:
        """The reply is the value."""
        return reply

    def headers(self, _reply: Any) -> dict[str, str]:
        """None."""
        return {}

    def made_up(self, _status: int) -> Any:
        """Never asked for: chaos is idle."""

    def sent(self, _args: Any, _body: Any) -> Any:
        """All calls ask for the same."""
        return ()

    def read(self, _text: str) -> Callable[[], Any]:
        """A fallback is never used."""
        return lambda: None
