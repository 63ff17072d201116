"""One application on one socket: uvicorn's HTTP protocol, with start and stop of our own.

uvicorn's `Server` polls ten times a second, ends the process when a start hook fails and takes the signals;
several applications in one process need none of that.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import time
from email.utils import formatdate
from typing import Any, Final, Protocol, runtime_checkable

import uvicorn
from uvicorn.server import ServerState

from mg_core.clock import timestamp
from mg_core.errors import ConfigurationError
from mg_core.tracing import new_request_id

from ..contrib.uvicorn import DEFAULT_PATIENCE, GuardedProtocol, Patience
from .asgi import WHOLE_ANSWER, Message
from .problems import ProblemError, title
from .routing import MAX_HEADER_BYTES, MAX_URL_BYTES

GRACE_S: Final = 10.0
"""Seconds that requests in flight get to finish when the server stops."""

BACKLOG: Final = 2048
"""Connections that may wait to be accepted."""


MAX_HEAD_BYTES: Final = MAX_HEADER_BYTES + MAX_URL_BYTES + 4096
"""Bytes of request line and headers that are read before the request is refused."""


class StartError(ConfigurationError):
    """The server could not start; the message is one line that says what to do."""


@runtime_checkable
class HasStreams(Protocol):
    """An application that gives answers without an end."""

    def end_streams(self) -> None:
        """Let every open one end: the server stops."""
        ...


def bind(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one.

    Raises:
        StartError: the port is in use, or the address is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY only where the protocol is named: without it each kept-alive answer meets a delayed ACK
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        if error.errno == errno.EADDRINUSE:
            msg = f"port {port} on {host} is in use: stop what listens there, or choose another port"
        else:
            msg = f"cannot listen on {host}:{port}: {error.strerror or error}"
        raise StartError(msg) from None
    sock.settimeout(0)
    return sock


def url_of(sock: socket.socket) -> str:
    """The URL of a bound socket."""
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Listener:
    """Serves an ASGI application on a bound socket."""

    def __init__(self, app: Any, sock: socket.socket, *, patience: Patience = DEFAULT_PATIENCE) -> None:
        self._app = app
        self._patience = patience
        self._sock = sock
        self._config = uvicorn.Config(app, ws="none", lifespan="off", log_config=None, access_log=False)
        self._config.load()
        self._state = ServerState()
        self._lifespan = _Lifespan(app)
        self._server: asyncio.Server | None = None
        self._clock: asyncio.TimerHandle | None = None

    async def start(self) -> None:
        """Run the start hooks, then accept connections.

        Raises:
            StartError: a start hook failed, or the socket cannot listen.
        """
        await self._lifespan.start()
        loop = asyncio.get_running_loop()
        self._tick(loop)
        try:
            self._server = await loop.create_server(
                self._protocol,
                sock=self._sock,
                backlog=BACKLOG,
            )
        except OSError as error:
            await self.stop()
            host, port = self._sock.getsockname()[:2]
            msg = f"port {port} on {host} is in use: {error.strerror or error}"
            raise StartError(msg) from None

    async def stop(self, grace_s: float = GRACE_S) -> None:
        """Accept no more, let requests in flight finish for `grace_s`, then run the stop hooks."""
        if self._server is not None:
            self._server.close()
        if isinstance(self._app, HasStreams):
            self._app.end_streams()
        for connection in list(self._state.connections):
            connection.shutdown()
        if self._state.tasks and grace_s > 0:
            await asyncio.wait(set(self._state.tasks), timeout=grace_s)
        for task in list(self._state.tasks):
            task.cancel()
        for connection in list(self._state.connections):
            if isinstance(connection, GuardedProtocol):
                connection.transport.close()
        if self._clock is not None:
            self._clock.cancel()
        await self._lifespan.stop()
        self._sock.close()

    def _protocol(self) -> GuardedProtocol:
        return GuardedProtocol(
            self._config,
            self._state,
            {},
            patience=self._patience,
            max_head_bytes=MAX_HEAD_BYTES,
            refuse=_refusal,
            extension=WHOLE_ANSWER,
        )

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        self._state.default_headers = [(b"date", formatdate(time.time(), usegmt=True).encode())]
        self._clock = loop.call_later(1.0, self._tick, loop)


def _refusal(code: str, message: str) -> bytes:
    """The answer to a request that no application gets to see."""
    problem = ProblemError(code, message)
    body = problem.body(request_id=new_request_id(), timestamp=timestamp(time.time()))
    head = f"HTTP/1.1 {problem.status} {title(problem.status)}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n"
    fields = b"".join(name + b": " + value + b"\r\n" for name, value in problem.answer_headers())
    return head.encode() + fields + b"\r\n" + body


class _Lifespan:
    """The server's side of ASGI's lifespan protocol."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._from_app: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Run the application's start hooks."""
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
        self._task = asyncio.ensure_future(self._app(scope, self._to_app.get, self._from_app.put))
        message = await self._exchange("lifespan.startup")
        if message["type"] == "lifespan.startup.failed":
            await self._task
            self._task = None
            raise StartError(message.get("message") or "the application did not start")

    async def stop(self) -> None:
        """Run the application's stop hooks."""
        if self._task is not None:
            await self._exchange("lifespan.shutdown")
            await self._task
            self._task = None

    async def _exchange(self, kind: str) -> Message:
        task = self._task
        if task is None:
            return {"type": f"{kind}.complete"}
        await self._to_app.put({"type": kind})
        answer = asyncio.ensure_future(self._from_app.get())
        await asyncio.wait({answer, task}, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        answer.cancel()
        error = task.exception()
        return {"type": f"{kind}.failed", "message": str(error) if error else ""}
