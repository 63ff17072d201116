"""The breakers of one client: which operations share one, and what happens to it when numbers change.

Rules
    1. Operations whose policies name the same numbers and mode share a breaker.
    2. When every operation of a breaker gets the same new numbers, the breaker keeps its identity and its state.
    3. An operation that leaves a group joins the group that has its new numbers already; when there is none, it
       begins with a copy of the state of the group that it leaves.
    4. An operation that comes back to numbers that nobody uses any more begins as in 3; nothing old is revived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from ...contract.policy import BreakerPolicy
from ...contract.row import Row
from .machine import CircuitBreaker


class BreakerSource(Protocol):
    """Where a client takes its breakers from: `Breakers`, a fleet's, or those of a purgatory factory."""

    def of(self, row: Row, policy: BreakerPolicy) -> CircuitBreaker:
        """The breaker that guards `row` under `policy`, the policy in force. Called at each compilation."""
        ...

    def update(self, policies: Mapping[str, BreakerPolicy | None]) -> None:
        """Policies in force after a change, by operationId; None where an operation has no breaker any more."""
        ...

    def __iter__(self) -> Iterator[CircuitBreaker]:
        """Every breaker in use, for metrics."""
        ...


class Breakers:
    """The default source: breakers that belong to one client."""

    def __init__(
        self,
        service: str,
        now: Callable[[], float],
        make: Callable[[str, BreakerPolicy, Callable[[], float]], CircuitBreaker] = CircuitBreaker,
        *,
        loop_only: bool = False,
    ) -> None:
        """`loop_only`: what `make` makes needs a running event loop, so no blocking client can use it."""
        self.loop_only = loop_only
        self._service = service
        self._now = now
        self._make = make
        self._of: dict[str, CircuitBreaker] = {}

    def of(self, row: Row, policy: BreakerPolicy) -> CircuitBreaker:
        """See `BreakerSource.of`."""
        self._regroup({row.id: policy})
        return self._of[row.id]

    def update(self, policies: Mapping[str, BreakerPolicy | None]) -> None:
        """See `BreakerSource.update`; operations that were never called are left for later."""
        for name in [name for name, policy in policies.items() if policy is None]:
            self._of.pop(name, None)
        self._regroup({name: policy for name, policy in policies.items() if policy and name in self._of})

    def __iter__(self) -> Iterator[CircuitBreaker]:
        """Every breaker in use."""
        return iter({id(breaker): breaker for breaker in self._of.values()}.values())

    def _regroup(self, wanted: Mapping[str, BreakerPolicy]) -> None:
        moving = {name: policy for name, policy in wanted.items() if not self._has(name, policy)}
        for breaker in list(self):
            users = {name for name, used in self._of.items() if used is breaker}
            targets = {moving[name] for name in users & moving.keys()}
            if users <= moving.keys() and len(targets) == 1 and self._with(target := targets.pop()) is None:
                breaker.renumber(target)
        for name, policy in moving.items():
            if not self._has(name, policy):
                self._of[name] = self._with(policy) or self._new(self._of.get(name), policy)

    def _has(self, name: str, policy: BreakerPolicy) -> bool:
        breaker = self._of.get(name)
        return breaker is not None and breaker.policy == policy

    def _with(self, policy: BreakerPolicy) -> CircuitBreaker | None:
        return next((breaker for breaker in self._of.values() if breaker.policy == policy), None)

    def _new(self, left: CircuitBreaker | None, policy: BreakerPolicy) -> CircuitBreaker:
        return left.fork(policy) if left else self._make(self._service, policy, self._now)
