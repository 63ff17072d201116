"""The words of ASGI, and writing one answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

NO_BODY_STATUSES = frozenset({204, 205, 304})


async def send_answer(send: Send, status: int, headers: Headers, body: bytes, *, head_only: bool = False) -> None:
    """Write one whole answer; adds Content-Length. With `head_only` the length is told but no body sent."""
    if status not in NO_BODY_STATUSES:
        headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head_only else body})
