"""What stands around a compiled pipeline: the cache, and what is given instead of an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .operation import Operation, Policy
from .policies.cache import ResponseCache


class Answers:
    """The caches of one client."""

    def __init__(self, now: Callable[[], float], *, blocking: bool) -> None:
        """`now`: monotonic seconds."""
        self._now = now
        self._blocking = blocking
        self.caches: dict[Any, ResponseCache] = {}

    def around(self, operation: Operation, policy: Policy, function: Callable[..., Any]) -> Callable[..., Any]:
        """`function(args, body, options)` with the operation's cache and fallback outside of it."""
        if policy.cache is None:
            return function
        key = (operation.id, policy.cache)
        cache = self.caches.get(key)
        if cache is None:
            cache = self.caches[key] = ResponseCache(policy.cache, self._now)
        wrapped: Callable[..., Any] = cache.wrap_blocking(function) if self._blocking else cache.wrap(function)
        return wrapped
