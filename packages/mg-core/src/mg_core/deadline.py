"""Deadlines: a budget that only shortens, its form on the wire, and cheap timers for many equal timeouts.

Inside a process a deadline is absolute (monotonic seconds, in `RequestContext.deadline`); on the wire it is
always what remains, so clocks need not agree.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

from . import context as _context

MAX_WIRE_MS = 99_999_999
"""Longest value that is accepted or sent (8 digits, about 27 hours)."""


def remaining_s(now: float | None = None) -> float | None:
    """Seconds left of the current request's deadline (may be negative), or None without one."""
    current = _context.current()
    if current is None or current.deadline is None:
        return None
    return current.deadline - (time.monotonic() if now is None else now)


def shorten(deadline: float | None, seconds: float, now: float) -> float:
    """The earlier of `deadline` and `now + seconds`."""
    end = now + seconds
    return end if deadline is None or end < deadline else deadline


@contextmanager
def budget(seconds: float, *, now: float | None = None) -> Iterator[float]:
    """Give everything called inside at most `seconds`; a budget inside a budget can only shorten it.

    Yields the absolute deadline. It bounds client calls; code that awaits other things has to look itself.
    """
    current = _context.current()
    end = shorten(current.deadline if current else None, seconds, time.monotonic() if now is None else now)
    with _context.use(_context.amend(deadline=end)):
        yield end


def parse_timeout_ms(value: str | None) -> float | None:
    """Seconds that an inbound header allows; None when it is missing or malformed (it is then ignored)."""
    if not value or len(value) > 8 or not value.isascii() or not value.isdigit():
        return None
    return int(value) / 1000


def format_timeout_ms(seconds: float) -> str:
    """Header value for `seconds`, rounded down (to a half microsecond), 0 to `MAX_WIRE_MS`."""
    return str(max(0, min(MAX_WIRE_MS, int(seconds * 1000 + 0.0005))))


class DeadlineQueue(dict["asyncio.Task[object]", float]):
    """Timeouts of one duration for any number of tasks, with at most one timer in the loop.

    Equal durations end in the order in which they began, so an insertion-ordered dict is the priority queue:
    to arm is one store, to disarm one `pop`. A task whose time is up is taken out and cancelled; it finds out
    by `pop` returning None, and must then `uncancel` itself. One entry per task: a nested use needs another timer.
    """

    __slots__ = ("_armed_for", "_timer", "armed", "duration_s", "loop")

    def __init__(self, duration_s: float, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self.duration_s = duration_s
        self.loop = loop
        self.armed = False
        self._armed_for = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def arm(self) -> None:
        """Start the timer for the first entry. Call after a store when `armed` is False."""
        for when in self.values():
            self.armed = True
            self._armed_for = when
            self._timer = self.loop.call_at(when, self._expire)
            return

    def close(self) -> None:
        """Stop the timer when nobody needs it.

        Calls in flight keep their limit: a task that were taken out here would believe that its time is up, and take
        somebody else's cancellation for the timer's.
        """
        if not self and self._timer is not None:
            self._timer.cancel()
            self.armed = False

    def _expire(self) -> None:
        self.armed = False
        now = max(self.loop.time(), self._armed_for)  # a loop fires early by the resolution of its clock
        due = []
        for task, when in self.items():
            if when > now:
                break
            due.append(task)
        for task in due:
            del self[task]
            task.cancel()
        self.arm()
