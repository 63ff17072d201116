"""Metadata, messages and time limits on grpclib's streams: what grpclib leaves out or hides.

grpclib has no limit for messages, ends compressed ones with UNKNOWN, keeps every `grpc-` trailer from its callers,
waits for trailers that never come, and leaves `Task.cancelling()` raised when it swallows the cancellation by which it
tells a deadline (on Python 3.13 a task group then cancels its parent once more). Written against grpclib 0.4.9.
"""

from __future__ import annotations

import asyncio
import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from grpclib.const import Cardinality
from grpclib.encoding.base import CodecBase

from mg_core.errors import ApiError, DecodeError, MgError

from ...rpc.messages import HIDDEN, SHOWN, checked, decode, encode
from ...rpc.transport import Metadata

Headers = list[tuple[str, str]]

KINDS: Final = {(kind.client_streaming, kind.server_streaming): kind for kind in Cardinality}
"""grpclib's name for (client streams, server streams)."""
_MAX_DIGITS: Final = 10**8


class MessageCodec(CodecBase):
    """Any message class with `SerializeToString` and `FromString`."""

    __content_subtype__ = "proto"

    def encode(self, message: Any, message_type: Any) -> bytes:
        """Give the wire form.

        Raises:
            TypeError: the message is of another class than the contract says.
        """
        return encode(message, message_type)

    def decode(self, data: bytes, message_type: Any) -> Any:
        """Read the wire form.

        Raises:
            DecodeError: not a message of this class.
        """
        return decode(data, message_type)


async def receive(h2_stream: Any, message_type: Any, limit_bytes: int) -> Any:
    """Read one message; None when the peer has ended its side.

    Raises:
        ApiError: compressed (`unimplemented`), or larger than the limit (`payload_too_large`), told by the length
            prefix before the message is read.
        DecodeError: truncated, or not a message of this class.
    """
    prefix = await _exactly(h2_stream, 5)
    if not prefix:
        return None
    if prefix[0]:
        raise ApiError("compressed messages are not accepted, only identity", code="unimplemented", status=501)
    size = int.from_bytes(prefix[1:], "big")
    if size > limit_bytes:
        raise too_large(size, limit_bytes)
    return decode(await _exactly(h2_stream, size), message_type)


async def _exactly(h2_stream: Any, size: int) -> bytes:
    try:
        data: bytes = await h2_stream.recv_data(size)
    except AssertionError:
        raise DecodeError("the message is truncated") from None
    if size != 5 and len(data) < size:
        raise DecodeError("the message is truncated")
    return data


def too_large(size: int, limit_bytes: int) -> MgError:
    """The error for a message above the limit."""
    return ApiError(
        f"a message of {size} bytes is larger than {limit_bytes} bytes",
        code="payload_too_large",
        status=413,
        retry_safe=False,
    )


def encode_metadata(metadata: Metadata) -> Headers:
    """Metadata as headers.

    Raises:
        ConfigurationError: a name or a value that cannot be sent.
    """
    return [
        (key, b64encode(value).rstrip(b"=").decode() if isinstance(value, bytes) else value)
        for key, value in checked(metadata).items()
    ]


def decode_metadata(headers: Iterable[tuple[str, str]] | None) -> dict[str, str | bytes]:
    """Headers as metadata; of a name sent twice the last value. What cannot be read is left out."""
    found: dict[str, str | bytes] = {}
    for key, value in headers or ():
        if key.startswith(":") or key in HIDDEN or (key.startswith("grpc-") and key not in SHOWN):
            continue
        if not key.endswith("-bin"):
            found[key] = value
            continue
        try:
            last = value.rpartition(",")[2].strip()
            found[key] = b64decode(last + "=" * (-len(last) % 4))
        except (binascii.Error, ValueError):
            continue
    return found


def format_timeout(seconds: float) -> str:
    """`grpc-timeout` for `seconds`, rounded down: milliseconds, unless those are too coarse or too many."""
    millis = int(seconds * 1000)
    if millis >= _MAX_DIGITS:
        return f"{min(int(seconds), _MAX_DIGITS - 1)}S"
    return f"{millis}m" if millis >= 10 else f"{max(1, int(seconds * 1e6))}u"


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
