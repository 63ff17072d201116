"""Bulkhead: a limit of calls in flight, with a bounded queue in order of arrival.

Rules
    1. Up to `max_in_flight` calls run; up to `max_queue` more wait, first come first served.
    2. One more is refused at once (`BulkheadFullError`), nothing is sent.
    3. A waiter that is cancelled or out of time gives its turn to the next; a place is never lost.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque

from ..contract.policy import BulkheadPolicy
from ..errors import BulkheadFullError, DeadlineExceededError


class Bulkhead:
    """Places and waiters of one client.

    Attributes:
        free: places left; 0 while anybody waits. A caller that sees `free > 0` may take one by decrementing it.
        waiters: futures of the queue; entries that are done are skipped.
        rejected: calls refused because the queue was full.
    """

    __slots__ = ("free", "name", "policy", "rejected", "waiters")

    def __init__(self, name: str, policy: BulkheadPolicy) -> None:
        self.name = name
        self.policy = policy
        self.free = policy.max_in_flight
        self.rejected = 0
        self.waiters: deque[asyncio.Future[None]] = deque()

    @property
    def in_flight(self) -> int:
        """Places taken."""
        return self.policy.max_in_flight - self.free

    @property
    def queued(self) -> int:
        """Calls waiting for a place."""
        return sum(not turn.done() for turn in self.waiters)

    async def acquire(self, limit_s: float) -> None:
        """Take a place, waiting at most `limit_s` seconds.

        Raises:
            BulkheadFullError: the queue is full.
            DeadlineExceededError: no place became free in time.
        """
        if self.free > 0:
            self.free -= 1
            return
        if len(self.waiters) >= self.policy.max_queue:
            self.rejected += 1
            raise BulkheadFullError(
                f"{self.name} has {self.policy.max_in_flight} calls in flight and {self.policy.max_queue} waiting"
            )
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiters.append(turn)
        try:
            async with asyncio.timeout(limit_s):
                await turn
        except BaseException as error:
            self._give_up(turn)
            if isinstance(error, TimeoutError):
                raise _too_late(self.name) from None
            raise

    def release(self) -> None:
        """Give a place back, or on to the first waiter."""
        while self.waiters:
            turn = self.waiters.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.free += 1

    def _give_up(self, turn: asyncio.Future[None]) -> None:
        if turn.done() and not turn.cancelled():
            self.release()
        elif turn in self.waiters:
            self.waiters.remove(turn)


class BlockingBulkhead:
    """The same rules for threads. `free` is always 0, so that every caller goes through `acquire`."""

    def __init__(self, name: str, policy: BulkheadPolicy) -> None:
        self.name = name
        self.policy = policy
        self.free = 0
        self.waiters = True
        self.rejected = 0
        self.in_flight = 0
        self.queued = 0
        self._changed = threading.Condition()

    def acquire(self, limit_s: float) -> None:
        """As `Bulkhead.acquire`, blocking the thread."""
        with self._changed:
            if self.in_flight >= self.policy.max_in_flight:
                if self.queued >= self.policy.max_queue:
                    self.rejected += 1
                    raise BulkheadFullError(
                        f"{self.name} has {self.in_flight} calls in flight and {self.queued} waiting"
                    )
                self.queued += 1
                try:
                    came = self._changed.wait_for(lambda: self.in_flight < self.policy.max_in_flight, limit_s)
                finally:
                    self.queued -= 1
                if not came:
                    raise _too_late(self.name)
            self.in_flight += 1

    def release(self) -> None:
        """Give a place back."""
        with self._changed:
            self.in_flight -= 1
            self._changed.notify()


def _too_late(name: str) -> DeadlineExceededError:
    return DeadlineExceededError(f"no place among the calls to {name} in time", retry_safe=True)
