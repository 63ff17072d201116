"""The gateway's work on one request: route, authenticate, limit, forward, answer. Bytes in, bytes out.

Nothing is parsed that need not be: headers and bodies pass as they came, except for those that only the
gateway may write and those that belong to one connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final

from mg_core.clock import Clock, SystemClock
from mg_core.deadline import format_timeout_ms
from mg_core.errors import AttemptTimeoutError, CircuitOpenError, ConnectError, TransportError
from mg_core.headers import DEADLINES, DROPPED_BY_GATEWAY, READ_BY_GATEWAY
from mg_core.observe.logging import get_logger
from mg_core.policies.breaker.machine import State
from mg_core.rest.server import check_sizes
from mg_core.rest.transports.connection import RawReply
from mg_core.rest.transports.fast import FastTransport
from mg_core.serving.asgi import Headers, Receive, Scope, Send, send_answer
from mg_core.serving.body import ClientGoneError, read_body
from mg_core.serving.lifecycle import Lifecycle
from mg_core.serving.problems import ProblemError, timestamp
from mg_core.serving.routing import BadPathError, Router
from mg_core.serving.trace import asked_s, read_request_id, read_trace
from mg_core.tracing import format_traceparent, new_span_id

from .identity import Attempt, Authenticator, Caller
from .limits import CallerLimits
from .routes import Route, Upstream
from .settings import GatewaySettings

SECURITY_HEADERS: Final[Headers] = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"strict-transport-security", b"max-age=31536000"),
]
"""On every answer, errors included."""

_CONNECTION: Final = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-connection",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"http2-settings",
    }
)
_DEADLINES: Final = tuple(name.encode() for name in DEADLINES)
_READ_HERE: Final = READ_BY_GATEWAY | {b"connection", b"content-length", b"transfer-encoding"}
_DROPPED: Final = (
    _CONNECTION
    | DROPPED_BY_GATEWAY
    | {b"host", b"expect"}
    | {b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip"}
)
_DROPPED_FROM_REPLY: Final = (
    _CONNECTION
    | {b"content-length", b"server", b"date", b"x-request-id", b"x-trace-id"}
    | {name for name, _ in SECURITY_HEADERS}
)
_PLAIN_CONNECTION: Final = frozenset({b"keep-alive", b"close", b"Keep-Alive", b"Close"})

logger = get_logger("mg.gateway")

_Builtin = Callable[[], Awaitable[tuple[int, bytes, bytes]]]


@dataclass(slots=True)
class _Request:
    """One request on its way through."""

    scope: Scope
    receive: Receive
    lines: list[bytes]
    """Header lines that pass on as they came."""
    own: dict[bytes, bytes]
    """Headers that the gateway reads itself."""
    request_id: str
    trace_id: str
    trace_flags: str
    started: float
    label: str = "-"


class Gateway:
    """The gateway as a raw ASGI application."""

    name = "gateway"

    def __init__(
        self,
        routes: Iterable[Route],
        *,
        authenticator: Authenticator,
        limits: CallerLimits,
        transport: FastTransport,
        settings: GatewaySettings,
        lifecycle: Lifecycle,
        clock: Clock | None = None,
    ) -> None:
        self.lifecycle = lifecycle
        self.metrics = lifecycle.metrics
        self._authenticator = authenticator
        self._limits = limits
        self._transport = transport
        self._settings = settings
        self._clock = clock or SystemClock()
        table: list[tuple[str, str, Route | _Builtin]] = [
            ("GET", "/health", lifecycle.health),
            ("GET", "/metrics", lifecycle.scrape),
        ]
        routes = list(routes)
        table += [(route.public.method, route.public.path, route) for route in routes]
        self._router: Router[Route | _Builtin] = Router(table)
        self._requests = self.metrics.counter("http_requests", "Requests answered", ("operation", "status"))
        self._durations = self.metrics.histogram("http_request_duration_seconds", "Time to answer", ("operation",))
        self._failed_logins = self.metrics.counter("auth.failed_attempts", "Logins refused").child()
        self._upstreams = {route.upstream.contract: route.upstream for route in routes}
        self._observe()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self.lifecycle.lifespan(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = self._read(scope, receive)
        try:
            status, headers, body = await self._answer(request)
        except ProblemError as problem:
            status, headers, body = self._refuse(problem, request)
        except ClientGoneError:
            return
        except Exception:
            logger.exception("unexpected_error", operation=request.label, request_id=request.request_id)
            defect = ProblemError("internal_error", "Something went wrong here; the request id finds it in the logs.")
            status, headers, body = self._refuse(defect, request)
        headers += SECURITY_HEADERS
        headers.append((b"x-request-id", request.request_id.encode()))
        headers.append((b"x-trace-id", request.trace_id.encode()))
        self._requests.child(request.label, str(status)).value += 1
        self._durations.child(request.label).observe(self._clock.monotonic() - request.started)
        # A service's answer to HEAD tells the length that GET would have.
        told = scope["method"] == "HEAD" and any(name == b"content-length" for name, _ in headers)
        await send_answer(scope, send, status, headers, body, add_length=not told, direct=True)

    def _read(self, scope: Scope, receive: Receive) -> _Request:
        lines: list[bytes] = []
        own: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in _READ_HERE:
                # Two Authorization headers are one malformed one.
                own[name] = own[name] + b", " + value if name in own else value
            elif name not in _DROPPED and b"_" not in name:
                lines.append(b"%b: %b\r\n" % (name, value))
        connection = own.get(b"connection")
        if connection is not None and connection not in _PLAIN_CONNECTION:
            named = {token.strip().lower() for token in connection.split(b",")}
            lines = [line for line in lines if line.partition(b":")[0] not in named]
        known = {
            name: own[raw].decode("latin-1")
            for name, raw in (("x-request-id", b"x-request-id"), ("traceparent", b"traceparent"))
            if raw in own
        }
        trace_id, flags = read_trace(known)
        return _Request(scope, receive, lines, own, read_request_id(known), trace_id, flags, self._clock.monotonic())

    async def _answer(self, request: _Request) -> RawReply:
        scope = request.scope
        check_sizes(scope)
        try:
            match = self._router.match(scope["raw_path"])
        except BadPathError as error:
            raise ProblemError("invalid_request", str(error)) from None
        if match is None:
            raise ProblemError("not_found", "There is nothing at this path.")
        method = scope["method"]
        found = match.get(method)
        if found is None:
            if method == "OPTIONS":
                return 204, [(b"allow", match.allow.encode())], b""
            raise ProblemError("method_not_allowed", f"Allowed here: {match.allow}.", headers={"allow": match.allow})
        target, path_values = found
        if not isinstance(target, Route):
            status, media_type, content = await target()
            return status, [(b"content-type", media_type), (b"cache-control", b"no-store")], content
        request.label = target.public.id
        caller = await self._admit(target, request)
        body = await self._body(request)
        line = target.request_line(path_values, scope["query_string"], method)
        return await self._forward(target, request, line, caller, body)

    async def _admit(self, route: Route, request: _Request) -> Caller | None:
        address = (request.scope.get("client") or ("",))[0]
        if not route.public.secured:
            self._limits.take(address)
            return None
        header = request.own.get(b"authorization")
        caller = self._authenticator.known(header)
        if caller is None:
            attempt = Attempt(header, address, request.scope["raw_path"], request.request_id)
            caller = await self._authenticator.authenticate(attempt)
        self._limits.take(caller.key)
        return caller

    async def _body(self, request: _Request) -> bytes:
        own = request.own
        if own.get(b"content-length", b"0") == b"0" and b"transfer-encoding" not in own:
            return b""
        settings = self._settings
        return await read_body(
            request.scope, request.receive, max_bytes=settings.max_body_bytes, timeout_s=settings.body_timeout_s
        )

    async def _forward(
        self, route: Route, request: _Request, line: bytes, caller: Caller | None, body: bytes
    ) -> RawReply:
        upstream = route.upstream
        timeout_s = self._time_left(route, request)
        head = _head(route, request, line, caller, len(body), timeout_s)
        if upstream.in_flight >= route.max_in_flight:
            raise ProblemError("bulkhead_full", f"{upstream.title} service is busy", retry_after_s=1)
        breaker = upstream.breaker
        try:
            generation = breaker.generation if breaker.hot else breaker.admit()
        except CircuitOpenError as error:
            raise _unavailable(upstream, "circuit_breaker_open", error.retry_after_s) from None
        upstream.in_flight += 1
        try:
            status, pairs, content = await self._exchange(route, head, body, timeout_s)
        except TransportError as error:
            upstream.breaker.fail(generation)
            raise self._failed(upstream, error, request) from None
        except AttemptTimeoutError as error:
            # A caller that brought less time than the route gives cannot blame the service for needing more.
            (upstream.breaker.fail if timeout_s >= route.timeout_s else upstream.breaker.ignore)(generation)
            raise self._failed(upstream, error, request) from None
        except asyncio.CancelledError:
            breaker.ignore(generation)
            raise
        finally:
            upstream.in_flight -= 1
        self._judge(route, generation, status, request)
        return status, _reply_headers(pairs, keep_length=request.scope["method"] == "HEAD"), content

    def _time_left(self, route: Route, request: _Request) -> float:
        """Seconds for the service: the route's, or what the caller has left if that is less."""
        own = request.own
        if not any(name in own for name in _DEADLINES):
            return route.timeout_s
        told = {name.decode(): own[name].decode("latin-1") for name in _DEADLINES if name in own}
        asked = asked_s(told)
        if asked is None:
            return route.timeout_s
        left = asked - (self._clock.monotonic() - request.started)
        if left <= 0:
            raise ProblemError("gateway_timeout", "The time that the caller gave is over.")
        return min(route.timeout_s, left)

    async def _exchange(self, route: Route, head: bytes, body: bytes, timeout_s: float) -> RawReply:
        origin = route.upstream.origin
        try:
            return await self._transport.exchange(origin, head, body, timeout_s)
        except ConnectError:
            if route.target.idempotency != "safe":
                raise
            return await self._transport.exchange(origin, head, body, timeout_s)

    def _judge(self, route: Route, generation: int, status: int, request: _Request) -> None:
        breaker = route.upstream.breaker
        if status >= 500:
            _count(route.upstream, "status")
            breaker.fail(generation)
        elif not breaker.hot:
            breaker.ok(generation)
        if route.is_login and status == 401:
            self._failed_logins.value += 1
        elif route.is_logout and status < 300:
            self._authenticator.revoke(request.own[b"authorization"])

    def _failed(
        self, upstream: Upstream, error: TransportError | AttemptTimeoutError, request: _Request
    ) -> ProblemError:
        timed_out = isinstance(error, AttemptTimeoutError)
        kind = "timeout" if timed_out else "connect" if isinstance(error, ConnectError) else "connection_lost"
        _count(upstream, kind)
        logger.warning(
            "upstream_failed",
            upstream=upstream.contract,
            kind=kind,
            error=error.message,
            operation=request.label,
            request_id=request.request_id,
        )
        return _unavailable(upstream, "gateway_timeout" if timed_out else "service_unavailable", 5.0)

    def _refuse(self, problem: ProblemError, request: _Request) -> RawReply:
        body = problem.body(request_id=request.request_id, timestamp=timestamp(self._clock.time()))
        return problem.status, problem.answer_headers(), body

    def _observe(self) -> None:
        state = self.metrics.gauge("gateway_breaker_state", "0 closed, 1 half-open, 2 open", ("upstream",))
        flying = self.metrics.gauge("gateway_upstream_in_flight", "Requests being forwarded", ("upstream",))
        failed = self.metrics.counter("gateway_upstream_failures", "Failures by kind", ("upstream", "kind"))
        limited = self.metrics.counter("gateway_rate_limited", "Requests refused by the rate limit").child()

        def collect() -> None:
            limited.value = self._limits.rejected
            for name, upstream in self._upstreams.items():
                state.child(name).value = upstream.breaker.state.value
                flying.child(name).value = upstream.in_flight
                for kind, count in upstream.failures.items():
                    failed.child(name, kind).value = count

        self.metrics.on_scrape(collect)
        for name, upstream in self._upstreams.items():
            self.lifecycle.checks[f"upstream_{name}"] = _breaker_check(upstream)


def _head(route: Route, request: _Request, line: bytes, caller: Caller | None, length: int, timeout_s: float) -> bytes:
    trace = format_traceparent(request.trace_id, new_span_id(), request.trace_flags)
    written = (
        f"x-request-id: {request.request_id}\r\nx-trace-id: {request.trace_id}\r\ntraceparent: {trace}\r\n"
        f"x-request-timeout-ms: {format_timeout_ms(timeout_s)}\r\n"
    ).encode()
    parts = [line, *request.lines, written]
    if caller is not None:
        parts.append(caller.header_lines)
        if route.sends_token:
            parts.append(b"authorization: %b\r\n" % request.own[b"authorization"])
    address = (request.scope.get("client") or ("",))[0]
    if address:
        parts.append(b"x-forwarded-for: %b\r\n" % address.encode())
    if b"tracestate" in request.own and b"traceparent" in request.own:
        parts.append(b"tracestate: %b\r\n" % request.own[b"tracestate"][:512])
    if length or request.scope["method"] in {"POST", "PUT", "PATCH"}:
        parts.append(b"content-length: %d\r\n" % length)
    parts.append(b"\r\n")
    return b"".join(parts)


def _reply_headers(pairs: Headers, *, keep_length: bool) -> Headers:
    kept = []
    named: frozenset[bytes] | set[bytes] = frozenset()
    for raw, value in pairs:
        name = raw.lower()
        if name not in _DROPPED_FROM_REPLY or (keep_length and name == b"content-length"):
            kept.append((name, value))
        elif name == b"connection" and value not in _PLAIN_CONNECTION:
            named = {token.strip().lower() for token in value.split(b",")}
    return [pair for pair in kept if pair[0] not in named] if named else kept


def _unavailable(upstream: Upstream, code: str, retry_after_s: float | None) -> ProblemError:
    return ProblemError(code, f"{upstream.title} service is temporarily unavailable", retry_after_s=retry_after_s or 1)


def _count(upstream: Upstream, kind: str) -> None:
    upstream.failures[kind] = upstream.failures.get(kind, 0) + 1


def _breaker_check(upstream: Upstream) -> Callable[[], Awaitable[str | None]]:
    async def check() -> str | None:
        state = upstream.breaker.state
        return None if state is State.CLOSED else f"circuit breaker {state.name.lower()}"

    return check
