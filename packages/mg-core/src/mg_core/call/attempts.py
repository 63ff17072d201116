"""The time limit of one attempt, when the deadline queue cannot give it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from ..contract.policy import TimeoutPolicy
from ..errors import AttemptTimeoutError
from ..observe.samples import OperationMetrics
from .call import Call, attempt_timeout, deadline_exceeded

Send = Callable[[Call[Any], float], Awaitable[Any]]
"""Sends an attempt that has so many seconds left."""

BlockingSend = Callable[[Call[Any], float, float], Any]
"""Sends an attempt: seconds left of the deadline, seconds that it may take."""


def timed(timeout: TimeoutPolicy, metrics: OperationMetrics) -> Callable[[Send, Call[Any], float], Awaitable[Any]]:
    """An attempt whose limit is not the policy's: what is left of the deadline, or the caller's own."""

    async def limited(send: Send, call: Call[Any], left_s: float) -> Any:
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


def timed_blocking(
    timeout: TimeoutPolicy, metrics: OperationMetrics
) -> Callable[[BlockingSend, Call[Any], float], Any]:
    """As `timed`, for threads: the transport keeps the limit."""

    def limited(send: BlockingSend, call: Call[Any], left_s: float) -> Any:
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


def _unsent(call: Call[Any], metrics: OperationMetrics) -> Exception:
    """The error of an attempt that was counted, but has no time to be sent."""
    call.attempts -= 1
    metrics.attempts -= 1
    return deadline_exceeded(call)
