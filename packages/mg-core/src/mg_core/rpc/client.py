"""What every generated gRPC client is: the policies of its contract, metadata, and four kinds of calls."""

from __future__ import annotations

import asyncio
import os
import random as _random
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Mapping
from contextlib import aclosing
from types import TracebackType
from typing import Any, ClassVar, Self, cast

from mg_core.call.assembly import AsyncAssembly
from mg_core.call.credentials import Credentials, Token
from mg_core.call.tracer import CallTracer
from mg_core.clock import Clock, SystemClock
from mg_core.configuration.resolution import Override, Policies, outside
from mg_core.contract.method import Request, Response, RpcMethod
from mg_core.contract.operation import Operation
from mg_core.policies.breaker.groups import BreakerSource
from mg_core.rest.client import _Client
from mg_core.rpc.transport import AnyMethod, Metadata, RpcOptions, RpcTransport

from .answers import RpcAnswers
from .calls import operation_of
from .ends import RpcEnds
from .libraries import open_transport
from .settings import split_target
from .streams import GuardedStreams

LAYER_SUFFIX = "_rpc"
"""Policies from outside name an RPC client `discovery_rpc`: its methods are not the operations of `discovery`."""


class RpcClient(_Client):
    """Base of the generated clients. Close it with `aclose()` or use it as `async with`.

    Calls run through the pipeline of REST clients, with everything that the method's policy names. Request id, trace,
    user and deadline of the request being served travel along; the deadline is sent as `grpc-timeout`, what is left of
    it with each attempt.
    """

    rpc_methods: ClassVar[tuple[AnyMethod, ...]] = ()

    def __init_subclass__(cls, **more: Any) -> None:
        """Derive the rows that policies and metrics know from the method table."""
        super().__init_subclass__(**more)
        cls.operations = tuple(operation_of(method) for method in cls.rpc_methods)

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
        self._configure(service or self.contract, policies, environment)
        self._methods = {method.name: method for method in self.rpc_methods}
        where = target if isinstance(target, str) else str(getattr(target, "target", ""))
        credentials, time_ = Credentials(token), clock or SystemClock()
        self._rpc = AsyncAssembly(
            ends=RpcEnds(self._methods, where, credentials, dict(metadata or {}), self._open, tracer),
            answers=RpcAnswers(time_.monotonic, self._methods),
            service=service or self.contract,
            credentials=credentials,
            clock=time_,
            random=rng or _random.random,
            stale=self._functions.clear,
            tracer=tracer,
            breakers=breakers,
        )
        self._assembly = self._rpc

    def _configure(
        self, service: str, policies: Mapping[str, Override] | None, environment: Mapping[str, str] | None
    ) -> None:
        self._functions = {}
        variables = os.environ if environment is None else environment
        names = (f"{self.contract}{LAYER_SUFFIX}", f"{service}{LAYER_SUFFIX}")
        layers = outside(variables, *names, self.operations)
        self.policies = Policies(self.operations, policies or {}, self._policies_changed, layers)

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
        self, method: RpcMethod[Request, Response], request: Request, options: RpcOptions | None
    ) -> Response:
        function = self._functions.get(method.name) or self._compile(self._row(method))
        return cast("Response", await function((), request, options))

    async def _client_stream(
        self, method: RpcMethod[Request, Response], requests: AsyncIterable[Request], options: RpcOptions | None
    ) -> Response:
        return cast("Response", await self._streams(method).client_stream(requests, options))

    async def _server_stream(
        self, method: RpcMethod[Request, Response], request: Request, options: RpcOptions | None
    ) -> AsyncGenerator[Response, None]:
        async with aclosing(self._streams(method).server_stream(request, options)) as replies:
            async for reply in replies:
                yield reply

    async def _bidi(
        self, method: RpcMethod[Request, Response], requests: AsyncIterable[Request], options: RpcOptions | None
    ) -> AsyncGenerator[Response, None]:
        async with aclosing(self._streams(method).bidi(requests, options)) as replies:
            async for reply in replies:
                yield reply

    def _streams(self, method: AnyMethod) -> GuardedStreams:
        functions: dict[str, Any] = self._functions
        streams: GuardedStreams | None = functions.get(method.name)
        if streams is None or streams.loop is not asyncio.get_running_loop():
            row = self._row(method)
            known = any(row is each for each in self.operations)
            policy = self.policies.of(row.id) if known else row.policy
            streams = functions[method.name] = GuardedStreams(method, self._open, self._rpc.parts(row, policy))
        return streams

    def _row(self, method: AnyMethod) -> Operation:
        found = next((row for row in self.operations if row.id == method.name), None)
        self._methods.setdefault(method.name, method)
        return found or operation_of(method)

    def _open(self) -> RpcTransport:
        if self._transport is None:
            self._transport = open_transport(str(self._target))
        return self._transport
