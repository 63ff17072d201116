"""Default transport: httpx's kept successor, without its request and response objects.

`HttpTransport` talks to the connection pool of httpcore2 (the engine of httpx2): same connections, TLS and
keep-alive, half the cost. `HttpxTransport` and `BlockingHttpxTransport` wrap a client object of httpx or httpx2 that
the user configured (proxies, HTTP/2, client certificates).
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from ...errors import AttemptTimeoutError, ConfigurationError, ConnectError, ConnectionLostError, MgError
from . import MAX_BODY_BYTES, Reply, http

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


class HttpxTransport:
    """An `AsyncClient` of httpx or httpx2 that the user made, and closes.

    Redirects are not followed, and the client's own timeouts are switched off: ours count.
    """

    def __init__(self, client: Any, *, max_body_bytes: int = MAX_BODY_BYTES) -> None:
        """Raises ConfigurationError when `client` is not an asynchronous httpx or httpx2 client."""
        if not is_httpx(client, "AsyncClient"):
            raise ConfigurationError(f"an AsyncClient of httpx or httpx2 is needed, not a {type(client).__name__}")
        self._client = client
        self._max_body_bytes = max_body_bytes

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_s: float | None
    ) -> Reply:
        """See `Transport.send`."""
        request = _request(method, url, headers, body, None)
        try:
            async with asyncio.timeout(timeout_s):
                with _errors_of_httpx(timeout_s):
                    async with self._client.stream(**request) as response:
                        loaded, parts = response.is_stream_consumed, _Parts(self._max_body_bytes)
                        async for part in response.aiter_bytes() if loaded else response.stream:
                            parts.add(part)
                        return parts.reply(response)
        except TimeoutError:
            raise AttemptTimeoutError(f"no answer within {timeout_s:g} s") from None

    async def aclose(self) -> None:
        """Nothing: whoever made the client closes it."""


class BlockingHttpxTransport:
    """As `HttpxTransport`, with a `Client` of httpx or httpx2, for threads.

    httpx bounds single reads. So a service that drips its body is left with the first part that comes too late, and
    one that drips its headers can hold the thread longer; `BlockingHttpTransport` bounds all of it.
    """

    def __init__(self, client: Any, *, max_body_bytes: int = MAX_BODY_BYTES) -> None:
        """Raises ConfigurationError when `client` is not a blocking httpx or httpx2 client."""
        if not is_httpx(client, "Client"):
            raise ConfigurationError(f"a Client of httpx or httpx2 is needed, not a {type(client).__name__}")
        self._client = client
        self._max_body_bytes = max_body_bytes

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_s: float | None) -> Reply:
        """See `BlockingTransport.send`."""
        end = None if timeout_s is None else time.monotonic() + timeout_s
        request = _request(method, url, headers, body, timeout_s)
        with _errors_of_httpx(timeout_s), self._client.stream(**request) as response:
            loaded, parts = response.is_stream_consumed, _Parts(self._max_body_bytes)
            for part in response.iter_bytes() if loaded else response.stream:
                if end is not None and time.monotonic() > end:
                    raise AttemptTimeoutError(f"no answer within {timeout_s:g} s")
                parts.add(part)
            return parts.reply(response)

    def close(self) -> None:
        """Nothing: whoever made the client closes it."""


class _Parts:
    """The body of an httpx response, as it comes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._parts: list[bytes] = []

    def add(self, part: bytes) -> None:
        """Keep a part; raises ConnectionLostError when it is one too many."""
        self._size += len(part)
        if self._size > self._most:
            raise ConnectionLostError(f"the reply is longer than {self._most} bytes")
        self._parts.append(part)

    def reply(self, response: Any) -> Reply:
        """What was read, while the response is still open. What a mock made up, httpx has unpacked already."""
        pairs, body = response.headers.raw, b"".join(self._parts)
        if response.is_stream_consumed:
            pairs = [pair for pair in pairs if pair[0].lower() != b"content-encoding"]
        else:
            http.see_end(response, secure=response.url.scheme == "https")
        return http.reply_of(response.status_code, pairs, body, self._most)


def _request(method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_s: float | None) -> dict[str, Any]:
    """Arguments of httpx's `stream`: nothing that was not asked for, checked as every transport does."""
    _, target = http.split_url(url)
    http.check_head(target, headers)
    pairs = {"accept-encoding": "identity", **headers}.items()
    return {
        "method": method,
        "url": url,
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in pairs],
        "content": body,
        "timeout": timeout_s,
        "follow_redirects": False,
    }


@contextmanager
def _errors_of_httpx(timeout_s: float | None) -> Iterator[None]:
    """Errors of either edition, told apart by their names: neither need be installed."""
    try:
        yield
    except MgError:
        raise
    except Exception as error:
        kinds = {kind.__name__ for kind in type(error).__mro__}
        if kinds & {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"}:
            raise ConnectError(f"cannot connect: {http.said(error)}") from error
        if kinds & {"ReadTimeout", "WriteTimeout"}:
            raise AttemptTimeoutError(f"no answer within {timeout_s or 0:g} s") from error
        if kinds & {"TransportError", "DecodingError"}:
            raise ConnectionLostError(f"the connection broke: {http.said(error)}") from error
        raise


def is_httpx(client: object, kind: Literal["AsyncClient", "Client"]) -> bool:
    """Whether `client` is one of httpx or httpx2, or of a class made from it."""
    return any(
        base.__name__ == kind and base.__module__.partition(".")[0] in ("httpx", "httpx2")
        for base in type(client).__mro__
    )
