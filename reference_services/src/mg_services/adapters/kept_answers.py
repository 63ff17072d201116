"""Answers kept for a few seconds, each computed once for all who ask at the same time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from mg_core.tasks import SingleFlight

T = TypeVar("T")


class KeptAnswers(Generic[T]):
    """A small cache in front of a `SingleFlight`.

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
        self._flights: SingleFlight[T] = SingleFlight()

    async def get(self, key: str, compute: Callable[[], Awaitable[T]]) -> tuple[T, bool]:
        """The answer for `key`, and whether it was kept from earlier.

        Raises:
            Exception: what `compute` raised.
        """
        kept = self._kept.get(key)
        if kept is not None and self._clock() < kept[0]:
            self._kept.move_to_end(key)
            return kept[1], True

        async def compute_and_keep() -> T:
            answer = await compute()
            self._store(key, answer)
            return answer

        return await self._flights.do(key, compute_and_keep), False

    def forget(self) -> None:
        """Drop every kept answer; computations under way go on."""
        self._kept.clear()

    async def aclose(self) -> None:
        """Cancel what is under way."""
        await self._flights.aclose()

    def _store(self, key: str, answer: T) -> None:
        if self._ttl_s <= 0 or not self._keep(answer):
            return
        self._kept[key] = (self._clock() + self._ttl_s, answer)
        self._kept.move_to_end(key)
        if len(self._kept) > self._size_max:
            self._kept.popitem(last=False)
