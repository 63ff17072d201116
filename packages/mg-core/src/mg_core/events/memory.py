"""A bus inside one process: history with a bound, groups, and the small buffers of a real one."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from mg_core.contract.channel import MAX_EVENT_BYTES
from mg_core.errors import ConfigurationError
from mg_core.events.bus import Delivery
from mg_core.events.codec import require_fit


@dataclass(frozen=True, slots=True)
class _Kept:
    delivery: Delivery
    expires_at: float


class MemoryBus:
    """Keeps the last messages of each channel and loses those that a slow subscriber does not fetch, as PubNub does.

    Args:
        history: messages kept per channel.
        buffer: messages kept per subscription; when it is full, the oldest is lost.
        max_bytes: largest message.
        clock: seconds since 1970; tokens and expiry come from it.
    """

    def __init__(
        self,
        *,
        history: int = 100,
        buffer: int = 100,
        max_bytes: int = MAX_EVENT_BYTES,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if history < 0 or buffer < 1:
            raise ConfigurationError("history is at least 0 and buffer at least 1")
        self._history: dict[str, deque[_Kept]] = defaultdict(lambda: deque(maxlen=history))
        self._groups: dict[str, dict[str, None]] = defaultdict(dict)
        self._subscriptions: set[MemorySubscription] = set()
        self._buffer = buffer
        self._max_bytes = max_bytes
        self._clock = clock
        self._last_token = 0
        self.published: list[Delivery] = []
        """Every message in order, for tests."""

    async def publish(self, channel: str, payload: bytes, *, ttl_s: float | None = None) -> str:
        """Hand the message to the subscriptions, and give its token."""
        require_fit(payload, self._max_bytes)
        now = self._clock()
        self._last_token = max(self._last_token + 1, int(now * 10_000_000))
        delivery = Delivery(channel, payload, f"{self._last_token:017d}")
        self._history[channel].append(_Kept(delivery, float("inf") if ttl_s is None else now + ttl_s))
        self.published.append(delivery)
        for subscription in list(self._subscriptions):
            if channel in subscription.channels or channel in self._groups.get(subscription.group, ()):
                subscription.put(delivery)
        return delivery.token

    async def subscribe(
        self, channels: Sequence[str] = (), *, group: str | None = None, since: str | None = None
    ) -> MemorySubscription:
        """Follow channels or a group; kept messages after `since` come first, oldest first."""
        subscription = MemorySubscription(self._subscriptions, channels, group or "", self._buffer)
        if since is not None:
            for delivery in self._missed([*channels, *self._groups.get(group or "", ())], since):
                subscription.put(delivery)
        return subscription

    def _missed(self, channels: Sequence[str], since: str) -> list[Delivery]:
        now = self._clock()
        kept = [item for channel in dict.fromkeys(channels) for item in self._history.get(channel, ())]
        missed = [
            item.delivery for item in kept if item.expires_at > now and int(item.delivery.token) > int(since or 0)
        ]
        return sorted(missed, key=lambda delivery: delivery.token)

    async def add_to_group(self, group: str, channels: Sequence[str]) -> None:
        """Make channels members of a group."""
        self._groups[group].update(dict.fromkeys(channels))

    async def aclose(self) -> None:
        """End every subscription."""
        for subscription in list(self._subscriptions):
            await subscription.aclose()


class MemorySubscription:
    """A subscription of a `MemoryBus`.

    Attributes:
        channels: names followed.
        group: name of the group followed, or "".
        lost: messages dropped because nobody fetched them.
    """

    def __init__(self, register: set[MemorySubscription], channels: Sequence[str], group: str, buffer: int) -> None:
        self.channels = frozenset(channels)
        self.group = group
        self.lost = 0
        self._waiting: deque[Delivery] = deque()
        self._buffer = buffer
        self._arrived = asyncio.Event()
        self._closed = False
        self._register = register
        register.add(self)

    def put(self, delivery: Delivery) -> None:
        """Add a message; the oldest is lost when the buffer is full."""
        if len(self._waiting) >= self._buffer:
            self._waiting.popleft()
            self.lost += 1
        self._waiting.append(delivery)
        self._arrived.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Delivery:
        while not self._waiting:
            if self._closed:
                raise StopAsyncIteration
            self._arrived.clear()
            await self._arrived.wait()
        return self._waiting.popleft()

    async def aclose(self) -> None:
        """Stop; messages that wait can still be fetched."""
        self._closed = True
        self._arrived.set()
        self._register.discard(self)
