"""Request bodies, read with a limit of size and of time."""

from __future__ import annotations

import asyncio
from typing import Final

from .asgi import Receive, Scope
from .problems import ProblemError

DRAIN_BYTES: Final = 16 * 1_048_576
"""An oversized body is read and dropped up to here, so that the client gets to read the answer."""


async def read_body(scope: Scope, receive: Receive, *, max_bytes: int, timeout_s: float) -> bytes:
    """The whole body.

    Raises:
        ProblemError: 413 above `max_bytes`, 408 when it does not arrive within `timeout_s`.
    """
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"0")
    limit = max_bytes if b"expect" in headers else max_bytes + DRAIN_BYTES
    if length.isdigit() and int(length) > limit:
        raise _too_large(max_bytes)
    try:
        async with asyncio.timeout(timeout_s):
            body = await _collect(receive, max_bytes)
    except TimeoutError:
        raise ProblemError(
            "request_timeout", "The request body did not arrive in time.", headers={"connection": "close"}
        ) from None
    if body is None:
        raise _too_large(max_bytes)
    return body


async def _collect(receive: Receive, max_bytes: int) -> bytes | None:
    chunks: list[bytes] = []
    size = 0
    more = True
    while more and size <= max_bytes + DRAIN_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= max_bytes:
            chunks.append(chunk)
        more = message.get("more_body", False)
    return b"".join(chunks) if size <= max_bytes else None


class ClientGoneError(Exception):
    """The client closed the connection before its request was complete; there is nobody to answer."""


def _too_large(max_bytes: int) -> ProblemError:
    return ProblemError(
        "payload_too_large", f"The request body is larger than {max_bytes} bytes.", headers={"connection": "close"}
    )
