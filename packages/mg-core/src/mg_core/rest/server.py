"""A service and its endpoint table as a raw ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from mg_core import context
from mg_core.auth.identity import Identity, bearer_token, from_headers
from mg_core.clock import Clock, SystemClock, timestamp
from mg_core.contract.operation import Operation
from mg_core.errors import ConfigurationError, MgError, TokenError
from mg_core.observe.logging import get_logger
from mg_core.observe.metrics import Registry

from ..serving.asgi import Headers, Receive, Scope, Send, send_answer
from ..serving.body import ClientGoneError, read_body
from ..serving.lifecycle import Check, Hook, Lifecycle, Measured
from ..serving.problems import ProblemError, header_value, invalid
from ..serving.routing import Router
from ..serving.trace import allowed_s, read_idempotency_key, read_request_id, read_trace, request_context
from . import failures
from .body import BodyReader
from .exchange import Endpoint, ServerCall
from .params import ParamReader
from .replies import ReplyWriter

MAX_BODY_BYTES: Final = 1_048_576
"""Default limit of a request body."""

IdentitySource = Literal["header", "bearer"]
"""`header`: the gateway has checked the caller. `bearer`: tokens are accepted here as well."""

logger = get_logger("mg.server")


class Verifier(Protocol):
    """Checks bearer tokens."""

    async def verify(self, token: str) -> Identity:
        """The identity that a token proves; raises TokenError."""
        ...


@dataclass(slots=True)
class _Bound:
    """An endpoint ready to be called."""

    operation: Operation
    handler: Callable[..., Awaitable[Any]]
    params: ParamReader
    body: BodyReader | None
    reply: ReplyWriter


@dataclass(slots=True)
class _Exchange:
    """One request on its way through the application."""

    scope: Scope
    receive: Receive
    headers: dict[str, str]
    request_id: str
    trace: tuple[str, str]
    started: float
    label: str = "-"


Answer = tuple[int, Headers, bytes]
_Builtin = Callable[[], Awaitable[tuple[int, bytes, bytes]]]


class App:
    """Serves the operations of one contract, and GET /health and GET /metrics.

    Args:
        service: object with one coroutine method per endpoint.
        endpoints: generated table.
        name: the contract's name; shown in health, logs and metrics.
        identity: where the caller's identity comes from; None when no operation is secured.
        verifier: needed for `identity="bearer"`.
        checks: readiness checks by name, run by GET /health.
        on_start: run before the first request; on_stop: run after the last.
        max_body_bytes: longest request body.
        body_timeout_s: longest time a request body may take to arrive.
        clock: time source for deadlines, durations and timestamps.
        metrics: registry to use; own one by default.
        clients: clients that the service calls others with; their counters join GET /metrics.
    """

    def __init__(
        self,
        service: object,
        endpoints: Iterable[Endpoint],
        *,
        name: str,
        identity: IdentitySource | None = "header",
        verifier: Verifier | None = None,
        checks: Mapping[str, Check] | None = None,
        on_start: Sequence[Hook] = (),
        on_stop: Sequence[Hook] = (),
        max_body_bytes: int = MAX_BODY_BYTES,
        body_timeout_s: float = 10.0,
        clock: Clock | None = None,
        metrics: Registry | None = None,
        clients: Iterable[Measured] = (),
    ) -> None:
        self.name = name
        self.lifecycle = Lifecycle(
            name, checks=checks, on_start=on_start, on_stop=on_stop, registry=metrics, clients=clients
        )
        self.metrics = self.lifecycle.metrics
        self._identity = identity
        self._verifier = verifier
        if identity == "bearer" and verifier is None:
            msg = f"{name}: identity='bearer' needs a verifier"
            raise ConfigurationError(msg)
        self._max_body_bytes = max_body_bytes
        self._body_timeout_s = body_timeout_s
        self._clock = clock or SystemClock()
        self._router: Router[_Bound | _Builtin] = Router(self._routes(service, tuple(endpoints)))
        self._requests = self.metrics.counter("http_requests", "Requests answered", ("operation", "status"))
        self._durations = self.metrics.histogram("http_request_duration_seconds", "Time to answer", ("operation",))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self.lifecycle.lifespan(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    def _routes(self, service: object, endpoints: tuple[Endpoint, ...]) -> Iterable[tuple[str, str, _Bound | _Builtin]]:
        declared = {(endpoint.operation.method, endpoint.operation.path) for endpoint in endpoints}
        for path, builtin in (("/health", self.lifecycle.health), ("/metrics", self.lifecycle.scrape)):
            if ("GET", path) not in declared:
                yield "GET", path, builtin
        for endpoint in endpoints:
            yield endpoint.operation.method, endpoint.operation.path, _bind(service, endpoint)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = read_headers(scope)
        exchange = _Exchange(
            scope, receive, headers, read_request_id(headers), read_trace(headers), self._clock.monotonic()
        )
        try:
            status, out, body = await self._answer(exchange)
        except ProblemError as problem:
            status, out, body = self._refuse(problem, exchange)
        except ClientGoneError:
            return
        except Exception:
            logger.exception(
                "unexpected_error", service=self.name, operation=exchange.label, request_id=exchange.request_id
            )
            defect = ProblemError("internal_error", "Something went wrong here; the request id finds it in the logs.")
            status, out, body = self._refuse(defect, exchange)
        out.append((b"x-request-id", exchange.request_id.encode()))
        out.append((b"x-trace-id", exchange.trace[0].encode()))
        self._requests.child(exchange.label, str(status)).value += 1
        self._durations.child(exchange.label).observe(self._clock.monotonic() - exchange.started)
        await send_answer(scope, send, status, out, body)

    async def _answer(self, exchange: _Exchange) -> Answer:
        scope = exchange.scope
        found = self._router.choose(scope)
        if isinstance(found, bytes):
            return 204, [(b"allow", found)], b""
        target, path_values = found
        if isinstance(target, _Bound):
            exchange.label = target.operation.id
            return await self._call(target, path_values, exchange)
        status, media_type, body = await target()
        return status, [(b"content-type", media_type), (b"cache-control", b"no-store")], body

    async def _call(self, bound: _Bound, path_values: dict[str, str], exchange: _Exchange) -> Answer:
        operation, headers = bound.operation, exchange.headers
        identity = await self._identify(operation, headers)
        if operation.idempotency == "key":
            check_idempotency_key(headers)
        arguments = bound.params.read(path_values, exchange.scope["query_string"], headers)
        positional: tuple[Any, ...] = ()
        if bound.body is not None:
            raw = await read_body(
                exchange.scope, exchange.receive, max_bytes=self._max_body_bytes, timeout_s=self._body_timeout_s
            )
            positional = (bound.body.read(raw, headers),)
        now = self._clock.monotonic()
        left_s = allowed_s(headers, operation.policy.timeout.total_s) - (now - exchange.started)
        if left_s <= 0:
            raise failures.timed_out(operation)
        call = ServerCall(
            operation=operation,
            headers=headers,
            identity=identity,
            request_id=exchange.request_id,
            trace_id=exchange.trace[0],
            deadline=now + left_s,
            peer=(exchange.scope.get("client") or ("",))[0],
        )
        carried = request_context(headers, call.request_id, exchange.trace, call.deadline, identity)
        token = context.bind(carried)
        try:
            result = await _run(operation, bound.handler(call, *positional, **arguments), left_s)
        finally:
            context.unbind(token)
        status, media_type, body = bound.reply.write(result, call.reply_status)
        out: Headers = [(b"content-type", media_type)] if media_type else []
        for name, value in call.reply_headers.items():
            out.append((name.lower().encode("latin-1"), header_value(value)))
        return status, out, body

    async def _identify(self, operation: Operation, headers: Mapping[str, str]) -> Identity | None:
        if self._identity is None:
            return None
        try:
            identity = from_headers(headers)
            if identity is None and self._verifier is not None and operation.secured:
                token = bearer_token(headers.get("authorization", ""))
                identity = await self._verifier.verify(token) if token else None
        except TokenError as error:
            raise failures.token_problem(error) from None
        if identity is None and operation.secured:
            raise failures.no_token() if self._verifier is not None else failures.no_identity()
        return identity

    def _refuse(self, problem: ProblemError, exchange: _Exchange) -> Answer:
        body = problem.body(request_id=exchange.request_id, timestamp=timestamp(self._clock.time()))
        return problem.status, problem.answer_headers(), body


async def _run(operation: Operation, work: Awaitable[Any], limit_s: float) -> Any:
    limit = asyncio.timeout(limit_s)
    try:
        async with limit:
            return await work
    except MgError as error:
        problem = failures.to_problem(error, operation)
        if problem is None:
            raise
        raise problem from error
    except TimeoutError:
        if not limit.expired():
            raise
        raise failures.timed_out(operation) from None


def _bind(service: object, endpoint: Endpoint) -> _Bound:
    operation = endpoint.operation
    handler = getattr(service, endpoint.handler_name, None)
    if handler is None:
        msg = f"{operation.contract}.{operation.id}: the service has no method {endpoint.handler_name}"
        raise ConfigurationError(msg)
    body = BodyReader(operation, endpoint.schema.get("body")) if operation.body is not None else None
    return _Bound(
        operation, handler, ParamReader(operation, endpoint.schema.get("params", {})), body, ReplyWriter(operation)
    )


def read_headers(scope: Scope) -> dict[str, str]:
    """Request headers as text with lower-case names; repeated ones are joined by `, `."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1")
        value = raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def check_idempotency_key(headers: Mapping[str, str]) -> None:
    """Refuse an Idempotency-Key that cannot be stored as it is.

    Raises:
        ProblemError: 400 `invalid_request`.
    """
    if read_idempotency_key(headers) == "":
        raise invalid([{"pointer": "header/Idempotency-Key", "message": "1 to 128 of A-Z a-z 0-9 _ . : -"}])
