"""The libraries beside which our policies are measured, set to the same rules as nearly as each can be.

Attempt timeout 3 s; three retries after 100, 200, 400 ms with jitter; a breaker that opens after 5 failures for 30 s;
64 calls in flight. The names of the guards are `policy: peer`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import anyio
import nopanic
import pyresilience
import stamina
import tenacity
from aiobreaker import CircuitBreaker as Aiobreaker
from purgatory import AsyncCircuitBreakerFactory

Guarded = Callable[[], Awaitable[Any]]

ATTEMPT_S = 3.0
RETRIES = 3
FAILURES = 5
OPEN_S = 30.0
IN_FLIGHT = 64


async def guards(guarded: Guarded) -> dict[str, Guarded]:
    """`policy: peer` → the same coroutine behind that peer's policy."""
    return {
        **_timeouts(guarded),
        **_retries(guarded),
        **_breakers(guarded),
        **_rest(guarded),
        **_stacks(guarded),
    }


def _timeouts(guarded: Guarded) -> dict[str, Guarded]:
    async def with_asyncio() -> Any:
        async with asyncio.timeout(ATTEMPT_S):
            return await guarded()

    async def with_anyio() -> Any:
        with anyio.fail_after(ATTEMPT_S):
            return await guarded()

    return {
        "timeout: asyncio.timeout": with_asyncio,
        "timeout: anyio.fail_after": with_anyio,
        "timeout: nopanic": nopanic.timeout(ATTEMPT_S)(guarded),
        "timeout: pyresilience": pyresilience.resilient(timeout=_pyresilience()["timeout"])(guarded),
    }


def _retries(guarded: Guarded) -> dict[str, Guarded]:
    return {
        "retry: stamina": _stamina(guarded),
        "retry: tenacity": tenacity.retry(
            stop=tenacity.stop_after_attempt(RETRIES + 1),
            wait=tenacity.wait_exponential_jitter(initial=0.1, max=0.4),
            retry=tenacity.retry_if_exception_type(OSError),
            reraise=True,
        )(guarded),
        "retry: nopanic": _nopanic_retry()(guarded),
        "retry: pyresilience": pyresilience.resilient(retry=_pyresilience()["retry"])(guarded),
    }


def _breakers(guarded: Guarded) -> dict[str, Guarded]:
    aiobreaker = Aiobreaker(fail_max=FAILURES, timeout_duration=timedelta(seconds=OPEN_S))

    async def with_aiobreaker() -> Any:
        return await aiobreaker.call_async(guarded)

    return {
        "breaker: purgatory": AsyncCircuitBreakerFactory(FAILURES, OPEN_S)("service")(guarded),
        "breaker: aiobreaker": with_aiobreaker,
        "breaker: nopanic": _nopanic_breaker()(guarded),
        "breaker: pyresilience": pyresilience.resilient(circuit_breaker=_pyresilience()["circuit_breaker"])(guarded),
    }


def _rest(guarded: Guarded) -> dict[str, Guarded]:
    limiter = anyio.CapacityLimiter(IN_FLIGHT)
    semaphore = asyncio.Semaphore(IN_FLIGHT)

    async def with_limiter() -> Any:
        async with limiter:
            return await guarded()

    async def with_semaphore() -> Any:
        async with semaphore:
            return await guarded()

    rate = pyresilience.RateLimiterConfig(max_calls=1_000_000_000, period=1.0)
    return {
        "bulkhead: anyio.CapacityLimiter": with_limiter,
        "bulkhead: asyncio.Semaphore": with_semaphore,
        "bulkhead: nopanic": nopanic.bulkhead(IN_FLIGHT)(guarded),
        "bulkhead: pyresilience": pyresilience.resilient(bulkhead=_pyresilience()["bulkhead"])(guarded),
        "rate limit: nopanic": nopanic.rate_limit(1e9, burst=1e9)(guarded),
        "rate limit: pyresilience": pyresilience.resilient(rate_limiter=rate)(guarded),
        "hedge, idle: nopanic": nopanic.hedge(delay=1.0)(guarded),
        "cache, hit: nopanic": nopanic.cache(3600.0)(guarded),
        "cache, hit: pyresilience": pyresilience.resilient(cache=pyresilience.CacheConfig(ttl=3600.0))(guarded),
        "fallback, idle: nopanic": nopanic.fallback(None)(guarded),
        # The same with a time limit, which a call of ours always has.
        "fallback, idle: nopanic + its timeout": nopanic.compose(nopanic.fallback(None), nopanic.timeout(ATTEMPT_S))(
            guarded
        ),
    }


def _stacks(guarded: Guarded) -> dict[str, Guarded]:
    """Bulkhead → retry → breaker → attempt timeout, as each library composes it."""
    limiter = anyio.CapacityLimiter(IN_FLIGHT)

    async def timed() -> Any:
        with anyio.fail_after(ATTEMPT_S):
            return await guarded()

    retried = _stamina(AsyncCircuitBreakerFactory(FAILURES, OPEN_S)("service")(timed))

    async def parts() -> Any:
        async with limiter:
            return await retried()

    composed = nopanic.compose(
        nopanic.bulkhead(IN_FLIGHT), _nopanic_retry(), _nopanic_breaker(), nopanic.timeout(ATTEMPT_S)
    )
    return {
        "full stack: anyio + stamina + purgatory": parts,
        "full stack: nopanic": composed(guarded),
        "full stack: pyresilience": pyresilience.resilient(**_pyresilience())(guarded),
    }


async def opened() -> dict[str, Guarded]:
    """Each peer's breaker, open for an hour."""
    reached = 0

    async def failing() -> None:
        nonlocal reached
        reached += 1
        raise ConnectionError

    aiobreaker = Aiobreaker(fail_max=FAILURES, timeout_duration=timedelta(hours=1))
    config = pyresilience.CircuitBreakerConfig(failure_threshold=FAILURES, recovery_timeout=3600.0)
    found: dict[str, Guarded] = {
        "purgatory": AsyncCircuitBreakerFactory(FAILURES, 3600)("service")(failing),
        "aiobreaker": lambda: aiobreaker.call_async(failing),
        "nopanic": nopanic.circuit_breaker(min_calls=FAILURES, reset_timeout=3600.0)(failing),
        "pyresilience": pyresilience.resilient(circuit_breaker=config)(failing),
    }
    for name, call in found.items():
        before = reached
        for _ in range(FAILURES + 3):
            with suppress(Exception):
                await call()
        if reached != before + FAILURES:
            raise RuntimeError(f"{name} is not open after {FAILURES} failures, its figure would mean nothing")
    return found


def _stamina(guarded: Guarded) -> Guarded:
    waits: dict[str, float] = {"wait_initial": 0.1, "wait_max": 0.4, "wait_jitter": 0.1}
    retry: Any = stamina.retry(on=OSError, attempts=RETRIES + 1, timeout=8.0, **waits)
    wrapped: Guarded = retry(guarded)
    return wrapped


def _nopanic_retry() -> Any:
    budget = nopanic.RetryBudget(ratio=0.2, min_retries_per_sec=3.0)
    return nopanic.retry(RETRIES + 1, on=OSError, backoff=nopanic.backoff.full_jitter(0.1, cap=0.4), budget=budget)


def _nopanic_breaker() -> Any:
    return nopanic.circuit_breaker(
        failure_threshold=1.0, min_calls=FAILURES, reset_timeout=OPEN_S, half_open_max_calls=3
    )


def _pyresilience() -> dict[str, Any]:
    return {
        "timeout": pyresilience.TimeoutConfig(seconds=ATTEMPT_S),
        "retry": pyresilience.RetryConfig(max_attempts=RETRIES + 1, delay=0.1, max_delay=0.4, retry_on=(OSError,)),
        "circuit_breaker": pyresilience.CircuitBreakerConfig(
            failure_threshold=FAILURES, recovery_timeout=OPEN_S, success_threshold=3
        ),
        "bulkhead": pyresilience.BulkheadConfig(max_concurrent=IN_FLIGHT, max_wait=8.0),
        "retry_budget": pyresilience.RetryBudgetConfig(max_retries=20, refill_rate=3.0),
    }
