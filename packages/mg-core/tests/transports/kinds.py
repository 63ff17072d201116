"""Every kind of transport there is, made and closed, and asked from an event loop whatever it is made of."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import httpx
import httpx2

from mg_core.rest.transports import Reply
from mg_core.rest.transports.blocking import BlockingHttpTransport
from mg_core.rest.transports.fast import FastTransport
from mg_core.rest.transports.httpcore import BlockingHttpxTransport, HttpTransport, HttpxTransport

KINDS = ("default", "fast", "blocking", "httpx2", "httpx2 blocking", "httpx", "httpx blocking")
OURS = {"default": HttpTransport, "fast": FastTransport, "blocking": BlockingHttpTransport}
CONNECTIONS = 4


@cache
def everybody() -> ssl.SSLContext:
    """The machine's trust store, which takes long to read."""
    return ssl.create_default_context()


def blocks(kind: str) -> bool:
    """Whether the transport is for threads."""
    return kind.endswith("blocking")


@asynccontextmanager
async def made(kind: str, *, tls: ssl.SSLContext | None = None, **options: Any) -> AsyncIterator[Any]:
    """A transport of this kind with few connections; `options` are those that all have."""
    if kind in OURS:
        transport: Any = OURS[kind](tls=tls, max_connections=CONNECTIONS, **options)
        yield transport
        transport.close() if blocks(kind) else await transport.aclose()
        return
    edition: Any = httpx2 if kind.startswith("httpx2") else httpx
    common = {"limits": edition.Limits(max_connections=CONNECTIONS), "trust_env": False, "verify": tls or everybody()}
    if blocks(kind):
        with edition.Client(**common) as client:
            yield BlockingHttpxTransport(client, **options)
    else:
        async with edition.AsyncClient(**common) as client:
            yield HttpxTransport(client, **options)


class Sender:
    """Any transport, asked from a loop; each exchange gets 8 s."""

    def __init__(self, transport: Any, *, blocking: bool) -> None:
        self.transport = transport
        self._blocking = blocking

    async def send(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b"", limit_s: float = 8.0
    ) -> Reply:
        """One exchange."""
        send = self.transport.send
        request: Any = (method, url, headers or {}, body, limit_s)
        async with asyncio.timeout(10):
            reply: Reply = await (asyncio.to_thread(send, *request) if self._blocking else send(*request))
            return reply

    async def get(self, url: str) -> tuple[int, bytes]:
        """Status and body."""
        status, _, body = await self.send("GET", url)
        return status, body


@asynccontextmanager
async def sender(kind: str, **options: Any) -> AsyncIterator[Sender]:
    """`made`, ready to be asked."""
    async with made(kind, **options) as transport:
        yield Sender(transport, blocking=blocks(kind))
