"""Attempts that chaos disturbs, just before the transport. The rules are in `mg_core.policies.chaos`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from ..errors import ConnectionLostError
from ..policies.chaos import FaultInjector
from .call import Call, attempt_timeout


def disturbed(
    send: Callable[[Call[Any], float], Awaitable[Any]],
    injector: FaultInjector,
    made_up: Callable[[int], Any],
    sleep: Callable[[float], Awaitable[None]],
) -> Callable[[Call[Any], float], Awaitable[Any]]:
    """`send(call, left_s)`, disturbed. `made_up`: the carrier's answer with a status."""

    async def send_disturbed(call: Call[Any], left_s: float) -> Any:
        plan = injector.plan()
        if plan.latency_s > 0.0:
            await sleep(plan.latency_s)
        if isinstance(plan.fault, ConnectionLostError):
            await send(call, left_s - plan.latency_s)
        if plan.fault is not None:
            raise plan.fault
        return await send(call, left_s - plan.latency_s) if plan.status is None else made_up(plan.status)

    return send_disturbed


def disturbed_blocking(
    send: Callable[[Call[Any], float, float], Any],
    injector: FaultInjector,
    made_up: Callable[[int], Any],
    pause: Callable[[float], None],
) -> Callable[[Call[Any], float, float], Any]:
    """`send(call, left_s, timeout_s)`, disturbed, for threads."""

    def send_disturbed(call: Call[Any], left_s: float, timeout_s: float) -> Any:
        plan = injector.plan()
        late_s = plan.latency_s
        if late_s > 0.0:
            pause(min(late_s, timeout_s))
            if late_s >= timeout_s:
                raise attempt_timeout(timeout_s)
        if isinstance(plan.fault, ConnectionLostError):
            send(call, left_s - late_s, timeout_s - late_s)
        if plan.fault is not None:
            raise plan.fault
        return send(call, left_s - late_s, timeout_s - late_s) if plan.status is None else made_up(plan.status)

    return send_disturbed
