"""What only the fast transport promises."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from transports.hostile import Peer, reply, serving

from mg_core.errors import ConfigurationError, ConnectError, ConnectionLostError
from mg_core.rest.transports.fast import FastTransport, OriginPool

HEAD = b"GET /x HTTP/1.1\r\nhost: a\r\n\r\n"


def pool_of(transport: FastTransport) -> OriginPool:
    (pool,) = transport._pools.values()
    return pool


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_exchange_takes_and_gives_raw_bytes() -> None:
    transport = FastTransport()
    async with serving(reply(b"[]", b"X-Two: 2")) as server:
        status, headers, body = await transport.exchange(("127.0.0.1", server.port), HEAD, b"", 5.0)
        await transport.aclose()

    assert (status, body) == (200, b"[]")
    assert (b"X-Two", b"2") in headers
    assert server.requests == [HEAD]


async def test_places_are_given_in_order_of_arrival() -> None:
    order: list[int] = []
    transport = FastTransport(max_connections=1)

    async def one(number: int, url: str) -> None:
        await transport.send("GET", url + "/", {}, b"", 5.0)
        order.append(number)

    async with serving(reply()) as server, asyncio.timeout(5):
        await asyncio.gather(*(one(n, server.url) for n in range(20)))
        await transport.aclose()

    assert order == list(range(20))
    assert server.connections == 1


async def test_a_cancelled_call_drops_its_connection_and_returns_the_place() -> None:
    transport = FastTransport(max_connections=1)
    hold = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.request()
        if peer.number == 1:
            await hold.wait()
        await peer.say(reply(b"%d" % peer.number))

    async with serving(script) as server, asyncio.timeout(5):
        first = asyncio.ensure_future(transport.send("GET", server.url, {}, b"", None))
        second = asyncio.ensure_future(transport.send("GET", server.url, {}, b"", None))
        await asyncio.wait([first], timeout=0.02)
        first.cancel()
        _, _, body = await second
        await transport.aclose()

    assert body == b"2"


async def test_bytes_that_nobody_asked_for_are_never_taken_for_an_answer() -> None:
    transport = FastTransport()

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.say(reply(b"1") + (reply(b"poison") if peer.number == 1 else b""))
        await peer.reader.read()

    async with serving(script) as server, asyncio.timeout(5):
        first = await transport.send("GET", server.url, {}, b"", 1.0)
        second = await transport.send("GET", server.url, {}, b"", 1.0)
        await transport.aclose()

    assert (first[2], second[2], server.connections) == (b"1", b"1", 2)


async def test_an_idle_connection_that_the_peer_closes_leaves_the_pool() -> None:
    transport = FastTransport()
    async with serving(reply()) as server, asyncio.timeout(5):
        await transport.send("GET", server.url, {}, b"", 1.0)
        for writer in list(server.open):
            writer.close()
        await settle()
        left = pool_of(transport).taken
        await transport.send("POST", server.url, {}, b"x", 1.0)
        await transport.aclose()

    assert (left, server.connections) == (0, 2)


async def test_a_request_that_must_not_be_repeated_is_not_sent_twice() -> None:
    transport = FastTransport()
    seen: list[bytes] = []

    async def script(peer: Peer) -> None:
        seen.append(await peer.request())
        await peer.say(reply())
        seen.append(await peer.request())

    async with serving(script) as server, asyncio.timeout(5):
        await transport.send("POST", server.url, {}, b"1", 1.0)
        with pytest.raises(ConnectionLostError):
            await transport.send("POST", server.url, {}, b"2", 1.0)
        await transport.aclose()

    assert len(seen) == 2


@pytest.mark.parametrize(("method", "headers"), [("GET", {}), ("POST", {"idempotency-key": "k"})])
async def test_a_repeatable_request_is_sent_again_once_on_a_fresh_connection(
    method: str, headers: dict[str, str]
) -> None:
    transport = FastTransport()

    async def script(peer: Peer) -> None:
        await peer.request()
        if peer.number == 2:
            await peer.say(reply(b"fresh"))
            await peer.reader.read()
            return
        await peer.say(reply())
        await peer.request()

    async with serving(script) as server, asyncio.timeout(5):
        await transport.send(method, server.url, headers, b"", 1.0)
        _, _, body = await transport.send(method, server.url, headers, b"", 1.0)
        await transport.aclose()

    assert (body, server.connections) == (b"fresh", 2)


async def test_a_fresh_connection_that_breaks_is_not_tried_again() -> None:
    transport = FastTransport()

    async def script(peer: Peer) -> None:
        await peer.request()

    async with serving(script) as server, asyncio.timeout(5):
        with pytest.raises(ConnectionLostError):
            await transport.send("GET", server.url, {}, b"", 1.0)
        await settle()

        assert server.connections == 1
        assert pool_of(transport).taken == 0


async def test_connections_that_were_idle_too_long_are_not_used() -> None:
    transport = FastTransport(idle_s=0.0)
    async with serving(reply()) as server, asyncio.timeout(5):
        for _ in range(3):
            await transport.send("GET", server.url, {}, b"", 1.0)

        assert server.connections == 3
        await transport.aclose()


async def test_closing_tells_the_calls_in_flight_and_in_line() -> None:
    transport = FastTransport(max_connections=1)

    async def script(peer: Peer) -> None:
        await peer.reader.read()

    async with serving(script) as server, asyncio.timeout(5):
        tasks = [asyncio.ensure_future(transport.send("GET", server.url, {}, b"", None)) for _ in range(2)]
        await asyncio.wait(tasks, timeout=0.02)
        await transport.aclose()
        errors = await asyncio.gather(*tasks, return_exceptions=True)

    assert [type(error) for error in errors] == [ConnectionLostError, ConnectError]


async def test_a_connection_that_is_being_opened_when_all_are_closed_is_closed_too() -> None:
    transport = FastTransport()
    async with serving(reply()) as server, asyncio.timeout(5):
        task = asyncio.ensure_future(transport.send("GET", server.url, {}, b"", None))
        await asyncio.sleep(0)
        opening = pool_of(transport).opening
        await transport.aclose()
        with pytest.raises(ConnectError, match="closed"):
            await task
        while server.open or not server.connections:
            await asyncio.sleep(0)

    assert (opening, server.requests) == (1, [])


async def test_a_connection_that_does_not_come_about_gives_its_place_to_the_next_in_line() -> None:
    async with serving(reply()) as server:
        url = server.url
    transport = FastTransport(max_connections=1)
    async with asyncio.timeout(5):
        calls = (transport.send("GET", url, {}, b"", None) for _ in range(5))
        errors = await asyncio.gather(*calls, return_exceptions=True)

    assert [type(error) for error in errors] == [ConnectError] * 5


async def test_a_call_cancelled_while_it_connects_gives_its_place_to_the_next_in_line() -> None:
    transport = FastTransport(max_connections=1)
    async with serving(reply()) as server, asyncio.timeout(5):
        first = asyncio.ensure_future(transport.send("GET", server.url, {}, b"", None))
        second = asyncio.ensure_future(transport.send("GET", server.url, {}, b"", None))
        await asyncio.sleep(0)
        state = pool_of(transport).opening, len(pool_of(transport).waiters)
        first.cancel()
        status, _, _ = await second
        await transport.aclose()

    assert (state, status) == ((1, 1), 200)


async def test_a_unix_socket_is_an_origin_too(tmp_path: Path) -> None:
    transport = FastTransport()
    path = str(tmp_path / "s")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply(b"unix"))
        writer.close()

    listener = await asyncio.start_unix_server(serve, path)
    _, _, body = await transport.exchange((path, 0), HEAD, b"", 5.0)
    await transport.aclose()
    listener.close()

    assert body == b"unix"


@pytest.mark.parametrize(
    ("target", "headers"),
    [("/a b", {}), ("/", {"x": "1\r\ny: 2"}), ("/", {"x\n": "1"}), ("/", {"x": "\0"}), ("/", {"x": "\u20ac"})],
)
async def test_nothing_can_break_out_of_its_line(target: str, headers: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError):
        await FastTransport().send("GET", "http://127.0.0.1:9" + target, headers, b"", 1.0)


async def test_a_large_body_arrives_whole() -> None:
    transport = FastTransport()
    body = b"x" * 3_000_000
    async with serving(reply()) as server, asyncio.timeout(10):
        await transport.send("POST", server.url, {}, body, 5.0)
        await transport.aclose()

    assert server.requests[0].endswith(body)
