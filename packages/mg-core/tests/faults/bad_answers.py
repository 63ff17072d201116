"""What a broken or hostile platform says, and what a caller must get for it."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from transports.hostile import Peer, reply

from mg_core.errors import ApiError, AttemptTimeoutError, ConnectionLostError, DecodeError, MgError

Act = Callable[[Peer], Awaitable[bool]]
"""Says something bad; True when the connection may go on."""


@dataclass(frozen=True)
class Bad:
    """One fault and its right outcome.

    Attributes:
        act: what the platform does with each request.
        error: class of the error.
        code: its code.
        attempts: requests sent.
        counted: the breaker takes each of them for a failure.
        attempt_s: the attempt's limit; short only where a test waits for its end.
    """

    act: Act
    error: type[MgError]
    code: str
    attempts: int
    counted: bool
    attempt_s: float = 10.0


def says(*parts: bytes, stays: bool = True) -> Act:
    """Write this, then stay or hang up."""

    async def act(peer: Peer) -> bool:
        await peer.say(*parts)
        return stays

    return act


def drips(head: bytes, drop: bytes) -> Act:
    """Write `head`, then `drop` again and again until the client is gone."""

    async def act(peer: Peer) -> bool:
        await peer.say(head)
        gone = asyncio.ensure_future(peer.reader.read())
        try:
            while not gone.done():
                await peer.say(drop)
                await asyncio.wait([gone], timeout=0.01)
        finally:
            gone.cancel()
        return False

    return act


def floods(head: bytes, drop: bytes) -> Act:
    """Write `head`, then `drop` as fast as it is taken."""

    async def act(peer: Peer) -> bool:
        await peer.say(head)
        while not peer.writer.is_closing():
            await peer.say(drop)
        return False

    return act


async def silent(peer: Peer) -> bool:
    """Take the request and say nothing."""
    await peer.reader.read()
    return False


def unreadable(act: Act) -> Bad:
    """An answer that does not fit the contract: told at once, not the breaker's business."""
    return Bad(act, DecodeError, "invalid_response", 1, counted=False)


def lost(act: Act) -> Bad:
    """No whole answer."""
    return Bad(act, ConnectionLostError, "connection_lost", 4, counted=True)


def late(act: Act) -> Bad:
    """No answer in time."""
    return Bad(act, AttemptTimeoutError, "timeout", 4, counted=True, attempt_s=0.05)


def limited(header: bytes, attempts: int) -> Bad:
    """A 429; the service is there."""
    answer = reply(b"{}", *([header] if header else []), status=b"429 Too Many Requests")
    return Bad(says(answer), ApiError, "http_429", attempts, counted=False)


HTML = b"<!doctype html><title>Bad gateway</title><p>Sorry"
OK_CHUNKED = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
OK_LONG = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000000\r\n\r\n"
BOMB = gzip.compress(b" " * 64 * 1024 * 1024, 1)


def html(status: bytes) -> Act:
    """A page."""
    head = b"HTTP/1.1 %s\r\ncontent-type: text/html\r\ncontent-length: %d\r\n\r\n" % (status, len(HTML))
    return says(head + HTML)


def redirect(status: bytes) -> Act:
    """A redirect to the same place, with a secret in the query."""
    location = b"location: /items/1?token=hush-hush"
    return says(reply(b"", location, status=status))


CASES: dict[str, Bad] = {
    "a page with 200": unreadable(html(b"200 OK")),
    "a page with 500": Bad(html(b"500 Oops"), ApiError, "http_500", 4, counted=True),
    "a page with 403": Bad(html(b"403 No"), ApiError, "http_403", 1, counted=False),
    "wrong shape": unreadable(says(reply(b'{"name":1}'))),
    "wrong JSON": unreadable(says(reply(b'{"id":"1"'))),
    "no JSON at all": unreadable(says(reply(b""))),
    "not UTF-8": unreadable(says(reply(b'{"id":"\xff\xfe"}'))),
    "endlessly nested": unreadable(says(reply(b'{"id":' + b"[" * 100_000))),
    "an error list instead of an error": Bad(
        says(reply(b"[1,2]", status=b"500 Oops")), ApiError, "http_500", 4, counted=True
    ),
    "redirect 301": unreadable(redirect(b"301 Moved Permanently")),
    "redirect 302": unreadable(redirect(b"302 Found")),
    "redirect 307": unreadable(redirect(b"307 Temporary Redirect")),
    "redirect 308": unreadable(redirect(b"308 Permanent Redirect")),
    "half a body": lost(says(OK_LONG + b'{"id"', stays=False)),
    "cut inside a chunk": lost(says(OK_CHUNKED + b'a\r\n{"id"', stays=False)),
    "cut before the last chunk": lost(says(OK_CHUNKED + b'a\r\n{"id":"1"}\r\n', stays=False)),
    "lengths that differ": lost(says(reply(b'{"id":"1"}', b"content-length: 5"))),
    "more body than announced": unreadable(
        says(b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\n{"id":"1"}')
    ),
    "endless headers": lost(floods(b"HTTP/1.1 200 OK\r\n", b"x-a: " + b"y" * 1000 + b"\r\n")),
    "one endless header": lost(floods(b"HTTP/1.1 200 OK\r\nx-a: ", b"y" * 1000)),
    "endless trailers": lost(floods(OK_CHUNKED + b"0\r\n", b"x-a: " + b"y" * 1000 + b"\r\n")),
    "endless chunk extension": lost(floods(OK_CHUNKED + b"5;a=", b"y" * 1000)),
    "endless body": lost(floods(OK_CHUNKED, b"10000\r\n" + b"y" * 65536 + b"\r\n")),
    "an unknown coding": unreadable(says(reply(b"?", b"content-encoding: br"))),
    "not what its coding says": unreadable(says(reply(b'{"id":"1"}', b"content-encoding: gzip"))),
    "a bomb": unreadable(says(reply(BOMB, b"content-encoding: gzip"))),
    "nothing": late(silent),
    "a drip of body": late(drips(OK_LONG, b" ")),
    "a drip of head": late(drips(b"HTTP/1.1 200 OK\r\n", b"x-a: 1\r\n")),
    "429": limited(b"", 4),
    "429, a date in the past": limited(b"retry-after: Wed, 21 Oct 2015 07:28:00 GMT", 4),
    "429, garbage": limited(b"retry-after: soon", 4),
    "429, negative": limited(b"retry-after: -5", 4),
    "429, infinite": limited(b"retry-after: 1e999", 4),
    "429, a year": limited(b"retry-after: 31536000", 1),
    "429, a date in a year": limited(b"retry-after: Wed, 21 Oct 2099 07:28:00 GMT", 1),
}
