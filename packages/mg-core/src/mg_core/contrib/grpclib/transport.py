"""Carry gRPC calls with grpclib: default deadline, one error tree, size limit, no call that hangs.

grpclib's own stubs let a bidirectional call hang when the iterator of requests fails, and answer a broken connection
with four different exceptions; here each call ends with a message or with an error of `mg_core.errors`.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from typing import Any, Final

import h2.exceptions
from grpclib.exceptions import GRPCError, ProtocolError, StreamTerminatedError
from grpclib.metadata import Deadline

from mg_core.codes import RpcStatus
from mg_core.contract.method import Request, Response, RpcMethod
from mg_core.contrib.grpclib.channel import FULL, CallStream, GracefulChannel
from mg_core.contrib.grpclib.h2 import StreamRefusedError
from mg_core.contrib.grpclib.wire import decode_metadata, uncancelled
from mg_core.errors import AttemptTimeoutError, ConfigurationError, ConnectError, DecodeError, MgError
from mg_core.rpc.settings import DEFAULT_MESSAGE_BYTES, Keepalive, Redial, split_target
from mg_core.rpc.status import connection_lost, peer_error
from mg_core.rpc.transport import AnyMethod, Metadata, RpcCallInfo
from mg_core.tasks import end

_YIELD_EVERY: Final = 64
"""Messages sent before others get a turn: with an open window grpclib's send never waits."""


class _RequestsFailedError(Exception):
    """The caller's own iterator of requests failed; carries that error."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error


class GrpclibTransport:
    """HTTP/2 connections to one target, made at the first call and again when they are lost or the server leaves.

    Calls that a leaving server did not take are sent once more on the next connection, before any policy hears of it.

    Args:
        target: `host:port` or `[ipv6]:port`.
        tls: context for TLS; ALPN `h2` is set on it. None speaks plain text.
        max_message_bytes: largest message taken from the peer.
        keepalive: pings on a quiet connection; None sends none.
        max_connections: connections that may be open at once, at least 1; another one is opened while each has
            `FULL` calls in flight.
        connect_timeout_s: seconds that a dial may take, TLS included; the call's own deadline may end it sooner.
        redial: when a target that did not answer is dialled again; by default after 50 ms to 2 s.

    Raises:
        ConfigurationError: the target has no port, or `max_connections` is below 1.
    """

    def __init__(
        self,
        target: str,
        *,
        tls: ssl.SSLContext | None = None,
        max_message_bytes: int = DEFAULT_MESSAGE_BYTES,
        keepalive: Keepalive | None = None,
        max_connections: int = 1,
        connect_timeout_s: float = 5.0,
        redial: Redial | None = None,
    ) -> None:
        if max_connections < 1:
            raise ConfigurationError("max_connections must be at least 1", code="invalid_argument")
        self._host, self._port = split_target(target)
        self.target = target
        """As it was given."""
        self._tls = tls
        if tls is not None:
            tls.set_alpn_protocols(["h2"])
        self._limit = max_message_bytes
        self._keepalive = keepalive
        self._most = max_connections
        self._connect_timeout_s = connect_timeout_s
        self.redial = redial or Redial()
        """Counts the dials."""
        self._channels: list[GracefulChannel] = []

    async def aclose(self) -> None:
        """Close the connections; calls in flight end with ConnectionLostError."""
        channels, self._channels = self._channels, []
        for channel in channels:
            channel.close()

    async def unary(
        self,
        method: RpcMethod[Request, Response],
        request: Request,
        metadata: Metadata,
        timeout_s: float,
        info: RpcCallInfo,
    ) -> Response:
        """One message there, one back."""
        deadline = Deadline.from_timeout(timeout_s)
        reply: Response
        try:
            reply = await self._unary(method, request, metadata, deadline, info)
        except ConnectError as error:
            if not _was_refused(error):
                raise
            reply = await self._unary(method, request, metadata, deadline, info)
        return reply

    async def _unary(
        self, method: AnyMethod, request: Any, metadata: Metadata, deadline: Deadline, info: RpcCallInfo
    ) -> Any:
        async with self._call(method, metadata, deadline, info) as stream:
            with uncancelled():
                await stream.send_message(request, end=True)
                reply = await stream.recv_message()
                await stream.recv_trailing_metadata()
            return _required(reply, method)

    async def client_stream(
        self,
        method: RpcMethod[Request, Response],
        requests: AsyncIterable[Request],
        metadata: Metadata,
        timeout_s: float,
        info: RpcCallInfo,
    ) -> Response:
        """Many messages there, one back."""
        deadline = Deadline.from_timeout(timeout_s)
        async with self._call(method, metadata, deadline, info) as stream, _sending(stream, requests):
            with uncancelled():
                reply: Response | None = await stream.recv_message()
                stream.stop_sending()
                await stream.recv_trailing_metadata()
            return _required(reply, method)

    async def server_stream(
        self,
        method: RpcMethod[Request, Response],
        request: Request,
        metadata: Metadata,
        timeout_s: float,
        info: RpcCallInfo,
    ) -> AsyncGenerator[Response, None]:
        """One message there, many back."""
        deadline = Deadline.from_timeout(timeout_s)
        for last in (False, True):
            seen = False
            try:
                async with aclosing(self._server_stream(method, request, metadata, deadline, info)) as replies:
                    async for reply in replies:
                        seen = True
                        yield reply
                return
            except ConnectError as error:
                if last or seen or not _was_refused(error):
                    raise

    async def _server_stream(
        self, method: AnyMethod, request: Any, metadata: Metadata, deadline: Deadline, info: RpcCallInfo
    ) -> AsyncGenerator[Any, None]:
        async with self._call(method, metadata, deadline, info) as stream:
            with uncancelled():
                await stream.send_message(request, end=True)
            while (reply := await _next(stream)) is not None:
                yield reply

    async def bidi(
        self,
        method: RpcMethod[Request, Response],
        requests: AsyncIterable[Request],
        metadata: Metadata,
        timeout_s: float,
        info: RpcCallInfo,
    ) -> AsyncGenerator[Response, None]:
        """Many messages there, many back."""
        deadline = Deadline.from_timeout(timeout_s)
        async with self._call(method, metadata, deadline, info) as stream, _sending(stream, requests):
            while (reply := await _next(stream)) is not None:
                yield reply

    @asynccontextmanager
    async def _call(
        self, method: AnyMethod, metadata: Metadata, deadline: Deadline, info: RpcCallInfo
    ) -> AsyncIterator[CallStream]:
        channel = self._channel()
        stream = CallStream(channel, method, metadata, deadline)
        stream.limit_bytes = self._limit
        channel.in_flight += 1
        try:
            with self._mapped(stream):
                async with stream:
                    yield stream
        finally:
            channel.in_flight -= 1
            info.initial_metadata = decode_metadata(stream.raw_headers)
            info.trailing_metadata = decode_metadata(stream.raw_trailers)
            info.peer = stream.address

    def _channel(self) -> GracefulChannel:
        loop = asyncio.get_running_loop()
        if self._channels and self._channels[0].loop is not loop:
            for channel in self._channels:
                channel.forget()
            self._channels.clear()
        least = min(self._channels, key=lambda channel: channel.in_flight, default=None)
        if least is None or (least.in_flight >= FULL and len(self._channels) < self._most):
            least = GracefulChannel(
                self._host,
                self._port,
                tls=self._tls,
                keepalive=self._keepalive,
                redial=self.redial,
                connect_timeout_s=self._connect_timeout_s,
            )
            self._channels.append(least)
        return least

    @contextmanager
    def _mapped(self, stream: CallStream) -> Iterator[None]:
        try:
            yield
        except _RequestsFailedError as error:
            raise error.error from None
        except GRPCError as error:
            status = RpcStatus(error.status.value)
            raise peer_error(status, error.message or "", decode_metadata(stream.raw_trailers)) from error
        except StreamRefusedError as error:
            raise ConnectError(str(error), details={_REFUSED: True}) from error
        except (StreamTerminatedError, h2.exceptions.ProtocolError) as error:
            raise connection_lost(str(error)) from error
        except (ProtocolError, ValueError) as error:
            broken = f"the peer broke the protocol: {error}"
            raise DecodeError(broken, details={"grpc_status": RpcStatus.INTERNAL.name}) from error
        except OSError as error:
            if isinstance(error, TimeoutError) and error.errno is None:
                raise AttemptTimeoutError("no answer within the deadline") from error
            raise connection_lost(f"the connection to {self.target} was lost") from error


_REFUSED: Final = "refused"
"""Member of an error's details: the peer said that it did not process the call."""


def _was_refused(error: MgError) -> bool:
    return bool(error.details.get(_REFUSED))


@asynccontextmanager
async def _sending(stream: CallStream, requests: AsyncIterable[Any]) -> AsyncIterator[None]:
    """Send requests beside the block; an error of theirs interrupts it."""
    with uncancelled():
        await stream.send_request()
    sender = asyncio.create_task(_send_all(stream, requests))
    try:
        yield
    finally:
        await end((sender,))
        close = getattr(requests, "aclose", None)
        if close is not None:
            with suppress(Exception):
                await close()


async def _send_all(stream: CallStream, requests: AsyncIterable[Any]) -> None:
    source = aiter(requests)
    sent = 0
    while True:
        try:
            request = await anext(source)
        except StopAsyncIteration:
            break
        except Exception as error:  # noqa: BLE001 - whatever the caller's iterator raises is given back to the caller
            stream.interrupt(_RequestsFailedError(error))
            return
        try:
            await stream.send_message(request)
        except TypeError as error:
            stream.interrupt(_RequestsFailedError(error))
            return
        except (StreamTerminatedError, h2.exceptions.ProtocolError, OSError):
            # The reader meets the same end, and the server's status with it.
            return
        sent += 1
        if sent % _YIELD_EVERY == 0:
            await asyncio.sleep(0)
    with suppress(StreamTerminatedError, ProtocolError, h2.exceptions.ProtocolError):
        await stream.end()


async def _next(stream: CallStream) -> Any:
    with uncancelled():
        reply = await stream.recv_message()
        if reply is None:
            stream.stop_sending()
            await stream.recv_trailing_metadata()
        return reply


def _required(reply: Response | None, method: AnyMethod) -> Response:
    if reply is None:
        empty = f"{method.path} answered OK without a message"
        raise DecodeError(empty, details={"grpc_status": RpcStatus.INTERNAL.name})
    return reply
