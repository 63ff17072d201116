"""Carry gRPC calls with grpclib: default deadline, one error tree, size limit, no call that hangs.

grpclib's own stubs let a bidirectional call hang when the iterator of requests fails, and answer a broken connection
with four different exceptions; here each call ends with a message or with an error of `mg_core.errors`.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, Final

import h2.exceptions
from grpclib.client import Channel
from grpclib.exceptions import GRPCError, ProtocolError, StreamTerminatedError
from grpclib.metadata import Deadline
from multidict import MultiDict

from mg_core.errors import AttemptTimeoutError, ConfigurationError, ConnectError, DecodeError
from mg_core.rpc._grpclib_wire import DEFAULT_MESSAGE_BYTES, LimitedStream, MessageCodec, open_stream, uncancelled
from mg_core.rpc.method import Request, Response, RpcMethod
from mg_core.rpc.status import RpcStatus, connection_lost, error_of
from mg_core.rpc.transport import AnyMethod, Metadata, RpcCallInfo

_YIELD_EVERY: Final = 64
"""Messages sent before others get a turn: with an open window grpclib's send never waits."""


class _RequestsFailedError(Exception):
    """The caller's own iterator of requests failed; carries that error."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error


class GrpclibTransport:
    """One HTTP/2 connection to one target, made at the first call and again when it is lost.

    Args:
        target: `host:port` or `[ipv6]:port`.
        tls: context for TLS; ALPN `h2` is set on it. None speaks plain text.
        max_message_bytes: largest message taken from the peer.

    Raises:
        ConfigurationError: the target has no port.
    """

    def __init__(
        self, target: str, *, tls: ssl.SSLContext | None = None, max_message_bytes: int = DEFAULT_MESSAGE_BYTES
    ) -> None:
        host, _, port = target.rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 65536:
            raise ConfigurationError(f"a gRPC target is host:port, not {target!r}")
        self._host = host.strip("[]")
        self._port = int(port)
        self._target = target
        self._tls = tls
        if tls is not None:
            tls.set_alpn_protocols(["h2"])
        self._limit = max_message_bytes
        self._channel: Channel | None = None

    async def aclose(self) -> None:
        """Close the connection; calls in flight end with ConnectionLostError."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    async def unary(
        self,
        method: RpcMethod[Request, Response],
        request: Request,
        metadata: Metadata,
        timeout_s: float,
        info: RpcCallInfo,
    ) -> Response:
        """One message there, one back."""
        async with self._call(method, metadata, timeout_s, info) as stream:
            with uncancelled():
                await stream.send_message(request, end=True)
                reply: Response | None = await stream.recv_message()
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
        async with self._call(method, metadata, timeout_s, info) as stream, _sending(stream, requests):
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
        async with self._call(method, metadata, timeout_s, info) as stream:
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
        async with self._call(method, metadata, timeout_s, info) as stream, _sending(stream, requests):
            while (reply := await _next(stream)) is not None:
                yield reply

    @asynccontextmanager
    async def _call(
        self, method: AnyMethod, metadata: Metadata, timeout_s: float, info: RpcCallInfo
    ) -> AsyncIterator[LimitedStream]:
        if self._channel is None:
            self._channel = Channel(self._host, self._port, ssl=self._tls, codec=MessageCodec())
        deadline = Deadline.from_timeout(timeout_s)
        stream = open_stream(self._channel, method, _metadata(metadata), deadline, self._limit)
        try:
            with self._mapped(stream, timeout_s):
                async with stream:
                    yield stream
        finally:
            info.initial_metadata = _plain(stream.initial_metadata)
            info.trailing_metadata = _plain(stream.trailing_metadata)
            address = stream.peer.addr() if stream.peer else None
            info.peer = f"{address[0]}:{address[1]}" if address else ""

    @contextmanager
    def _mapped(self, stream: LimitedStream, timeout_s: float) -> Iterator[None]:
        try:
            yield
        except _RequestsFailedError as error:
            raise error.error from None
        except GRPCError as error:
            status = RpcStatus(error.status.value)
            raise error_of(status, error.message or "", _plain(stream.trailing_metadata)) from error
        except (StreamTerminatedError, h2.exceptions.ProtocolError) as error:
            raise connection_lost(str(error)) from error
        except ProtocolError as error:
            raise DecodeError(f"the peer broke the protocol: {error}") from error
        except OSError as error:
            if isinstance(error, TimeoutError) and error.errno is None:
                raise AttemptTimeoutError(f"no answer within {timeout_s:g} s") from error
            if stream.was_sent:
                raise connection_lost(f"the connection to {self._target} was lost") from error
            raise ConnectError(f"no connection to {self._target}: {type(error).__name__}") from error


@asynccontextmanager
async def _sending(stream: LimitedStream, requests: AsyncIterable[Any]) -> AsyncIterator[None]:
    """Send requests beside the block; an error of theirs interrupts it."""
    with uncancelled():
        await stream.send_request()
    sender = asyncio.create_task(_send_all(stream, requests))
    try:
        yield
    finally:
        sender.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await sender
        close = getattr(requests, "aclose", None)
        if close is not None:
            with suppress(Exception):
                await close()


async def _send_all(stream: LimitedStream, requests: AsyncIterable[Any]) -> None:
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


async def _next(stream: LimitedStream) -> Any:
    with uncancelled():
        reply = await stream.recv_message()
        if reply is None:
            stream.stop_sending()
            await stream.recv_trailing_metadata()
        return reply


def _required(reply: Response | None, method: AnyMethod) -> Response:
    if reply is None:
        raise DecodeError(f"{method.path} answered OK without a message")
    return reply


def _metadata(metadata: Metadata) -> Any:
    return MultiDict(metadata)


def _plain(metadata: Any) -> Mapping[str, str | bytes]:
    return dict(metadata.items()) if metadata else {}
