"""The MCP server over HTTP: streamable HTTP at /mcp, the older SSE at /sse, and what every service has."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import AsyncExitStack, suppress
from typing import Any, Final
from urllib.parse import urlsplit

from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from mcp.server.lowlevel import Server
from mcp.server.sse import SseServerTransport
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings

from mg_core.clock import timestamp
from mg_core.serving.asgi import Message, Receive, Scope, Send, send_answer
from mg_core.serving.lifecycle import Lifecycle
from mg_core.serving.problems import ProblemError
from mg_core.serving.trace import read_request_id
from mg_core.tasks import end

from .callers import CALLER_KEY, Caller, Guard
from .settings import McpSettings

MCP_PATH: Final = "/mcp"
SSE_PATH: Final = "/sse"
MESSAGES_PATH: Final = "/messages/"
METADATA_PATH: Final = "/.well-known/oauth-protected-resource"
"""Protected resource metadata, RFC 9728; also below it the path of the resource."""

_METHODS: Final = {
    MCP_PATH: ("GET", "POST", "DELETE"),
    SSE_PATH: ("GET",),
    MESSAGES_PATH: ("POST",),
    METADATA_PATH: ("GET", "HEAD"),
    f"{METADATA_PATH}{MCP_PATH}": ("GET", "HEAD"),
    "/health": ("GET", "HEAD"),
    "/metrics": ("GET", "HEAD"),
}


class HttpFace:
    """ASGI application over a protocol server.

    Args:
        server: speaks the protocol; it finds callers in the scope of the HTTP request.
        guard: admits requests.
        settings: addresses and limits.
        lifecycle: health, metrics, start and stop hooks.
    """

    def __init__(self, server: Server[Any], guard: Guard, settings: McpSettings, lifecycle: Lifecycle) -> None:
        hosts = list(settings.allowed_hosts)
        security = TransportSecuritySettings(
            allowed_hosts=hosts,
            allowed_origins=[f"{scheme}://{host}" for host in hosts for scheme in ("http", "https")],
        )
        # Nothing is kept between requests, so any replica answers any of them; answers are quick, so none is streamed.
        self._manager = StreamableHTTPSessionManager(
            server,
            json_response=True,
            stateless=True,
            security_settings=security,
            max_request_body_size=settings.max_body_bytes,
        )
        self._sse = SseServerTransport(
            MESSAGES_PATH, security_settings=security, max_request_body_size=settings.max_body_bytes
        )
        self._server = server
        self._guard = guard
        self._settings = settings
        self._lifecycle = lifecycle
        self._hosts = hosts
        self._running = AsyncExitStack()
        self._ending = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""
        if scope["type"] == "lifespan":
            async with self._running:
                await self._running.enter_async_context(self._manager.run())
                await self._lifecycle.lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            await self._route(scope, headers, receive, send)
        except ProblemError as problem:
            body = problem.body(request_id=read_request_id(headers), timestamp=timestamp(time.time()))
            await send_answer(scope, send, problem.status, problem.answer_headers(), body)

    def end_streams(self) -> None:
        """Tell every open stream that its client is gone: a stop need not wait for clients that only listen."""
        self._ending.set()

    async def _route(self, scope: Scope, headers: dict[str, str], receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        if path not in _METHODS:
            raise ProblemError("not_found", "There is nothing at this path.")
        if method not in _METHODS[path]:
            allowed = ", ".join(_METHODS[path])
            raise ProblemError("method_not_allowed", f"This path takes {allowed}.", headers={"allow": allowed})
        base = self._base(scope, headers)
        if path == "/health":
            await _plain(scope, send, *await self._lifecycle.health())
        elif path == "/metrics":
            await _plain(scope, send, *await self._lifecycle.scrape())
        elif path.startswith(METADATA_PATH):
            await _plain(scope, send, 200, b"application/json", self._metadata(base))
        else:
            caller = await self._guard.admit(headers, f"{base}{METADATA_PATH}{MCP_PATH}")
            admitted = {**scope, CALLER_KEY: caller, "user": _user(caller)}
            answer = _Answer(send)
            await self._speak(path, admitted, _Ended(receive, self._ending), answer)
            await answer.finish()

    async def _speak(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        if path == MCP_PATH:
            await self._manager.handle_request(scope, receive, send)
        elif path == MESSAGES_PATH:
            await self._sse.handle_post_message(scope, receive, send)
        else:
            # A ValueError follows a Host or Origin that is not allowed; it has been answered then.
            with suppress(ValueError):
                async with self._sse.connect_sse(scope, receive, send) as (incoming, outgoing):
                    await self._server.run(incoming, outgoing, self._server.create_initialization_options())

    def _base(self, scope: Scope, headers: dict[str, str]) -> str:
        """URL of this server as the client knows it; a Host header that is not allowed counts for nothing."""
        if self._settings.public_url:
            return self._settings.public_url
        host = headers.get("host", "")
        named = urlsplit(f"//{host}").hostname or ""
        known = any(host == allowed or allowed == f"{_bracketed(named)}:*" for allowed in self._hosts)
        address = scope.get("server") or ("127.0.0.1", self._settings.port)
        return f"http://{host if known else f'{_bracketed(address[0])}:{address[1]}'}"

    def _metadata(self, base: str) -> bytes:
        document = {
            "resource": f"{base}{MCP_PATH}",
            "resource_name": "Media Gateway",
            "authorization_servers": [self._settings.auth_url],
            "bearer_methods_supported": ["header"],
            "scopes_supported": list(self._settings.roles),
        }
        return json.dumps(document).encode()


class _Answer:
    """ASGI send that can finish an answer which was left open: a stream that the stop of the server has ended."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._open = False

    async def __call__(self, message: Message) -> None:
        self._open = message["type"] == "http.response.start" or message.get("more_body", False)
        await self._send(message)

    async def finish(self) -> None:
        """Send the end, if it was not sent."""
        if self._open:
            await self({"type": "http.response.body", "body": b""})


class _Ended:
    """ASGI receive that reports a disconnect once the server stops."""

    def __init__(self, receive: Receive, ending: asyncio.Event) -> None:
        self._receive = receive
        self._ending = ending

    async def __call__(self) -> Message:
        received = asyncio.ensure_future(self._receive())
        ended = asyncio.ensure_future(self._ending.wait())
        try:
            await asyncio.wait({received, ended}, return_when=asyncio.FIRST_COMPLETED)
            return received.result() if received.done() else {"type": "http.disconnect"}
        finally:
            await end((received, ended))


def _user(caller: Caller) -> AuthenticatedUser:
    """The caller in the words of the protocol package, which lets a session be used by nobody but its user."""
    claims = dict(caller.identity.claims)
    return AuthenticatedUser(
        AccessToken(
            token=caller.token,
            client_id=caller.identity.user_id,
            scopes=list(caller.identity.roles),
            subject=caller.identity.user_id,
            claims=claims,
        )
    )


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


async def _plain(scope: Scope, send: Send, status: int, media_type: bytes, body: bytes) -> None:
    await send_answer(scope, send, status, [(b"content-type", media_type)], body)
