"""Publish/subscribe over Redis: at most once, nothing kept, and an honest sign after each lost connection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Final, Self

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from mg_core.errors import ConfigurationError, ConnectError, TransportError
from mg_core.events.bus import Delivery

_LOST: Final = (RedisConnectionError, RedisTimeoutError, OSError)
_WAITS_S: Final = (0.05, 0.1, 0.2, 0.5, 1.0)
"""Seconds before the tries to come back; the last repeats."""


class RedisBus:
    """Publish/subscribe of one Redis server.

    Args:
        client: a client of redis-py; the caller closes it.
        sleep: waits between tries to come back.
    """

    def __init__(self, client: Redis, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._client: Any = client
        self._sleep = sleep
        self._open: set[RedisSubscription] = set()

    async def publish(self, channel: str, payload: bytes, *, ttl_s: float | None = None) -> str:
        """Send a message; Redis has no tokens, so the result is empty. `ttl_s` means nothing here."""
        try:
            await self._client.publish(channel, payload)
        except _LOST as error:
            raise ConnectError(f"Redis did not take the message: {type(error).__name__}") from error
        except RedisError as error:
            raise TransportError(f"Redis did not take the message: {type(error).__name__}") from error
        return ""

    async def subscribe(
        self, channels: Sequence[str] = (), *, group: str | None = None, since: str | None = None
    ) -> RedisSubscription:
        """Follow channels; Redis has confirmed it when this returns."""
        if since is not None or group is not None or not channels:
            raise ConfigurationError("Redis publish/subscribe follows channels by name: no groups, no history")
        subscription = RedisSubscription(self._client, tuple(channels), self._sleep, self._open)
        try:
            await subscription.connect()
        except (*_LOST, RedisError) as error:
            await subscription.aclose()
            raise ConnectError(f"no subscription at Redis: {type(error).__name__}") from error
        return subscription

    async def add_to_group(self, group: str, channels: Sequence[str]) -> None:
        """Refused: Redis has no channel groups."""
        raise ConfigurationError(f"Redis has no channel groups ({group})")

    async def aclose(self) -> None:
        """End every subscription."""
        for subscription in list(self._open):
            await subscription.aclose()


class RedisSubscription:
    """A subscription that comes back by itself, and says so with a gap."""

    def __init__(
        self,
        client: Any,
        channels: tuple[str, ...],
        sleep: Callable[[float], Awaitable[None]],
        register: set[RedisSubscription],
    ) -> None:
        self._client = client
        self._channels = channels
        self._sleep = sleep
        self._pubsub: Any = None
        self._closed = False
        self._register = register
        register.add(self)

    async def connect(self) -> None:
        """Subscribe, and wait until Redis has confirmed each channel."""
        pubsub = self._client.pubsub()
        self._pubsub = pubsub
        await pubsub.subscribe(*self._channels)
        waiting = len(self._channels)
        while waiting:
            message = await pubsub.get_message(timeout=None)
            waiting -= message is not None and message["type"] == "subscribe"

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Delivery:
        while not self._closed:
            try:
                message = await self._pubsub.get_message(ignore_subscribe_messages=True, timeout=None)
            except (*_LOST, RuntimeError):
                if await self._come_back():
                    return Delivery(self._channels[0], b"", is_gap=True)
                break
            if message is not None and message["type"] == "message":
                return Delivery(_text(message["channel"]), _bytes(message["data"]))
        raise StopAsyncIteration

    async def _come_back(self) -> bool:
        tries = 0
        while not self._closed:
            await self._leave()
            await self._sleep(_WAITS_S[min(tries, len(_WAITS_S) - 1)])
            tries += 1
            with suppress(*_LOST, RedisError):
                await self.connect()
                return True
        return False

    async def _leave(self) -> None:
        if self._pubsub is not None:
            with suppress(*_LOST, RedisError):
                await self._pubsub.aclose()
            self._pubsub = None

    async def aclose(self) -> None:
        """Stop."""
        self._closed = True
        self._register.discard(self)
        await self._leave()


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value
