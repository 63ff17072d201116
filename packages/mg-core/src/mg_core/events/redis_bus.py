"""Publish/subscribe over Redis: at most once, nothing kept, and an honest sign after each lost connection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from itertools import count
from typing import Any, Final, Self

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from mg_core.errors import ConfigurationError, ConnectError, TransportError
from mg_core.events.bus import Delivery
from mg_core.tasks import SWALLOWED_S, end

_LOST: Final = (RedisConnectionError, RedisTimeoutError, OSError)
_WAITS_S: Final = (0.05, 0.1, 0.2, 0.5, 1.0)
"""Seconds before the tries to come back; the last repeats."""

_LEAVE_S: Final = 1.0
"""Seconds for giving a connection up."""

_BUFFER: Final = 1000
"""Messages that wait to be fetched."""


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
            await subscription.open()
        except (*_LOST, RedisError) as error:
            await subscription.aclose()
            raise ConnectError(f"no subscription at Redis: {type(error).__name__}") from error
        except BaseException:  # cancelled: nobody gets the subscription to close it
            await subscription.aclose()
            raise
        return subscription

    async def add_to_group(self, group: str, channels: Sequence[str]) -> None:
        """Refused: Redis has no channel groups."""
        raise ConfigurationError(f"Redis has no channel groups ({group})")

    async def aclose(self) -> None:
        """End every subscription."""
        for subscription in list(self._open):
            await subscription.aclose()


class RedisSubscription:
    """A subscription that comes back by itself, and says so with a gap.

    A task of its own reads. When nobody fetches, it stops reading at `_BUFFER` messages, and Redis then ends the
    connection in its own time, which is a gap too.
    """

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
        self._waiting: asyncio.Queue[Delivery | None] = asyncio.Queue(_BUFFER)
        self._reader: asyncio.Task[None] | None = None
        self._register = register
        register.add(self)

    async def open(self) -> None:
        """Subscribe, wait until Redis has confirmed each channel, and go on reading."""
        confirmed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def ended_early(_reader: asyncio.Task[None]) -> None:  # perhaps before its first step
            if not confirmed.done():
                confirmed.set_exception(RedisConnectionError("closed while it was subscribing"))

        self._reader = asyncio.create_task(self._follow(confirmed))
        self._reader.add_done_callback(ended_early)
        await confirmed

    async def _follow(self, confirmed: asyncio.Future[None]) -> None:
        """Everything that uses the connection, in one task, so that closing has one task to end."""
        try:
            await self._connect()
        except (*_LOST, RedisError) as error:
            if not confirmed.done():
                confirmed.set_exception(error)
            return
        if not confirmed.done():
            confirmed.set_result(None)
        await self._read()

    async def _connect(self) -> None:
        self._pubsub = pubsub = self._client.pubsub()
        await pubsub.subscribe(*self._channels)
        waiting = len(self._channels)
        while waiting:
            message = await pubsub.get_message(timeout=None)
            waiting -= message is not None and message["type"] == "subscribe"

    async def _read(self) -> None:
        while True:
            try:
                message = await self._pubsub.get_message(timeout=None)
            except (*_LOST, RedisError):
                await self._come_back()
                await self._waiting.put(self._gap())
                continue
            kind = "" if message is None else message["type"]
            if kind == "message":
                await self._waiting.put(Delivery(_text(message["channel"]), _bytes(message["data"])))
            elif kind == "subscribe" and _text(message["channel"]) == self._channels[0]:
                # redis-py has connected anew by itself, and shows it only by subscribing once more.
                await self._waiting.put(self._gap())

    def _gap(self) -> Delivery:
        return Delivery(self._channels[0], b"", is_gap=True)

    async def _come_back(self) -> None:
        for tries in count():
            await self._leave()
            await self._sleep(_WAITS_S[min(tries, len(_WAITS_S) - 1)])
            with suppress(*_LOST, RedisError):
                await self._connect()
                return

    async def _leave(self) -> None:
        if self._pubsub is not None:
            with suppress(*_LOST, RedisError):
                async with asyncio.timeout(_LEAVE_S):
                    await self._pubsub.aclose()
            self._pubsub = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Delivery:
        delivery = await self._waiting.get()
        if delivery is None:
            self._waiting.put_nowait(None)
            raise StopAsyncIteration
        return delivery

    async def aclose(self) -> None:
        """Stop, whatever it is doing; messages that wait can still be fetched."""
        if self not in self._register:
            return
        self._register.discard(self)
        if self._reader is not None:
            await end([self._reader], again_s=SWALLOWED_S)
        await self._leave()
        if self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(None)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value
