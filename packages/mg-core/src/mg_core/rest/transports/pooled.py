"""The engine of the default transports: requests over httpcore2's pools.

Loaded with the first request, because importing it costs more than importing all of ours.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from typing import Any

import httpcore2

from ...errors import AttemptTimeoutError, ConnectError, ConnectionLostError
from . import Reply, http

NOT_SENT = (
    httpcore2.ConnectError,
    httpcore2.ConnectTimeout,
    httpcore2.PoolTimeout,
    httpcore2.UnsupportedProtocol,
    httpcore2.ProxyError,
)
LOST = (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException)


class PooledEngine:
    """Asynchronous exchanges; one pool per scheme, so that TLS is set up only where it is used."""

    def __init__(self, tls: ssl.SSLContext | None, max_body_bytes: int, options: dict[str, Any]) -> None:
        self._tls = tls
        self._max_body_bytes = max_body_bytes
        self._options = options
        self._pools: dict[bytes, httpcore2.AsyncConnectionPool] = {}

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_s: float | None
    ) -> Reply:
        """See `Transport.send`."""
        if timeout_s is None:
            return await self._exchange(method, url, headers, body)
        try:
            async with asyncio.timeout(timeout_s):
                return await self._exchange(method, url, headers, body)
        except TimeoutError:
            raise AttemptTimeoutError(f"no answer within {timeout_s:g} s") from None

    async def aclose(self) -> None:
        """Close the pool."""
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            await pool.aclose()

    async def _exchange(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        request = build_request(method, url, headers, body)
        pool = self._pools.get(request.url.scheme) or self._open(request.url.scheme)
        try:
            response = await pool.handle_async_request(request)
            try:
                content = await self._read(response)
                http.see_end(response, secure=request.url.scheme == b"https")
            finally:
                await response.aclose()
        except NOT_SENT as error:
            raise ConnectError(f"cannot connect: {http.said(error)}") from error
        except LOST as error:
            raise ConnectionLostError(f"the connection broke: {http.said(error)}") from error
        return http.reply_of(response.status, response.headers, content, self._max_body_bytes)

    async def _read(self, response: httpcore2.Response) -> bytes:
        parts: list[bytes] = []
        size = 0
        async for part in response.aiter_stream():
            size += len(part)
            if size > self._max_body_bytes:
                raise ConnectionLostError(f"the reply is longer than {self._max_body_bytes} bytes")
            parts.append(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _open(self, scheme: bytes) -> httpcore2.AsyncConnectionPool:
        if self._tls is None and scheme == b"https":
            self._tls = httpcore2.default_ssl_context()
        backend = _TlsBackend() if scheme == b"https" else None
        pool = httpcore2.AsyncConnectionPool(ssl_context=self._tls, network_backend=backend, **self._options)
        self._pools[scheme] = pool
        return pool


class _TlsBackend(httpcore2.AnyIOBackend):
    """Streams that are closed when a handshake is given up: httpcore2 leaves the socket of a cancelled one open."""

    async def connect_tcp(self, *where: Any, **options: Any) -> httpcore2.AsyncNetworkStream:
        """As httpcore2's."""
        return _Handshake(await super().connect_tcp(*where, **options))

    async def connect_unix_socket(self, *where: Any, **options: Any) -> httpcore2.AsyncNetworkStream:
        """As httpcore2's."""
        return _Handshake(await super().connect_unix_socket(*where, **options))


class _Handshake(httpcore2.AsyncNetworkStream):
    """A connection whose only use is to start TLS."""

    def __init__(self, stream: httpcore2.AsyncNetworkStream) -> None:
        self._stream = stream

    async def start_tls(self, *how: Any, **options: Any) -> httpcore2.AsyncNetworkStream:
        """The encrypted stream, which needs no further care."""
        try:
            return await self._stream.start_tls(*how, **options)
        except BaseException:
            await self._stream.aclose()
            raise

    async def aclose(self) -> None:
        """Close it."""
        await self._stream.aclose()


def build_request(method: str, url: str, headers: Mapping[str, str], body: bytes) -> httpcore2.Request:
    """A request of httpcore2.

    Raises:
        ConfigurationError: the URL, the target or a header cannot be sent as it is.
    """
    origin, target = http.split_url(url)
    http.check_head(target, headers)
    pairs = [(b"host", origin.authority.encode())]
    pairs += [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    if body or method not in ("GET", "HEAD", "DELETE", "OPTIONS"):
        pairs.append((b"content-length", b"%d" % len(body)))
    scheme = b"https" if origin.secure else b"http"
    where = httpcore2.URL(scheme=scheme, host=origin.host, port=origin.port, target=target)
    return httpcore2.Request(method.encode("ascii"), where, headers=pairs, content=body)
