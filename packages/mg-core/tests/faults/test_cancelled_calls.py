"""A thousand calls that are given up at any moment leave nothing behind."""

from __future__ import annotations

import asyncio
import gc
import random
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from faults.doors import KINDS, opened, platform
from transports.hostile import Peer, reply, serving
from transports.kinds import CONNECTIONS, blocks

ASYNCHRONOUS = [kind for kind in KINDS if not blocks(kind)]


def descriptors() -> int:
    """Open files and sockets of this process."""
    gc.collect()
    return len(list(Path("/dev/fd").iterdir()))


async def until(condition: Callable[[], bool]) -> None:
    """Give the loop turns until it holds."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)


def moody(dice: random.Random, calm: asyncio.Event) -> Callable[[Peer], Awaitable[None]]:
    """A service that answers at once, in two halves, only when calm, or not at all."""

    async def script(peer: Peer) -> None:
        while True:
            await peer.request()
            mood = 0.0 if calm.is_set() else dice.random()
            answer = reply()
            cut = dice.randrange(len(answer))
            if mood > 0.8:
                return
            if mood > 0.4:
                await peer.say(answer[:cut])
                await calm.wait()
                await peer.say(answer[cut:])
            else:
                await peer.say(answer)

    return script


@pytest.mark.parametrize("kind", ASYNCHRONOUS)
async def test_a_thousand_cancelled_calls_leave_nothing_behind(kind: str) -> None:
    dice, calm = random.Random(7), asyncio.Event()
    before, tasks_before = descriptors(), len(asyncio.all_tasks())
    endings = {"cancelled": 0, "ended": 0}
    async with serving(moody(dice, calm)) as server, asyncio.timeout(60):
        async with opened(kind, server.url, platform(failures=1_000_000)) as door:
            for _ in range(20):
                tasks = [asyncio.ensure_future(door.get()) for _ in range(50)]
                for task in dice.sample(tasks, len(tasks)):
                    for _ in range(dice.choice((0, 0, 0, 1, 2, 5, 20))):
                        await asyncio.sleep(0)
                    task.cancel()
                    if dice.random() < 0.1:
                        task.cancel()
                await asyncio.wait(tasks)
                for task in tasks:
                    endings["cancelled" if task.cancelled() else "ended"] += 1
                    assert task.cancelled() or task.exception() is None or "lost" in str(task.exception())
            calm.set()
            items = [await door.get() for _ in range(20)]
            for _ in range(4):
                items += await asyncio.gather(*(door.get() for _ in range(20)))
            await until(lambda: len(server.open) <= CONNECTIONS)
            queue = next(iter(door.client._assembly._queues.values()))

            assert {item.id for item in items} == {"1"}
            assert len(items) == 100
            assert door.in_flight == 0
            assert len(queue) == 0
        await until(lambda: not server.open)
    await until(lambda: len(asyncio.all_tasks()) <= tasks_before)
    await until(lambda: descriptors() <= before)

    assert endings["cancelled"] > 500
    assert endings["ended"] > 20
