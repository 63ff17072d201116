"""The tiny event contract: its record, and its generated publisher and subscriber over the in-memory bus."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from codegen.tests.golden_record import compiled, recorded

from mg_core.errors import ConfigurationError, RejectedError
from mg_core.events import MemoryBus

sys.path.insert(0, str(Path(__file__).parent / "golden_asyncapi" / "_generated"))

from golden_asyncapi.clients.door_events import channels
from golden_asyncapi.clients.door_events.client import DoorEventsPublisher, DoorEventsSubscriber
from golden_asyncapi.clients.door_events.models import DoorEvent, DoorState, WindowEvent

LIMIT_S = 5


def door(number: int, state: str = "open", note: str | None = None) -> DoorEvent:
    return DoorEvent(event_id=f"e{number}", state=DoorState(state), note=note)


def test_the_record_is_what_the_compiler_makes() -> None:
    assert compiled("golden_asyncapi") == recorded("golden_asyncapi")


def test_rows_say_what_the_contract_says() -> None:
    channel = channels.DOOR_CHANNEL

    assert (channel.max_bytes, channel.ttl_s, channel.kept, channel.dedupe_key) == (300, 3600.0, True, "event_id")
    assert channels.PUBLISH_WINDOW_EVENT.policy is not None
    assert channels.PUBLISH_WINDOW_EVENT.policy.name == "slow"


async def test_an_event_reaches_its_subscriber_typed() -> None:
    bus = MemoryBus()
    async with asyncio.timeout(LIMIT_S), await DoorEventsSubscriber(bus).door(house_id="h1") as events:
        token = await DoorEventsPublisher(bus).publish_door_event(house_id="h1", event=door(1))
        envelope = await anext(events)

    assert envelope.event == door(1)
    assert (envelope.channel, envelope.token) == ("house.h1.door", token)
    assert len(token) == 17


async def test_a_group_gives_events_of_its_channels_with_their_own_types() -> None:
    bus = MemoryBus()
    publisher = DoorEventsPublisher(bus)
    async with asyncio.timeout(LIMIT_S), await DoorEventsSubscriber(bus).house(house_id="h1") as events:
        await publisher.publish_door_event(house_id="h1", event=door(1))
        await publisher.publish_window_event(house_id="h2", event=WindowEvent(floor=9))
        await publisher.publish_window_event(house_id="h1", event=WindowEvent(floor=2))
        heard = [(await anext(events)).event, (await anext(events)).event]

    assert heard == [door(1), WindowEvent(floor=2)]


async def test_missed_events_come_first_and_in_order_after_a_break() -> None:
    bus = MemoryBus()
    publisher, subscriber = DoorEventsPublisher(bus), DoorEventsSubscriber(bus)
    async with asyncio.timeout(LIMIT_S):
        async with await subscriber.door(house_id="h1") as events:
            await publisher.publish_door_event(house_id="h1", event=door(1))
            last = await anext(events)
        for number in (2, 3):
            await publisher.publish_door_event(house_id="h1", event=door(number))
        async with await subscriber.door(house_id="h1", since=last.token) as events:
            heard = [(await anext(events)).event.event_id, (await anext(events)).event.event_id]

    assert heard == ["e2", "e3"]


async def test_an_event_published_twice_is_given_once() -> None:
    bus = MemoryBus()
    publisher = DoorEventsPublisher(bus)
    async with asyncio.timeout(LIMIT_S), await DoorEventsSubscriber(bus).door(house_id="h1") as events:
        for number in (1, 1, 2):
            await publisher.publish_door_event(house_id="h1", event=door(number))
        heard = [(await anext(events)).event.event_id, (await anext(events)).event.event_id]

    assert heard == ["e1", "e2"]
    assert events.repeated == 1


async def test_a_newer_value_is_kept_and_a_broken_message_is_left_out() -> None:
    bus = MemoryBus()
    async with asyncio.timeout(LIMIT_S), await DoorEventsSubscriber(bus).door(house_id="h1") as events:
        await bus.publish("house.h1.door", b'{"event_id":')
        await bus.publish("house.h1.door", b'{"event_id":"e1","state":"ajar","new_member":1}')
        envelope = await anext(events)

    assert envelope.event.state == "ajar"
    assert events.broken == 1


async def test_an_event_above_the_channels_limit_is_refused_and_not_sent() -> None:
    bus = MemoryBus()

    with pytest.raises(RejectedError) as caught:
        await DoorEventsPublisher(bus).publish_door_event(house_id="h1", event=door(1, note="x" * 300))
    assert (caught.value.code, caught.value.status, caught.value.retry_safe) == ("payload_too_large", 413, False)
    assert (caught.value.service, caught.value.operation) == ("door_events", "publish_door_event")
    assert bus.published == []


@pytest.mark.parametrize("house_id", ["", "a.b", "a,b", "a:b", "a*", "a/b", "a\\b", "a b", "a\n", "ü", "x" * 65])
async def test_an_id_that_cannot_be_part_of_a_channel_name_is_refused(house_id: str) -> None:
    bus = MemoryBus()

    with pytest.raises(ConfigurationError) as caught:
        await DoorEventsPublisher(bus).publish_door_event(house_id=house_id, event=door(1))
    assert caught.value.code == "invalid_channel"
    assert bus.published == []
