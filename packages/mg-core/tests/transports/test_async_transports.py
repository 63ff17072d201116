"""What every asynchronous transport must do, on real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import pytest
from transports.hostile import Peer, reply, serving

from mg_core.errors import AttemptTimeoutError, ConnectError, ConnectionLostError, MgError
from mg_core.rest.transports import Transport
from mg_core.rest.transports.fast import FastTransport
from mg_core.rest.transports.httpcore import HttpTransport, HttpxTransport

Make = Callable[..., Transport]


@pytest.fixture(params=["default", "fast", "httpx2"])
async def transport(request: pytest.FixtureRequest) -> AsyncIterator[Transport]:
    client = None
    made: Any
    if request.param == "httpx2":
        client = httpx2.AsyncClient(limits=httpx2.Limits(max_connections=4), trust_env=False)
        made = HttpxTransport(client, max_body_bytes=100_000)
    else:
        kind = HttpTransport if request.param == "default" else FastTransport
        made = kind(max_connections=4, max_body_bytes=100_000)
    yield made
    await made.aclose()
    if client is not None:
        await client.aclose()


async def get(transport: Transport, url: str, timeout_s: float | None = 5.0, method: str = "GET") -> Any:
    return await transport.send(method, url + "/a?b=1", {"x-one": "1"}, b"", timeout_s)


async def test_a_request_arrives_whole_and_the_reply_too(transport: Transport) -> None:
    async with serving(reply(b"[]", b"X-Two: 2", b"x-two: 3")) as server:
        status, headers, body = await transport.send("POST", server.url + "/p", {"x-one": "1"}, b"hello", 5.0)

    request = server.requests[0].lower()
    assert request.startswith(b"post /p http/1.1\r\n")
    assert b"\r\nx-one: 1\r\n" in request
    assert b"\r\nhost: 127.0.0.1:" in request
    assert request.endswith(b"\r\n\r\nhello")
    assert (status, headers["x-two"], body) == (200, "2, 3", b"[]")


async def test_connections_are_reused(transport: Transport) -> None:
    async with serving(reply()) as server:
        for _ in range(5):
            await get(transport, server.url)

    assert server.connections == 1


async def test_connection_close_is_respected(transport: Transport) -> None:
    async with serving(reply(b"[]", b"connection: close")) as server:
        for _ in range(3):
            await get(transport, server.url)

        assert server.connections == 3


async def test_a_chunked_body_is_joined(transport: Transport) -> None:
    head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    async with serving(head + b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\ntrailer: 1\r\n\r\n") as server:
        bodies = [(await get(transport, server.url))[2] for _ in range(2)]

    assert (bodies, server.connections) == ([b"abcde"] * 2, 1)


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
async def test_replies_without_body_end_at_once(transport: Transport, status: bytes) -> None:
    async with serving(b"HTTP/1.1 %s\r\n\r\n" % status) as server:
        results = [await get(transport, server.url) for _ in range(2)]

    assert [body for _, _, body in results] == [b"", b""]
    assert server.connections == 1


async def test_head_has_a_length_but_no_body(transport: Transport) -> None:
    async with serving(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n") as server:
        results = [await get(transport, server.url, method="HEAD") for _ in range(2)]

    assert [(status, body) for status, _, body in results] == [(200, b"")] * 2


async def test_interim_replies_are_skipped(transport: Transport) -> None:
    async with serving(b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" + reply(b"[]")) as server:
        status, headers, body = await get(transport, server.url)

    assert (status, body, "link" in headers) == (200, b"[]", False)


async def test_a_body_without_length_ends_with_the_connection(transport: Transport) -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.say(b"HTTP/1.1 200 OK\r\n\r\nabc", b"def")

    async with serving(script) as server:
        _, _, body = await get(transport, server.url)

    assert body == b"abcdef"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200 OK\r\ncontent-le",
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: ten\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    ],
    ids=["nothing", "half head", "half body", "half chunk", "not http", "bad length", "bad chunk", "upgrade"],
)
async def test_a_broken_reply_is_a_lost_connection(transport: Transport, said: bytes) -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.say(said)

    async with serving(script) as server:
        with pytest.raises(ConnectionLostError):
            await get(transport, server.url)


async def test_a_body_above_the_limit_ends_the_exchange(transport: Transport) -> None:
    async with serving(reply(b"x" * 100_001)) as server:
        with pytest.raises(ConnectionLostError):
            await get(transport, server.url)


async def test_endless_headers_end_the_exchange(transport: Transport) -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.say(b"HTTP/1.1 200 OK\r\n")
        while True:
            await peer.say(b"x-filler: " + b"y" * 1000 + b"\r\n")

    async with serving(script) as server:
        with pytest.raises(ConnectionLostError):
            await get(transport, server.url)


async def test_a_refused_connection_was_never_sent(transport: Transport) -> None:
    async with serving(reply()) as server:
        url = server.url

    with pytest.raises(ConnectError):
        await get(transport, url)


async def test_a_silent_server_ends_at_the_timeout(transport: Transport) -> None:
    async def script(peer: Peer) -> None:
        await peer.reader.read()

    async with serving(script) as server:
        with pytest.raises(AttemptTimeoutError):
            await get(transport, server.url, timeout_s=0.05)


async def test_a_dripping_server_ends_at_the_timeout_of_the_whole_exchange(transport: Transport) -> None:
    gone = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.say(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
        waiting = asyncio.ensure_future(gone.wait())
        while not gone.is_set():
            await peer.say(b"x")
            await asyncio.wait([waiting], timeout=0.01)

    async with serving(script) as server:
        with pytest.raises(AttemptTimeoutError):
            await get(transport, server.url, timeout_s=0.1)
        gone.set()


async def test_a_repeatable_request_survives_an_idle_connection_that_was_just_closed(transport: Transport) -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.say(reply())
        if peer.number == 1:
            await peer.reader.readuntil(b"\r\n\r\n")
            return
        await peer.reader.read()

    async with serving(script) as server:
        await get(transport, server.url)
        try:
            status, _, _ = await get(transport, server.url)
        except ConnectionLostError:  # httpx leaves the repetition to the pipeline
            status, _, _ = await get(transport, server.url)

        assert (status, server.connections) == (200, 2)


async def test_many_calls_share_few_connections(transport: Transport) -> None:
    async with serving(reply()) as server, asyncio.timeout(20):
        results = await asyncio.gather(*(get(transport, server.url, None) for _ in range(100)))

        assert {status for status, _, _ in results} == {200}
        assert server.connections <= 4


async def test_a_thousand_cancelled_calls_leave_the_pool_usable(transport: Transport) -> None:
    hold = asyncio.Event()

    async def script(peer: Peer) -> None:
        while True:
            await peer.request()
            await hold.wait()
            await peer.say(reply())

    async with serving(script) as server, asyncio.timeout(30):
        for _ in range(10):
            tasks = [asyncio.ensure_future(get(transport, server.url, None)) for _ in range(100)]
            await asyncio.wait(tasks, timeout=0.02)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        hold.set()
        results = await asyncio.gather(*(get(transport, server.url, None) for _ in range(20)))

    assert [status for status, _, _ in results] == [200] * 20


async def test_calls_that_time_out_while_waiting_leave_the_pool_usable(transport: Transport) -> None:
    hold = asyncio.Event()

    async def script(peer: Peer) -> None:
        while True:
            await peer.request()
            await hold.wait()
            await peer.say(reply())

    async with serving(script) as server, asyncio.timeout(30):
        calls = (get(transport, server.url, 0.05) for _ in range(50))
        errors = await asyncio.gather(*calls, return_exceptions=True)
        hold.set()
        status, _, _ = await get(transport, server.url)

    assert all(isinstance(error, MgError) for error in errors)
    assert status == 200


async def test_a_large_reply_arrives_whole_even_in_one_piece(transport: Transport) -> None:
    async with serving(reply(b"x" * 99_000)) as server:
        _, _, body = await get(transport, server.url)

    assert body == b"x" * 99_000


async def test_a_trailer_is_not_a_header(transport: Transport) -> None:
    head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: retry-after\r\n\r\n"
    async with serving(head + b"3\r\nabc\r\n0\r\nretry-after: 9\r\n\r\n") as server:
        _, headers, body = await get(transport, server.url)

    assert (body, headers.get("retry-after")) == (b"abc", None)


async def test_small_chunks_are_not_taken_for_an_attack(transport: Transport) -> None:
    body = b"".join(b"1\r\nx\r\n" for _ in range(50_000))
    async with serving(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + body + b"0\r\n\r\n") as server:
        _, _, content = await get(transport, server.url)

    assert content == b"x" * 50_000


async def test_a_made_up_answer_of_an_httpx_client_needs_no_stream() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"asked": request.url.path})

    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer)) as client:
        status, _, body = await HttpxTransport(client).send("GET", "http://a.test/b", {}, b"", 1.0)

    assert (status, body) == (200, b'{"asked":"/b"}')
