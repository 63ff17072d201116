"""Tasks that must end, whatever the library does that they are in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, Final

CANCEL_AGAIN_S: Final = 0.05
"""Seconds after which a task that goes on is cancelled once more."""


async def ended(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks until all are done.

    Once is not enough: redis-py swallows a cancellation that arrives while it connects, and goes on. What a task
    raised stays with the task.
    """
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=CANCEL_AGAIN_S)
