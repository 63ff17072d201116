"""One HTTP/1.1 client connection: an asyncio protocol around httptools' parser.

Rules
    1. One exchange at a time. Bytes that arrive while none is running make the connection unusable: they could be
       taken for the answer to the next request.
    2. A reply ends by its length, its last chunk, its kind (HEAD, 1xx, 204, 304) or, without any of these, by the
       end of the connection. An end before that is a lost connection, never a short body.
    3. Interim replies (1xx) are skipped; a switch of protocols is an error.
    4. Header block, body and framing are bounded; more is an error, and the connection is closed at once.
    5. Trailers are read and dropped: a field after the body must not pass for a header.
    6. A connection on which the service answered before it took the whole request is not used again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from ...errors import ConfigurationError, ConnectError, ConnectionLostError, MgError

try:
    import httptools
except ModuleNotFoundError as error:
    raise ConfigurationError("the fast transport needs httptools: pip install 'mg-core[fast]'") from error

RawReply = tuple[int, list[tuple[bytes, bytes]], bytes]
"""Status, header pairs as they came, whole body."""

MAX_HEAD_BYTES = 64 * 1024
"""Limit of a reply's status line and headers."""

MAX_FRAMING_BYTES = 2 * MAX_HEAD_BYTES
"""Limit of everything in a reply that is not body (head, chunk sizes and extensions, trailers), beyond what honest
chunks need: `FRAMING_PER_BYTE` for each byte of body."""

FRAMING_PER_BYTE = 8

MAX_INTERIM = 16
"""1xx replies accepted before the final one."""


class Connection(asyncio.Protocol):
    """One connection; the pool decides who uses it.

    Attributes:
        usable: another exchange may begin.
        received: bytes of the current reply have arrived.
        idle_since: loop time at which the last exchange ended, in seconds.
    """

    __slots__ = (
        "_bodyless", "_chunks", "_closed", "_delimited", "_head_bytes", "_head_done", "_headers", "_interim", "_loop",
        "_max_body", "_on_close", "_parser", "_raw", "_size", "_transport", "_waiter", "idle_since", "received",
        "usable",
    )  # fmt: skip

    def __init__(
        self, loop: asyncio.AbstractEventLoop, on_close: Callable[[Connection], None], max_body_bytes: int
    ) -> None:
        self._loop = loop
        self._on_close = on_close
        self._max_body = max_body_bytes
        self._transport: Any = None
        self._parser: Any = httptools.HttpResponseParser(self)
        self._waiter: asyncio.Future[RawReply] | None = None
        self._headers: list[tuple[bytes, bytes]] = []
        self._chunks: list[bytes] = []
        self._size = 0
        self._raw = 0
        self._head_bytes = 0
        self._head_done = False
        self._interim = 0
        self._bodyless = False
        self._delimited = False
        self._closed = False
        self.received = False
        self.usable = False
        self.idle_since = 0.0

    def begin(self, head: bytes, body: bytes, *, bodyless: bool) -> asyncio.Future[RawReply]:
        """Write a request; the future holds the reply or an error. `bodyless`: the reply has no body (HEAD)."""
        waiter = self._loop.create_future()
        if not self.usable or self._transport.is_closing():
            waiter.set_exception(ConnectError("the connection was closed before the request was written"))
            return waiter
        self._waiter = waiter
        self.usable = False
        self.received = False
        self._bodyless = bodyless
        self._headers = []
        self._chunks = []
        self._size = self._raw = self._head_bytes = self._interim = 0
        self._head_done = self._delimited = False
        if not body:
            self._transport.write(head)
        elif len(body) < 16384:
            self._transport.write(head + body)
        else:
            self._transport.writelines((head, body))
        return waiter

    def abort(self, error: MgError | None = None) -> None:
        """Close at once; a running exchange fails with `error`."""
        self.usable = False
        if self._transport is not None:
            self._transport.abort()
        self._finish(error or ConnectionLostError("the connection was closed here"))

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop."""
        self._transport = transport
        self.usable = True

    def data_received(self, data: bytes) -> None:
        """Called by the loop."""
        exchange = self._waiter
        if exchange is None:
            self.abort()
            return
        self.received = True
        self._raw += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.abort(ConnectionLostError("the service switched protocols"))
        except httptools.HttpParserError as error:
            cause = error.__context__
            self.abort(
                cause if isinstance(cause, MgError) else ConnectionLostError(f"not an HTTP reply: {str(error)[:80]}")
            )
        if self._waiter is None:
            return
        if not self._head_done:
            if self._raw > MAX_HEAD_BYTES:
                self.abort(_long_head())
        elif self._raw - (1 + FRAMING_PER_BYTE) * self._size > MAX_FRAMING_BYTES:
            self.abort(ConnectionLostError("the reply consists of chunk extensions or trailers"))

    def eof_received(self) -> bool:
        """Called by the loop."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the loop."""
        self.usable = False
        if self._waiter is not None:
            if self._delimited and exc is None:
                self._complete()
            else:
                what = "in the middle of the reply" if self.received else "before a reply"
                self._finish(ConnectionLostError(f"the service closed the connection {what}"))
        if not self._closed:
            self._closed = True
            self._on_close(self)

    # the parser's side

    def on_header(self, name: bytes, value: bytes) -> None:
        """Called by the parser, for trailers too."""
        if not self._head_done:
            self._head_bytes += len(name) + len(value) + 4
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Called by the parser."""
        status = self._parser.get_status_code()
        if status < 200:
            return
        if self._head_bytes > MAX_HEAD_BYTES:
            raise _long_head()
        self._head_done = True
        if self._bodyless:
            self._complete()
        elif status not in (204, 304):
            self._delimited = not any(
                name.lower() in (b"content-length", b"transfer-encoding") for name, _ in self._headers
            )

    def on_body(self, data: bytes) -> None:
        """Called by the parser."""
        self._size += len(data)
        if self._size > self._max_body:
            raise ConnectionLostError(f"the reply is longer than {self._max_body} bytes")
        self._chunks.append(data)

    def on_message_complete(self) -> None:
        """Called by the parser."""
        if self._parser.get_status_code() < 200:
            self._interim += 1
            self._headers = []
            self._head_bytes = 0
            if self._interim > MAX_INTERIM:
                raise ConnectionLostError("the service sends interim replies without end")
        else:
            self._complete()

    def on_message_begin(self) -> None:
        """Called by the parser. A second reply in the same bytes is nobody's."""
        if self._waiter is None:
            self.usable = False
            self._transport.abort()

    def _complete(self) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is None:
            return
        parser, chunks = self._parser, self._chunks
        if self._bodyless:
            self._parser = httptools.HttpResponseParser(self)
        self.usable = (
            not self._delimited
            and parser.should_keep_alive()
            and not self._transport.is_closing()
            and not self._transport.get_write_buffer_size()
        )
        if not waiter.done():
            body = chunks[0] if len(chunks) == 1 else b"".join(chunks)
            waiter.set_result((parser.get_status_code(), self._headers, body))

    def _finish(self, error: MgError) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_exception(error)


def _long_head() -> ConnectionLostError:
    return ConnectionLostError(f"the reply's headers are longer than {MAX_HEAD_BYTES} bytes")
