"""What is done with tasks everywhere: see them end, and share one among all who ask for the same."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Awaitable, Callable, Hashable, Iterable
from contextvars import ContextVar
from typing import Any, Final, Generic, TypeVar

from . import context as _context
from .errors import MgError

T = TypeVar("T")

SWALLOWED_S: Final = 0.05
"""`again_s` for tasks of redis-py, which swallow a cancellation that arrives while they connect, and go on."""


async def end(tasks: Iterable[asyncio.Future[Any]], *, again_s: float | None = None) -> None:
    """Cancel tasks and wait until all are done, also when the caller is cancelled meanwhile.

    Their clean-up may take its time. The caller's own cancellation is raised when all are done. What a task raised
    stays with it and is not reported as forgotten. The calling task itself is left out.

    Args:
        tasks: of the running loop, done or not.
        again_s: seconds after which a task that goes on is cancelled once more, for one that swallows cancellations
            and has no clean-up worth waiting for; None asks once.
    """
    given, me = list(tasks), asyncio.current_task()
    running = [task for task in given if not task.done() and task is not me]
    for task in running:
        task.cancel()
    cancelled: asyncio.CancelledError | None = None
    while running:
        try:
            _, late = await asyncio.wait(running, timeout=again_s)
        except asyncio.CancelledError as error:
            cancelled = error
        else:
            for task in late:
                task.cancel()
        running = [task for task in running if not task.done()]
    for task in given:
        if task.done() and not task.cancelled():
            task.exception()
    if cancelled is not None:
        raise cancelled


class SingleFlight(Generic[T]):
    """One computation for everybody who asks for the same at the same time, on an event loop.

    Rules
        1. The first who asks for a key begins a task; who asks while it runs waits for the same.
        2. An asker that is cancelled or out of time leaves. The task goes on, even when nobody waits any more: only
           `aclose` ends it, and then those who wait get a `CancelledError`.
        3. The task inherits the context of who began it, without its deadline: what others get doesn't depend on it.
        4. A failure reaches all who wait, an `MgError` as a copy for each; nothing is kept, the next one asks anew.
        5. Whoever asks from inside of the task, or of one that it began, computes for itself: it would wait for ever.
        6. A task of another event loop is nobody's: who asks on this one begins anew.
    """

    __slots__ = ("_flights",)

    def __init__(self) -> None:
        self._flights: dict[Hashable, _Flight[T]] = {}

    def __contains__(self, key: Hashable) -> bool:
        return self._under_way(key) is not None

    async def do(self, key: Hashable, compute: Callable[[], Awaitable[T]]) -> T:
        """What `compute` gives, for all who ask for `key` while it runs.

        Raises:
            Exception: what `compute` raised.
        """
        flight = self._under_way(key)
        if flight is None:
            flight = self._depart(key, compute)
        elif flight in _INSIDE.get():
            return await compute()
        else:
            flight.shared = True
        await asyncio.wait((flight.task,))
        if flight.shared and not flight.task.cancelled() and isinstance(error := flight.task.exception(), MgError):
            raise copy.copy(error)
        return flight.task.result()

    def begin(self, key: Hashable, compute: Callable[[], Awaitable[T]]) -> None:
        """Start `compute` unless it runs; for who does not wait."""
        if self._under_way(key) is None:
            self._depart(key, compute)

    async def aclose(self) -> None:
        """Cancel what is under way and wait for its end."""
        await end([flight.task for key, flight in self._flights.items() if key in self])

    def _under_way(self, key: Hashable) -> _Flight[T] | None:
        flight = self._flights.get(key)
        if flight is None or flight.task.done() or flight.task.get_loop() is not asyncio.get_running_loop():
            return None
        return flight

    def _depart(self, key: Hashable, compute: Callable[[], Awaitable[T]]) -> _Flight[T]:
        flight: _Flight[T] = _Flight()
        context = _context.without_deadline()
        context.run(_INSIDE.set, (*_INSIDE.get(), flight))

        async def fly() -> T:
            return await compute()

        def landed(task: asyncio.Task[T]) -> None:
            if self._flights.get(key) is flight:
                del self._flights[key]
            if not task.cancelled():
                task.exception()  # looked at: a failure whose askers have all left is not reported as forgotten

        flight.task = asyncio.get_running_loop().create_task(fly(), context=context)
        flight.task.add_done_callback(landed)
        self._flights[key] = flight
        return flight


class _Flight(Generic[T]):
    """A computation under way."""

    __slots__ = ("shared", "task")

    task: asyncio.Task[T]

    def __init__(self) -> None:
        self.shared = False


_INSIDE: Final[ContextVar[tuple[_Flight[Any], ...]]] = ContextVar("mg_flights", default=())
"""The flights that the current task belongs to."""
