"""Clients: what generated classes inherit. A generated method is one statement, `return await self._call(...)`.

`AsyncClient` belongs to one event loop at a time; `Client` may be shared between threads. Breakers, retry
budgets, bulkheads and rate limits belong to a client object, so one client per upstream is the right number.
"""

from __future__ import annotations

import random as _random
from collections.abc import Awaitable, Callable, Mapping
from inspect import iscoroutinefunction
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar

from ..call.assembly import AsyncAssembly, BlockingAssembly
from ..call.client import GuardedClient
from ..call.credentials import Credentials, Token
from ..call.options import CallOptions
from ..call.tracer import CallTracer
from ..clock import BlockingClock, Clock, SystemClock
from ..configuration.resolution import Override
from ..contract.operation import Operation
from ..errors import ConfigurationError
from ..policies.breaker.groups import BreakerSource
from .ends import RestCarrier
from .transports import BlockingTransport, Transport
from .transports.http import origin_of

T = TypeVar("T")

__all__ = ["AsyncClient", "CallOptions", "Client"]


class AsyncClient(GuardedClient):
    """Base of generated asynchronous clients.

    Example:
        async with AsyncGatewayClient("http://127.0.0.1:8080", token="...") as gateway:
            page = await gateway.search(q="matrix")
    """

    operations: ClassVar[tuple[Operation, ...]] = ()

    def __init__(
        self,
        base_url: str,
        *,
        token: Token = None,
        transport: Transport | Any | None = None,
        policies: Mapping[str, Override] | None = None,
        clock: Clock | None = None,
        rng: Callable[[], float] | None = None,
        service: str | None = None,
        environment: Mapping[str, str] | None = None,
        tracer: CallTracer | None = None,
        breakers: BreakerSource | None = None,
    ) -> None:
        """Opens no connection; needs no running loop.

        Args:
            base_url: scheme, host, port and path prefix, without query.
            token: bearer token, a callable that returns one, or a `TokenSource`.
            transport: where requests go; an AsyncClient of httpx or httpx2 will do. A transport that is handed in
                is not closed by this client.
            policies: changes to the contract's policies, by operationId or `"*"`.
            clock: time for deadlines, waits and breakers.
            rng: random numbers in [0, 1) for jitter.
            service: name in errors and metrics; the contract's by default. Give it when several upstreams share
                a contract.
            environment: variables that may change policies, see `configuration/sources.py`; those of the
                process by default.
            tracer: told of every call and attempt, e.g. `mg_core.contrib.opentelemetry.OtelTracer()`; without one,
                no line of it is compiled.
            breakers: where breakers come from, when they are shared with others; own ones by default.

        Raises:
            ConfigurationError: the URL, the token, the transport or a policy cannot work; a URL that holds a user or
                a password is refused, as it would be told wherever the address is.
        """
        self._owned = transport is None
        self._transport: Transport = _async_transport(transport)
        name, time, credentials = service or self.contract, clock or SystemClock(), Credentials(token)
        assembly = AsyncAssembly(
            carrier=RestCarrier(_checked(base_url), credentials, self._transport, time, tracer),
            service=name,
            credentials=credentials,
            clock=time,
            random=rng or _random.random,
            stale=self._forget,
            tracer=tracer,
            breakers=breakers,
        )
        self._configure(self.operations, assembly, name, policies, environment)

    def _call(
        self, operation: Operation, args: tuple[Any, ...], body: Any = None, options: CallOptions | None = None
    ) -> Awaitable[T]:
        function = self._functions.get(operation.id) or self._compile(operation)
        result: Awaitable[T] = function(args, body, options)
        return result

    async def aclose(self) -> None:
        """Close the transport, unless it was handed in. The client may be used again afterwards."""
        self._functions.clear()
        self._assembly.close()
        if self._owned:
            await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


class Client(GuardedClient):
    """Base of generated synchronous clients; the same operations, policies and errors."""

    operations: ClassVar[tuple[Operation, ...]] = ()

    def __init__(
        self,
        base_url: str,
        *,
        token: Token = None,
        transport: BlockingTransport | Any | None = None,
        policies: Mapping[str, Override] | None = None,
        clock: BlockingClock | None = None,
        rng: Callable[[], float] | None = None,
        service: str | None = None,
        environment: Mapping[str, str] | None = None,
        tracer: CallTracer | None = None,
        breakers: BreakerSource | None = None,
    ) -> None:
        """See `AsyncClient`; a token callable must be synchronous, and shared breakers made for threads.

        `transport` may be a `Client` of httpx or httpx2.
        """
        self._owned = transport is None
        self._transport: BlockingTransport = _blocking_transport(transport)
        name, time, credentials = service or self.contract, clock or SystemClock(), Credentials(token)
        assembly = BlockingAssembly(
            carrier=RestCarrier(_checked(base_url), credentials, self._transport, time, tracer),
            service=name,
            credentials=credentials,
            clock=time,
            random=rng or _random.random,
            tracer=tracer,
            breakers=breakers,
        )
        self._configure(self.operations, assembly, name, policies, environment)

    def _call(
        self, operation: Operation, args: tuple[Any, ...], body: Any = None, options: CallOptions | None = None
    ) -> T:  # type: ignore[type-var] # the generated method's return type says what T is
        function = self._functions.get(operation.id) or self._compile(operation)
        result: T = function(args, body, options)
        return result

    def close(self) -> None:
        """Close the transport, unless it was handed in."""
        self._functions.clear()
        self._assembly.close()
        if self._owned:
            self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _checked(base_url: str) -> str:
    origin_of(base_url)
    return base_url.rstrip("/")


def _async_transport(given: Any) -> Transport:
    from .transports.httpcore import HttpTransport, HttpxTransport, is_httpx

    if given is None:
        return HttpTransport()
    if is_httpx(given, "AsyncClient"):
        return HttpxTransport(given)
    if isinstance(given, type) or not isinstance(given, Transport):
        raise _wrong_transport(given, "an httpx.AsyncClient, or an object with async methods send and aclose", "blocks")
    return given


def _blocking_transport(given: Any) -> BlockingTransport:
    from .transports.httpcore import BlockingHttpxTransport, is_httpx

    if given is None:
        from .transports.blocking import BlockingHttpTransport

        return BlockingHttpTransport()
    if is_httpx(given, "Client"):
        return BlockingHttpxTransport(given)
    if isinstance(given, type) or not isinstance(given, BlockingTransport) or iscoroutinefunction(given.send):
        raise _wrong_transport(given, "an httpx.Client, or an object with plain methods send and close", "is awaited")
    return given


def _wrong_transport(given: Any, wanted: str, other: str) -> ConfigurationError:
    what = f"the class {given.__name__}" if isinstance(given, type) else f"a {type(given).__name__}"
    return ConfigurationError(
        f"transport must be {wanted}, not {what}; what {other} belongs to the other client class",
        code="invalid_argument",
    )
