"""The policies' state for threads: the same rules, one lock per object, held for a decision and never while waiting.

Plain counters need no lock: CPython switches threads only at calls and loops, not inside `x.n += 1`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from ..operation import Breaker as BreakerPolicy
from ..operation import RateLimit as RateLimitPolicy
from .breaker import CircuitBreaker
from .rate_limit import TokenBucket
from .retry import RetryBudget


class LockedBreaker(CircuitBreaker):
    """`CircuitBreaker` for threads."""

    __slots__ = ("_lock",)

    def __init__(self, name: str, policy: BreakerPolicy, now: Callable[[], float]) -> None:
        super().__init__(name, policy, now)
        self._lock = threading.Lock()

    def admit(self) -> int:
        """See `CircuitBreaker.admit`."""
        with self._lock:
            return super().admit()

    def ok(self, generation: int) -> None:
        """See `CircuitBreaker.ok`."""
        with self._lock:
            super().ok(generation)

    def fail(self, generation: int) -> None:
        """See `CircuitBreaker.fail`."""
        with self._lock:
            super().fail(generation)

    def ignore(self, generation: int) -> None:
        """See `CircuitBreaker.ignore`."""
        with self._lock:
            super().ignore(generation)


class LockedBucket(TokenBucket):
    """`TokenBucket` for threads."""

    __slots__ = ("_lock",)

    def __init__(self, name: str, policy: RateLimitPolicy, now: Callable[[], float]) -> None:
        super().__init__(name, policy, now)
        self._lock = threading.Lock()

    def take(self) -> None:
        """See `TokenBucket.take`."""
        with self._lock:
            super().take()


class LockedBudget(RetryBudget):
    """`RetryBudget` for threads."""

    __slots__ = ("_lock",)

    def __init__(self, ratio: float, min_per_s: float, now: Callable[[], float]) -> None:
        super().__init__(ratio, min_per_s, now)
        self._lock = threading.Lock()

    def withdraw(self) -> bool:
        """See `RetryBudget.withdraw`."""
        with self._lock:
            return super().withdraw()
