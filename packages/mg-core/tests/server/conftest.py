from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import pytest

from mg_core import context
from mg_core.context import RequestContext
from mg_core.contract.model import Model
from mg_core.contract.operation import ErrorCase, Operation, Param, Reply
from mg_core.contract.policy import Policy, TimeoutPolicy
from mg_core.errors import ApiError, CircuitOpenError, ConnectError
from mg_core.rest.exchange import Endpoint, ServerCall
from mg_core.rest.server import App
from mg_core.rest.transports.fast import FastTransport
from mg_core.serving.run import serve_in_loop

POLICY = Policy("internal", TimeoutPolicy(1.0, 1.0))


class Thing(Model):
    name: str
    count: int | None = None


class Made(Model):
    name: str


@dataclass
class Things:
    """Handlers; what they were given stays here."""

    calls: list[tuple[ServerCall, dict[str, Any]]] = field(default_factory=list)
    contexts: list[RequestContext | None] = field(default_factory=list)
    act: Callable[[], Awaitable[Any]] | None = None

    async def get(self, call: ServerCall, **arguments: Any) -> Any:
        self.calls.append((call, arguments))
        self.contexts.append(context.current())
        return await self.act() if self.act else Thing(name=arguments["id_"], count=arguments["limit"])

    async def make(self, call: ServerCall, body: Thing) -> Thing | Made:
        self.calls.append((call, {"body": body}))
        call.reply_headers["Location"] = "/things/1\r\nx-forged: 1"
        return Made(name=body.name) if body.count is None else Thing(name=body.name)

    async def drop(self, call: ServerCall, id_: str) -> None:
        self.calls.append((call, {"id_": id_}))

    async def form(self, call: ServerCall, body: Thing) -> Thing:
        return body


GET = Operation(
    "getThing",
    "things",
    "GET",
    "/things/{id}",
    POLICY,
    "safe",
    params=(
        Param("id", "id_", "path", required=True),
        Param("limit", "limit", "query"),
        Param("tags", "tags", "query"),
        Param("fields", "fields", "query", explode=False),
        Param("deep", "deep", "query"),
        Param("X-Mode", "x_mode", "header"),
    ),
    replies=(Reply(200, Thing),),
    errors=(
        ErrorCase(404, "thing_missing"),
        ErrorCase(503, "service_unavailable", retry_after_s=5),
        ErrorCase(504, "gateway_timeout", retry_after_s=5),
    ),
)
MAKE = Operation(
    "makeThing", "things", "POST", "/things", POLICY, "key", body=Thing, replies=(Reply(200, Thing), Reply(201, Made))
)
DROP = Operation(
    "dropThing", "things", "DELETE", "/things/{id}", POLICY, "idempotent",
    params=(Param("id", "id_", "path", required=True),), replies=(Reply(204),), secured=True,
)  # fmt: skip
FORM = Operation(
    "formThing", "things", "POST", "/form", POLICY, "never", body=Thing,
    body_media_type="application/x-www-form-urlencoded", replies=(Reply(200, Thing),),
)  # fmt: skip
BODY = {
    "type": "object",
    "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 20}, "count": {"type": "integer"}},
    "required": ["name"],
    "additionalProperties": False,
}
ID = {"type": "string", "maxLength": 10}
ENDPOINTS = (
    Endpoint(
        GET,
        "get",
        {
            "params": {
                "id": ID,
                "limit": {"type": "integer", "minimum": 1, "maximum": 50, "default": 20},
                "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
                "fields": {
                    "type": "array",
                    "items": {"$ref": "#/$defs/Number"},
                    "$defs": {"Number": {"type": "integer"}},
                },
                "deep": {"type": "boolean"},
                "X-Mode": {"type": "string", "enum": ["a", "b"]},
            },
            "body": None,
        },
    ),
    Endpoint(MAKE, "make", {"params": {}, "body": BODY}),
    Endpoint(DROP, "drop", {"params": {"id": ID}, "body": None}),
    Endpoint(FORM, "form", {"params": {}, "body": BODY}),
)


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Browser:
    """Asks the application over a socket."""

    def __init__(self, url: str, transport: FastTransport) -> None:
        self.url = url
        self._transport = transport

    async def __call__(self, method: str, path: str, body: bytes | dict[str, Any] = b"", **headers: str) -> Answer:
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, dict):
            body = json.dumps(body).encode()
        if body:
            fields.setdefault("content-type", "application/json")
        return Answer(*await self._transport.send(method, self.url + path, fields, body, 10.0))


@pytest.fixture
def things() -> Things:
    return Things()


@pytest.fixture
def app(things: Things) -> App:
    return App(things, ENDPOINTS, name="things", body_timeout_s=0.2)


@pytest.fixture
async def ask(app: App) -> AsyncIterator[Browser]:
    async with serve_in_loop(app, grace_s=0.1) as url, aclosing(FastTransport()) as transport:
        yield Browser(url, transport)


@pytest.fixture
def failing() -> Callable[[str], Callable[[], Awaitable[Any]]]:
    """Handlers that end in each kind of error."""

    def make(kind: str) -> Callable[[], Awaitable[Any]]:
        downstream = ApiError("their words", code="their_code", status=409)
        downstream.service = "other"
        found: dict[str, Exception] = {
            "declared": ApiError("no such thing", code="thing_missing"),
            "undeclared": ApiError("strange", code="strange_code"),
            "breaker": CircuitOpenError("other is left alone", retry_after_s=17.0),
            "connect": ConnectError("cannot connect to 10.0.0.1:80"),
            "downstream": downstream,
            "defect": ValueError("password=hunter2 in a message"),
        }

        async def act() -> Any:
            raise found[kind]

        return act

    return make
