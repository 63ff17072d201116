"""The pool of PostgreSQL connections.

asyncpg keeps prepared statements per connection. Behind a transaction pooler older than pgbouncer 1.21 they belong
to somebody else's connection: set `statement_cache_size` to 0 there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Self

import asyncpg

from mg_core.errors import ApiError, MgError


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """Limits of one service's pool."""

    min_size: int = 2
    """Connections kept open."""
    max_size: int = 10
    """Connections opened at most; further callers wait."""
    idle_s: float = 30.0
    """Seconds after which an unused connection above `min_size` is closed."""
    connect_s: float = 5.0
    """Seconds to wait for a new connection, and for a free one of the pool."""
    statement_s: float = 10.0
    """Seconds that one statement may take."""
    statement_cache_size: int = 100
    """Prepared statements kept per connection; 0 behind a transaction pooler."""


class Postgres:
    """A pool of connections; an outage becomes one error, `service_unavailable`.

    Open it with `await Postgres.open(dsn)`, or use it as an async context manager.
    """

    def __init__(self, dsn: str, settings: PoolSettings | None = None) -> None:
        self._dsn = dsn
        self._settings = settings or PoolSettings()
        self._pool: Any = None

    @classmethod
    async def open(cls, dsn: str, settings: PoolSettings | None = None) -> Postgres:
        """Connect the first connections.

        Raises:
            ApiError: `service_unavailable`, the server cannot be reached.
        """
        store = cls(dsn, settings)
        await store._connect()
        return store

    async def __aenter__(self) -> Self:
        await self._connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the pool; waits at most `connect_s` for connections in use."""
        if self._pool is None:
            return
        pool, self._pool = self._pool, None
        try:
            async with asyncio.timeout(self._settings.connect_s):
                await pool.close()
        except TimeoutError:
            pool.terminate()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        """A connection of the pool; goes back at the end.

        Raises:
            ApiError: `service_unavailable`, none is free within `connect_s`, or the server went away.
        """
        with _mapped():
            async with self._pool.acquire(timeout=self._settings.connect_s) as connection:
                yield connection

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        """A connection inside of a READ COMMITTED transaction; an error rolls it back."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    async def fetch(self, sql: str, *arguments: Any) -> list[Any]:
        """All rows of a query."""
        async with self.connection() as connection:
            rows: list[Any] = await connection.fetch(sql, *arguments)
            return rows

    async def fetchrow(self, sql: str, *arguments: Any) -> Any:
        """The first row of a query, or None."""
        async with self.connection() as connection:
            return await connection.fetchrow(sql, *arguments)

    async def fetchval(self, sql: str, *arguments: Any) -> Any:
        """The first column of the first row, or None."""
        async with self.connection() as connection:
            return await connection.fetchval(sql, *arguments)

    async def execute(self, sql: str, *arguments: Any) -> int:
        """Run a statement; the number of rows that it touched."""
        async with self.connection() as connection:
            tag = await connection.execute(sql, *arguments)
        last = tag.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    async def healthy(self) -> bool:
        """Whether the server answers now."""
        try:
            return bool(await self.fetchval("SELECT 1") == 1)
        except MgError:
            return False

    def sizes(self) -> tuple[int, int]:
        """Connections open and connections idle."""
        return self._pool.get_size(), self._pool.get_idle_size()

    async def _connect(self) -> None:
        settings = self._settings
        with _mapped():
            self._pool = await asyncpg.create_pool(
                self._dsn,
                min_size=settings.min_size,
                max_size=settings.max_size,
                max_inactive_connection_lifetime=settings.idle_s,
                timeout=settings.connect_s,
                command_timeout=settings.statement_s,
                statement_cache_size=settings.statement_cache_size,
            )


_GONE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # used before asyncpg has read that the server closed the connection
    asyncpg.TooManyConnectionsError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)


@contextmanager
def _mapped() -> Iterator[None]:
    """Turns an unreachable server into `service_unavailable`; errors of the statement itself pass."""
    try:
        yield
    except _GONE as error:
        raise ApiError("the database cannot be reached", code="service_unavailable", status=503) from error
