"""What all transports do alike, those over a client of httpx included: one rule, seven carriers of it."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import pytest
from transports.certificates import Authority
from transports.hostile import Peer, reply, serving
from transports.kinds import KINDS, sender

from mg_core.errors import ConfigurationError, DecodeError

AUTHORITY = Authority()
STRAY = reply(b"evil")
BEYOND = {
    "a second answer": reply(b"good") + STRAY,
    "an answer after an answer without body": b"HTTP/1.1 204 No Content\r\n\r\n" + STRAY,
    "a body after 204": b"HTTP/1.1 204 No Content\r\ncontent-length: 4\r\n\r\nevil",
    "a body after 304": b"HTTP/1.1 304 Not Modified\r\ncontent-length: 4\r\n\r\nevil",
    "more than its length": reply(b"good") + b"evil",
    "more than its last chunk": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n" + STRAY,
}

pytestmark = pytest.mark.parametrize("kind", KINDS)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("beyond", BEYOND)
async def test_bytes_beyond_an_answer_reach_nobody(kind: str, beyond: str, method: str) -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.say(BEYOND[beyond])
        await peer.request()
        await peer.say(reply(b"late"))

    async with serving(script) as server, sender(kind) as client:
        first = await client.send(method, server.url)
        answers = [await client.get(server.url) for _ in range(2)]

        assert first[2] in ((b"good", b"") if method == "GET" else (b"",))
        assert {body for _, body in answers} <= {b"good", b""}
        assert server.connections == 3


async def test_a_call_that_waits_for_the_connection_does_not_get_what_lies_beyond_the_answer(kind: str) -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        await asyncio.sleep(0)
        await peer.say(reply(b"good") + STRAY)
        await peer.reader.read()

    async with serving(script) as server, sender(kind) as client:
        answers = await asyncio.gather(*(client.get(server.url) for _ in range(12)))

        assert {body for _, body in answers} == {b"good"}
        assert server.connections == 12


async def test_a_second_answer_in_a_record_of_its_own_reaches_nobody(kind: str) -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        peer.writer.write(reply(b"good"))
        await peer.say(STRAY)
        await peer.reader.read()

    async with (
        serving(script, tls=AUTHORITY.server_side("localhost")) as server,
        sender(kind, tls=AUTHORITY.client_side()) as client,
    ):
        url = server.url.replace("127.0.0.1", "localhost")
        answers = [await client.get(url) for _ in range(3)]

        assert {body for _, body in answers} == {b"good"}
        assert server.connections == 3


async def test_an_answer_that_ends_where_it_should_keeps_its_connection_under_tls(kind: str) -> None:
    async with (
        serving(reply(b"x" * 100_000), tls=AUTHORITY.server_side("localhost")) as server,
        sender(kind, tls=AUTHORITY.client_side()) as client,
    ):
        for _ in range(3):
            await client.get(server.url.replace("127.0.0.1", "localhost"))

        assert server.connections == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"x-name": "日本"},
        {"x-name": " a"},
        {"x-name": "a "},
        {"x-name": "a\t"},
        {"x-name": "a\r\nx-two: 2"},
        {"x-name": "a\0b"},
        {"x-name": "a\x7fb"},
        {"x-name": "a\x85b"},
        {"x name": "a"},
        {"x:name": "a"},
        {"": "a"},
        {"x-näme": "a"},
    ],
    ids=repr,
)
async def test_a_header_that_cannot_be_sent_is_refused_before_anything_is(kind: str, headers: dict[str, str]) -> None:
    async with serving(reply()) as server, sender(kind) as client:
        for _ in range(2):  # names that were looked at once are known
            with pytest.raises(ConfigurationError) as caught:
                await client.send("GET", server.url, {"accept": "*/*", **headers})

        assert server.connections == 0
        assert all(value.strip() not in str(caught.value) for value in headers.values() if value.strip() != "a")


@pytest.mark.parametrize("value", ["", "é", "a b", "a\tb", "|", "a| |b", "~!"], ids=repr)
async def test_any_other_header_arrives_as_it_is(kind: str, value: str) -> None:
    async with serving(reply()) as server, sender(kind) as client:
        await client.send("GET", server.url, {"x-name": value})

        (line,) = [line for line in server.requests[0].split(b"\r\n") if line.lower().startswith(b"x-name")]
        assert line.partition(b":")[2].strip().decode("latin-1") == value


async def test_a_target_that_would_break_its_line_is_refused(kind: str) -> None:
    async with serving(reply()) as server, sender(kind) as client:
        for target in ("/a b", "/a\r\nx: 1", "/ä"):
            with pytest.raises(ConfigurationError):
                await client.get(server.url + target)

        assert server.connections == 0


async def test_the_address_of_an_ipv6_host_is_named_in_brackets(kind: str) -> None:
    async with serving(reply(), host="::1") as server, sender(kind) as client:
        await client.get(server.url)

        assert b"\r\nhost: [::1]:%d\r\n" % server.port in server.requests[0].lower()


@pytest.mark.parametrize(
    "address", ["http://ann:hush@{}/", "https://ann@{}/", "http://ann:hush@{}:x/", "ftp://ann:hush@{}/a@b?c"]
)
async def test_a_password_in_a_url_is_neither_sent_nor_shown(kind: str, address: str) -> None:
    async with serving(reply()) as server, sender(kind) as client:
        with pytest.raises(ConfigurationError) as caught:
            await client.get(address.format(server.url.partition("://")[2]))

        assert "hush" not in str(caught.value)
        assert "ann" not in str(caught.value)
        assert server.connections == 0


def deflate(body: bytes, container: int) -> bytes:
    packer = zlib.compressobj(wbits=container)
    return packer.compress(body) + packer.flush()


TEXT = b'{"id":"1"}' * 100
PACKED = {
    "gzip": (b"gzip", gzip.compress(TEXT)),
    "gzip in capitals": (b"GZIP", gzip.compress(TEXT)),
    "two members": (b"x-gzip", gzip.compress(TEXT[:10]) + gzip.compress(TEXT[10:])),
    "deflate": (b"deflate", zlib.compress(TEXT)),
    "deflate without header": (b"deflate", deflate(TEXT, -15)),
    "identity": (b"identity", TEXT),
}


@pytest.mark.parametrize("packed", PACKED)
async def test_a_packed_body_is_unpacked(kind: str, packed: str) -> None:
    coding, body = PACKED[packed]
    async with serving(reply(body, b"content-encoding: " + coding)) as server, sender(kind) as client:
        assert await client.get(server.url) == (200, TEXT)


@pytest.mark.parametrize("method", ["HEAD", "GET"])
async def test_where_there_is_no_body_there_is_nothing_to_unpack(kind: str, method: str) -> None:
    answer = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % (0 if method == "GET" else 9)
    async with serving(answer) as server, sender(kind) as client:
        status, _, body = await client.send(method, server.url)

        assert (status, body) == (200, b"")


@pytest.mark.parametrize(
    ("coding", "body", "says"),
    [
        (b"br", b"?", "content-encoding 'br'"),
        (b"gzip, gzip", gzip.compress(gzip.compress(TEXT)), "content-encoding 'gzip, gzip'"),
        (b"gzip", TEXT, "not gzip"),
        (b"gzip", gzip.compress(TEXT)[:-3], "not gzip"),
        (b"gzip", gzip.compress(TEXT) + b"more", "not gzip"),
        (b"deflate", b"\0", "not deflate"),
        (b"gzip", gzip.compress(b" " * 1001), "more than 1000 bytes"),
    ],
    ids=["brotli", "twice", "plain", "cut short", "with a tail", "nonsense", "a bomb"],
)
async def test_what_cannot_be_unpacked_is_an_answer_that_names_its_coding(
    kind: str, coding: bytes, body: bytes, says: str
) -> None:
    answer = reply(body, b"content-encoding: " + coding, b"x-request-id: r-1")
    async with serving(answer) as server, sender(kind, max_body_bytes=1000) as client:
        with pytest.raises(DecodeError, match=says) as caught:
            await client.get(server.url)

        assert (caught.value.details["status"], caught.value.request_id) == (200, "r-1")


async def test_a_body_as_long_as_it_may_be_is_unpacked(kind: str) -> None:
    answer = reply(gzip.compress(TEXT), b"content-encoding: gzip")
    async with serving(answer) as server, sender(kind, max_body_bytes=len(TEXT)) as client:
        assert (await client.get(server.url))[1] == TEXT
