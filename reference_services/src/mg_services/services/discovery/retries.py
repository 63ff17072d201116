"""Work that is done once, later, in the background: what a platform was too busy for (SPOT-02).

Nobody waits for it: the caller has its answer already, and the next one finds what the work has brought.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
from collections.abc import Awaitable, Callable
from typing import Final

from mg_core.clock import Clock
from mg_core.errors import MgError
from mg_core.observe.logging import get_logger
from mg_core.tasks import end

SIZE_MAX: Final = 256
"""Pieces of work that wait at the same time; one more is left out."""
WAIT_MAX_S: Final = 300.0
"""A platform that asks for a longer pause is not waited for: the next search asks it."""

_log = get_logger("mg.discovery")


class RetryQueue:
    """Waits and then works, each key once at a time.

    Args:
        clock: waits.
        size_max: pieces of work at the same time.
    """

    def __init__(self, *, clock: Clock, size_max: int = SIZE_MAX) -> None:
        self._clock = clock
        self._size_max = size_max
        self._waiting: dict[str, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, key: str, after_s: float, work: Callable[[], Awaitable[None]]) -> bool:
        """Do `work` in `after_s` seconds, in no request's name and without its deadline.

        Returns:
            Whether it will be done: not when the key waits already, the queue is full or the wait too long.
        """
        if key in self._waiting or len(self._waiting) >= self._size_max or after_s > WAIT_MAX_S:
            return False
        task = asyncio.get_running_loop().create_task(self._run(after_s, work), context=contextvars.Context())
        task.add_done_callback(functools.partial(self._done, key))
        self._waiting[key] = task
        return True

    async def aclose(self) -> None:
        """Cancel what waits."""
        await end(self._waiting.values())

    async def _run(self, after_s: float, work: Callable[[], Awaitable[None]]) -> None:
        await self._clock.sleep(after_s)
        await work()

    def _done(self, key: str, task: asyncio.Task[None]) -> None:
        self._waiting.pop(key, None)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _log.warning("retry_failed", reason=str(error) if isinstance(error, MgError) else type(error).__name__)
