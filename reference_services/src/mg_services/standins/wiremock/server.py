"""Serves stubs over ASGI, with the part of WireMock's control interface that tests use.

GET    /__admin/mappings          the stubs, the one that is asked first in front
GET    /__admin/requests          what came in, newest first; DELETE forgets it
POST   /__admin/requests/count    how many requests fit a pattern such as {"method": "GET", "urlPath": "/x"}
GET    /__admin/scenarios         states; POST /__admin/scenarios/reset puts all back to Started
POST   /__admin/reset             scenarios back to Started, requests forgotten
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl

from mg_core.errors import ConfigurationError
from mg_core.serving.asgi import Receive, Scope, Send, send_answer

from .loader import read_request
from .node import Node, parse_json, write_json
from .stub import STARTED, Received, Stub
from .wire import break_connection

ADMIN_PATH = "/__admin"
REQUESTS_MAX = 1000
"""Requests remembered; the oldest is forgotten first."""
BODY_MAX_BYTES = 10 * 1024 * 1024
Answer = tuple[int, Any]
"""Status and JSON document; None is no body."""


class StubServer:
    """An ASGI application that answers with stubs.

    Args:
        stubs: in the order in which they are asked.
        sleep: waits for seconds.
        now: seconds since 1970-01-01 UTC.
    """

    def __init__(
        self,
        stubs: Sequence[Stub],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.stubs = tuple(stubs)
        self._sleep = sleep
        self._now = now
        self._states: dict[str, str] = {}
        self._seen: deque[tuple[Received, dict[str, Any]]] = deque(maxlen=REQUESTS_MAX)
        self.reset()

    def reset(self) -> None:
        """Scenarios back to their beginning, requests forgotten."""
        self._states = {stub.scenario: STARTED for stub in self.stubs if stub.scenario is not None}
        self._seen.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _body(receive)
        if body is None:
            await _text(scope, send, 413, f"The body is larger than {BODY_MAX_BYTES} bytes.")
            return
        request = _received(scope, body)
        if request.path.startswith(ADMIN_PATH + "/"):
            status, document = self._control(request)
            headers = [(b"content-type", b"application/json")] if document is not None else []
            body = write_json(document).encode() if document is not None else b""
            await send_answer(scope, send, status, headers, body)
            return
        stub = self._choose(request)
        self._seen.appendleft((request, self._record(request, stub)))
        if stub is None:
            await _text(scope, send, 404, self._no_stub(request))
        else:
            await self._answer(stub, scope, receive, send)

    def _choose(self, request: Received) -> Stub | None:
        """The first stub that fits; its scenario moves on."""
        for stub in self.stubs:
            state = self._states.get(stub.scenario) if stub.scenario is not None else None
            if stub.required_state not in {None, state} or not stub.request.fits(request):
                continue
            if stub.scenario is not None and stub.new_state is not None:
                self._states[stub.scenario] = stub.new_state
            return stub
        return None

    async def _answer(self, stub: Stub, scope: Scope, receive: Receive, send: Send) -> None:
        reply = stub.reply
        if reply.delay_s > 0:
            await self._sleep(reply.delay_s)
        if reply.fault is not None:
            await break_connection(reply.fault, receive, send)
            return
        headers = [(name.lower().encode(), value.encode()) for name, value in reply.headers]
        headers.append((b"matched-stub-id", stub.id.encode()))
        if stub.name is not None:
            headers.append((b"matched-stub-name", stub.name.encode()))
        if reply.dribble_s == 0:
            await send_answer(scope, send, reply.status, headers, reply.body)
            return
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        for piece in _pieces(reply.body, reply.chunks):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await self._sleep(reply.dribble_s / reply.chunks)
        await send({"type": "http.response.body", "body": b""})

    def _no_stub(self, request: Received) -> str:
        lines = [
            f"No stub answers {request.method} {request.url}.",
            "",
            "The stubs, in the order in which they are asked:",
        ]
        for stub in self.stubs:
            asked = stub.raw["request"]
            address = next((str(value) for name, value in asked.items() if name.startswith("url")), "any address")
            state = f" (scenario {stub.scenario}: {stub.required_state})" if stub.required_state else ""
            lines.append(f"  {stub.request.method} {address}{state}{_further(asked)}")
        return "\n".join(lines) + "\n"

    def _record(self, request: Received, stub: Stub | None) -> dict[str, Any]:
        return {
            "id": str(uuid.uuid4()),
            "request": {
                "url": request.url,
                "method": request.method,
                "headers": {name: ", ".join(values) for name, values in request.headers.items()},
                "body": request.body.decode("utf-8", "replace"),
                "loggedDate": int(self._now() * 1000),
            },
            "response": {"status": stub.reply.status if stub else 404},
            "wasMatched": stub is not None,
            **({"stubMapping": stub.raw} if stub else {}),
        }

    def _control(self, request: Received) -> Answer:
        words = {
            ("GET", "/mappings"): self._mappings,
            ("GET", "/requests"): self._requests,
            ("DELETE", "/requests"): self._forget,
            ("POST", "/requests/count"): lambda: self._count(request.body),
            ("GET", "/scenarios"): self._scenarios,
            ("POST", "/scenarios/reset"): self._restart_scenarios,
            ("POST", "/reset"): self._start_anew,
        }
        word = words.get((request.method, request.path.removeprefix(ADMIN_PATH).rstrip("/")))
        if word is None:
            there = ", ".join(f"{method} {ADMIN_PATH}{path}" for method, path in words)
            return 404, {"errors": [{"code": 404, "title": f"There are {there}"}]}
        return word()

    def _mappings(self) -> Answer:
        rows = [{**stub.raw, "id": stub.id, "uuid": stub.id} for stub in self.stubs]
        return 200, {"mappings": rows, "meta": {"total": len(rows)}}

    def _requests(self) -> Answer:
        rows = [record for _, record in self._seen]
        return 200, {"requests": rows, "meta": {"total": len(rows)}, "requestJournalDisabled": False}

    def _forget(self) -> Answer:
        self._seen.clear()
        return 200, {}

    def _count(self, body: bytes) -> Answer:
        try:
            pattern = read_request(Node(parse_json(body), "request"))
        except (ValueError, ConfigurationError) as error:
            return 422, {"errors": [{"code": 10, "title": "Error parsing JSON", "detail": str(error)}]}
        count = sum(pattern.fits(request) for request, _ in self._seen)
        return 200, {"count": count, "requestJournalDisabled": False}

    def _scenarios(self) -> Answer:
        return 200, {"scenarios": [{"id": name, "name": name, "state": state} for name, state in self._states.items()]}

    def _restart_scenarios(self) -> Answer:
        self._states = dict.fromkeys(self._states, STARTED)
        return 200, {}

    def _start_anew(self) -> Answer:
        self.reset()
        return 200, None


def _further(asked: dict[str, Any]) -> str:
    """What a stub asks for besides method and address."""
    rest = {name: value for name, value in asked.items() if name in {"queryParameters", "headers", "bodyPatterns"}}
    return f" with {write_json(rest)}" if rest else ""


def _received(scope: Scope, body: bytes) -> Received:
    headers: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1").strip(" \t"))
    query_string = scope["query_string"].decode("latin-1")
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(query_string, keep_blank_values=True):
        query.setdefault(name, []).append(value)
    raw_path = scope.get("raw_path") or scope["path"].encode()
    return Received(scope["method"], raw_path.decode("latin-1"), query_string, query, headers, body)


def _pieces(body: bytes, count: int) -> list[bytes]:
    """The body in `count` pieces of nearly the same length, fewer when it is shorter than that."""
    size = max(1, -(-len(body) // count))
    return [body[start : start + size] for start in range(0, len(body), size)]


async def _body(receive: Receive) -> bytes | None:
    """The body, or None when it is too large."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > BODY_MAX_BYTES:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


async def _text(scope: Scope, send: Send, status: int, text: str) -> None:
    await send_answer(scope, send, status, [(b"content-type", b"text/plain; charset=utf-8")], text.encode())


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return
