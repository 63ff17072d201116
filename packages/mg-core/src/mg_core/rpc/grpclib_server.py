"""Serve endpoint tables with grpclib: handlers get typed messages and a call context, errors get one form."""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import Any
from weakref import WeakSet

from grpclib.const import Handler, Status
from grpclib.exceptions import StreamTerminatedError
from grpclib.protocol import H2Protocol
from grpclib.server import Server, Stream

from mg_core.auth.identity import Identity
from mg_core.context import RequestContext, use
from mg_core.errors import ApiError, ConfigurationError, DecodeError
from mg_core.rpc._grpclib_wire import (
    DEFAULT_MESSAGE_BYTES,
    KINDS,
    MessageCodec,
    h2_stream,
    has_begun,
    receive,
    running,
)
from mg_core.rpc.method import RpcEndpoint
from mg_core.rpc.server import RpcCall
from mg_core.rpc.status import RpcStatus, reply_of
from mg_core.rpc.transport import AnyMethod
from mg_core.server.trace import read_request_id, read_trace
from mg_core.tracing import new_span_id

_log = logging.getLogger(__name__)

Guard = Callable[[RpcCall], Awaitable[None]]
"""Runs before every handler; raises an MgError to refuse the call, or sets `call.identity`."""

Table = Sequence[RpcEndpoint]


_YIELD_EVERY = 16
"""Messages of a stream between two chances for the other tasks of the loop."""


class GrpclibServer:
    """A gRPC server over any number of services.

    Args:
        services: pairs of a service object and its generated endpoint table.
        guard: runs before every handler.
        max_message_bytes: largest message taken from a caller.

    Raises:
        ConfigurationError: a service object has no method of a name that its table asks for.
    """

    def __init__(
        self,
        services: Sequence[tuple[object, Table]],
        *,
        guard: Guard | None = None,
        max_message_bytes: int = DEFAULT_MESSAGE_BYTES,
    ) -> None:
        self._services = [_Servable(service, table, guard, max_message_bytes) for service, table in services]
        self._server: _Server | None = None
        self.port = 0
        """Port listened on; 0 before `start`."""

    async def start(self, host: str = "127.0.0.1", port: int = 0, *, tls: ssl.SSLContext | None = None) -> int:
        """Listen, and give the port; 0 lets the system choose. ALPN `h2` is set on a TLS context."""
        if tls is not None:
            tls.set_alpn_protocols(["h2"])
        self._server = _Server(self._services, codec=MessageCodec())
        await self._server.start(host, port, ssl=tls)
        self.port = self._server.bound_port
        return self.port

    async def aclose(self, *, grace_s: float = 5.0) -> None:
        """Stop listening, let running calls end for up to `grace_s` seconds, then close all connections."""
        if self._server is not None:
            server, self._server = self._server, None
            await server.drain(grace_s)


class _Server(Server):
    """grpclib's server that knows its connections: from Python 3.12 on, closing waits for them."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._protocols: WeakSet[H2Protocol] = WeakSet()

    def _protocol_factory(self) -> H2Protocol:
        protocol = super()._protocol_factory()
        self._protocols.add(protocol)
        return protocol

    @property
    def bound_port(self) -> int:
        """Port of the first listening socket."""
        sockets = getattr(self._server, "sockets", ())
        return int(sockets[0].getsockname()[1]) if sockets else 0

    async def drain(self, grace_s: float) -> None:
        """Stop listening, wait for handlers, then close."""
        if self._server is not None:
            self._server.close()
        tasks = running(self._handlers)
        if tasks:
            await asyncio.wait(tasks, timeout=grace_s)
        with suppress(RuntimeError):
            self.close()
        for protocol in list(self._protocols):
            connection = getattr(protocol, "connection", None)
            if connection is not None:
                connection.close()
        await self.wait_closed()


class _Servable:
    def __init__(self, service: object, table: Table, guard: Guard | None, limit_bytes: int) -> None:
        self._mapping: dict[str, Handler] = {}
        for row in table:
            handler = getattr(service, row.handler, None)
            if not callable(handler):
                raise ConfigurationError(f"{type(service).__name__} has no method {row.handler} for {row.method.path}")
            serve = _Serve(row.method, handler, guard, limit_bytes)
            method = row.method
            kind = KINDS[method.client_streaming, method.server_streaming]
            self._mapping[method.path] = Handler(serve, kind, method.request, method.response)

    def __mapping__(self) -> dict[str, Handler]:
        return self._mapping


class _Serve:
    """Serves one method: grpclib's stream in, the handler's typed call out."""

    def __init__(self, method: AnyMethod, handler: Callable[..., Any], guard: Guard | None, limit_bytes: int) -> None:
        self._method = method
        self._handler = handler
        self._guard = guard
        self._limit = limit_bytes

    async def __call__(self, stream: Stream[Any, Any]) -> None:
        call, served = self._call(stream)
        try:
            if self._guard is not None:
                await self._guard(call)
            with use(served if call.identity is None else replace(served, **_who(call.identity))):
                await self._answer(call, stream)
            await self._begin(call, stream)
            await stream.send_trailing_metadata(metadata=call.trailers)
        except StreamTerminatedError:
            raise
        except Exception as error:  # noqa: BLE001 - the last place: every error becomes a status here
            status, message, trailers = reply_of(error)
            if status is RpcStatus.INTERNAL:
                _log.error("%s failed", self._method.path, exc_info=error)
            await stream.send_trailing_metadata(
                status=Status(status.value), status_message=message, metadata={**call.trailers, **trailers}
            )

    async def _answer(self, call: RpcCall, stream: Stream[Any, Any]) -> None:
        method = self._method
        requests = self._requests(stream)
        argument = requests if method.client_streaming else await self._single(requests)
        if not method.server_streaming:
            reply = await self._handler(call, argument)
            await self._begin(call, stream)
            await stream.send_message(reply)
            return
        async with aclosing(aiter(self._handler(call, argument))) as replies:
            sent = 0
            async for reply in replies:
                await self._begin(call, stream)
                await stream.send_message(reply)
                sent += 1
                if sent % _YIELD_EVERY == 0:
                    # grpclib waits for nothing while the window is open: a reset would be read too late
                    await asyncio.sleep(0)

    async def _requests(self, stream: Stream[Any, Any]) -> AsyncIterator[Any]:
        while True:
            try:
                request = await receive(h2_stream(stream), self._method.request, self._limit)
            except DecodeError as error:
                raise ApiError(error.message, code="invalid_request", status=400) from error
            if request is None:
                return
            yield request

    async def _single(self, requests: AsyncIterator[Any]) -> Any:
        async for request in requests:
            return request
        raise ApiError("a request message is missing", code="invalid_request", status=400)

    async def _begin(self, call: RpcCall, stream: Stream[Any, Any]) -> None:
        if not has_begun(stream):
            await stream.send_initial_metadata(metadata=call.reply_metadata)

    def _call(self, stream: Stream[Any, Any]) -> tuple[RpcCall, RequestContext]:
        metadata = dict(stream.metadata.items()) if stream.metadata else {}
        texts = {key: value for key, value in metadata.items() if isinstance(value, str)}
        deadline = stream.deadline
        expires_at = None if deadline is None else time.monotonic() + deadline.time_remaining()
        request_id = read_request_id(texts)
        trace_id, flags = read_trace(texts)
        address = stream.peer.addr()
        call = RpcCall(
            method=self._method,
            metadata=metadata,
            peer=f"{address[0]}:{address[1]}" if address and len(address) >= 2 else "",
            request_id=request_id,
            trace_id=trace_id,
            expires_at=expires_at,
            certificate=stream.peer.cert(),
        )
        served = RequestContext(
            request_id, trace_id, new_span_id(), flags, texts.get("tracestate", "")[:512], deadline=expires_at
        )
        return call, served


def _who(identity: Identity) -> dict[str, Any]:
    return {"user_id": identity.user_id, "roles": identity.roles}
