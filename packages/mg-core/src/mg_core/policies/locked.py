"""The policies' state for threads: the same rules, one lock per object, held for a decision and never while waiting.

Plain counters need no lock: CPython switches threads only at calls and loops, not inside `x.n += 1`.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from ..contract.policy import BreakerPolicy, RateLimitPolicy
from .breaker.machine import CircuitBreaker
from .pushback import Quota
from .rate_limit import TokenBucket
from .retry import RetryBudget

T = TypeVar("T")


class LockedBreaker(CircuitBreaker):
    """`CircuitBreaker` for threads."""

    __slots__ = ("_lock",)

    def __init__(self, name: str, policy: BreakerPolicy, now: Callable[[], float]) -> None:
        super().__init__(name, policy, now)
        self._lock = threading.Lock()

    def _run(self, step: Callable[..., T], *args: object) -> T:
        with self._lock:
            result = step(*args)
        if self._news:
            self._tell()
        return result


class LockedBucket(TokenBucket):
    """`TokenBucket` for threads; calls can wait, in order of arrival."""

    __slots__ = ("_lock", "_pause")

    def __init__(
        self, name: str, policy: RateLimitPolicy, now: Callable[[], float], pause: Callable[[float], None]
    ) -> None:
        """`pause`: blocks the thread for seconds of the clock that `now` reads."""
        super().__init__(name, policy, now)
        self._lock = threading.Lock()
        self._pause = pause
        self.waiters: deque[threading.Event] = deque()

    def try_take(self) -> bool:
        """See `TokenBucket.try_take`."""
        with self._lock:
            return super().try_take()

    def learn(self, left: Quota) -> None:
        """See `TokenBucket.learn`."""
        with self._lock:
            super().learn(left)

    def close(self, seconds: float) -> None:
        """See `TokenBucket.close`."""
        with self._lock:
            super().close(seconds)

    def acquire(self, deadline: float) -> None:
        """As `QueueingBucket.acquire`, blocking the thread."""
        turn, queue = threading.Event(), self.waiters
        with self._lock:
            limit = self.enter(deadline)
            queue.append(turn)
            first = queue[0] is turn
        try:
            if not first and not turn.wait(max(0.0, limit - self._now())):
                raise self.refusal(self.wait_s(len(queue)))
            while (wait_s := self._locked_turn(limit)) > 0.0:
                self._pause(wait_s)
        finally:
            with self._lock:
                queue.remove(turn)
                if queue:
                    queue[0].set()

    def _locked_turn(self, limit: float) -> float:
        with self._lock:
            return self._turn(limit)


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
