"""Default transport: httpx's kept successor, without its request and response objects.

`HttpTransport` talks to the connection pool of httpcore2 (the engine of httpx2): same connections, TLS and
keep-alive, half the cost. `HttpxTransport` wraps a client object of httpx or httpx2 that the user configured
(proxies, HTTP/2, client certificates).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ...errors import AttemptTimeoutError, ConfigurationError, ConnectError, ConnectionLostError
from . import MAX_BODY_BYTES, Reply

if TYPE_CHECKING:
    from .pooled import PooledEngine


class HttpTransport:
    """HTTP/1.1 over httpcore2's connection pool."""

    def __init__(
        self,
        *,
        max_connections: int = 100,
        idle_s: float = 30.0,
        tls: ssl.SSLContext | None = None,
        http2: bool = False,
        uds: str | None = None,
        max_body_bytes: int = MAX_BODY_BYTES,
    ) -> None:
        """Nothing is opened yet.

        Args:
            max_connections: open connections at most, over all origins; further calls wait.
            idle_s: seconds an unused connection is kept.
            tls: context for https; the machine's trust store by default. An authority of one's own:
                `ssl.create_default_context(cafile=...)`; a client certificate: `load_cert_chain` on the context.
            http2: offer HTTP/2 by ALPN (needs the package h2).
            uds: path of a Unix socket to connect to instead of the URL's host.
            max_body_bytes: a longer reply ends the attempt.
        """
        self._tls = tls
        self._max_body_bytes = max_body_bytes
        self._options: dict[str, Any] = {
            "max_connections": max_connections, "keepalive_expiry": idle_s, "http2": http2, "uds": uds,
        }  # fmt: skip
        self._engine: PooledEngine | None = None

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_s: float | None
    ) -> Reply:
        """See `Transport.send`."""
        engine = self._engine or self._load()
        return await engine.send(method, url, headers, body, timeout_s)

    async def aclose(self) -> None:
        """Close the pools."""
        if self._engine is not None:
            await self._engine.aclose()

    def _load(self) -> PooledEngine:
        from .pooled import PooledEngine

        self._engine = PooledEngine(self._tls, self._max_body_bytes, self._options)
        return self._engine


def lower_headers(pairs: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Header pairs as a dict; repeated ones are joined by a comma."""
    found: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name = raw_name.decode("latin-1").lower()
        value = raw_value.decode("latin-1")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def said(error: Exception) -> str:
    """What an error says, short; its name when it says nothing."""
    return str(error)[:120] or type(error).__name__


class HttpxTransport:
    """An `AsyncClient` of httpx or httpx2 that the user made, and closes.

    Redirects are not followed and bodies not unpacked: both could grow without bound before a limit is looked at.
    """

    def __init__(self, client: Any, *, max_body_bytes: int = MAX_BODY_BYTES) -> None:
        """Raises ConfigurationError when `client` is not an asynchronous httpx or httpx2 client."""
        if not is_httpx_client(client):
            raise ConfigurationError("transport must be a Transport or an AsyncClient of httpx or httpx2")
        self._client = client
        self._max_body_bytes = max_body_bytes

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_s: float | None
    ) -> Reply:
        """See `Transport.send`. The client's own timeouts are switched off, ours count."""
        try:
            async with asyncio.timeout(timeout_s), self._stream(method, url, headers, body) as response:
                parts = []
                size = 0
                loaded = response.is_stream_consumed  # a mock's or a cassette's answer
                async for part in response.aiter_bytes() if loaded else response.aiter_raw():
                    size += len(part)
                    if size > self._max_body_bytes:
                        raise ConnectionLostError(f"the reply is longer than {self._max_body_bytes} bytes")
                    parts.append(part)
                return response.status_code, lower_headers(response.headers.raw), b"".join(parts)
        except TimeoutError:
            raise AttemptTimeoutError(f"no answer within {timeout_s:g} s") from None

    async def aclose(self) -> None:
        """Nothing: whoever made the client closes it."""

    @asynccontextmanager
    async def _stream(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> AsyncIterator[Any]:
        try:
            async with self._client.stream(
                method,
                url,
                headers={"accept-encoding": "identity", **headers},
                content=body,
                timeout=None,
                follow_redirects=False,
            ) as response:
                yield response
        except Exception as error:
            kinds = {kind.__name__ for kind in type(error).__mro__}
            if kinds & {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"}:
                raise ConnectError(f"cannot connect: {said(error)}") from error
            if kinds & {"TransportError", "DecodingError"}:
                raise ConnectionLostError(f"the connection broke: {said(error)}") from error
            raise


def is_httpx_client(client: object) -> bool:
    """Whether `client` looks like an asynchronous client of httpx or httpx2 (isinstance fails across the two)."""
    return type(client).__name__ == "AsyncClient" and callable(getattr(client, "stream", None))
