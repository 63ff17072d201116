"""One attempt: what is written into its headers, and its time limit when the deadline queue cannot give it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from ..contract.policy import Policy, TimeoutPolicy
from ..deadline import format_timeout_ms
from ..errors import AttemptTimeoutError
from ..headers import ATTEMPT, TIMEOUT_MS, TRACEPARENT
from ..observe.samples import OperationMetrics
from ..rest.transports import Reply
from ..tracing import new_span_id
from .call import Call, attempt_timeout, deadline_exceeded
from .tracer import CallTracer

Prepare = Callable[[Call, float], None]
"""Completes the headers of an attempt that has so many seconds left."""

Send = Callable[[Call, float], Awaitable[Reply]]
"""Sends an attempt that has so many seconds left."""

BlockingSend = Callable[[Call, float, float], Reply]
"""Sends an attempt: seconds left of the deadline, seconds that it may take."""


def preparer(policy: Policy, tracer: CallTracer | None) -> Prepare:
    """Writes the headers that differ between attempts, then tells the tracer."""
    rounds = 1 + (policy.retry.max_retries if policy.retry else 0)
    most = rounds * (1 + (policy.hedge.max_hedges if policy.hedge else 0))

    def prepare(call: Call, left_s: float) -> None:
        headers = call.headers
        trace_id, flags = call.trace
        headers[TRACEPARENT] = f"00-{trace_id}-{new_span_id()}-{flags}"
        headers[TIMEOUT_MS] = format_timeout_ms(left_s)
        headers[ATTEMPT] = f"{call.attempts}; max={most}"

    if tracer is None:
        return prepare
    announce = tracer.attempt

    def traced(call: Call, left_s: float) -> None:
        prepare(call, left_s)
        announce(call.span, call)

    return traced


def timed(timeout: TimeoutPolicy, metrics: OperationMetrics) -> Callable[[Send, Call, float], Awaitable[Reply]]:
    """An attempt whose limit is not the policy's: what is left of the deadline, or the caller's own."""

    async def limited(send: Send, call: Call, left_s: float) -> Reply:
        if left_s <= 0:
            raise _unsent(call, metrics)
        attempt_s = timeout.attempt_s if call.attempt_s is None else call.attempt_s
        limit = asyncio.timeout(min(left_s, attempt_s))
        try:
            async with limit:
                return await send(call, left_s)
        except TimeoutError:
            if not limit.expired():
                raise
            raise (attempt_timeout(attempt_s) if attempt_s <= left_s else deadline_exceeded(call)) from None

    return limited


def timed_blocking(timeout: TimeoutPolicy, metrics: OperationMetrics) -> Callable[[BlockingSend, Call, float], Reply]:
    """As `timed`, for threads: the transport keeps the limit."""

    def limited(send: BlockingSend, call: Call, left_s: float) -> Reply:
        if left_s <= 0:
            raise _unsent(call, metrics)
        attempt_s = timeout.attempt_s if call.attempt_s is None else call.attempt_s
        try:
            return send(call, left_s, min(left_s, attempt_s))
        except AttemptTimeoutError:
            if attempt_s <= left_s:
                raise
            raise deadline_exceeded(call) from None

    return limited


def _unsent(call: Call, metrics: OperationMetrics) -> Exception:
    """The error of an attempt that was counted, but has no time to be sent."""
    call.attempts -= 1
    metrics.attempts -= 1
    return deadline_exceeded(call)
