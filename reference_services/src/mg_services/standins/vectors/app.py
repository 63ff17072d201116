"""Qdrant's REST interface as a raw ASGI application over the engine."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

from pydantic_core import to_json
from qdrant_edge import CountRequest, UpdateOperation

from mg_core.observe.logging import get_logger
from mg_core.serving.asgi import Receive, Scope, Send, send_answer
from mg_core.serving.body import ClientGoneError, read_body
from mg_core.serving.lifecycle import Lifecycle
from mg_core.serving.problems import ProblemError
from mg_core.serving.routing import BadPathError, Router

from . import updates
from .engine import Engine
from .filters import read_filter
from .queries import read_query, read_scroll
from .schema import Schema
from .shards import Collection
from .updates import Reader, Write
from .wire import (
    JsonObject,
    RequestError,
    read_flag,
    read_id,
    read_ids,
    read_json,
    read_list,
    read_object,
    read_payload_selector,
    read_vector_selector,
    write_records,
)

VERSION: Final = "1.20.0"
"""Version of Qdrant's interface that is spoken; clients warn when it is more than one minor version off theirs."""
BODY_MAX_BYTES: Final = 32 * 1024 * 1024
"""Longest request body, as with Qdrant."""
BODY_TIMEOUT_S: Final = 60.0

_log = get_logger("mg.vectors")
_JSON: Final = (b"content-type", b"application/json")
_TEXT: Final = (b"content-type", b"text/plain; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Request:
    """What a handler gets."""

    places: Mapping[str, str]
    """Values of the path's places."""
    query: Mapping[str, list[str]]
    body: JsonObject

    @property
    def wait(self) -> bool:
        """The caller asked to be answered after the write."""
        return self.query.get("wait", ["false"])[-1].lower() == "true"


Handler = Callable[[Request], Awaitable[Any]]
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


class VectorApp:
    """The server's application.

    Args:
        engine: loaded; started and closed by this application's lifespan.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lifecycle = Lifecycle("vectors", on_start=[engine.start], on_stop=[engine.close])
        self._router: Router[Handler] = Router(self._routes())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""
        if scope["type"] == "lifespan":
            await self._lifecycle.lifespan(receive, send)
        elif scope["type"] == "http":
            try:
                status, headers, body = await self._answer(scope, receive)
            except ClientGoneError:
                return
            await send_answer(scope, send, status, headers, body)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        began = time.perf_counter()
        try:
            raw = await read_body(scope, receive, max_bytes=BODY_MAX_BYTES, timeout_s=BODY_TIMEOUT_S)
            return await self._dispatch(scope, raw, began)
        except RequestError as error:
            return _refusal(error.status, error.message, began)
        except ProblemError as problem:
            status, headers, body = _refusal(problem.status, problem.message, began)
            return status, [*headers, *((n.encode(), v.encode()) for n, v in problem.headers.items())], body
        except Exception as error:  # noqa: BLE001 - the last line of defence answers 500 and logs
            if type(error) is Exception and not str(error).startswith("Service"):
                # The engine's own errors have no type; all but the service ones are about the request.
                return _refusal(400, f"Wrong input: {str(error)[:300]}", began)
            _log.exception("unexpected_error", path=scope["path"])
            return _refusal(500, "Service internal error: see the log", began)

    async def _dispatch(self, scope: Scope, raw: bytes, began: float) -> Answer:
        try:
            match = self._router.match(scope["raw_path"])
        except BadPathError as error:
            raise RequestError(f"Wrong input: {error}") from None
        if match is None:
            raise RequestError("Not found: this node does not serve this path", status=404)
        found = match.get(scope["method"])
        if found is None:
            return _refusal(405, f"Allowed here: {match.allow}", began, (b"allow", match.allow.encode()))
        handler, places = found
        query = parse_qs(scope["query_string"].decode("latin-1"))
        result = await handler(Request(places, query, read_json(raw)))
        if isinstance(result, _Plain):
            return 200, [result.kind], result.body
        return 200, [_JSON], to_json({"result": result, "status": "ok", "time": time.perf_counter() - began})

    def _routes(self) -> Iterable[tuple[str, str, Handler]]:
        for path in ("/healthz", "/livez", "/readyz"):
            yield "GET", path, _alive
        yield "GET", "/", _version
        yield "GET", "/collections", self._list
        name = "/collections/{name}"
        yield "GET", name, self._describe
        yield "PUT", name, self._create
        yield "DELETE", name, self._remove
        yield "GET", f"{name}/exists", self._exists
        yield "DELETE", f"{name}/index/{{field}}", self._delete_index
        yield "POST", f"{name}/points/batch", self._batch
        for method, path, reader in _WRITES:
            yield method, f"{name}/{path}", self._writer(reader)
        yield "POST", f"{name}/points", self._retrieve
        yield "GET", f"{name}/points/{{id}}", self._one
        yield "POST", f"{name}/points/query", self._query
        yield "POST", f"{name}/points/query/batch", self._queries
        yield "POST", f"{name}/points/scroll", self._scroll
        yield "POST", f"{name}/points/count", self._count

    def _of(self, request: Request) -> Collection:
        return self._engine.find(request.places["name"])

    async def _list(self, request: Request) -> JsonObject:
        del request
        return {"collections": [{"name": name} for name in self._engine.names()]}

    async def _describe(self, request: Request) -> JsonObject:
        return await self._engine.describe(self._of(request))

    async def _create(self, request: Request) -> bool:
        return await self._engine.create(request.places["name"], Schema.read(request.body))

    async def _remove(self, request: Request) -> bool:
        return await self._engine.remove(request.places["name"])

    async def _exists(self, request: Request) -> JsonObject:
        return {"exists": request.places["name"] in self._engine.names()}

    async def _delete_index(self, request: Request) -> JsonObject:
        write = Write(UpdateOperation.delete_field_index(request.places["field"]))
        return await self._written(request, self._of(request), [write])

    async def _batch(self, request: Request) -> list[JsonObject]:
        collection = self._of(request)
        writes = updates.read_batch(request.body, collection.size)
        done = await self._written(request, collection, writes)
        return [done for _ in writes]

    def _writer(self, reader: Reader) -> Handler:
        async def write(request: Request) -> JsonObject:
            collection = self._of(request)
            return await self._written(request, collection, [reader(request.body, collection.size)])

        return write

    async def _written(self, request: Request, collection: Collection, writes: list[Write]) -> JsonObject:
        number = await self._engine.write(collection, writes)
        return {"operation_id": number, "status": "completed" if request.wait else "acknowledged"}

    async def _retrieve(self, request: Request) -> list[JsonObject]:
        collection = self._of(request)
        body = read_object(request.body, "the body", ("ids", "with_payload", "with_vector", "shard_key"))
        ids = read_ids(body.get("ids"), "ids")
        payload = read_payload_selector(body.get("with_payload"), default=True)
        vector = read_vector_selector(body.get("with_vector"))
        return await self._engine.run(lambda: write_records(collection.shard.retrieve(ids, payload, vector)))

    async def _one(self, request: Request) -> JsonObject:
        collection = self._of(request)
        text = request.places["id"]
        identity = read_id(int(text) if text.isascii() and text.isdigit() else text, "id")
        found = await self._engine.run(
            lambda: write_records(collection.shard.retrieve([identity], with_payload=True, with_vector=True))
        )
        if not found:
            raise RequestError(f"Not found: Point with id {identity} does not exists!", status=404)
        return found[0]

    async def _query(self, request: Request) -> JsonObject:
        collection = self._of(request)
        (points,) = await self._engine.query(collection, [read_query(request.body, collection.size)])
        return {"points": points}

    async def _queries(self, request: Request) -> list[JsonObject]:
        collection = self._of(request)
        rows = read_list(read_object(request.body, "the body", ("searches",)).get("searches"), "searches")
        queries = [read_query(row, collection.size, f"searches[{at}]") for at, row in enumerate(rows)]
        return [{"points": points} for points in await self._engine.query(collection, queries)]

    async def _scroll(self, request: Request) -> JsonObject:
        collection = self._of(request)
        scroll = read_scroll(request.body)
        return await self._engine.run(lambda: scroll.run(collection))

    async def _count(self, request: Request) -> JsonObject:
        collection = self._of(request)
        body = read_object(request.body, "the body", ("filter", "exact", "shard_key"))
        wanted = CountRequest(read_flag(body.get("exact", True), "exact"), read_filter(body.get("filter")))
        return {"count": await self._engine.run(lambda: collection.shard.count(wanted))}


_WRITES: Final[tuple[tuple[str, str, Reader], ...]] = (
    ("PUT", "points", updates.upsert),
    ("POST", "points/delete", updates.delete),
    ("POST", "points/payload", updates.set_payload),
    ("PUT", "points/payload", updates.overwrite_payload),
    ("POST", "points/payload/delete", updates.delete_payload),
    ("POST", "points/payload/clear", updates.clear_payload),
    ("PUT", "points/vectors", updates.update_vectors),
    ("PUT", "index", updates.create_index),
)
"""Method, path behind the collection, reader."""


@dataclass(frozen=True, slots=True)
class _Plain:
    """An answer without the envelope."""

    kind: tuple[bytes, bytes]
    body: bytes


async def _alive(request: Request) -> _Plain:
    del request
    return _Plain(_TEXT, b"healthz check passed")


async def _version(request: Request) -> _Plain:
    del request
    return _Plain(_JSON, to_json({"title": "qdrant - vector search engine", "version": VERSION, "commit": "edge"}))


def _refusal(status: int, message: str, began: float, *headers: tuple[bytes, bytes]) -> Answer:
    body = {"status": {"error": message}, "time": time.perf_counter() - began}
    return status, [_JSON, *headers], to_json(body)
