"""What every generated subscriber is: typed events out of a bus, without repetitions."""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from mg_core.contract.channel import EventChannel, EventOperation
from mg_core.errors import ConfigurationError, DecodeError
from mg_core.events.bus import Bus, Delivery, Subscription
from mg_core.events.client import BusClient
from mg_core.events.codec import decode
from mg_core.events.ends import Following

_log = logging.getLogger(__name__)

Event_co = TypeVar("Event_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Envelope(Generic[Event_co]):
    """An event and where it came from."""

    event: Event_co
    channel: str
    token: str
    """Give the last one as `since` to go on after a break."""


class SeenEvents:
    """Remembers the last keys, so that a repeated event is recognised.

    Args:
        limit: keys remembered; the oldest is forgotten first.
    """

    def __init__(self, limit: int = 1000) -> None:
        self._limit = limit
        self._keys: OrderedDict[tuple[str, str], None] = OrderedDict()

    def is_new(self, channel: str, key: str) -> bool:
        """Whether a key was not seen on this channel; from now on it was."""
        if (channel, key) in self._keys:
            self._keys.move_to_end((channel, key))
            return False
        self._keys[channel, key] = None
        if len(self._keys) > self._limit:
            self._keys.popitem(last=False)
        return True


class Events(Generic[Event_co]):
    """Typed events of one subscription, as an async iterator. Close it with `aclose()` or use it as `async with`.

    A message that does not fit the contract is logged and left out: one broken publisher must not silence a channel.

    Attributes:
        repeated: messages left out because they were seen before.
        broken: messages left out because they do not fit the contract.
        gaps: times that the connection was lost and messages may be missing.
    """

    def __init__(
        self,
        subscription: Subscription,
        kinds: Mapping[str, tuple[EventChannel, Any]],
        seen: SeenEvents,
        on_gap: Callable[[], None] | None,
    ) -> None:
        self._subscription = subscription
        self._kinds = kinds
        self._seen = seen
        self._on_gap = on_gap
        self.repeated = 0
        self.broken = 0
        self.gaps = 0

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Envelope[Event_co]:
        while True:
            delivery = await anext(self._subscription)
            if delivery.is_gap:
                self.gaps += 1
                if self._on_gap is not None:
                    self._on_gap()
                continue
            envelope = self._read(delivery)
            if envelope is not None:
                return envelope

    def _read(self, delivery: Delivery) -> Envelope[Event_co] | None:
        channel, kind = self._kinds[delivery.channel]
        try:
            event = decode(delivery.payload, kind)
        except DecodeError as error:
            self.broken += 1
            _log.warning("left out a message of %s: %s", delivery.channel, error.message)
            return None
        if channel.dedupe_key is not None:
            key = json.loads(delivery.payload).get(channel.dedupe_key)
            if key is not None and not self._seen.is_new(delivery.channel, str(key)):
                self.repeated += 1
                return None
        return Envelope(event, delivery.channel, delivery.token)

    async def aclose(self) -> None:
        """Stop following."""
        await self._subscription.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


class EventSubscriber(BusClient):
    """Base of the generated subscribers; what one instance has seen, it leaves out in all its subscriptions."""

    def __init__(
        self, bus: Bus, *, remember: int = 1000, on_gap: Callable[[], None] | None = None, **settings: Any
    ) -> None:
        """Needs no running loop.

        Args:
            bus: where events come from; it stays the caller's to close.
            remember: event ids remembered.
            on_gap: called when the connection was lost and is back; a cache is then dropped as a whole.
            settings: see `BusClient`.
        """
        super().__init__(bus, **settings)
        self._remember = remember
        self._seen: dict[str, SeenEvents] = {}
        self._on_gap = on_gap

    async def _subscribe(
        self, operation: EventOperation, params: Mapping[str, str], since: str | None = None
    ) -> Events[Any]:
        """Open a subscription, behind the operation's guards. What happens to it afterwards is the bus's business."""
        channel = operation.channel
        name = channel.name(params)
        if since is not None and not channel.kept:
            raise ConfigurationError(f"{operation.id}: the channel keeps no messages, `since` means nothing")
        members = channel.members or (channel,)
        kinds = {member.name(params): (member, operation.payloads[member.id]) for member in members}
        wanted = Following(name, tuple(kinds) if channel.is_group else (), since)
        subscription: Subscription = await self._call(operation, (), wanted)
        seen = self._seen.setdefault(f"{operation.id} {name}", SeenEvents(self._remember))
        return Events(subscription, kinds, seen, self._on_gap)
