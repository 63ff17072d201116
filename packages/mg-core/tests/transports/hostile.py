"""Servers on real sockets that say exactly what a test wants."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Script = Callable[["Peer"], Awaitable[None]]


class Peer:
    """One accepted connection, the `number`-th (from 1)."""

    def __init__(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.number = number
        self.reader = reader
        self.writer = writer

    async def request(self) -> bytes:
        """Head and body of the next request; raises IncompleteReadError when the client is gone."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return head + await self.reader.readexactly(length)

    async def say(self, *parts: bytes) -> None:
        """Write."""
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()

    def close(self) -> None:
        """Close the connection."""
        self.writer.close()


def reply(body: bytes = b'{"id":"1"}', *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """A reply with a length."""
    more = b"".join(header + b"\r\n" for header in headers)
    return b"HTTP/1.1 %s\r\ncontent-type: application/json\r\n%scontent-length: %d\r\n\r\n%s" % (
        status, more, len(body), body,
    )  # fmt: skip


class Server:
    """Address, and what came in."""

    def __init__(self, scheme: str = "http", host: str = "127.0.0.1") -> None:
        self.scheme = scheme
        self.host = f"[{host}]" if ":" in host else host
        self.port = 0
        self.connections = 0
        self.requests: list[bytes] = []
        self.open: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        """Base URL."""
        return f"{self.scheme}://{self.host}:{self.port}"


@asynccontextmanager
async def serving(
    script: Script | bytes, *, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Server]:
    """Run `script` for each connection; bytes are the answer to every request.

    A handshake that fails is no connection here.
    """
    server = Server("http" if tls is None else "https", host)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(peer: Peer) -> None:
        try:
            if isinstance(script, bytes):
                while True:
                    server.requests.append(await peer.request())
                    await peer.say(script)
            else:
                await script(peer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            server.open.discard(peer.writer)
            peer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        server.open.add(writer)
        task = asyncio.ensure_future(serve(Peer(server.connections, reader, writer)))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listener = await asyncio.start_server(accept, host, port, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)
