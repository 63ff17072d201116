"""Transport for threads: httpcore2's blocking pool, with a limit for the whole exchange.

httpx-like timeouts bound single reads, so a service that drips one byte a second never ends. Here every read and
write gets what is left of the exchange's own limit. Only the system's resolver takes the time that it is configured to
take: a thread that looks up a host name cannot be interrupted.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

import httpcore2

from ...errors import AttemptTimeoutError, ConnectError, ConnectionLostError
from . import MAX_BODY_BYTES, Reply, http
from .pooled import LOST, NOT_SENT, build_request


class BlockingHttpTransport:
    """HTTP/1.1 for threads; may be shared between them."""

    def __init__(
        self,
        *,
        max_connections: int = 100,
        idle_s: float = 30.0,
        tls: ssl.SSLContext | None = None,
        max_body_bytes: int = MAX_BODY_BYTES,
    ) -> None:
        """As `HttpTransport`."""
        self._max_connections = max_connections
        self._idle_s = idle_s
        self._tls = tls
        self._max_body_bytes = max_body_bytes
        self._pools: dict[bytes, httpcore2.ConnectionPool] = {}
        self._lock = threading.Lock()
        self._limit = _Limit()

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_s: float | None) -> Reply:
        """See `BlockingTransport.send`."""
        request = build_request(method, url, headers, body)
        pool = self._pools.get(request.url.scheme) or self._open(request.url.scheme)
        self._limit.end = None if timeout_s is None else time.monotonic() + timeout_s
        if timeout_s is not None:
            request.extensions = {"timeout": dict.fromkeys(("pool", "connect", "read", "write"), timeout_s)}
        try:
            response = pool.handle_request(request)
            try:
                content = self._read(response)
                http.see_end(response, secure=request.url.scheme == b"https")
            finally:
                response.close()
        except (httpcore2.ReadTimeout, httpcore2.WriteTimeout) as error:
            raise AttemptTimeoutError(f"no answer within {timeout_s or 0:g} s") from error
        except NOT_SENT as error:
            raise ConnectError(f"cannot connect: {http.said(error)}") from error
        except LOST as error:
            raise ConnectionLostError(f"the connection broke: {http.said(error)}") from error
        return http.reply_of(response.status, response.headers, content, self._max_body_bytes)

    def close(self) -> None:
        """Close the pools."""
        with self._lock:
            pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.close()

    def _read(self, response: httpcore2.Response) -> bytes:
        parts = []
        size = 0
        for part in response.iter_stream():
            size += len(part)
            if size > self._max_body_bytes:
                raise ConnectionLostError(f"the reply is longer than {self._max_body_bytes} bytes")
            parts.append(part)
        return b"".join(parts)

    def _open(self, scheme: bytes) -> httpcore2.ConnectionPool:
        with self._lock:
            if scheme not in self._pools:
                tls = self._tls
                if scheme == b"https" and tls is None:
                    tls = self._tls = httpcore2.default_ssl_context()
                self._pools[scheme] = httpcore2.ConnectionPool(
                    ssl_context=tls,
                    max_connections=self._max_connections,
                    keepalive_expiry=self._idle_s,
                    network_backend=_Backend(self._limit),
                )
            return self._pools[scheme]


class _Limit(threading.local):
    """End of this thread's exchange, monotonic seconds, or None."""

    end: float | None = None

    def left(self, timeout: float | None, error: type[Exception]) -> float | None:
        if self.end is None:
            return timeout
        left = self.end - time.monotonic()
        if left <= 0:
            raise error("out of time")
        return left if timeout is None else min(left, timeout)


class _Backend(httpcore2.SyncBackend):
    """Opens streams that know the limit."""

    def __init__(self, limit: _Limit) -> None:
        super().__init__()
        self._limit = limit

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """As httpcore2's, within the limit."""
        left = self._limit.left(timeout, httpcore2.ConnectTimeout)
        return _Stream(super().connect_tcp(host, port, left, local_address, socket_options), self._limit)


class _Stream(httpcore2.NetworkStream):
    """A stream whose reads and writes together end by the limit."""

    def __init__(self, stream: httpcore2.NetworkStream, limit: _Limit) -> None:
        self._stream = stream
        self._limit = limit

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """At most `max_bytes`."""
        return self._stream.read(max_bytes, self._limit.left(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """All of `buffer`."""
        self._stream.write(buffer, self._limit.left(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        """Close it."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Wrap in TLS."""
        left = self._limit.left(timeout, httpcore2.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._limit)

    def get_extra_info(self, info: str) -> Any:
        """As the stream below."""
        return self._stream.get_extra_info(info)
