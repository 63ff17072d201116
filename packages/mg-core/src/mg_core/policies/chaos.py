"""Chaos: disturbs attempts on purpose, just before the transport, so that every other policy is exercised.

Rules
    1. For every attempt three numbers are drawn, in this order, whatever the rates are: latency, fault, status. The
       same seed disturbs the same attempts of an operation, however its neighbours are called.
    2. Latency waits on the client's clock, inside the attempt timeout.
    3. A `connect` fault sends nothing; a `lost` one sends the request and drops the answer.
    4. A made-up status sends nothing. Its body is an RFC 9457 problem without a code of its own, so the error gets
       the code that the contract declares for that status.
"""

from __future__ import annotations

import json
import random
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, NamedTuple

from ..call.call import Call, attempt_timeout
from ..contract.policy import ChaosPolicy
from ..errors import ConnectError, ConnectionLostError, MgError
from ..rest.transports import Reply


class Plan(NamedTuple):
    """What happens to one attempt."""

    latency_s: float = 0.0
    fault: MgError | None = None
    reply: Reply | None = None


class FaultInjector:
    """Draws the plans of one operation.

    Attributes:
        counts: attempts disturbed, by kind (`latency`, `fault`, `status`).
    """

    def __init__(self, policy: ChaosPolicy, operation: str) -> None:
        self.policy = policy
        self.counts = {"latency": 0, "fault": 0, "status": 0}
        # The operation's name keeps two operations from shuffling each other's sequence.
        self._random = random.Random(f"{policy.seed}:{operation}")

    def plan(self) -> Plan:
        """What happens to the next attempt."""
        policy, draw = self.policy, self._random.random
        late, fault, status = draw() < policy.latency_rate, draw() < policy.fault_rate, draw() < policy.status_rate
        self.counts["latency"] += late
        self.counts["fault"] += fault
        self.counts["status"] += status and not fault
        return Plan(
            latency_s=policy.latency_s if late else 0.0,
            fault=self._fault() if fault else None,
            reply=self._reply() if status and not fault else None,
        )

    def around(
        self, send: Callable[[Call, float], Awaitable[Reply]], sleep: Callable[[float], Awaitable[None]]
    ) -> Callable[[Call, float], Awaitable[Reply]]:
        """`send(call, left_s)`, disturbed."""

        async def disturbed(call: Call, left_s: float) -> Reply:
            plan = self.plan()
            if plan.latency_s > 0.0:
                await sleep(plan.latency_s)
            if isinstance(plan.fault, ConnectionLostError):
                await send(call, left_s - plan.latency_s)
            if plan.fault is not None:
                raise plan.fault
            return plan.reply or await send(call, left_s - plan.latency_s)

        return disturbed

    def around_blocking(
        self, send: Callable[[Call, float, float], Reply], pause: Callable[[float], None]
    ) -> Callable[[Call, float, float], Reply]:
        """`send(call, left_s, timeout_s)`, disturbed, for threads."""

        def disturbed(call: Call, left_s: float, timeout_s: float) -> Reply:
            plan = self.plan()
            late_s = plan.latency_s
            if late_s > 0.0:
                pause(min(late_s, timeout_s))
                if late_s >= timeout_s:
                    raise attempt_timeout(timeout_s)
            if isinstance(plan.fault, ConnectionLostError):
                send(call, left_s - late_s, timeout_s - late_s)
            if plan.fault is not None:
                raise plan.fault
            return plan.reply or send(call, left_s - late_s, timeout_s - late_s)

        return disturbed

    def _fault(self) -> MgError:
        if self.policy.fault == "lost":
            return ConnectionLostError("chaos: the connection was dropped")
        return ConnectError("chaos: the connection was refused")

    def _reply(self) -> Reply:
        status = self.policy.status
        known = status in HTTPStatus._value2member_map_
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase if known else f"Status {status}",
            "status": status,
            "detail": f"chaos: status {status} was made up, nothing was sent",
        }
        return status, {"content-type": "application/problem+json"}, json.dumps(body).encode()
