"""Carry gRPC calls with grpcio, whose core is written in C: the same seam as grpclib's, less work per call.

Extra `mg-core[grpcio]`. Messages are encoded and decoded here, so any message class will do.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import grpc
import grpc.aio

from mg_core.errors import AttemptTimeoutError, ConnectError, DecodeError, MgError

from ...codes import RpcStatus
from ...contract.method import Request, Response, RpcMethod
from ...rpc.messages import checked, decode, encode
from ...rpc.settings import DEFAULT_MESSAGE_BYTES, Keepalive, split_target
from ...rpc.status import CODE_KEY, connection_lost, peer_error
from ...rpc.transport import AnyMethod, Metadata, RpcCallInfo
from ...tasks import end

_UNSENT: Final = ("failed to connect", "DNS resolution failed", "Name resolution failure", "empty address list")
"""grpcio's words for a call that never left."""
_LOST: Final = ("Socket closed", "Connection reset", "Stream removed", "recvmsg", "sendmsg", "GOAWAY", "ping timeout",
                "keepalive watchdog timeout", "transport is closing", "RST_STREAM", "Broken pipe",
                "Internal error from Core")  # fmt: skip
"""grpcio's words for a connection that broke."""


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """TLS as grpcio wants it: PEM texts instead of a context."""

    roots: bytes | None = None
    """Whom to trust; None takes grpcio's list."""
    key: bytes | None = None
    """Our own private key, for mutual TLS."""
    certificate: bytes | None = None
    """Our own certificate chain, for mutual TLS."""


class GrpcioTransport:
    """A grpcio channel to one target, made at the first call.

    When a server ends a stream just while a message is sent, grpcio hides its status: that is a lost connection.

    grpcio itself finishes accepted calls on a leaving server and sends untouched ones elsewhere. It does not tell the
    address that a call went to: `RpcCallInfo.peer` is the target.

    Args:
        target: `host:port` or `[ipv6]:port`.
        tls: None speaks plain text.
        max_message_bytes: largest message taken from the peer.
        keepalive: pings on a quiet connection; None sends none.

    Raises:
        ConfigurationError: the target has no port.
    """

    def __init__(
        self,
        target: str,
        *,
        tls: TlsFiles | None = None,
        max_message_bytes: int = DEFAULT_MESSAGE_BYTES,
        keepalive: Keepalive | None = None,
    ) -> None:
        split_target(target)
        self.target = target
        """As it was given."""
        self._tls = tls
        self._options = _options(max_message_bytes, keepalive)
        self._channel: grpc.aio.Channel | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._callables: dict[tuple[str, bool], Callable[..., Any]] = {}

    async def aclose(self) -> None:
        """Close the connection; calls in flight end."""
        channel, self._channel = self._channel, None
        self._callables.clear()
        if channel is not None:
            await channel.close()

    async def unary(
        self,
        method: RpcMethod[Request, Response],
        request: Request,
        metadata: Metadata,
        timeout_s: float,
        info: RpcCallInfo,
    ) -> Response:
        """One message there, one back."""
        info.peer = self.target
        data, pairs = encode(request, method.request), tuple(checked(metadata).items())
        call = self._callable(method, streaming=False)(data, metadata=pairs, timeout=timeout_s)
        try:
            reply: Any = await call
        except (grpc.aio.AioRpcError, grpc.aio.UsageError) as error:
            raise _mapped(error) from error
        finally:
            await _tell(call, info)
        answer: Response = decode(reply, method.response)
        return answer

    async def client_stream(
        self,
        method: RpcMethod[Request, Response],
        requests: AsyncIterable[Request],
        metadata: Metadata,
        timeout_s: float,
        info: RpcCallInfo,
    ) -> Response:
        """Many messages there, one back."""
        found: list[Response] = [reply async for reply in self.bidi(method, requests, metadata, timeout_s, info)]
        if not found:
            empty = f"{method.path} answered OK without a message"
            raise DecodeError(empty, details={"grpc_status": RpcStatus.INTERNAL.name})
        return found[0]

    async def server_stream(
        self,
        method: RpcMethod[Request, Response],
        request: Request,
        metadata: Metadata,
        timeout_s: float,
        info: RpcCallInfo,
    ) -> AsyncGenerator[Response, None]:
        """One message there, many back."""
        data = encode(request, method.request)

        async def single() -> Any:
            yield data

        async for reply in self._stream(method, single(), metadata, timeout_s, info):
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

        async def encoded() -> Any:
            async for request in requests:
                yield encode(request, method.request)

        async for reply in self._stream(method, encoded(), metadata, timeout_s, info):
            yield reply

    async def _stream(
        self, method: AnyMethod, frames: Any, metadata: Metadata, timeout_s: float, info: RpcCallInfo
    ) -> AsyncGenerator[Any, None]:
        info.peer = self.target
        call = self._callable(method, streaming=True)(metadata=tuple(checked(metadata).items()), timeout=timeout_s)
        sender = asyncio.create_task(_send_all(call, frames))
        try:
            while True:
                data = await call.read()
                if data is grpc.aio.EOF:
                    break
                yield decode(data, method.response)
            if await call.code() is not grpc.StatusCode.OK:
                raise _error(await call.code(), await call.details(), await call.trailing_metadata())
        except (grpc.aio.AioRpcError, grpc.aio.UsageError) as error:
            raise _own_failure(sender) or _mapped(error) from error
        except asyncio.CancelledError:
            own = _own_failure(sender)
            if own is None:
                raise
            raise own from None
        finally:
            ended = call.done()
            call.cancel()
            await end((sender,))
            with suppress(Exception):
                await frames.aclose()
            if ended:
                await _tell(call, info)

    def _callable(self, method: AnyMethod, *, streaming: bool) -> Callable[..., Any]:
        loop = asyncio.get_running_loop()
        if self._channel is None or self._loop is not loop:
            self._callables.clear()
            self._loop, self._channel = loop, self._open()
        key = method.path, streaming
        found = self._callables.get(key)
        if found is None:
            make = self._channel.stream_stream if streaming else self._channel.unary_unary
            found = self._callables[key] = make(method.path)
        return found

    def _open(self) -> grpc.aio.Channel:
        if self._tls is None:
            return grpc.aio.insecure_channel(self.target, self._options)
        tls = self._tls
        credentials = grpc.ssl_channel_credentials(tls.roots, tls.key, tls.certificate)
        return grpc.aio.secure_channel(self.target, credentials, self._options)


async def _send_all(call: Any, frames: Any) -> None:
    try:
        async for frame in frames:
            await call.write(frame)
            # grpcio hears of the server's status between two turns; a write after it hides the status.
            await asyncio.sleep(0)
            if call.done():
                return
        await call.done_writing()
    except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
        # The reader meets the same end, and the server's status with it.
        return
    except BaseException:
        call.cancel()
        raise


def _own_failure(sender: asyncio.Task[None]) -> BaseException | None:
    """What the caller's own messages failed with, if that ended the call."""
    return sender.exception() if sender.done() and not sender.cancelled() else None


def _options(max_message_bytes: int, keepalive: Keepalive | None) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [
        ("grpc.max_receive_message_length", max_message_bytes),
        ("grpc.max_send_message_length", -1),
        ("grpc.enable_retries", 0),
        ("grpc.use_local_subchannel_pool", 1),
        ("grpc.initial_reconnect_backoff_ms", 100),
        ("grpc.min_reconnect_backoff_ms", 5000),
        ("grpc.max_reconnect_backoff_ms", 2000),
    ]
    return found + keepalive_options(keepalive)


def keepalive_options(keepalive: Keepalive | None) -> list[tuple[str, Any]]:
    """A keepalive in grpcio's words."""
    if keepalive is None:
        return []
    return [
        ("grpc.keepalive_time_ms", max(1, round(keepalive.interval_s * 1000))),
        ("grpc.keepalive_timeout_ms", max(1, round(keepalive.timeout_s * 1000))),
        ("grpc.keepalive_permit_without_calls", int(keepalive.without_calls)),
        ("grpc.http2.max_pings_without_data", 0),
    ]


async def _tell(call: Any, info: RpcCallInfo) -> None:
    if not call.done():
        return
    with suppress(Exception, asyncio.CancelledError):
        info.trailing_metadata = _plain(await call.trailing_metadata())
        info.initial_metadata = _plain(await call.initial_metadata())


def _plain(metadata: Any) -> dict[str, str | bytes]:
    return dict(metadata or ())


def _mapped(error: Exception) -> BaseException:
    if isinstance(error, grpc.aio.AioRpcError):
        return _error(error.code(), error.details(), error.trailing_metadata())
    return connection_lost("the client was closed")


def _error(code: Any, details: str | None, trailers: Any) -> MgError:
    status, text, found = RpcStatus(code.value[0]), details or "", _plain(trailers)
    if CODE_KEY not in found:
        if status is RpcStatus.DEADLINE_EXCEEDED:
            return AttemptTimeoutError("no answer within the deadline", details={"grpc_status": status.name})
        if status is RpcStatus.UNAVAILABLE and any(words in text for words in _UNSENT):
            return ConnectError(text)
        if status in {RpcStatus.UNAVAILABLE, RpcStatus.CANCELLED, RpcStatus.INTERNAL, RpcStatus.UNKNOWN} and any(
            words in text for words in _LOST
        ):
            return connection_lost(text)
    return peer_error(status, text, found)
