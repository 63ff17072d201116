"""Publishers, subscribers, channel names and the codec."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mg_core.contract.channel import EventChannel, EventOperation
from mg_core.contract.model import Model
from mg_core.contract.policy import Policy, TimeoutPolicy
from mg_core.errors import ConfigurationError, DecodeError, TimeoutExceededError
from mg_core.events import Bus, Delivery, EventPublisher, EventSubscriber, MemoryBus, SeenEvents, decode, encode

LIMIT_S = 5


class Note(Model):
    """An event."""

    id: str
    text: str | None = None


CHANNEL = EventChannel("notes", "user.{user_id}.notes", dedupe_key="id")
LIMITS = Policy("events", TimeoutPolicy(2.0, 5.0))
SEND = EventOperation("send", "demo", "send", CHANNEL, {"notes": Note}, LIMITS)
FOLLOW = EventOperation("follow", "demo", "receive", CHANNEL, {"notes": Note}, LIMITS)


class Publisher(EventPublisher):
    """As a generated one."""

    async def send(self, user_id: str, note: Note, operation: EventOperation = SEND) -> str:
        """Publish."""
        return await self._publish(operation, {"user_id": user_id}, note)


class Subscriber(EventSubscriber):
    """As a generated one."""

    async def follow(self, user_id: str, since: str | None = None) -> Any:
        """Subscribe."""
        return await self._subscribe(FOLLOW, {"user_id": user_id}, since)


class HeldBus(MemoryBus):
    """Takes a message only when it is let go; counts those in flight per channel."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()
        self.entered = asyncio.Event()
        self.in_flight: dict[str, int] = {}
        self.most: dict[str, int] = {}

    async def publish(self, channel: str, payload: bytes, *, ttl_s: float | None = None) -> str:
        self.in_flight[channel] = self.in_flight.get(channel, 0) + 1
        self.most[channel] = max(self.most.get(channel, 0), self.in_flight[channel])
        if len(self.in_flight) == 2:
            self.entered.set()
        await self.go.wait()
        self.in_flight[channel] -= 1
        return await super().publish(channel, payload, ttl_s=ttl_s)


async def test_one_publish_per_channel_is_in_flight_and_channels_do_not_wait_for_each_other() -> None:
    bus = HeldBus()
    publisher = Publisher(bus)
    tasks = [asyncio.create_task(publisher.send(user, Note(id=f"{user}{n}"))) for n in range(20) for user in ("a", "b")]
    async with asyncio.timeout(LIMIT_S):
        await bus.entered.wait()
        bus.go.set()
        await asyncio.gather(*tasks)

    order = [decode(delivery.payload, Note).id for delivery in bus.published if delivery.channel == "user.a.notes"]
    assert bus.most == {"user.a.notes": 1, "user.b.notes": 1}
    assert order == [f"a{n}" for n in range(20)]


async def test_publishing_ends_in_the_time_that_the_policy_gives() -> None:
    bus = HeldBus()
    operation = EventOperation("send", "demo", "send", CHANNEL, {"notes": Note}, Policy("p", TimeoutPolicy(0.05, 0.05)))

    with pytest.raises(TimeoutExceededError) as caught:
        await Publisher(bus).send("a", Note(id="1"), operation)
    assert (caught.value.service, caught.value.operation) == ("demo", "send")


async def test_since_on_a_channel_that_keeps_nothing_is_wrong_use() -> None:
    with pytest.raises(ConfigurationError):
        await Subscriber(MemoryBus()).follow("a", since="1")


async def test_gap_is_told_to_the_subscriber_and_is_no_event() -> None:
    told: list[int] = []

    class GapBus(MemoryBus):
        """Loses its connection once."""

        async def subscribe(self, *args: Any, **more: Any) -> Any:
            subscription = await super().subscribe(*args, **more)
            subscription.put(Delivery("user.a.notes", b"", is_gap=True))
            return subscription

    bus: Bus = GapBus()
    async with asyncio.timeout(LIMIT_S):
        events = await Subscriber(bus, on_gap=lambda: told.append(1)).follow("a")
        await Publisher(bus).send("a", Note(id="1"))
        envelope = await anext(events)

    assert (envelope.event.id, events.gaps, told) == ("1", 1, [1])


def test_seen_events_forget_the_oldest() -> None:
    seen = SeenEvents(limit=2)

    assert [seen.is_new("c", key) for key in ("1", "2", "1", "3", "2")] == [True, True, False, True, True]
    assert seen.is_new("other", "2")


def test_channel_name_above_92_characters_is_refused() -> None:
    channel = EventChannel("long", f"{'x' * 40}.{{user_id}}")

    assert len(channel.name({"user_id": "y" * 51})) == 92
    with pytest.raises(ConfigurationError) as caught:
        channel.name({"user_id": "y" * 52})
    assert caught.value.code == "invalid_channel"


def test_absent_members_do_not_travel() -> None:
    assert encode(Note(id="1"), Note) == b'{"id":"1"}'


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b"{}", b'{"id":1}', b"\xff"])
def test_message_that_is_no_event_is_a_decode_error_without_its_content(payload: bytes) -> None:
    with pytest.raises(DecodeError):
        decode(payload, Note)
