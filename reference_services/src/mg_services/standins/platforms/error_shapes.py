"""Rewrites the errors of an application in the shape of the platform that it stands for."""

from __future__ import annotations

import json
from collections.abc import Callable

from mg_core.serving.asgi import Message, Receive, Scope, Send

from .middleware import AsgiApp

Shape = Callable[[str, int, str, str], bytes]
"""(path, status, code, message) to the JSON body of an error."""


class ErrorShape:
    """ASGI application around another: answers from 400 on get a new body, everything else passes untouched.

    Args:
        app: writes its errors as problem documents (RFC 9457) with the members `error` and `message`.
        shape: writes the body in their place.
    """

    def __init__(self, app: AsgiApp, shape: Shape) -> None:
        self._app = app
        self._shape = shape

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""
        if scope["type"] != "http" or scope["path"] in {"/health", "/metrics"}:
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Reshaper(scope, send, self._shape).send)


class _Reshaper:
    """Holds back one error answer until its body is complete."""

    def __init__(self, scope: Scope, send: Send, shape: Shape) -> None:
        self._scope = scope
        self._send = send
        self._shape = shape
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        """ASGI send of the application inside."""
        if message["type"] == "http.response.start" and message["status"] >= 400:
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        problem = json.loads(self._body) if self._body else {}
        text, code = problem.get("message", "Error"), problem.get("error", "invalid_request")
        body = self._shape(self._scope["path"], start["status"], code, text)
        kept = [(name, value) for name, value in start["headers"] if name not in {b"content-type", b"content-length"}]
        headers = [*kept, (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await self._send({**start, "headers": headers})
        shown = b"" if self._scope["method"] == "HEAD" else body
        await self._send({"type": "http.response.body", "body": shown})
