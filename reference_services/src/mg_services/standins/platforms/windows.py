"""A rolling window that counts calls: the kind of limit that Spotify publishes."""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

KEYS_MAX = 10_000
"""Callers remembered at once; the one unseen longest is forgotten first."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the window says about one call."""

    allowed: bool
    remaining: int
    """Calls left in the window, 0 or more."""
    retry_after_s: int
    """Whole seconds until a place is free, 1 or more; 0 when the call is allowed."""


class RollingWindow:
    """At most `limit` calls per key in any `window_s` seconds.

    Args:
        limit: calls allowed, 0 or more; 0 refuses every call.
        window_s: length of the window in seconds, more than 0.
        clock: monotonic seconds.
    """

    def __init__(self, *, limit: int, window_s: float, clock: Callable[[], float]) -> None:
        self.limit = limit
        self.window_s = window_s
        self._clock = clock
        self._calls: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, key: str) -> Verdict:
        """Count one call of `key`, unless the window is full; refused calls do not count."""
        now = self._clock()
        calls = self._calls.setdefault(key, deque())
        self._calls.move_to_end(key)
        if len(self._calls) > KEYS_MAX:
            self._calls.popitem(last=False)
        while calls and now - calls[0] >= self.window_s:
            calls.popleft()
        if len(calls) < self.limit:
            calls.append(now)
            return Verdict(allowed=True, remaining=self.limit - len(calls), retry_after_s=0)
        wait_s = calls[0] + self.window_s - now if calls else self.window_s
        return Verdict(allowed=False, remaining=0, retry_after_s=max(1, math.ceil(wait_s)))
