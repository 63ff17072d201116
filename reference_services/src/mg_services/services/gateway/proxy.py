"""The gateway's work on one request: route, authenticate, limit, forward, answer. Bytes in, bytes out.

Nothing is parsed that need not be: headers and bodies pass as they came, except for those that only the
gateway may write and those that belong to one connection.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from mg_core.clock import Clock, SystemClock, timestamp
from mg_core.deadline import format_timeout_ms
from mg_core.errors import BulkheadFullError, CircuitOpenError, ConnectError, MgError, TimeoutExceededError
from mg_core.headers import DEADLINES, DROPPED_BY_GATEWAY, READ_BY_GATEWAY
from mg_core.observe.logging import get_logger
from mg_core.policies.breaker.machine import State
from mg_core.rest.transports.connection import RawReply
from mg_core.serving.asgi import Headers, Receive, Scope, Send, send_answer
from mg_core.serving.body import ClientGoneError, read_body
from mg_core.serving.lifecycle import Lifecycle
from mg_core.serving.problems import ProblemError
from mg_core.serving.routing import Router
from mg_core.serving.trace import asked_s, read_request_id, read_trace
from mg_core.tracing import format_traceparent, new_span_id

from .forwarding import FailedAnswerError, Outbound, Upstream
from .identity import Attempt, Authenticator, Caller
from .limits import CallerLimits
from .routes import Route
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
        upstreams: Mapping[str, Upstream],
        settings: GatewaySettings,
        lifecycle: Lifecycle,
        clock: Clock | None = None,
    ) -> None:
        self.lifecycle = lifecycle
        self.metrics = lifecycle.metrics
        self._authenticator = authenticator
        self._limits = limits
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
        used = {route.target.contract for route in routes}
        self._upstreams = {name: upstream for name, upstream in upstreams.items() if name in used}
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
        found = self._router.choose(scope)
        if isinstance(found, bytes):
            return 204, [(b"allow", found)], b""
        target, path_values = found
        if not isinstance(target, Route):
            status, media_type, content = await target()
            return status, [(b"content-type", media_type), (b"cache-control", b"no-store")], content
        request.label = target.public.id
        caller = await self._admit(target, request)
        body = await self._body(request)
        line = target.request_line(path_values, scope["query_string"], scope["method"])
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
        upstream = self._upstreams[route.target.contract]
        left_s = self._time_left(request)
        head = partial(_head, route, request, line, caller, len(body))
        try:
            reply = await upstream.forward(Outbound(route, head, body, request.request_id, left_s))
        except FailedAnswerError as answered:
            upstream.count("status")
            reply = answered.reply
        except MgError as error:
            raise self._failed(upstream, error, request) from None
        status, pairs, content = reply
        if route.is_login and status == 401:
            self._failed_logins.value += 1
        elif route.is_logout and status < 300:
            self._authenticator.revoke(request.own[b"authorization"])
        return status, _reply_headers(pairs, keep_length=request.scope["method"] == "HEAD"), content

    def _time_left(self, request: _Request) -> float | None:
        """Seconds that the caller has left, None when it did not say."""
        own = request.own
        if not any(name in own for name in _DEADLINES):
            return None
        told = {name.decode(): own[name].decode("latin-1") for name in _DEADLINES if name in own}
        asked = asked_s(told)
        if asked is None:
            return None
        left = asked - (self._clock.monotonic() - request.started)
        if left <= 0:
            raise ProblemError("gateway_timeout", "The time that the caller gave is over.")
        return left

    def _failed(self, upstream: Upstream, error: MgError, request: _Request) -> ProblemError:
        if isinstance(error, BulkheadFullError):
            return ProblemError("bulkhead_full", f"{upstream.title} service is busy", retry_after_s=1)
        if isinstance(error, CircuitOpenError):
            return _unavailable(upstream, "circuit_breaker_open", error.retry_after_s)
        timed_out = isinstance(error, TimeoutExceededError)
        kind = "timeout" if timed_out else "connect" if isinstance(error, ConnectError) else "connection_lost"
        upstream.count(kind)
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
                state.child(name).value = upstream.state.value
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


def _breaker_check(upstream: Upstream) -> Callable[[], Awaitable[str | None]]:
    async def check() -> str | None:
        state = upstream.state
        return None if state is State.CLOSED else f"circuit breaker {state.name.lower()}"

    return check
