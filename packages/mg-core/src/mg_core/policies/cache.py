"""Response cache of safe operations, kept in the client.

Rules (t is the age of a stored answer)
    1. t ≤ `ttl_s`: answered from the store.
    2. t ≤ `ttl_s + stale_while_revalidate_s`: answered from the store, and one call in the background renews it.
    3. Older: asked again. If the service cannot answer (no answer, refused here, 5xx) and
       t ≤ `ttl_s + stale_if_error_s`, the stored answer is given.
    4. Answers are kept per operation, arguments and user; a call with options passes the cache by.
    5. At most `MAX_ENTRIES` answers, the one used longest ago goes first. Callers share the object: do not change it.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Final, Literal

from .. import context as _context
from ..errors import MgError
from ..operation import Cache as CachePolicy

MAX_ENTRIES: Final = 1024
"""Answers kept per operation."""

Freshness = Literal["fresh", "stale", "old"]


class ResponseCache:
    """Answers of one operation; decides, does no I/O.

    Attributes:
        hits: calls answered from the store, stale answers included.
        stale: calls answered with something older than `ttl_s`.
    """

    def __init__(self, policy: CachePolicy, now: Callable[[], float]) -> None:
        self._policy = policy
        self._now = now
        self._entries: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self._renewing: dict[Hashable, asyncio.Task[Any]] = {}
        self.hits = 0
        self.stale = 0

    def look(self, key: Hashable) -> tuple[Freshness, Any]:
        """How fresh the answer stored under `key` is, and the answer; "old" also when there is none."""
        entry = self._entries.get(key)
        if entry is None:
            return "old", None
        self._entries.move_to_end(key)
        age = self._now() - entry[0]
        if age <= self._policy.ttl_s:
            return "fresh", entry[1]
        return ("stale" if age <= self._policy.ttl_s + self._policy.stale_while_revalidate_s else "old"), entry[1]

    def store(self, key: Hashable, value: Any) -> None:
        """Keep an answer."""
        self._entries[key] = (self._now(), value)
        self._entries.move_to_end(key)
        if len(self._entries) > MAX_ENTRIES:
            self._entries.popitem(last=False)

    def instead_of(self, error: MgError, key: Hashable) -> Any:
        """The stored answer that may be given instead of `error`; raises it when there is none."""
        entry = self._entries.get(key)
        unavailable = error.status >= 500 or error.fault in ("network", "local")
        limit_s = self._policy.ttl_s + self._policy.stale_if_error_s
        if entry is None or not unavailable or self._now() - entry[0] > limit_s:
            raise error
        self.hits += 1
        self.stale += 1
        return entry[1]

    def wrap(self, call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """`call(args, body, options)` with this cache in front of it."""

        async def cached(args: tuple[Any, ...], body: Any, options: Any) -> Any:
            if options is not None:
                return await call(args, body, options)
            key = _key(args)
            freshness, value = self.look(key)
            if freshness == "old":
                return await self._ask(call, key, args, body)
            self.hits += 1
            if freshness == "stale":
                self.stale += 1
                self._renew(call, key, args, body)
            return value

        return cached

    def wrap_blocking(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """As `wrap`, for threads: there is no background, so a stale answer is asked for again first."""

        def cached(args: tuple[Any, ...], body: Any, options: Any) -> Any:
            if options is not None:
                return call(args, body, options)
            key = _key(args)
            freshness, value = self.look(key)
            if freshness == "fresh":
                self.hits += 1
                return value
            try:
                value = call(args, body, None)
            except MgError as error:
                return self.instead_of(error, key)
            self.store(key, value)
            return value

        return cached

    async def _ask(self, call: Callable[..., Awaitable[Any]], key: Hashable, args: tuple[Any, ...], body: Any) -> Any:
        try:
            value = await call(args, body, None)
        except MgError as error:
            return self.instead_of(error, key)
        self.store(key, value)
        return value

    def _renew(self, call: Callable[..., Awaitable[Any]], key: Hashable, args: tuple[Any, ...], body: Any) -> None:
        if key in self._renewing:
            return
        task = asyncio.ensure_future(self._ask(call, key, args, body))
        self._renewing[key] = task
        task.add_done_callback(lambda done: self._renewed(key, done))

    def _renewed(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        self._renewing.pop(key, None)
        if not task.cancelled():
            task.exception()


def _key(args: tuple[Any, ...]) -> Hashable:
    current = _context.current()
    return repr(args), current.user_id if current is not None else ""
