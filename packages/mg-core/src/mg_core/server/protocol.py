"""uvicorn's HTTP protocol with the limits that it leaves out: head size, head time, and our error shape."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from mg_core.tracing import new_request_id

from .app import MAX_HEADER_BYTES, MAX_URL_BYTES
from .asgi import WHOLE_ANSWER, Headers
from .problems import ProblemError, timestamp, title

MAX_HEAD_BYTES: Final = MAX_HEADER_BYTES + MAX_URL_BYTES + 4096
"""Bytes of request line and headers that are read before the request is refused."""

HEAD_TIMEOUT_S: Final = 10.0
"""Seconds a client may take to send request line and headers."""


class GuardedProtocol(HttpToolsProtocol):
    """Closes connections whose request head is too long or too slow, and answers what cannot be parsed."""

    def __init__(self, *args: Any, head_timeout_s: float = HEAD_TIMEOUT_S, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_timeout_s = head_timeout_s
        self._in_head = True
        self._head_bytes = 0
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the head timer with the connection."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows the parameter
        self._head_timer = self.loop.call_later(self._head_timeout_s, self._head_too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """Drop the timer with the connection."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser; afterwards a head still open is measured."""
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self._refuse(ProblemError("headers_too_large", "The request line and headers are too long."))
            elif self._head_timer is None and self._head_bytes:
                self._head_timer = self.loop.call_later(self._head_timeout_s, self._head_too_slow)

    def on_message_begin(self) -> None:
        """A new head begins."""
        super().on_message_begin()
        self._in_head = True
        self._head_bytes = 0

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_head = False
        if self._head_timer is not None:
            self._stop_timer()
        super().on_headers_complete()
        self.scope["extensions"] = {WHOLE_ANSWER: partial(self._answer, self.cycle)}

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP."""
        del msg
        self._refuse(ProblemError("invalid_request", "This is not a valid HTTP request."))

    def _answer(self, cycle: RequestResponseCycle, status: int, headers: Headers, body: bytes) -> bool:
        """Write head and body in one piece; False leaves it to uvicorn, which waits or complains as needed."""
        if cycle.response_started or cycle.flow.write_paused:
            return False
        if cycle.disconnected:
            return True
        parts = [STATUS_LINE[status]]
        keep_alive = cycle.keep_alive
        for name, value in (*self.server_state.default_headers, *headers):
            parts.append(b"%b: %b\r\n" % (name, value))
            if name == b"connection" and value == b"close":
                keep_alive = False
        if not keep_alive:
            parts.append(b"connection: close\r\n")
        head = b"".join(parts)
        if not head.count(b"\n") == head.count(b"\r") == len(parts):
            return False
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        self.transport.write(b"%b\r\n%b" % (head, body))
        cycle.message_event.set()
        if not keep_alive:
            self.transport.close()
        cycle.on_response()
        return True

    def _head_too_slow(self) -> None:
        self._head_timer = None
        if not self.transport.is_closing():
            self._refuse(ProblemError("request_timeout", "The request head did not arrive in time."))

    def _refuse(self, problem: ProblemError) -> None:
        body = problem.body(request_id=new_request_id(), timestamp=timestamp(time.time()))
        head = (
            f"HTTP/1.1 {problem.status} {title(problem.status)}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n"
        )
        fields = b"".join(name + b": " + value + b"\r\n" for name, value in problem.answer_headers())
        self.transport.write(head.encode() + fields + b"\r\n" + body)
        self.transport.close()

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
