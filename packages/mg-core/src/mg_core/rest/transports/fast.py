"""Fast transport: our own HTTP/1.1 pool on asyncio protocols and httptools (extra `[fast]`).

About 25 times cheaper than httpx per request, and flat at any number of calls in flight: a call with a free
connection takes it from a list, one without waits in order of arrival.

Rules
    1. At most `max_connections` per origin; waiting is first come first served.
    2. A call that is cancelled or out of time drops its connection and gives the place to the next in line.
    3. An idle connection that the peer closes leaves the pool. If a request met one that was just being closed,
       and no byte of a reply came, it is sent again on a fresh connection, once, and only if its method (or an
       Idempotency-Key) makes that harmless.
    4. Redirects, cookies and proxies are not its business; packed bodies are unpacked by `send` alone.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Mapping

from ...errors import AttemptTimeoutError, ConfigurationError, ConnectError, ConnectionLostError
from . import MAX_BODY_BYTES, Reply, http
from .connection import Connection, RawReply

Origin = tuple[str, int]
"""Host and port; a host that begins with `/` is the path of a Unix socket."""

REPEATABLE = frozenset({b"GET", b"HEAD", b"PUT", b"DELETE", b"OPTIONS", b"TRACE"})
DOUBTFUL_AFTER_S = 0.2
"""Idle time after which a connection is looked at once more before a request that cannot be repeated."""


class OriginPool:
    """Connections to one origin."""

    def __init__(self, transport: FastTransport, origin: Origin, tls: ssl.SSLContext | None) -> None:
        self.transport = transport
        self.origin = origin
        self.tls = tls
        self.loop = asyncio.get_running_loop()
        self.idle: list[Connection] = []
        self.busy: set[Connection] = set()
        self.opening = 0
        self.closed = False
        self.waiters: deque[asyncio.Future[Connection | None]] = deque()

    @property
    def taken(self) -> int:
        """Places in use: idle, busy and opening connections."""
        return len(self.idle) + len(self.busy) + self.opening

    def take(self) -> Connection | None:
        """An idle connection, the one used last first."""
        idle = self.idle
        while idle:
            connection = idle.pop()
            if connection.usable:
                if self.loop.time() - connection.idle_since < self.transport.idle_s:
                    self.busy.add(connection)
                    return connection
                connection.abort()
        return None

    async def acquire(self, *, fresh: bool) -> tuple[Connection, bool]:
        """A connection, and whether it was used before."""
        found = None if fresh else self.take()
        if found is not None:
            return found, True
        if self.taken < self.transport.max_connections:
            return await self._open(), False
        if fresh and self.idle:
            self.idle.pop(0).abort()
            return await self._open(), False
        turn: asyncio.Future[Connection | None] = self.loop.create_future()
        self.waiters.append(turn)
        try:
            given = await turn
        except BaseException:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._pass_on(turn.result())
            raise
        if given is not None and given.usable:
            return given, True
        if given is not None:
            self.busy.discard(given)
            self.opening += 1
        self.opening -= 1
        return await self._open(), False

    def release(self, connection: Connection) -> None:
        """The exchange on `connection` ended."""
        if not connection.usable:
            self.busy.discard(connection)
            connection.abort()
            self._pass_place()
            return
        connection.idle_since = self.loop.time()
        if self.waiters:
            self._pass_on(connection)
        else:
            self.busy.discard(connection)
            self.idle.append(connection)

    def drop(self, connection: Connection) -> None:
        """The connection is closed, by whoever; called once per connection."""
        if connection in self.idle:
            self.idle.remove(connection)
            self._pass_place()

    def close(self) -> None:
        """Close every connection, those that are being opened as soon as they are; waiters are told."""
        self.closed = True
        for connection in (*self.idle, *self.busy):
            connection.abort()
        self.idle.clear()
        for turn in self.waiters:
            if not turn.done():
                turn.set_exception(ConnectError("the transport was closed"))
        self.waiters.clear()

    async def _open(self) -> Connection:
        self.opening += 1
        limit = asyncio.timeout(self.transport.connect_s)
        try:
            async with limit:
                connection = await self._connect()
        except BaseException as error:
            self.opening -= 1
            self._pass_place()
            if limit.expired():
                raise ConnectError(f"no connection to {self._name()} within {self.transport.connect_s:g} s") from None
            if isinstance(error, OSError | ValueError):
                raise ConnectError(f"cannot connect to {self._name()}: {http.said(error)}") from error
            raise
        self.opening -= 1
        if self.closed:
            connection.abort()
            raise ConnectError("the transport was closed")
        self.busy.add(connection)
        return connection

    async def _connect(self) -> Connection:
        host, port = self.origin
        limit = self.transport.max_body_bytes

        def make() -> Connection:
            return Connection(self.loop, self.drop, limit)

        if host.startswith("/"):
            _, unix = await self.loop.create_unix_connection(make, host)
            return unix
        _, connection = await self.loop.create_connection(make, host, port, ssl=self.tls)
        return connection

    def _pass_on(self, connection: Connection | None) -> None:
        """Hand a connection that is in `busy`, or (None) a reserved place, to the first waiter."""
        while self.waiters:
            turn = self.waiters.popleft()
            if not turn.done():
                turn.set_result(connection)
                return
        if connection is None:
            self.opening -= 1
        else:
            self.busy.discard(connection)
            if connection.usable:
                self.idle.append(connection)

    def _pass_place(self) -> None:
        if self.waiters:
            self.opening += 1
            self._pass_on(None)

    def _name(self) -> str:
        host, port = self.origin
        return host if host.startswith("/") else f"{host}:{port}"


class FastTransport:
    """`Transport` over `OriginPool`s; `exchange` is the same without strings and dicts, for proxies."""

    def __init__(
        self,
        *,
        max_connections: int = 100,
        idle_s: float = 30.0,
        connect_s: float = 5.0,
        tls: ssl.SSLContext | None = None,
        max_body_bytes: int = MAX_BODY_BYTES,
    ) -> None:
        """Nothing is opened yet.

        Args:
            max_connections: per origin.
            idle_s: seconds an unused connection may be reused.
            connect_s: seconds to open a connection, TLS included.
            tls: context for https; the machine's trust store by default. An authority of one's own:
                `ssl.create_default_context(cafile=...)`; a client certificate: `load_cert_chain` on the context.
            max_body_bytes: a longer reply ends the attempt.
        """
        if max_connections < 1:
            raise ConfigurationError("max_connections must be at least 1")
        self.max_connections = max_connections
        self.idle_s = idle_s
        self.connect_s = connect_s
        self.max_body_bytes = max_body_bytes
        self._tls = tls
        self._pools: dict[Origin, OriginPool] = {}
        self._secure: dict[Origin, OriginPool] = {}

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_s: float | None
    ) -> Reply:
        """See `Transport.send`."""
        (secure, host, port, authority), target = http.split_url(url)
        head = request_head(method, target, authority, headers, len(body))
        status, pairs, content = await self.exchange((host, port), head, body, timeout_s, secure=secure)
        return http.reply_of(status, pairs, content, self.max_body_bytes)

    async def exchange(
        self, origin: Origin, head: bytes, body: bytes = b"", timeout_s: float | None = None, *, secure: bool = False
    ) -> RawReply:
        """Send a complete request head (with its empty line) and body; return status, header pairs and body.

        Args:
            origin: host and port, or the path of a Unix socket and 0.
            head: request line and headers, bytes as they shall be sent.
            body: what `head` announces.
            timeout_s: limit of all of it; None leaves time to the caller, who cancels.
            secure: TLS.

        Raises:
            ConnectError, ConnectionLostError, AttemptTimeoutError: as `Transport.send`.
        """
        pools = self._secure if secure else self._pools
        pool = pools.get(origin)
        if pool is None or pool.loop is not asyncio.get_running_loop():
            pool = pools[origin] = OriginPool(self, origin, self._context() if secure else None)
        connection = pool.take()
        if connection is None:
            return await self._slow(pool, head, body, timeout_s)
        method = head[: head.find(b" ")]
        if method not in REPEATABLE and pool.loop.time() - connection.idle_since > DOUBTFUL_AFTER_S:
            await _look_again(pool, connection)
        timer = None if timeout_s is None else pool.loop.call_later(timeout_s, _expire, connection, timeout_s)
        began = pool.loop.time()
        try:
            return await _run(pool, connection, head, body, bodyless=method == b"HEAD")
        except (ConnectError, ConnectionLostError) as error:
            if connection.received or (isinstance(error, ConnectionLostError) and not _repeatable(method, head)):
                raise
        finally:
            if timer is not None:
                timer.cancel()
        left_s = None if timeout_s is None else timeout_s - (pool.loop.time() - began)
        return await self._slow(pool, head, body, left_s, fresh=True)

    async def aclose(self) -> None:
        """Close every connection."""
        for pool in (*self._pools.values(), *self._secure.values()):
            pool.close()
        self._pools.clear()
        self._secure.clear()

    async def _slow(
        self, pool: OriginPool, head: bytes, body: bytes, timeout_s: float | None, *, fresh: bool = False
    ) -> RawReply:
        """No connection at hand, or only one that turned out to be closed."""
        limit = asyncio.timeout(timeout_s)
        try:
            async with limit:
                return await self._acquire_and_run(pool, head, body, fresh=fresh)
        except TimeoutError:
            if not limit.expired():
                raise
            raise AttemptTimeoutError(f"no answer within {timeout_s or 0:g} s") from None

    async def _acquire_and_run(self, pool: OriginPool, head: bytes, body: bytes, *, fresh: bool) -> RawReply:
        method = head[: head.find(b" ")]
        connection, reused = await pool.acquire(fresh=fresh)
        try:
            return await _run(pool, connection, head, body, bodyless=method == b"HEAD")
        except ConnectionLostError:
            if not reused or connection.received or not _repeatable(method, head):
                raise
        connection, _ = await pool.acquire(fresh=True)
        return await _run(pool, connection, head, body, bodyless=method == b"HEAD")

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls


def request_head(method: str, target: str, authority: str, headers: Mapping[str, str], length: int) -> bytes:
    """Request line and headers.

    Raises:
        ConfigurationError: a header or the target cannot be sent as it is.
    """
    http.check_head(target, headers)
    lines = [f"{method} {target} HTTP/1.1", f"host: {authority}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if length or method in ("POST", "PUT", "PATCH"):
        lines.append(f"content-length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


async def _look_again(pool: OriginPool, connection: Connection) -> None:
    """Give the loop two turns to notice that the peer has closed an idle connection."""
    try:
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    except BaseException:
        pool.release(connection)
        raise


async def _run(pool: OriginPool, connection: Connection, head: bytes, body: bytes, *, bodyless: bool) -> RawReply:
    try:
        return await connection.begin(head, body, bodyless=bodyless)
    except BaseException:
        connection.abort()
        raise
    finally:
        pool.release(connection)


def _expire(connection: Connection, timeout_s: float) -> None:
    connection.abort(AttemptTimeoutError(f"no answer within {timeout_s:g} s"))


def _repeatable(method: bytes, head: bytes) -> bool:
    return method in REPEATABLE or b"\r\nidempotency-key:" in head.lower()
