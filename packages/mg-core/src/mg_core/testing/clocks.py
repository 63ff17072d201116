"""Time for tests: nothing waits, everything happens in the right order."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class ManualClock:
    """A clock that moves by `advance`, and by as much as is slept.

    Attributes:
        sleeps: every wait asked for, in seconds, in order.
    """

    def __init__(self, start: float = 1000.0, epoch: float = 1_700_000_000.0) -> None:
        """`start`: first monotonic value. `epoch`: wall time at the start, seconds since 1970."""
        self._now = start
        self._offset = epoch - start
        self.sleeps: list[float] = []

    def monotonic(self) -> float:
        """Seconds."""
        return self._now

    def time(self) -> float:
        """Seconds since 1970."""
        return self._now + self._offset

    def advance(self, seconds: float) -> None:
        """Let time pass; negative is refused."""
        if seconds < 0:
            raise ValueError("time does not go backwards")
        self._now += seconds

    async def sleep(self, seconds: float) -> None:
        """Remember the wait, let it pass, give other tasks a turn."""
        self.pause(seconds)
        await asyncio.sleep(0)

    def pause(self, seconds: float) -> None:
        """As `sleep`, for threads."""
        self.sleeps.append(seconds)
        self._now += max(0.0, seconds)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop that jumps to its next timer when nothing else is ready. For code without real sockets."""

    def __init__(self) -> None:
        super().__init__(_JumpingSelector(self))
        self._virtual = 0.0

    def time(self) -> float:
        """Virtual seconds since the loop was made."""
        return self._virtual

    def jump(self, seconds: float) -> None:
        """Move the time forward."""
        self._virtual += seconds


class _JumpingSelector(selectors.DefaultSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:
        found = super().select(0 if timeout is None or timeout > 0 else timeout)
        if not found and timeout is None:
            raise RuntimeError("nothing will ever happen: no timer is set and nothing is ready")
        if not found and timeout:
            self._loop.jump(timeout)
        return found


def run_virtual(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` on a `VirtualLoop`; hours take milliseconds. A wait for something that cannot come is an error."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)
