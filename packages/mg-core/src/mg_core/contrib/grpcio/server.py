"""Serve endpoint tables with grpcio, whose core is written in C: the same handlers as grpclib's server.

Extra `mg-core[grpcio]`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import grpc
import grpc.aio

from mg_core.errors import ConfigurationError

from ...codes import RpcStatus
from ...rpc.builtin import services_of
from ...rpc.dispatch import Guard, MethodServer, Outcome, PeerGoneError, Serving, Table, call_of, method_servers
from ...rpc.health import Health
from ...rpc.messages import checked, decode, encode
from ...rpc.settings import DEFAULT_MESSAGE_BYTES, Keepalive
from ...rpc.transport import Metadata
from .transport import keepalive_options

_CODES: Final = {code.value[0]: code for code in grpc.StatusCode}
CLOSE_S: Final = 1.0
"""Seconds that cancelled handlers get to end."""


@dataclass(frozen=True, slots=True)
class ServerTlsFiles:
    """TLS as grpcio wants it: PEM texts instead of a context."""

    key: bytes
    certificate: bytes
    """Our own, with its chain."""
    clients: bytes | None = None
    """Who signs the certificates that clients must show; None asks for none."""


class GrpcioServer:
    """A gRPC server over any number of services; see `GrpclibServer` for the arguments.

    One difference, which is grpcio's own: calls that arrive while it begins to leave are answered with CANCELLED
    although nothing processed them. Our clients take that for a lost connection and repeat what may be repeated; a
    plain grpcio client raises it. `GrpclibServer` refuses such calls as never processed.
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
        self._options: list[tuple[str, Any]] = [
            ("grpc.max_receive_message_length", max_message_bytes),
            ("grpc.max_send_message_length", -1),
            *keepalive_options(keepalive),
        ]
        self._running: set[asyncio.Task[Any]] = set()
        self._server: grpc.aio.Server | None = None
        self.port = 0
        """Port listened on; 0 before `start`."""

    async def start(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        tls: ServerTlsFiles | None = None,
        reuse_port: bool = False,
    ) -> int:
        """Listen, and give the port; 0 lets the system choose.

        Raises:
            OSError: the port is taken.
        """
        self._serving.stopping = self._open.stopping = False
        self._server = grpc.aio.server(options=[*self._options, ("grpc.so_reuseport", int(reuse_port))])
        self._server.add_generic_rpc_handlers((_Handlers(self._methods, self._running),))
        address = f"{host}:{port}"
        try:
            if tls is None:
                self.port = self._server.add_insecure_port(address)
            else:
                self.port = self._server.add_secure_port(address, _credentials(tls))
        except RuntimeError as error:
            raise OSError(f"cannot listen on {address}") from error
        await self._server.start()
        return self.port

    async def aclose(self, *, grace_s: float = 5.0) -> None:
        """Leave gracefully; what runs after `grace_s` seconds is cancelled and answered with UNAVAILABLE."""
        if self._server is None:
            return
        server, self._server = self._server, None
        if self.health is not None:
            self.health.end()
        stopped = asyncio.ensure_future(server.stop(grace_s + CLOSE_S))
        await asyncio.wait({stopped}, timeout=grace_s)
        self._serving.stopping = self._open.stopping = True
        for task in list(self._running):
            task.cancel()
        await stopped


def _credentials(tls: ServerTlsFiles) -> Any:
    return grpc.ssl_server_credentials(
        [(tls.key, tls.certificate)],
        root_certificates=tls.clients,
        require_client_auth=tls.clients is not None,
    )


class _Handlers(grpc.GenericRpcHandler):  # type: ignore[misc] # grpc carries no types
    """Finds what serves a path. Every kind of call is a stream of bytes on the wire, and is served as one."""

    def __init__(self, methods: dict[str, MethodServer], running: set[asyncio.Task[Any]]) -> None:
        self._methods = methods
        self._running = running

    def service(self, handler_call_details: Any) -> Any:
        """The handler of a path; None when there is none."""
        served = self._methods.get(handler_call_details.method)
        if served is None:
            return None

        async def serve(_requests: Any, context: Any) -> None:
            task = asyncio.current_task()
            if task is not None:
                self._running.add(task)
                task.add_done_callback(self._running.discard)
            await _serve(served, context)

        return grpc.stream_stream_rpc_method_handler(serve)


async def _serve(served: MethodServer, context: Any) -> None:
    metadata = dict(context.invocation_metadata() or ())
    peer = context.peer().partition(":")[2]
    call = call_of(served.method, metadata, context.time_remaining(), peer, _certificate(context))
    wire = _Wire(served, context)
    try:
        await wire.end(await served.serve(call, wire))
    except PeerGoneError:
        return


class _Wire:
    """One call on grpcio's stream."""

    def __init__(self, served: MethodServer, context: Any) -> None:
        self._method = served.method
        self._context = context
        self._begun = False

    async def receive(self) -> Any:
        """See `Wire`."""
        data = await self._context.read()
        return None if data is grpc.aio.EOF else decode(data, self._method.request)

    async def begin(self, metadata: Metadata) -> None:
        """See `Wire`."""
        if not self._begun:
            self._begun = True
            await self._send(self._context.send_initial_metadata, tuple(checked(metadata).items()))

    async def send(self, message: Any) -> None:
        """See `Wire`."""
        await self._send(self._context.write, encode(message, self._method.response))

    async def end(self, outcome: Outcome) -> None:
        """Set the status; grpcio sends it when the handler returns."""
        try:
            self._context.set_trailing_metadata(tuple(checked(outcome.trailers).items()))
        except ConfigurationError:
            outcome = Outcome(RpcStatus.INTERNAL, "the service failed", {})
        self._context.set_code(_CODES[outcome.status.value])
        self._context.set_details(outcome.message)

    async def _send(self, send: Any, what: Any) -> None:
        try:
            await send(what)
        except (grpc.aio.UsageError, grpc.aio.InternalError, grpc.aio.AbortError) as error:
            raise PeerGoneError from error


def _certificate(context: Any) -> Any:
    """The caller's certificate: what grpcio knows of it, in the shape of `ssl.SSLSocket.getpeercert`."""
    told = context.auth_context()
    names = [name.decode() for name in told.get("x509_common_name", ())]
    others = [("DNS", name.decode()) for name in told.get("x509_subject_alternative_name", ())]
    if not names and not others:
        return None
    return {"subject": tuple(((("commonName", name),)) for name in names), "subjectAltName": tuple(others)}
