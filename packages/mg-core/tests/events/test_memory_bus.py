"""The in-memory bus: order, history, loss, groups, end."""

from __future__ import annotations

import asyncio

import pytest

from mg_core.errors import ConfigurationError, RejectedError
from mg_core.events import MemoryBus

LIMIT_S = 5


class Hands:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_760_000_000.0

    def __call__(self) -> float:
        return self.now


async def test_tokens_grow_although_the_clock_stands_still_or_goes_back() -> None:
    hands = Hands()
    bus = MemoryBus(clock=hands)
    tokens = [await bus.publish("c", b"1"), await bus.publish("c", b"2")]
    hands.now -= 3600
    tokens.append(await bus.publish("c", b"3"))

    assert tokens == sorted(set(tokens))
    assert {len(token) for token in tokens} == {17}


async def test_history_has_a_bound_and_messages_expire() -> None:
    hands = Hands()
    bus = MemoryBus(history=2, clock=hands)
    for payload in (b"1", b"2", b"3"):
        await bus.publish("c", payload, ttl_s=None if payload == b"3" else 10)

    async with asyncio.timeout(LIMIT_S):
        first = await bus.subscribe(["c"], since="0")
        hands.now += 11
        second = await bus.subscribe(["c"], since="0")
        await bus.aclose()

        assert [delivery.payload async for delivery in first] == [b"2", b"3"]
        assert [delivery.payload async for delivery in second] == [b"3"]


async def test_slow_subscriber_loses_the_oldest_and_is_told_how_many() -> None:
    bus = MemoryBus(buffer=2)
    subscription = await bus.subscribe(["c"])
    for payload in (b"1", b"2", b"3"):
        await bus.publish("c", payload)
    await subscription.aclose()

    assert [delivery.payload async for delivery in subscription] == [b"2", b"3"]
    assert subscription.lost == 1


async def test_group_follows_channels_that_join_later() -> None:
    bus = MemoryBus()
    subscription = await bus.subscribe(group="g")
    await bus.publish("a", b"before")
    await bus.add_to_group("g", ["a"])
    await bus.publish("a", b"after")
    await bus.aclose()

    assert [delivery.payload async for delivery in subscription] == [b"after"]


async def test_missed_messages_of_several_channels_come_in_the_order_of_publishing() -> None:
    bus = MemoryBus()
    for channel, payload in (("a", b"1"), ("b", b"2"), ("a", b"3")):
        await bus.publish(channel, payload)
    subscription = await bus.subscribe(["b", "a"], since="0")
    await bus.aclose()

    assert [delivery.payload async for delivery in subscription] == [b"1", b"2", b"3"]


async def test_waiting_subscriber_ends_when_the_bus_is_closed() -> None:
    bus = MemoryBus()
    subscription = await bus.subscribe(["c"])
    waiting = asyncio.create_task(anext(subscription, None))
    await bus.aclose()

    async with asyncio.timeout(LIMIT_S):
        assert await waiting is None


async def test_message_above_the_limit_is_refused() -> None:
    bus = MemoryBus()
    await bus.publish("c", b"x" * 32768)

    with pytest.raises(RejectedError) as caught:
        await bus.publish("c", b"x" * 32769)
    assert caught.value.code == "payload_too_large"


def test_bus_without_a_buffer_is_wrong_use() -> None:
    with pytest.raises(ConfigurationError):
        MemoryBus(buffer=0)
