"""uvicorn's HTTP protocol with the limits that it leaves out: head size, head time, and our error shape."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

Headers = list[tuple[bytes, bytes]]
Refuse = Callable[[str, str], bytes]
"""(code, message) → the whole HTTP answer of a request that no application gets to see."""


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
    """Closes connections whose request head is too long or too slow, and answers what cannot be parsed.

    Args:
        patience: how long it waits.
        max_head_bytes: bytes of request line and headers that are read before the request is refused.
        refuse: writes the refusals.
        extension: name of the ASGI extension `(status, headers, body) -> bool` that writes a whole answer at once.
    """

    def __init__(
        self, *args: Any, patience: Patience, max_head_bytes: int, refuse: Refuse, extension: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._patience = patience
        self._max_head_bytes = max_head_bytes
        self._refusal = refuse
        self._extension = extension
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
            if self._head_bytes > self._max_head_bytes:
                self._refuse("headers_too_large", "The request line and headers are too long.")
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
        scope: dict[str, Any] = self.scope  # type: ignore[assignment] # uvicorn allows no functions as extensions
        scope["extensions"] = {self._extension: partial(self._answer, self.cycle)}

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
        self._refuse("invalid_request", "This is not a valid HTTP request.")

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
            self._refuse("request_timeout", "The request head did not arrive in time.")

    def _refuse(self, code: str, message: str) -> None:
        self.transport.write(self._refusal(code, message))
        self.transport.close()

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
