"""What every generated gRPC client is: a transport, a default deadline, metadata, and four kinds of calls."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Mapping
from contextlib import aclosing
from types import TracebackType
from typing import ClassVar, Self

from mg_core import context as _context
from mg_core.context import RequestContext
from mg_core.errors import AttemptTimeoutError, ConfigurationError, DeadlineExceededError, MgError
from mg_core.operation import Policy
from mg_core.rpc.method import Request, Response, RpcMethod
from mg_core.rpc.transport import AnyMethod, Metadata, RpcCallInfo, RpcOptions, RpcTransport
from mg_core.tracing import format_traceparent, new_request_id, new_span_id, new_trace_id

_NO_OPTIONS = RpcOptions()


class RpcClient:
    """Base of the generated clients. Close it with `aclose()` or use it as `async with`.

    Of a method's policy, the total timeout is applied here; the deadline of the request being served can only shorten
    it. Request id, trace and user of that request travel along.

    Args:
        target: `host:port`, or a transport that the caller made (and that this client closes).
        token: bearer token, or a function that gives the current one.
        metadata: sent with every call.
        policies: replaces policies by profile name, e.g. `{"internal": my_policy}`.
        clock: seconds that only grow.
    """

    contract: ClassVar[str] = ""
    rpc_methods: ClassVar[tuple[AnyMethod, ...]] = ()

    def __init__(
        self,
        target: str | RpcTransport,
        *,
        token: str | Callable[[], str] | None = None,
        metadata: Metadata | None = None,
        policies: Mapping[str, Policy] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._target = target
        self._transport: RpcTransport | None = None if isinstance(target, str) else target
        self._token = token
        self._metadata = dict(metadata or {})
        self._policies = dict(policies or {})
        self._clock = clock

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connection. Calls after this open a new one, unless a transport was handed in."""
        if self._transport is not None:
            await self._transport.aclose()
            if isinstance(self._target, str):
                self._transport = None

    async def _unary(
        self, method: RpcMethod[Request, Response], request: Request, options: RpcOptions | None
    ) -> Response:
        chosen, limit_s = self._limits(method, options)
        started = self._clock()
        try:
            return await self._open().unary(method, request, self._sent(chosen), limit_s, _info(chosen))
        except MgError as error:
            raise self._named(error, method, started, limit_s) from error.__cause__

    async def _client_stream(
        self, method: RpcMethod[Request, Response], requests: AsyncIterable[Request], options: RpcOptions | None
    ) -> Response:
        chosen, limit_s = self._limits(method, options)
        started = self._clock()
        try:
            return await self._open().client_stream(method, requests, self._sent(chosen), limit_s, _info(chosen))
        except MgError as error:
            raise self._named(error, method, started, limit_s) from error.__cause__

    async def _server_stream(
        self, method: RpcMethod[Request, Response], request: Request, options: RpcOptions | None
    ) -> AsyncGenerator[Response, None]:
        chosen, limit_s = self._limits(method, options)
        replies = self._open().server_stream(method, request, self._sent(chosen), limit_s, _info(chosen))
        async with aclosing(self._replies(method, replies, limit_s)) as named:
            async for reply in named:
                yield reply

    async def _bidi(
        self, method: RpcMethod[Request, Response], requests: AsyncIterable[Request], options: RpcOptions | None
    ) -> AsyncGenerator[Response, None]:
        chosen, limit_s = self._limits(method, options)
        replies = self._open().bidi(method, requests, self._sent(chosen), limit_s, _info(chosen))
        async with aclosing(self._replies(method, replies, limit_s)) as named:
            async for reply in named:
                yield reply

    async def _replies(
        self, method: AnyMethod, replies: AsyncGenerator[Response, None], limit_s: float
    ) -> AsyncGenerator[Response, None]:
        started = self._clock()
        async with aclosing(replies):
            while True:
                try:
                    reply = await anext(replies)
                except StopAsyncIteration:
                    return
                except MgError as error:
                    raise self._named(error, method, started, limit_s) from error.__cause__
                yield reply

    def _open(self) -> RpcTransport:
        if self._transport is None:
            from mg_core.rpc.grpclib_transport import GrpclibTransport

            self._transport = GrpclibTransport(str(self._target))
        return self._transport

    def _limits(self, method: AnyMethod, options: RpcOptions | None) -> tuple[RpcOptions, float]:
        chosen = options or _NO_OPTIONS
        policy = self._policies.get(method.policy.name, method.policy)
        limit_s = policy.timeout.total_s if chosen.timeout_s is None else chosen.timeout_s
        if limit_s <= 0:
            raise ConfigurationError(f"timeout_s must be more than 0, not {limit_s:g}")
        served = _context.current()
        if served is not None and served.deadline is not None:
            limit_s = min(limit_s, served.deadline - self._clock())
            if limit_s <= 0:
                late = DeadlineExceededError("the deadline passed before anything was sent", retry_safe=True)
                late.service, late.operation = method.contract or method.service, method.name
                raise late
        return chosen, limit_s

    def _sent(self, options: RpcOptions) -> dict[str, str | bytes]:
        sent: dict[str, str | bytes] = {**_propagated(), **self._metadata, **options.metadata}
        if self._token is not None and "authorization" not in sent:
            sent["authorization"] = f"Bearer {self._token if isinstance(self._token, str) else self._token()}"
        if options.idempotency_key is not None:
            sent["idempotency-key"] = options.idempotency_key
        return sent

    def _named(self, error: MgError, method: AnyMethod, started: float, limit_s: float) -> MgError:
        if isinstance(error, AttemptTimeoutError) and self._clock() - started >= limit_s:
            error = DeadlineExceededError(f"no answer within {limit_s:g} s", details=error.details)
        error.service = method.contract or method.service
        error.operation = method.name
        error.attempts = max(error.attempts, 1)
        return error


def _info(options: RpcOptions) -> RpcCallInfo:
    return options.info if options.info is not None else RpcCallInfo()


def _propagated() -> dict[str, str | bytes]:
    """Metadata that tells the next service about the request being served; a new trace outside of any."""
    served = _context.current() or RequestContext()
    sent: dict[str, str | bytes] = {
        "x-request-id": served.request_id or new_request_id(),
        "traceparent": format_traceparent(served.trace_id or new_trace_id(), new_span_id(), served.trace_flags),
    }
    if served.tracestate:
        sent["tracestate"] = served.tracestate
    if served.user_id:
        sent["x-user-id"] = served.user_id
        sent["x-user-roles"] = ",".join(served.roles)
    return sent
