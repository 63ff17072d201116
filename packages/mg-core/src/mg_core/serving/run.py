"""Running applications: one per process with signals, or several on one event loop."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvloop

from ..contrib.uvicorn import DEFAULT_PATIENCE, Patience
from .listener import GRACE_S, Listener, StartError, bind, url_of

__all__ = ["Patience", "StartError", "bind", "run", "serve_in_loop", "url_of"]


@asynccontextmanager
async def serve_in_loop(
    app: Any,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    grace_s: float = GRACE_S,
    patience: Patience = DEFAULT_PATIENCE,
) -> AsyncIterator[str]:
    """Serve `app` on the running loop for the length of a block; gives its URL.

    Raises:
        StartError: the port is in use, or a start hook of the application failed.
    """
    sock = bind(host, port)
    listener = Listener(app, sock, patience=patience)
    try:
        url = url_of(sock)
        await listener.start()
    except BaseException:
        sock.close()
        raise
    try:
        yield url
    finally:
        await listener.stop(grace_s)


def run(
    app: Any,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    sock: socket.socket | None = None,
    ready: Callable[[str], None] | None = None,
) -> int:
    """Serve until SIGINT or SIGTERM, then let requests in flight finish; a second signal does not wait.

    Args:
        app: ASGI application.
        host: address to listen on when no socket is given.
        port: 0 takes a free one.
        sock: an already bound socket, e.g. one that a parent process handed down.
        ready: called with the URL once requests are answered.

    Returns:
        Exit status: 0 after a signal, 1 when it could not start (one line on standard error says why).
    """
    try:
        bound = sock or bind(host, port)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_until_signal(Listener(app, bound), bound, ready))
    except StartError as error:
        sys.stderr.write(f"mg: {error.message}\n")
        return 1
    return 0


async def _until_signal(listener: Listener, sock: socket.socket, ready: Callable[[str], None] | None) -> None:
    loop = asyncio.get_running_loop()
    first, second = asyncio.Event(), asyncio.Event()

    def on_signal() -> None:
        (second if first.is_set() else first).set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, on_signal)
    url = url_of(sock)
    await listener.start()
    # What is loaded by now stays; the collector need not look at it again.
    gc.collect()
    gc.freeze()
    if ready is not None:
        ready(url)
    await first.wait()
    stopping = asyncio.ensure_future(listener.stop())
    impatient = asyncio.ensure_future(second.wait())
    await asyncio.wait({stopping, impatient}, return_when=asyncio.FIRST_COMPLETED)
    if not stopping.done():
        await listener.stop(0.0)
    await asyncio.gather(stopping, return_exceptions=True)
    impatient.cancel()
