"""Many askers of the same thing wait for one answer, which is kept for a few seconds."""

from __future__ import annotations

import asyncio
import functools
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class SingleFlight(Generic[T]):
    """A small cache that computes each key at most once at a time.

    An asker that is cancelled leaves; the computation goes on for the others and for the cache.

    Args:
        ttl_s: seconds an answer is kept; 0 keeps none.
        clock: monotonic seconds.
        keep: whether an answer may be kept; one that may not still serves those who wait for it.
        size_max: answers kept; the one unused longest goes first.
    """

    def __init__(
        self, *, ttl_s: float, clock: Callable[[], float], keep: Callable[[T], bool], size_max: int = 1024
    ) -> None:
        self._ttl_s = ttl_s
        self._clock = clock
        self._keep = keep
        self._size_max = size_max
        self._kept: OrderedDict[str, tuple[float, T]] = OrderedDict()
        self._flights: dict[str, asyncio.Task[T]] = {}

    async def get(self, key: str, compute: Callable[[], Awaitable[T]]) -> tuple[T, bool]:
        """The answer for `key`, and whether it was kept from earlier.

        Raises:
            Exception: what `compute` raised; every waiting asker gets the same.
        """
        kept = self._kept.get(key)
        if kept is not None and self._clock() < kept[0]:
            self._kept.move_to_end(key)
            return kept[1], True
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.ensure_future(self._fly(key, compute))
            flight.add_done_callback(functools.partial(self._landed, key))
            self._flights[key] = flight
        return await asyncio.shield(flight), False

    def forget(self) -> None:
        """Drop every kept answer; computations under way go on."""
        self._kept.clear()

    async def aclose(self) -> None:
        """Cancel what is under way."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    async def _fly(self, key: str, compute: Callable[[], Awaitable[T]]) -> T:
        answer = await compute()
        if self._ttl_s > 0 and self._keep(answer):
            self._kept[key] = (self._clock() + self._ttl_s, answer)
            self._kept.move_to_end(key)
            if len(self._kept) > self._size_max:
                self._kept.popitem(last=False)
        return answer

    def _landed(self, key: str, flight: asyncio.Task[T]) -> None:
        self._flights.pop(key, None)
        if not flight.cancelled():
            flight.exception()  # looked at, so that a failure whose askers have all left is not reported as forgotten
