from __future__ import annotations

import asyncio
from typing import Any

import pytest
from transports.hostile import Peer, reply, serving

from mg_core.errors import AttemptTimeoutError, ConnectError, ConnectionLostError
from mg_core.rest.transports.blocking import BlockingHttpTransport


async def send(transport: BlockingHttpTransport, url: str, timeout_s: float | None = 5.0) -> Any:
    return await asyncio.to_thread(transport.send, "POST", url + "/p", {"x-one": "1"}, b"hello", timeout_s)


async def test_a_request_arrives_whole_and_connections_are_reused() -> None:
    transport = BlockingHttpTransport()
    async with serving(reply(b"[]")) as server:
        results = [await send(transport, server.url) for _ in range(3)]
        transport.close()

    assert [(status, body) for status, _, body in results] == [(200, b"[]")] * 3
    assert server.requests[0].endswith(b"\r\n\r\nhello")
    assert server.connections == 1


async def test_a_dripping_server_ends_at_the_timeout_of_the_whole_exchange() -> None:
    transport = BlockingHttpTransport()
    gone = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.say(b"HTTP/1.1 200 OK\r\n")
        waiting = asyncio.ensure_future(gone.wait())
        while not gone.is_set():
            await peer.say(b"x-drip: 1\r\n")
            await asyncio.wait([waiting], timeout=0.01)

    async with serving(script) as server, asyncio.timeout(5):
        with pytest.raises(AttemptTimeoutError):
            await send(transport, server.url, 0.1)
        gone.set()
        transport.close()


async def test_a_silent_server_ends_at_the_timeout() -> None:
    transport = BlockingHttpTransport()

    async def script(peer: Peer) -> None:
        await peer.reader.read()

    async with serving(script) as server, asyncio.timeout(5):
        with pytest.raises(AttemptTimeoutError):
            await send(transport, server.url, 0.05)
        transport.close()


async def test_half_a_body_is_a_lost_connection() -> None:
    transport = BlockingHttpTransport()

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.say(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")

    async with serving(script) as server, asyncio.timeout(5):
        with pytest.raises(ConnectionLostError):
            await send(transport, server.url)
        transport.close()


async def test_a_refused_connection_was_never_sent() -> None:
    async with serving(reply()) as server:
        url = server.url
    transport = BlockingHttpTransport()

    with pytest.raises(ConnectError):
        await send(transport, url)
    transport.close()
