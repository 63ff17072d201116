"""Reading messages from a grpclib stream with a size limit, and what else touches grpclib's private names.

grpclib has no limit for messages, ends compressed ones with UNKNOWN, and leaves `Task.cancelling()` raised when it
swallows the cancellation by which it tells a deadline (on Python 3.13 a task group then cancels its parent once more).
Written against grpclib 0.4.9.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from grpclib.client import Channel
from grpclib.client import Stream as ClientStream
from grpclib.const import Cardinality
from grpclib.encoding.base import CodecBase
from grpclib.server import Handler as ServerHandler
from grpclib.server import Stream as ServerStream

from mg_core.errors import ApiError, DecodeError, MgError

DEFAULT_MESSAGE_BYTES: Final = 4 * 1024 * 1024
"""Largest message taken, the usual limit of gRPC libraries."""


KINDS: Final = {(kind.client_streaming, kind.server_streaming): kind for kind in Cardinality}
"""grpclib's name for (client streams, server streams)."""


class MessageCodec(CodecBase):
    """Any message class with `SerializeToString` and `FromString`."""

    __content_subtype__ = "proto"

    def encode(self, message: Any, message_type: Any) -> bytes:
        """Give the wire form.

        Raises:
            TypeError: the message is of another class than the contract says.
        """
        if not isinstance(message, message_type):
            raise TypeError(f"the contract wants {message_type.__name__}, not {type(message).__name__}")
        return bytes(message.SerializeToString())

    def decode(self, data: bytes, message_type: Any) -> Any:
        """Read the wire form.

        Raises:
            DecodeError: not a message of this class.
        """
        try:
            return message_type.FromString(data)
        except Exception as error:
            # What a codec raises for broken input differs by its version; none of it is the caller's business.
            raise DecodeError(f"not a {message_type.__name__}: {type(error).__name__}") from error


async def receive(h2_stream: Any, message_type: Any, limit_bytes: int) -> Any:
    """Read one message; None when the peer has ended its side.

    Raises:
        ApiError: compressed (`unimplemented`), or larger than the limit (`payload_too_large`).
        DecodeError: truncated, or not a message of this class.
    """
    prefix = await h2_stream.recv_data(5)
    if not prefix:
        return None
    if len(prefix) < 5:
        raise DecodeError("the message is truncated")
    if prefix[0]:
        raise ApiError("compressed messages are not accepted", code="unimplemented", status=501)
    size = int.from_bytes(prefix[1:], "big")
    if size > limit_bytes:
        raise too_large(size, limit_bytes)
    data = await h2_stream.recv_data(size)
    if len(data) < size:
        raise DecodeError("the message is truncated")
    return MessageCodec().decode(data, message_type)


def too_large(size: int, limit_bytes: int) -> MgError:
    """The error for a message above the limit."""
    return ApiError(
        f"a message of {size} bytes is larger than {limit_bytes} bytes",
        code="payload_too_large",
        status=413,
        retry_safe=False,
    )


class LimitedStream(ClientStream[Any, Any]):
    """A client's stream that refuses messages above a limit before reading them."""

    limit_bytes: int = DEFAULT_MESSAGE_BYTES

    async def recv_message(self) -> Any:
        """Read one message; None when the server has ended its side."""
        if not self._recv_initial_metadata_done:
            await self.recv_initial_metadata()
        with self._wrapper:
            return await receive(self._stream, self._recv_type, self.limit_bytes)

    @property
    def was_sent(self) -> bool:
        """Whether the request's headers left this side."""
        return self._send_request_done

    def stop_sending(self) -> None:
        """Take the server's word although this side has not ended; leaving the stream resets it."""
        self._end_done = True

    def interrupt(self, error: Exception) -> None:
        """Make every wait on this stream raise an error."""
        self._wrapper.cancel(error)


def open_stream(channel: Channel, method: Any, metadata: Any, deadline: Any, limit_bytes: int) -> LimitedStream:
    """Prepare a call on a channel; nothing is sent yet."""
    stream = LimitedStream(
        channel,
        method.path,
        metadata,
        KINDS[method.client_streaming, method.server_streaming],
        method.request,
        method.response,
        codec=MessageCodec(),
        status_details_codec=None,
        dispatch=channel.__dispatch__,
        deadline=deadline,
    )
    stream.limit_bytes = limit_bytes
    return stream


def h2_stream(stream: ServerStream[Any, Any]) -> Any:
    """The HTTP/2 stream below a server's stream."""
    return stream._stream  # noqa: SLF001 - grpclib has no public way to read a message with a limit


def has_begun(stream: ServerStream[Any, Any]) -> bool:
    """Whether the initial metadata was sent."""
    return stream._send_initial_metadata_done  # noqa: SLF001 - sending it twice is an error of grpclib's


def running(handlers: Iterable[ServerHandler]) -> list[asyncio.Task[None]]:
    """Tasks of the calls that a server still works on."""
    return [task for handler in handlers for task in handler._tasks.values() if not task.done()]  # noqa: SLF001 - no public list


@contextmanager
def uncancelled() -> Iterator[None]:
    """Take back the one cancellation request that grpclib made of this task and turned into another error."""
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    try:
        yield
    except Exception as error:
        if task is not None and task.cancelling() > before:
            task.uncancel()
            if task.cancelling() > before:
                raise asyncio.CancelledError from error
        raise
