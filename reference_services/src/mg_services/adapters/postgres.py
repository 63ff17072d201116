"""PostgreSQL as stores see it: statements, typed transactions and errors of our tree; the driver stays in here.

asyncpg keeps prepared statements per connection. Behind a transaction pooler older than pgbouncer 1.21 they belong
to somebody else's connection: set `statement_cache_size` to 0 there.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Final, Literal, Self, TypeVar, cast, overload

import asyncpg

from mg_core import deadline
from mg_core.errors import ApiError, AttemptTimeoutError, DeadlineExceededError, MgError

T = TypeVar("T")

Row = Mapping[str, Any]
"""A row by the names of its columns."""

Isolation = Literal["read committed", "repeatable read", "serializable"]
"""What a transaction sees of others; the two stricter ones may end in `TransactionConflictError`."""

Constraint = Literal["unique", "foreign_key", "not_null", "check", "exclusion"]
"""What kind of rule refuses a row."""


class ConstraintError(MgError):
    """A constraint refuses a row. A store that expects it says what it means; one that nobody expects is a defect: 500.

    Attributes:
        kind: of the constraint.
        constraint: its name; "" where PostgreSQL names none.
    """

    default_retry_safe = False

    def __init__(self, message: str, *, kind: Constraint, constraint: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.constraint = constraint


class TransactionConflictError(MgError):
    """Another transaction was in the way (serialization failure, deadlock) and this one is undone: run it again."""

    default_code = "transaction_conflict"
    default_status = 503
    default_retry_safe = True


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
    """Seconds that one statement may take, and that a transaction may wait between two; less when the caller's
    deadline is nearer."""
    statement_cache_size: int = 100
    """Prepared statements kept per connection; 0 behind a transaction pooler."""


class Queries(ABC):
    """What can be asked, of a pool or inside of a transaction.

    Arguments stand for `$1`, `$2` ... of the statement. Every method raises:

    - `ApiError` `service_unavailable`: no connection, or it broke.
    - `DeadlineExceededError`: the caller's deadline; `AttemptTimeoutError`: `statement_s`. The statement is cancelled.
    - `ConstraintError`, `TransactionConflictError`.
    """

    _statement_s: float

    @abstractmethod
    def _lease(self) -> AbstractAsyncContextManager[Any]:
        """A connection of the driver for one statement."""

    @overload
    async def fetch(self, sql: str, *arguments: Any) -> list[Row]: ...
    @overload
    async def fetch(self, sql: str, *arguments: Any, into: Callable[..., T]) -> list[T]: ...
    async def fetch(self, sql: str, *arguments: Any, into: Callable[..., T] | None = None) -> list[Row] | list[T]:
        """All rows of a query; with `into`, what that makes of each row's columns, given by name."""
        async with self._lease() as connection:
            rows: list[Row] = await connection.fetch(sql, *arguments, timeout=self._patience_s())
        return rows if into is None else [into(**row) for row in rows]

    @overload
    async def fetchrow(self, sql: str, *arguments: Any) -> Row | None: ...
    @overload
    async def fetchrow(self, sql: str, *arguments: Any, into: Callable[..., T]) -> T | None: ...
    async def fetchrow(self, sql: str, *arguments: Any, into: Callable[..., T] | None = None) -> Row | T | None:
        """The first row of a query, as `fetch` gives it, or None."""
        async with self._lease() as connection:
            row: Row | None = await connection.fetchrow(sql, *arguments, timeout=self._patience_s())
        return row if row is None or into is None else into(**row)

    async def fetchval(self, sql: str, *arguments: Any) -> Any:
        """The first column of the first row, or None."""
        async with self._lease() as connection:
            return await connection.fetchval(sql, *arguments, timeout=self._patience_s())

    async def execute(self, sql: str, *arguments: Any) -> int:
        """Run a statement; the number of rows that it touched."""
        async with self._lease() as connection:
            tag = await connection.execute(sql, *arguments, timeout=self._patience_s())
        last = tag.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    def _patience_s(self) -> float:
        """Seconds for the next statement."""
        left = deadline.remaining_s()
        if left is not None and left <= 0:
            raise _late()
        return self._statement_s if left is None else min(left, self._statement_s)


class Transaction(Queries):
    """One transaction, made by `Postgres.transaction`: committed at the end of its block, undone by any exception.

    For one task: its statements run one after the other.
    """

    def __init__(self, connection: Any, statement_s: float, isolation: Isolation) -> None:
        self._connection = connection
        self._statement_s = statement_s
        self._isolation = isolation
        self._numbers = itertools.count(1)

    async def __aenter__(self) -> Self:
        # The server keeps the limits as well: a caller that hangs holds no lock beyond them.
        limit_ms = max(1, int(self._patience_s() * 1000))
        try:
            await self.execute(
                f"BEGIN ISOLATION LEVEL {self._isolation}; SET LOCAL statement_timeout = {limit_ms}; "
                f"SET LOCAL idle_in_transaction_session_timeout = {limit_ms}"
            )
        except BaseException:
            await self._undo()
            raise
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            await self._undo()
            return
        try:
            await self._commit()
        except BaseException:
            await self._undo()
            raise

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part that an exception undoes alone; who catches that outside of it goes on with the transaction."""
        name = f"part_{next(self._numbers)}"
        await self.execute(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException:
            with contextlib.suppress(MgError):  # gone, or out of time: then the whole transaction is undone
                await self.execute(f"ROLLBACK TO SAVEPOINT {name}")
            raise
        await self.execute(f"RELEASE SAVEPOINT {name}")

    @asynccontextmanager
    async def _lease(self) -> AsyncIterator[Any]:
        with _mapped(retry_safe=True):
            yield self._connection

    async def _commit(self) -> None:
        """Make it last.

        Raises:
            ApiError: with `retry_safe` None when the connection broke before the answer, so that nobody knows.
        """
        patience_s = self._patience_s()  # a caller that has gone gets nothing done: not even begun to commit
        with _mapped(retry_safe=None):
            tag = await self._connection.execute("COMMIT", timeout=patience_s)
        if tag != "COMMIT":
            # PostgreSQL answers so, without an error, when a statement failed and its error was swallowed.
            raise RuntimeError("a statement of this transaction failed, so that it cannot be committed")

    async def _undo(self) -> None:
        """Roll back; a connection that does not answer is cut, which does the same."""
        try:
            await self._connection.execute("ROLLBACK", timeout=_UNDO_S)
        except (*_GONE, asyncpg.PostgresError):
            with contextlib.suppress(asyncpg.InterfaceError):  # the pool has taken it back already
                self._connection.terminate()


class Postgres(Queries):
    """A pool of connections.

    Open it with `await Postgres.open(dsn)`, or use it as an async context manager.
    """

    def __init__(self, dsn: str, settings: PoolSettings | None = None) -> None:
        self._dsn = dsn
        self._settings = settings or PoolSettings()
        self._statement_s = self._settings.statement_s
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
    async def transaction(self, *, isolation: Isolation = "read committed") -> AsyncIterator[Transaction]:
        """What is done inside of it is done as a whole, at the end of the block, or not at all.

        Any exception undoes it, a cancellation too. It is not committed when the caller's deadline has passed.

        Raises:
            TransactionConflictError: at any statement and at the end; nothing is done, run the whole block again.
            RuntimeError: a statement failed and its error was swallowed; a `savepoint` is for that.
        """
        async with (
            self._connection() as connection,
            Transaction(connection, self._statement_s, isolation) as transaction,
        ):
            yield transaction

    @asynccontextmanager
    async def _lease(self) -> AsyncIterator[Any]:
        async with self._connection() as connection:
            with _mapped(retry_safe=None):
                yield connection

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        pool = self._pool
        if pool is None:
            raise _away()
        with _connecting():
            left = deadline.remaining_s()
            wait_s = self._settings.connect_s if left is None else max(0.0, min(left, self._settings.connect_s))
            connection = await pool.acquire(timeout=wait_s)
        try:
            yield connection
        finally:
            await pool.release(connection)

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
        with _connecting():
            self._pool = await asyncpg.create_pool(
                self._dsn,
                min_size=settings.min_size,
                max_size=settings.max_size,
                max_inactive_connection_lifetime=settings.idle_s,
                timeout=settings.connect_s,
                command_timeout=settings.statement_s,
                statement_cache_size=settings.statement_cache_size,
            )


_UNDO_S: Final = 2.0
"""Seconds that a rollback gets."""

_GONE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # used before asyncpg has read that the server closed the connection
    asyncpg.TooManyConnectionsError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleInTransactionSessionTimeoutError,
)

_KINDS: Final[Mapping[type[Exception], Constraint]] = {
    asyncpg.UniqueViolationError: "unique",
    asyncpg.ForeignKeyViolationError: "foreign_key",
    asyncpg.NotNullViolationError: "not_null",
    asyncpg.CheckViolationError: "check",
    asyncpg.ExclusionViolationError: "exclusion",
}


@contextmanager
def _mapped(*, retry_safe: bool | None) -> Iterator[None]:
    """Turns the driver's errors into those of `Queries`; what a wrong statement raises passes.

    Args:
        retry_safe: whether what was asked may be asked again after the connection broke.
    """
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        kind, name = _KINDS.get(type(error)), cast("str | None", error.constraint_name)
        if kind is None:
            raise
        raise ConstraintError(f"the database refuses this row: {kind}", kind=kind, constraint=name or "") from error
    except (asyncpg.SerializationError, asyncpg.DeadlockDetectedError) as error:
        raise TransactionConflictError("another transaction was in the way") from error
    except (TimeoutError, asyncpg.QueryCanceledError) as error:
        raise _late(retry_safe=retry_safe) from error
    except _GONE as error:
        raise _away(retry_safe=retry_safe) from error


@contextmanager
def _connecting() -> Iterator[None]:
    """Turns what keeps us from having a connection into our errors; nothing was asked, so that it may be repeated."""
    try:
        yield
    except (*_GONE, TimeoutError) as error:
        left = deadline.remaining_s()
        raise (_away() if left is None or left > 0 else _late()) from error


def _away(*, retry_safe: bool | None = True) -> MgError:
    return ApiError("the database cannot be reached", code="service_unavailable", status=503, retry_safe=retry_safe)


def _late(*, retry_safe: bool | None = True) -> MgError:
    left = deadline.remaining_s()
    if left is not None and left <= 0:
        return DeadlineExceededError("the deadline passed before the database had answered", retry_safe=retry_safe)
    return AttemptTimeoutError("a statement took too long", retry_safe=retry_safe)
