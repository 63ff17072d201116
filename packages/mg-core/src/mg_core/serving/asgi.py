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

WHOLE_ANSWER = "mg.answer"
"""ASGI extension of our own server: `(status, headers, body) -> bool` writes a whole answer at once; False means
that it could not and the ordinary way has to be taken. It saves a sixth of the gateway's work."""


async def send_answer(
    scope: Scope,
    send: Send,
    status: int,
    headers: Headers,
    body: bytes,
    *,
    add_length: bool = True,
    direct: bool = False,
) -> None:
    """Write one whole answer, without its body when the method is HEAD.

    Args:
        scope: the request's scope.
        send: ASGI send.
        status: HTTP status.
        headers: lower-case names; Content-Length is appended unless the status forbids a body.
        body: the body as GET would have it.
        add_length: False when `headers` already tell the length.
        direct: write past ASGI `send` where our own server allows it; only for an application that no middleware
            wraps, because a middleware's `send` would not see the answer.
    """
    if add_length and status not in NO_BODY_STATUSES:
        headers.append((b"content-length", b"%d" % len(body)))
    if scope["method"] == "HEAD":
        body = b""
    extensions = scope.get("extensions") if direct else None
    if extensions and WHOLE_ANSWER in extensions and extensions[WHOLE_ANSWER](status, headers, body):
        return
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
