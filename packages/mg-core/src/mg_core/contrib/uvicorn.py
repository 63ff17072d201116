"""uvicorn's HTTP protocol with the limits that it leaves out: head size, head time, and our error shape."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from mg_core.clock import timestamp
from mg_core.tracing import new_request_id

from ..serving.asgi import WHOLE_ANSWER, Headers, Scope
from ..serving.problems import ProblemError, title
from ..serving.routing import MAX_HEADER_BYTES, MAX_URL_BYTES

MAX_HEAD_BYTES: Final = MAX_HEADER_BYTES + MAX_URL_BYTES + 4096
"""Bytes of request line and headers that are read before the request is refused."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server waits for its clients."""

    head_s: float = 10.0
    """Seconds a client may take to send request line and headers."""
    idle_s: float = 75.0
    """Seconds a connection stays open between requests; longer than the clients of ours keep theirs."""


DEFAULT_PATIENCE: Final = Patience()
"""What every server of ours uses."""


class GuardedProtocol(HttpToolsProtocol):
    """Closes connections whose request head is too long or too slow, and answers what cannot be parsed."""

    def __init__(self, *args: Any, patience: Patience, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._patience = patience
        self._in_head = True
        self._head_bytes = 0
        self._head_timer: asyncio.TimerHandle | None = None
        self._idle_timer: asyncio.TimerHandle | None = None
        self._idle_since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the head timer with the connection."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows the parameter
        self._head_timer = self.loop.call_later(self._patience.head_s, self._head_too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """Drop the timer with the connection."""
        self._stop_timer()
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser; afterwards a head still open is measured."""
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self._refuse(ProblemError("headers_too_large", "The request line and headers are too long."))
            elif self._head_timer is None and self._head_bytes:
                self._head_timer = self.loop.call_later(self._patience.head_s, self._head_too_slow)

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
        scope: Scope = self.scope  # type: ignore[assignment] # uvicorn allows no functions as extensions
        scope["extensions"] = {WHOLE_ANSWER: partial(self._answer, self.cycle)}

    def on_response_complete(self) -> None:
        """As uvicorn does it, with one idle timer per connection that looks at the clock instead of one per answer."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            cycle, app = self.pipeline.pop()
            self._start_asgi_task(cycle, app)
            return
        self._idle_since = self.loop.time()
        if self._idle_timer is None:
            self._idle_timer = self.loop.call_later(self._patience.idle_s, self._close_when_idle)

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
        keep_alive = cycle.keep_alive and (b"connection", b"close") not in headers
        parts = [STATUS_LINE[status]]
        for name, value in (*self.server_state.default_headers, *headers):
            parts.append(b"%b: %b\r\n" % (name, value))
        if not cycle.keep_alive:
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

    def _close_when_idle(self) -> None:
        busy = (self._in_head and self._head_bytes > 0) or not self.cycle.response_complete
        idle_s = self._patience.idle_s
        left_s = idle_s if busy else self._idle_since + idle_s - self.loop.time()
        if left_s <= 0:
            self.transport.close()
        else:
            self._idle_timer = self.loop.call_later(left_s, self._close_when_idle)

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
