"""What every generated gRPC client is: the policies of its contract, metadata, and four kinds of calls."""

from __future__ import annotations

import asyncio
import random as _random
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Mapping
from contextlib import aclosing
from types import TracebackType
from typing import ClassVar, Self, cast

from ..call.assembly import AsyncAssembly
from ..call.client import GuardedClient
from ..call.credentials import Credentials, Token
from ..call.options import CallOptions
from ..call.tracer import CallTracer
from ..clock import Clock, SystemClock
from ..configuration.resolution import Override
from ..contract.method import Request, Response, RpcMethod
from ..errors import ConfigurationError
from ..policies.breaker.groups import BreakerSource
from .ends import RpcCarrier
from .libraries import open_transport
from .settings import split_target
from .streams import GuardedStreams
from .transport import AnyMethod, Metadata, RpcTransport


class RpcClient(GuardedClient):
    """Base of the generated clients. Close it with `aclose()` or use it as `async with`.

    Calls pass the guards of every client, with everything that the method's policy names. Request id, trace,
    user and deadline of the request being served travel along; the deadline is sent as `grpc-timeout`, what is left of
    it with each attempt.
    """

    rpc_methods: ClassVar[tuple[AnyMethod, ...]] = ()
    layer_suffix: ClassVar[str] = "_rpc"

    def __init__(
        self,
        target: str | RpcTransport,
        *,
        token: Token = None,
        metadata: Metadata | None = None,
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
            target: `host:port`, or a transport that the caller made (and that this client closes).
            token: bearer token, a callable that returns one, or a `TokenSource`.
            metadata: sent with every call.
            policies: changes to the contract's policies, by method name (`SearchContent`) or `"*"`.
            clock: time for deadlines, waits and breakers.
            rng: random numbers in [0, 1) for jitter.
            service: name in errors and metrics; the contract's by default.
            environment: variables that may change policies, see `configuration/sources.py`; those of the
                process by default.
            tracer: told of every call and attempt.
            breakers: where breakers come from, when they are shared with others.

        Raises:
            ConfigurationError: the target, the token or a policy cannot work.
        """
        self._target = target
        self._transport: RpcTransport | None = None if isinstance(target, str) else target
        if isinstance(target, str):
            split_target(target)
        elif isinstance(target, type) or not isinstance(target, RpcTransport):
            raise ConfigurationError(
                f"target must be host:port or an RpcTransport, not a {type(target).__name__}", code="invalid_argument"
            )
        where = target if isinstance(target, str) else str(getattr(target, "target", ""))
        name, time, credentials = service or self.contract, clock or SystemClock(), Credentials(token)
        self._carrier = RpcCarrier(where, credentials, dict(metadata or {}), self._open, tracer)
        assembly = AsyncAssembly(
            carrier=self._carrier,
            service=name,
            credentials=credentials,
            clock=time,
            random=rng or _random.random,
            stale=self._forget,
            tracer=tracer,
            breakers=breakers,
        )
        self._configure(self.rpc_methods, assembly, name, policies, environment)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connection. Calls after this open a new one, unless a transport was handed in."""
        self._functions.clear()
        self._assembly.close()
        if self._transport is not None:
            await self._transport.aclose()
            if isinstance(self._target, str):
                self._transport = None

    async def _unary(
        self, method: RpcMethod[Request, Response], request: Request, options: CallOptions | None
    ) -> Response:
        function = self._functions.get(method.name) or self._compile(method)
        return cast("Response", await function((), request, options))

    async def _client_stream(
        self, method: RpcMethod[Request, Response], requests: AsyncIterable[Request], options: CallOptions | None
    ) -> Response:
        return cast("Response", await self._streams(method).client_stream(requests, options))

    async def _server_stream(
        self, method: RpcMethod[Request, Response], request: Request, options: CallOptions | None
    ) -> AsyncGenerator[Response, None]:
        async with aclosing(self._streams(method).server_stream(request, options)) as replies:
            async for reply in replies:
                yield reply

    async def _bidi(
        self, method: RpcMethod[Request, Response], requests: AsyncIterable[Request], options: CallOptions | None
    ) -> AsyncGenerator[Response, None]:
        async with aclosing(self._streams(method).bidi(requests, options)) as replies:
            async for reply in replies:
                yield reply

    def _streams(self, method: AnyMethod) -> GuardedStreams:
        streams: GuardedStreams | None = self._functions.get(method.name)
        if streams is None or streams.loop is not asyncio.get_running_loop():
            guards = self._guards(method)
            streams = GuardedStreams(self._carrier.ends(method, self._policy(method)), guards)
            self._functions[method.name] = streams
        return streams

    def _open(self) -> RpcTransport:
        if self._transport is None:
            self._transport = open_transport(str(self._target))
        return self._transport
