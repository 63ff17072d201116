"""Cache invalidation over a real Redis server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff

from mg_core.errors import ConfigurationError, ConnectError
from mg_core.events.redis_bus import RedisBus

LIMIT_S = 20
CHANNEL = "cache:invalidate"


@asynccontextmanager
async def redis_server(program: Path, socket: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A server of its own on a Unix socket, ended at the end."""
    options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(socket.parent)]
    process = await asyncio.create_subprocess_exec(program, *options, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        async for line in process.stdout:
            if b"ready to accept connections" in line.lower():
                break
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@pytest.fixture(scope="module")
def shared_socket(redis_program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The socket of a server for tests that leave nothing behind."""
    socket = tmp_path_factory.mktemp("redis") / "s"
    with asyncio.Runner() as runner:
        server = redis_server(redis_program, socket)
        runner.run(server.__aenter__())
        try:
            yield socket
        finally:
            runner.run(server.__aexit__(None, None, None))


@asynccontextmanager
async def buses(socket: Path, retries: int = 0) -> AsyncIterator[list[RedisBus]]:
    retry = Retry(ConstantBackoff(0.01), retries)
    clients: list[Any] = [Redis(unix_socket_path=str(socket), retry=retry) for _ in range(3)]
    made = [RedisBus(client) for client in clients]
    try:
        yield made
    finally:
        for bus, client in zip(made, clients, strict=True):
            await bus.aclose()
            await client.aclose()


async def test_every_subscriber_hears_that_a_record_changed(redis_program: Path, tmp_path: Path) -> None:
    async with (
        asyncio.timeout(LIMIT_S),
        redis_server(redis_program, tmp_path / "s"),
        buses(tmp_path / "s") as (one, two, sender),
    ):
        subscriptions = [await one.subscribe([CHANNEL]), await two.subscribe([CHANNEL])]
        token = await sender.publish(CHANNEL, b'{"type":"user","id":"user-123"}')
        heard = [await anext(subscription) for subscription in subscriptions]

    assert [(item.channel, item.payload) for item in heard] == [(CHANNEL, b'{"type":"user","id":"user-123"}')] * 2
    assert token == ""


@pytest.mark.parametrize("retries", [0, 2000])
async def test_subscription_comes_back_with_a_gap_when_redis_was_away(
    redis_program: Path, tmp_path: Path, retries: int
) -> None:
    async with asyncio.timeout(LIMIT_S), buses(tmp_path / "s", retries) as (listener, _, _other):
        async with redis_server(redis_program, tmp_path / "s"):
            subscription = await listener.subscribe([CHANNEL])
            waiting = asyncio.create_task(anext(subscription))
        async with redis_server(redis_program, tmp_path / "s"), buses(tmp_path / "s") as (sender, _, _third):
            gap = await waiting
            await sender.publish(CHANNEL, b"1")
            after = await anext(subscription)

    assert (gap.is_gap, after.is_gap, after.payload) == (True, False, b"1")


async def test_closing_the_bus_ends_a_waiting_subscriber(redis_program: Path, tmp_path: Path) -> None:
    async with (
        asyncio.timeout(LIMIT_S),
        redis_server(redis_program, tmp_path / "s"),
        buses(tmp_path / "s") as (bus, _, _other),
    ):
        subscription = await bus.subscribe([CHANNEL])
        waiting = asyncio.create_task(anext(subscription, None))
        await asyncio.wait([waiting], timeout=0.05)
        await bus.aclose()

        assert await waiting is None


async def test_no_server_is_a_connect_error(tmp_path: Path) -> None:
    async with asyncio.timeout(LIMIT_S), buses(tmp_path / "none") as (bus, _, _other):
        with pytest.raises(ConnectError):
            await bus.subscribe([CHANNEL])
        with pytest.raises(ConnectError):
            await bus.publish(CHANNEL, b"lost")


async def test_history_and_groups_are_wrong_use(tmp_path: Path) -> None:
    async with buses(tmp_path / "none") as (bus, _, _other):
        with pytest.raises(ConfigurationError):
            await bus.subscribe([CHANNEL], since="1")
        with pytest.raises(ConfigurationError):
            await bus.subscribe(group="g")
        with pytest.raises(ConfigurationError):
            await bus.add_to_group("g", [CHANNEL])


@pytest.mark.parametrize("turns", range(40))
async def test_it_closes_at_any_moment_of_subscribing(shared_socket: Path, turns: int) -> None:
    async with asyncio.timeout(LIMIT_S), Redis(unix_socket_path=str(shared_socket)) as client:
        bus = RedisBus(client)
        subscribing = asyncio.create_task(bus.subscribe([CHANNEL]))
        for _ in range(turns):
            await asyncio.sleep(0)
        readers = [subscription._reader for subscription in bus._open]
        await bus.aclose()
        if turns:
            await asyncio.wait([subscribing])

        assert all(reader is None or reader.done() for reader in readers)
        assert turns == 0 or isinstance(subscribing.exception(), ConnectError | None)
        subscribing.cancel()
        await asyncio.wait([subscribing])
        assert bus._open == set()


@pytest.mark.parametrize("turns", range(40))
async def test_it_closes_at_any_moment_of_coming_back(shared_socket: Path, turns: int) -> None:
    async def no_wait(_seconds: float) -> None:
        await asyncio.sleep(0)

    async with asyncio.timeout(LIMIT_S), Redis(unix_socket_path=str(shared_socket)) as client:
        bus = RedisBus(client, sleep=no_wait)
        subscription = await bus.subscribe([CHANNEL])
        assert await client.client_kill_filter(_type="pubsub") >= 1
        for _ in range(turns):
            await asyncio.sleep(0)
        await bus.aclose()

        assert subscription._reader is not None
        assert subscription._reader.done()


@pytest.mark.parametrize("turns", range(0, 40, 3))
async def test_a_cancelled_subscribe_leaves_nothing_open(shared_socket: Path, turns: int) -> None:
    async with asyncio.timeout(LIMIT_S), Redis(unix_socket_path=str(shared_socket)) as client:
        bus = RedisBus(client)
        subscribing = asyncio.create_task(bus.subscribe([CHANNEL]))
        for _ in range(turns):
            await asyncio.sleep(0)
        if subscribing.cancel():
            await asyncio.wait([subscribing])

            assert subscribing.cancelled()
            assert bus._open == set()
        await bus.aclose()
