"""Redis: a client whose failures have one name, and a cache that may be away.

Keys carry a {tag} wherever two of them are used together, so that the same code runs on a cluster.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from mg_core.errors import ConnectError
from mg_core.observe.logging import get_logger

_log = get_logger("mg.redis")

CONNECT_TIMEOUT_S: Final = 1.0
"""Seconds to wait for a connection: a cache that is slower than that does not help."""
REPLY_TIMEOUT_S: Final = 1.0
"""Seconds to wait for an answer."""
_QUIET_S = 1.0


def open_redis(url: str, *, max_connections: int = 50) -> redis.asyncio.Redis:
    """A client that connects on first use and after every outage; it never retries by itself."""
    return redis.asyncio.Redis.from_url(
        url,
        decode_responses=True,
        socket_connect_timeout=CONNECT_TIMEOUT_S,
        socket_timeout=REPLY_TIMEOUT_S,
        max_connections=max_connections,
        retry=Retry(NoBackoff(), 0),
    )


class RedisStore:
    """Keys with a time to live; an outage raises `ConnectError`, so that the caller decides what it means."""

    def __init__(self, client: redis.asyncio.Redis) -> None:
        self._client = client

    async def get(self, key: str) -> str | None:
        """The value, or None when there is none.

        Raises:
            ConnectError: Redis cannot be reached.
        """
        try:
            value = await self._client.get(key)
        except (RedisError, OSError) as error:
            raise _away(error) from error
        return value.decode() if isinstance(value, bytes) else value

    async def put(self, key: str, value: str, *, ttl_s: int) -> None:
        """Keep a value for `ttl_s` seconds (at least 1).

        Raises:
            ConnectError: Redis cannot be reached.
        """
        try:
            await self._client.set(key, value, ex=ttl_s)
        except (RedisError, OSError) as error:
            raise _away(error) from error

    async def put_new(self, key: str, value: str, *, ttl_ms: int) -> bool:
        """Keep a value for `ttl_ms` milliseconds unless there is one; whether it was kept.

        Raises:
            ConnectError: Redis cannot be reached.
        """
        try:
            return bool(await self._client.set(key, value, px=ttl_ms, nx=True))
        except (RedisError, OSError) as error:
            raise _away(error) from error

    async def delete(self, *keys: str) -> int:
        """Delete keys; the number of those that were there. On a cluster they share one {tag}.

        Raises:
            ConnectError: Redis cannot be reached.
        """
        try:
            return int(await self._client.delete(*keys))
        except (RedisError, OSError) as error:
            raise _away(error) from error

    async def healthy(self) -> bool:
        """Whether Redis answers now."""
        try:
            await self._client.ping()
        except (RedisError, OSError):
            return False
        return True

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


class Cache:
    """A cache that survives Redis being away: a read finds nothing, a write does nothing, both are logged.

    The log gets at most one line a second. Redis coming back needs no action: the next call connects.
    """

    def __init__(self, store: RedisStore, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._logged_at = float("-inf")
        self.failures = 0
        """Operations that found Redis away, since the start."""

    async def get(self, key: str) -> str | None:
        """The value; None when there is none or Redis is away."""
        try:
            return await self._store.get(key)
        except ConnectError as error:
            self._note("read", error)
            return None

    async def put(self, key: str, value: str, *, ttl_s: int) -> bool:
        """Keep a value for `ttl_s` seconds; False when Redis is away."""
        try:
            await self._store.put(key, value, ttl_s=ttl_s)
        except ConnectError as error:
            self._note("write", error)
            return False
        return True

    async def drop(self, *keys: str) -> bool:
        """Delete keys; False when Redis is away and they end by their time to live."""
        try:
            await self._store.delete(*keys)
        except ConnectError as error:
            self._note("delete", error)
            return False
        return True

    def _note(self, what: str, error: ConnectError) -> None:
        self.failures += 1
        now = self._clock()
        if now - self._logged_at >= _QUIET_S:
            self._logged_at = now
            _log.warning("redis_away", action=what, reason=error.message)


def search_key(query: str, user_id: str) -> str:
    """Key of a cached search, `search:{query}:{user}`; upper case and spaces at the ends do not matter."""
    return f"search:{query.strip().casefold()}:{user_id}"


def oauth_key(platform: str, user_id: str) -> str:
    """Key of a user's access token for a platform, `oauth:{platform}:{user}`."""
    return f"oauth:{platform}:{user_id}"


def _away(error: Any) -> ConnectError:
    return ConnectError(f"Redis cannot be reached ({type(error).__name__})")
