"""Serve endpoint tables with grpclib: graceful end, message limits, health and reflection."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final
from weakref import WeakSet

import h2.exceptions
from grpclib.exceptions import StreamTerminatedError
from grpclib.metadata import encode_grpc_message
from grpclib.protocol import H2Protocol
from grpclib.server import Handler as CallHandler
from grpclib.server import Server

from mg_core.codes import RpcStatus
from mg_core.contrib.grpclib.h2 import ServerProcessor, ServerProtocol, configuration
from mg_core.contrib.grpclib.wire import Headers, MessageCodec, decode_metadata, encode_metadata, receive
from mg_core.errors import ConfigurationError
from mg_core.rpc.builtin import services_of
from mg_core.rpc.dispatch import Guard, MethodServer, Outcome, PeerGoneError, Serving, Table, call_of, method_servers
from mg_core.rpc.health import Health
from mg_core.rpc.messages import encode
from mg_core.rpc.server import RpcCall
from mg_core.rpc.settings import DEFAULT_MESSAGE_BYTES, Keepalive
from mg_core.rpc.transport import Metadata
from mg_core.serving.trace import asked_s

__all__ = ["GrpclibServer", "Guard", "Table"]

PONG_S: Final = 0.5
"""Seconds that clients get to learn that the server leaves, before later calls are refused."""
CLOSE_S: Final = 1.0
"""Seconds that cancelled handlers get to end, and connections to send what is left."""


class GrpclibServer:
    """A gRPC server over any number of services.

    Args:
        services: pairs of a service object and its generated endpoint table.
        guard: runs before every handler; health and reflection are open to everybody.
        max_message_bytes: largest message taken from a caller.
        default_deadline_s: seconds for a call that brings no deadline; None takes the total timeout of the method's
            policy, infinity gives it all the time.
        health: serve `grpc.health.v1.Health`.
        reflection: serve descriptors of the contracts, v1 and v1alpha.
        keepalive: pings to quiet clients; None sends none.

    Raises:
        ConfigurationError: a service object has no method of a name that its table asks for.
    """

    def __init__(
        self,
        services: Sequence[tuple[object, Table]],
        *,
        guard: Guard | None = None,
        max_message_bytes: int = DEFAULT_MESSAGE_BYTES,
        default_deadline_s: float | None = None,
        health: bool = True,
        reflection: bool = True,
        keepalive: Keepalive | None = None,
    ) -> None:
        self._serving = Serving(guard, max_message_bytes, default_deadline_s)
        self._open = Serving(None, max_message_bytes, None)
        self.health = Health() if health else None
        """Statuses to be changed by whoever knows better; None without the service."""
        self._methods: dict[str, MethodServer] = {}
        for service, table in services:
            self._methods |= method_servers(service, table, self._serving)
        for service, table in services_of(services, self.health, reflection=reflection):
            self._methods |= method_servers(service, table, self._open)
        self._keepalive = keepalive
        self._server: _Server | None = None
        self.port = 0
        """Port listened on; 0 before `start`."""

    async def start(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        tls: ssl.SSLContext | None = None,
        reuse_port: bool = False,
    ) -> int:
        """Listen, and give the port; 0 lets the system choose. ALPN `h2` is set on a TLS context.

        `reuse_port`: another server of this machine may listen on the same port, as in a rolling restart.
        """
        if tls is not None:
            tls.set_alpn_protocols(["h2"])
        self._serving.stopping = self._open.stopping = False
        self._server = _Server([_Servable(self._methods)], self._keepalive)
        await self._server.start(host, port, ssl=tls, reuse_port=reuse_port or None)
        self.port = self._server.bound_port
        return self.port

    async def aclose(self, *, grace_s: float = 5.0) -> None:
        """Leave gracefully.

        No new connections; GOAWAY to the clients; calls that they sent before they knew are served, later ones
        refused as never processed; what runs after `grace_s` seconds is cancelled and answered with UNAVAILABLE.
        """
        if self._server is None:
            return
        server, self._server = self._server, None
        if self.health is not None:
            self.health.end()
        await server.leave(grace_s)

        def stop() -> None:
            self._serving.stopping = self._open.stopping = True

        await server.drain(grace_s, stop)


class _Server(Server):
    """grpclib's server that knows its connections, so that it can end them gracefully.

    From Python 3.12 on, closing waits for every connection.
    """

    def __init__(self, handlers: Any, keepalive: Keepalive | None) -> None:
        super().__init__(handlers, codec=MessageCodec(), config=configuration(keepalive))
        self._protocols: WeakSet[ServerProtocol] = WeakSet()

    def _protocol_factory(self) -> H2Protocol:
        self.__gc_step__()
        handler = _Handler(self._mapping, self._codec, self._status_details_codec, self.__dispatch__)
        self._handlers.add(handler)
        protocol = ServerProtocol(handler, self._config, self._h2_config)
        self._protocols.add(protocol)
        return protocol

    @property
    def bound_port(self) -> int:
        """Port of the first listening socket."""
        sockets = getattr(self._server, "sockets", ())
        return int(sockets[0].getsockname()[1]) if sockets else 0

    async def leave(self, grace_s: float) -> None:
        """Stop listening and tell the clients, then refuse what they send later."""
        if self._server is not None:
            self._server.close()
        leaving = self._live()
        for processor in leaving:
            processor.announce()
        if leaving:
            heard = [asyncio.ensure_future(processor.ponged.wait()) for processor in leaving]
            _, deaf = await asyncio.wait(heard, timeout=min(grace_s, PONG_S))
            for task in deaf:
                task.cancel()
        for processor in self._live():
            processor.leave()

    async def drain(self, grace_s: float, stop: Callable[[], None]) -> None:
        """Wait for handlers, then close. `stop` is called before those that still run are cancelled."""
        if tasks := self._running():
            await asyncio.wait(tasks, timeout=grace_s)
        stop()
        if tasks := self._running():
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=CLOSE_S)
        with suppress(RuntimeError):
            self.close()
        transports = [processor.connection for processor in self._live()]
        for processor in self._live():
            processor.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await self.wait_closed()
                return
        for connection in transports:
            cut: Any = connection
            cut.cut()

    def _live(self) -> list[ServerProcessor]:
        begun = [protocol.processor for protocol in self._protocols if hasattr(protocol, "processor")]
        return [processor for processor in begun if not processor.connection.is_closing()]

    def _running(self) -> list[asyncio.Task[None]]:
        handlers: list[Any] = list(self._handlers)
        return [task for handler in handlers for task in handler.running()]


class _Servable:
    """Gives grpclib the table, which it hands to the handlers below as it is."""

    def __init__(self, methods: Any) -> None:
        self._methods = methods

    def __mapping__(self) -> Any:
        return self._methods


class _Handler(CallHandler):
    """Serves the calls of one connection, instead of grpclib's own way: that hides what begins with `grpc-`."""

    def accept(self, stream: Any, headers: Any, release_stream: Any) -> None:
        """A new call."""
        self.__gc_step__()
        work = _serve(self.mapping, stream, headers)
        task = self._tasks[stream] = self.loop.create_task(work)
        task.add_done_callback(lambda _done: release_stream())

    def running(self) -> list[asyncio.Task[None]]:
        """Calls that are still worked on."""
        return [task for task in self._tasks.values() if not task.done()]


async def _serve(methods: Mapping[str, Any], stream: Any, headers: Headers) -> None:
    wire = _Wire(stream)
    try:
        said = dict(headers)
        status = _http_status(said)
        if status != "200":
            await wire.refuse(status)
            return
        served: MethodServer | None = methods.get(said.get(":path", ""))
        remaining_s = asked_s({"grpc-timeout": said["grpc-timeout"]}) if "grpc-timeout" in said else None
        if served is None:
            await wire.end(Outcome(RpcStatus.UNIMPLEMENTED, "there is no such method", {}))
        elif "grpc-timeout" in said and remaining_s is None:
            await wire.end(Outcome(RpcStatus.INVALID_ARGUMENT, "grpc-timeout is malformed", {}))
        else:
            wire.serves(served)
            await wire.end(await served.serve(_call(served, stream, headers, remaining_s), wire))
    except PeerGoneError:
        return


def _http_status(said: Mapping[str, str]) -> str:
    kind, _, subtype = said.get("content-type", "").partition(";")[0].strip().partition("+")
    if said.get(":method") != "POST":
        return "405"
    return "200" if kind == "application/grpc" and subtype in {"", "proto"} else "415"


def _call(served: MethodServer, stream: Any, headers: Headers, remaining_s: float | None) -> RpcCall:
    peer = stream.connection.get_peer()
    address = peer.addr()
    where = f"{address[0]}:{address[1]}" if address and len(address) >= 2 else ""
    return call_of(served.method, decode_metadata(headers), remaining_s, where, peer.cert())


class _Wire:
    """One call on an HTTP/2 stream."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._begun = False
        self._types: tuple[Any, Any] = (None, None)
        self._limit = 0

    def serves(self, served: MethodServer) -> None:
        """What kind of messages travels."""
        self._types = (served.method.request, served.method.response)
        self._limit = served.serving.limit_bytes

    async def receive(self) -> Any:
        """See `Wire`."""
        return await receive(self._stream, self._types[0], self._limit)

    async def begin(self, metadata: Metadata) -> None:
        """See `Wire`."""
        if not self._begun:
            headers = [*_FIRST, *encode_metadata(metadata)]
            self._begun = True
            await self._send(self._stream.send_headers, headers)

    async def send(self, message: Any) -> None:
        """See `Wire`."""
        data = encode(message, self._types[1])
        await self._send(self._stream.send_data, b"\0" + len(data).to_bytes(4, "big") + data)

    async def end(self, outcome: Outcome) -> None:
        """Send the status."""
        try:
            metadata = encode_metadata(outcome.trailers)
        except ConfigurationError:
            outcome, metadata = Outcome(RpcStatus.INTERNAL, "the service failed", {}), []
        headers = [] if self._begun else [*_FIRST]
        headers.append(("grpc-status", str(outcome.status.value)))
        if outcome.message:
            headers.append(("grpc-message", encode_grpc_message(outcome.message)))
        await self._last(headers + metadata)

    async def refuse(self, status: str) -> None:
        """Answer with a status of HTTP: this is no call."""
        await self._last([(":status", status)])

    async def _last(self, headers: Headers) -> None:
        await self._send(self._stream.send_headers, headers, end_stream=True)
        if self._stream.closable:
            # The caller need not send the rest.
            self._stream.reset_nowait()

    async def _send(self, send: Callable[..., Any], *what: Any, **how: Any) -> None:
        try:
            await send(*what, **how)
        except (h2.exceptions.ProtocolError, StreamTerminatedError, OSError, AttributeError) as error:
            # AttributeError: grpclib takes a connection apart when it closes it.
            raise PeerGoneError from error


_FIRST: Final = (
    (":status", "200"),
    ("content-type", "application/grpc"),
    ("grpc-accept-encoding", "identity"),
)
"""Headers of every answer."""
