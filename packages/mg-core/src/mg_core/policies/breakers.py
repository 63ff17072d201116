"""The breakers of one client: which operations share one, and what happens to it when numbers change."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..operation import Breaker as BreakerPolicy
from ..operation import Operation
from .breaker import CircuitBreaker


class Breakers:
    """Operations whose policies name the same numbers share a breaker."""

    def __init__(
        self,
        service: str,
        now: Callable[[], float],
        make: Callable[[str, BreakerPolicy, Callable[[], float]], CircuitBreaker] = CircuitBreaker,
    ) -> None:
        self._service = service
        self._now = now
        self._make = make
        self._breakers: dict[BreakerPolicy, CircuitBreaker] = {}

    def of(self, operation: Operation, policy: BreakerPolicy) -> CircuitBreaker:
        """The breaker that guards `operation` under `policy`, the policy in force."""
        found = self._breakers.get(policy)
        if found is None:
            found = self._breakers[policy] = self._make(self._service, policy, self._now)
        return found

    def __iter__(self) -> Iterator[CircuitBreaker]:
        """Every breaker."""
        return iter(self._breakers.values())
