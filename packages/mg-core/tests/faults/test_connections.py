"""Connections that are refused, never come about, or break between two calls."""

from __future__ import annotations

import asyncio
import random

import pytest
from faults.doors import KINDS, error_of, opened, platform
from transports.hostile import Peer, reply, serving

from mg_core.errors import AttemptTimeoutError, ConnectError
from mg_core.policies.breaker.machine import State
from mg_core.rest.transports.fast import FastTransport
from mg_core.testing import ManualClock


@pytest.mark.parametrize("kind", KINDS)
async def test_a_refused_connection_is_tried_again_and_counted(kind: str) -> None:
    async with serving(reply()) as server:
        url = server.url
    clock = ManualClock()
    async with opened(kind, url, clock=clock) as door:
        error = await error_of(door)
        await error_of(door)

        assert (type(error), error.code, error.attempts, error.retry_safe) == (
            ConnectError, "service_unavailable", 4, True,
        )  # fmt: skip
        assert clock.sleeps[:3] == pytest.approx([0.1, 0.2, 0.4])
        assert door.breaker.state is State.OPEN
        assert door.in_flight == 0


@pytest.mark.parametrize("kind", KINDS)
async def test_a_service_that_comes_up_is_found_by_the_same_client(kind: str) -> None:
    async with serving(reply()) as server:
        port = server.port
    async with opened(kind, f"http://127.0.0.1:{port}") as door:
        await error_of(door)
        async with serving(reply(), port=port), asyncio.timeout(10):
            item = await door.get()

        assert item.id == "1"


@pytest.mark.parametrize("kind", KINDS)
async def test_an_unknown_host_is_an_error_of_connecting(kind: str) -> None:
    async with opened(kind, "http://no-such-host.invalid") as door:
        error = await error_of(door)

        assert (type(error), error.code, error.attempts) == (ConnectError, "service_unavailable", 4)
        assert door.in_flight == 0


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "httpx" not in kind])  # it keeps the socket until collected
async def test_a_handshake_that_hangs_ends_with_the_attempt(kind: str) -> None:
    async def script(peer: Peer) -> None:
        await peer.reader.read()

    async with (
        serving(script) as server,
        opened(kind, server.url.replace("http:", "https:"), platform(attempt_s=0.05)) as door,
    ):
        error = await error_of(door)

        assert error.status in (503, 504)
        assert isinstance(error, AttemptTimeoutError | ConnectError)
        assert error.attempts == 4
        assert door.in_flight == 0
        async with asyncio.timeout(10):
            while server.open:
                await asyncio.sleep(0)


async def test_the_fast_transport_bounds_a_handshake_by_itself() -> None:
    async def script(peer: Peer) -> None:
        await peer.reader.read()

    transport = FastTransport(connect_s=0.05)
    async with serving(script) as server, asyncio.timeout(10):
        with pytest.raises(ConnectError, match=r"within 0\.05 s"):
            await transport.send("GET", server.url.replace("http:", "https:"), {}, b"", None)
        await transport.aclose()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_service_without_tls_is_an_error_of_connecting(kind: str) -> None:
    async def script(peer: Peer) -> None:
        await peer.reader.read(1)
        await peer.say(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with (
        serving(script) as server,
        opened(kind, server.url.replace("http:", "https:"), platform(attempt_s=5.0)) as door,
    ):
        error = await error_of(door)

        assert (type(error), error.attempts) == (ConnectError, 4)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [1, 2])
async def test_connections_that_close_at_random_cost_no_call(kind: str, seed: int) -> None:
    dice = random.Random(seed)

    async def script(peer: Peer) -> None:
        while True:
            await peer.request()
            fate = dice.random()
            if fate < 0.1:
                return  # before the answer
            await peer.say(reply(b'{"id":"%d"}' % peer.number, *([b"connection: close"] if fate < 0.2 else [])))
            if fate < 0.4:
                return  # after it, announced or not

    async with serving(script) as server, opened(kind, server.url) as door:
        for _ in range(25):
            async with asyncio.timeout(10):
                items = await asyncio.gather(*(door.get() for _ in range(4)), return_exceptions=True)
            assert [item for item in items if isinstance(item, BaseException)] == []
            door.client._assembly._clock.advance(1.0)

        assert server.connections > 20
        assert door.in_flight == 0
