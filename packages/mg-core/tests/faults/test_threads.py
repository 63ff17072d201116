"""One blocking client shared by 16 threads, with every policy and a moody service."""

from __future__ import annotations

import asyncio
import collections
import random
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from client_fixtures import make_sync_client, operation
from transports.hostile import Peer, reply, serving

from mg_core.contract.policy import BreakerPolicy, BulkheadPolicy, Policy, RetryPolicy, TimeoutPolicy
from mg_core.errors import CircuitOpenError, MgError
from mg_core.policies.breaker.machine import State
from mg_core.rest.transports.blocking import BlockingHttpTransport
from mg_core.testing import ManualClock

THREADS, CALLS, PLACES = 16, 200, 6
BUSY = reply(b'{"error":"busy"}', status=b"503 Busy")


@pytest.fixture(autouse=True)
def _threads_take_turns_often() -> Iterator[None]:
    """A microsecond instead of five milliseconds, so that races happen."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def shared_client(url: str, policy: Policy, clock: ManualClock) -> Any:
    transport = BlockingHttpTransport(max_connections=THREADS)
    return make_sync_client(operation(policy), base_url=url, transport=transport, clock=clock)


def get(client: Any) -> str:
    """The item's id, or the code of the error."""
    try:
        return str(client._call(client.operations[0], ("1", None, None, None)).id)
    except MgError as error:
        return error.code


async def in_threads(work: Callable[[], list[str]]) -> list[str]:
    """What `work` returns in each of 16 threads that start at the same moment."""
    barrier = threading.Barrier(THREADS)

    def run() -> list[str]:
        barrier.wait(10)
        return work()

    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(THREADS) as threads:
        found = await asyncio.gather(*(loop.run_in_executor(threads, run) for _ in range(THREADS)))
    return [word for words in found for word in words]


class Moods:
    """Answers well, badly or not at all by dice, and counts who is inside."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.asked = 0
        self.inside = 0
        self.most = 0

    async def script(self, peer: Peer) -> None:
        """One connection."""
        while True:
            await peer.request()
            self.asked += 1
            self.inside += 1
            self.most = max(self.most, self.inside)
            for _ in range(self.dice.randrange(8)):
                await asyncio.sleep(0)
            self.inside -= 1
            mood = self.dice.random()
            if mood < 0.03:
                return
            await peer.say(BUSY if mood < 0.10 else reply(b"{}", status=b"404 No") if mood < 0.15 else reply())


async def test_every_call_is_counted_once_and_the_bulkhead_holds() -> None:
    moods = Moods(seed=11)
    policy = Policy(
        "all", TimeoutPolicy(20.0, 1000.0), retry=RetryPolicy(max_retries=2), breaker=BreakerPolicy(failures=50),
        bulkhead=BulkheadPolicy(PLACES, THREADS),
    )  # fmt: skip
    async with serving(moods.script) as server, asyncio.timeout(60):
        client = shared_client(server.url, policy, ManualClock())
        words = collections.Counter(await in_threads(lambda: [get(client) for _ in range(CALLS)]))
        metrics = client._assembly._metrics["getItem"]
        (bulkhead,) = client._assembly._bulkheads.values()
        client._transport.close()

    assert words.total() == THREADS * CALLS
    assert set(words) <= {"1", "http_404", "busy", "item_not_found", "connection_lost"}
    assert words["1"] > THREADS * CALLS * 0.8
    assert words["item_not_found"] > 50
    assert moods.most == PLACES
    assert bulkhead.in_flight == 0
    assert (metrics.calls, metrics.ok, metrics.attempts) == (words.total(), words["1"], moods.asked)


async def test_exactly_three_of_sixteen_racing_threads_try_a_half_open_breaker() -> None:
    clock, trials, release = ManualClock(), 0, asyncio.Event()
    policy = Policy("guarded", TimeoutPolicy(20.0, 1000.0), breaker=BreakerPolicy(failures=1, open_s=30.0, trials=3))

    async def script(peer: Peer) -> None:
        nonlocal trials
        while True:
            await peer.request()
            if not clock.sleeps:
                await peer.say(BUSY)
                continue
            trials += 1
            await release.wait()
            await peer.say(reply())

    loop = asyncio.get_running_loop()
    refused = threading.Semaphore(0)

    async with serving(script) as server, asyncio.timeout(30):
        client = shared_client(server.url, policy, clock)
        first = await asyncio.to_thread(get, client)
        (breaker,) = client._assembly.breakers
        opened = breaker.state
        clock.pause(30.0)

        def call() -> list[str]:
            word = get(client)
            if word == CircuitOpenError.default_code:
                refused.release()
            return [word]

        def wait_for_the_refused() -> None:
            if all(refused.acquire(timeout=10) for _ in range(THREADS - 3)):
                loop.call_soon_threadsafe(release.set)

        watcher = loop.run_in_executor(None, wait_for_the_refused)
        words = collections.Counter(await in_threads(call))
        await watcher
        client._transport.close()

    assert (first, opened) == ("busy", State.OPEN)
    assert words == {"1": 3, "circuit_breaker_open": THREADS - 3}
    assert trials == 3
    assert breaker.state is State.CLOSED
