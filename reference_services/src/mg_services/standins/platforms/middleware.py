"""Makes faults happen on the wire: pure ASGI around an emulator, and the control interface `/__faults`.

PUT    /__faults   {"kind": "status", "status": 500, "next": 3}     sets; in place of earlier ones
GET    /__faults                                                    what is set, and counts of requests
DELETE /__faults                                                    takes all back, counts start at 0
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import Awaitable, Callable

from mg_core import codes
from mg_core.errors import ConfigurationError
from mg_core.serving.asgi import Receive, Scope, Send

from .faults import FaultBoard, Met, parse_all

AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]
Sleep = Callable[[float], Awaitable[None]]
ErrorBody = Callable[[int, str, str], bytes]
"""(status, code, message) to the body of an error, in the shape of the emulated platform."""

CONTROL_PATH = "/__faults"
CONTROL_BODY_MAX_BYTES = 65_536
HANG_MAX_S = 600.0
"""A hanging request ends when its client leaves, at the latest after this many seconds."""

_HTML = b"<!DOCTYPE html><html><head><title>Bad Gateway</title></head><body><h1>502</h1></body></html>"
_GARBAGE = b'{"results": [{"id": \xff\xfe\x00,,,'
_HALF = b'{"results": [{"id": "1", "tit'
_WRONG_SHAPE = b'{"hits": {"total": "many", "rows": 7}, "results": "none", "data": null, "items": {}}'


class ConnectionDropError(ConnectionResetError):
    """Raised where the server gives no access to the connection, so that an in-memory caller sees a drop."""


class FaultLayer:
    """ASGI application around an emulator.

    Args:
        app: the emulator.
        board: what is set.
        error_body: shape of the platform's errors.
        error_media_type: its content type.
        latency_ms: milliseconds before every answer, drawn evenly; (0, 0) waits not at all.
        sleep: waits for seconds.
        rng: draws the latency.
    """

    def __init__(
        self,
        app: AsgiApp,
        board: FaultBoard,
        *,
        error_body: ErrorBody,
        error_media_type: str = "application/problem+json",
        latency_ms: tuple[float, float] = (0.0, 0.0),
        sleep: Sleep = asyncio.sleep,
        rng: random.Random | None = None,
    ) -> None:
        self.app = app
        self.board = board
        self.latency_ms = latency_ms
        self._error_body = error_body
        self._error_media_type = error_media_type
        self._sleep = sleep
        self._rng = rng or random.Random()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope; everything but HTTP goes straight to the emulator."""
        if scope["type"] != "http" or scope["path"] == "/health":
            await self.app(scope, receive, send)
        elif scope["path"] == CONTROL_PATH:
            await self._control(scope["method"], receive, send)
        else:
            await self._emulate(scope, receive, send)

    async def _emulate(self, scope: Scope, receive: Receive, send: Send) -> None:
        met = self.board.meet(scope["method"], scope["path"])
        low, high = (met.fault.latency_ms if met else None) or self.latency_ms
        if high > 0:
            await self._sleep(self._rng.uniform(low, high) / 1000)
        if met is None or met.fault.kind == "latency":
            await self.app(scope, receive, send)
        else:
            await self._fail(met, scope, receive, send)

    async def _fail(self, met: Met, scope: Scope, receive: Receive, send: Send) -> None:
        fault = met.fault
        match fault.kind:
            case "drop":
                await _drop(receive, send)
            case "hang":
                await _hang(receive)
                await _drop(receive, send)
            case "html":
                await _answer(send, fault.status, _HTML, "text/html; charset=utf-8")
            case "garbage":
                await _answer(send, 200 if fault.status == 500 else fault.status, _GARBAGE, "application/json")
            case "half":
                await _break_off(receive, send)
            case "redirect":
                await _answer(send, 302, b"", "text/plain", [(b"location", _own_address(scope))])
            case "wrong_shape":
                await _answer(send, 200 if fault.status == 500 else fault.status, _WRONG_SHAPE, "application/json")
            case _:
                await self._error(met, send)

    async def _error(self, met: Met, send: Send) -> None:
        status = 429 if met.fault.kind == "rate_limit" else met.fault.status
        body = self._error_body(status, codes.of_http(status).name, f"A fault is set: {met.fault.kind} {status}.")
        extra = [] if met.retry_after is None else [(b"retry-after", met.retry_after.encode())]
        await _answer(send, status, body, self._error_media_type, extra)

    async def _control(self, method: str, receive: Receive, send: Send) -> None:
        if method == "DELETE":
            self.board.clear()
        elif method == "PUT":
            try:
                self.board.set(*parse_all(json.loads(await _body(receive))))
            except (ConfigurationError, ValueError) as error:
                text = error.message if isinstance(error, ConfigurationError) else "the body is not JSON"
                await _json(send, 400, {"error": "invalid_fault", "message": text})
                return
        elif method not in {"GET", "HEAD"}:
            await _json(send, 405, {"error": "method_not_allowed", "message": "GET, PUT or DELETE"})
            return
        await _json(send, 200, self.board.describe())


def _own_address(scope: Scope) -> bytes:
    """Path and query of the request: where it came from, and where it is sent again."""
    query: bytes = scope["query_string"]
    path: bytes = scope["raw_path"]
    return path + b"?" + query if query else path


async def _hang(receive: Receive) -> None:
    """Wait until the client leaves."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(HANG_MAX_S):
            await _disconnected(receive)


async def _drop(receive: Receive, send: Send) -> None:
    """Break the connection. uvicorn's `send` is bound to the request, which knows its transport."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionDropError("connection dropped on demand")
    transport.abort()
    await _disconnected(receive)


async def _break_off(receive: Receive, send: Send) -> None:
    """Announce more bytes than are sent, then break the connection."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": _HALF, "more_body": True})
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionDropError("answer broken off on demand")
    transport.close()
    await _disconnected(receive)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _body(receive: Receive) -> bytes:
    body: bytes = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > CONTROL_BODY_MAX_BYTES:
            raise ConfigurationError(f"the body is larger than {CONTROL_BODY_MAX_BYTES} bytes")
        if not message.get("more_body"):
            return body


async def _json(send: Send, status: int, value: object) -> None:
    await _answer(send, status, json.dumps(value).encode(), "application/json")


async def _answer(
    send: Send, status: int, body: bytes, media_type: str, extra: list[tuple[bytes, bytes]] | None = None
) -> None:
    headers = [
        (b"content-type", media_type.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *(extra or []),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
