"""Time as a dependency: whatever waits or measures is handed a clock, so that a test decides what time it is."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Source of time for asynchronous code."""

    def monotonic(self) -> float:
        """Seconds that never go backwards; only differences mean something."""
        ...

    def time(self) -> float:
        """Seconds since 1970-01-01 UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds`; 0 or less gives other tasks a turn."""
        ...


class BlockingClock(Clock, Protocol):
    """A clock that can also block a thread; the sync clients need one."""

    def pause(self, seconds: float) -> None:
        """Block the calling thread for `seconds`."""
        ...


class SystemClock:
    """The machine's own time."""

    monotonic = staticmethod(time.monotonic)
    time = staticmethod(time.time)

    async def sleep(self, seconds: float) -> None:
        """Wait without blocking the loop."""
        await asyncio.sleep(seconds)

    def pause(self, seconds: float) -> None:
        """Block the calling thread."""
        time.sleep(max(0.0, seconds))


class LoopClock:
    """The running event loop's time: real on a normal loop, virtual on `mg_core.testing.VirtualLoop`."""

    def monotonic(self) -> float:
        """Time of the running loop, in seconds."""
        return asyncio.get_running_loop().time()

    def time(self) -> float:
        """Time of the running loop counted from 1970: good for differences, not for calendars."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Wait in the loop's time."""
        await asyncio.sleep(seconds)


def timestamp(epoch_s: float) -> str:
    """RFC 3339 in UTC with milliseconds."""
    return datetime.fromtimestamp(epoch_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
