"""Chaos: disturbs attempts on purpose, just before the transport, so that every other policy is exercised.

Rules
    1. For every attempt three numbers are drawn, in this order, whatever the rates are: latency, fault, status. The
       same seed disturbs the same attempts of an operation, however its neighbours are called.
    2. Latency waits on the client's clock, inside the attempt timeout.
    3. A `connect` fault sends nothing; a `lost` one sends the request and drops the answer.
    4. A made-up status sends nothing. The answer says no code of its own, so the error gets the one that the contract
       declares for that status.
"""

from __future__ import annotations

import random
from typing import NamedTuple

from ..contract.policy import ChaosPolicy
from ..errors import ConnectError, ConnectionLostError, MgError


class Plan(NamedTuple):
    """What happens to one attempt."""

    latency_s: float = 0.0
    fault: MgError | None = None
    status: int | None = None
    """Status of a made-up answer."""


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
            status=policy.status if status and not fault else None,
        )

    def _fault(self) -> MgError:
        if self.policy.fault == "lost":
            return ConnectionLostError("chaos: the connection was dropped")
        return ConnectError("chaos: the connection was refused")
