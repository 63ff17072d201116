"""Migrations of the PostgreSQL schema: plain SQL files, applied in order, each exactly once.

`V002__add_user_preferences.sql` goes forward, `U002__add_user_preferences.sql` back; Flyway can run the same files.
The rules:

* One file is one transaction: a failed file leaves nothing behind, not even its row in the history. A file whose
  first line is `-- no-transaction` is run statement by statement outside of one (CREATE INDEX CONCURRENTLY).
* A lock in the database lets only one process migrate at a time; the others then find nothing to do.
* The history keeps the sha256 of each applied file; a file that was edited afterwards is refused.

Run it on a direct connection, not through a transaction pooler: the lock belongs to the session.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import asyncpg

from mg_core.errors import ConfigurationError
from mg_services.engines.process import Report, silent

FOLDER: Final = Path(__file__).parent / "migrations"
"""The platform's own migrations."""

_LOCK_KEY = 0x6D67_6D69_6772
_LOCK_TIMEOUT_S = 60.0
_LOCK_POLL_S = 0.1
_NAME = re.compile(r"(?P<kind>[VU])(?P<version>\d+)__(?P<title>\w+)\.sql")
_NO_TRANSACTION = "-- no-transaction"
_HISTORY = """
CREATE TABLE IF NOT EXISTS schema_history (
    version     integer PRIMARY KEY,
    title       text NOT NULL,
    sha256      text NOT NULL,
    applied_at  timestamptz NOT NULL DEFAULT now(),
    duration_ms integer NOT NULL
)"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One version of the schema."""

    version: int
    title: str
    forward: str = field(repr=False)
    """SQL of the V file."""
    back: str | None = field(repr=False)
    """SQL of the U file; None when there is none and the step cannot be undone."""

    @property
    def sha256(self) -> str:
        """Digest of the V file."""
        return hashlib.sha256(self.forward.encode()).hexdigest()

    @property
    def name(self) -> str:
        """Name for a person, `V002 add user preferences`."""
        return f"V{self.version:03d} {self.title.replace('_', ' ')}"


def read_folder(folder: Path = FOLDER) -> list[Migration]:
    """The migrations of a folder in the order of their versions.

    Raises:
        ConfigurationError: a name that is not `V001__title.sql`, a version given twice, a U file without its V file.
    """
    files: dict[tuple[str, int], tuple[str, str]] = {}
    for path in sorted(folder.glob("*.sql")):
        match = _NAME.fullmatch(path.name)
        if match is None:
            raise ConfigurationError(f"{path}: a migration is named V001__title.sql or U001__title.sql")
        key = (match["kind"], int(match["version"]))
        if key in files:
            raise ConfigurationError(f"{path}: version {key[0]}{key[1]:03d} is there twice")
        files[key] = (match["title"], path.read_text("utf-8"))
    versions = sorted(version for kind, version in files if kind == "V")
    for kind, version in files:
        if kind == "U" and version not in versions:
            raise ConfigurationError(f"{folder}: U{version:03d} has no V{version:03d}")
    return [_migration(version, files) for version in versions]


def _migration(version: int, files: dict[tuple[str, int], tuple[str, str]]) -> Migration:
    title, forward = files["V", version]
    back = files.get(("U", version))
    return Migration(version, title, forward, back[1] if back else None)


async def migrate(
    dsn: str, *, to: int | None = None, folder: Path = FOLDER, report: Report = silent
) -> list[Migration]:
    """Apply what is not applied yet, up to version `to` (None: all); return what was applied.

    Raises:
        ConfigurationError: an applied file was edited or is gone, a new one sorts below an applied one, or a
            file fails; the schema then stands at the last file that succeeded.
    """
    migrations = read_folder(folder)
    done: list[Migration] = []
    async with _locked(dsn) as connection:
        applied = await _history(connection)
        _check(applied, migrations)
        for migration in migrations:
            if migration.version in applied or (to is not None and migration.version > to):
                continue
            began = time.monotonic()
            await _run(connection, migration.forward, migration.name, migration, began)
            report(f"applied {migration.name} in {(time.monotonic() - began) * 1000:.0f} ms")
            done.append(migration)
    return done


async def undo(dsn: str, *, to: int, folder: Path = FOLDER, report: Report = silent) -> list[Migration]:
    """Take back every version above `to` (0: all), newest first; return what was taken back.

    Raises:
        ConfigurationError: an applied file was edited, a step has no U file, or a file fails.
    """
    migrations = {migration.version: migration for migration in read_folder(folder)}
    done: list[Migration] = []
    async with _locked(dsn) as connection:
        applied = await _history(connection)
        _check(applied, list(migrations.values()))
        for version in sorted((version for version in applied if version > to), reverse=True):
            migration = migrations[version]
            if migration.back is None:
                raise ConfigurationError(f"{migration.name} has no U{version:03d} file and cannot be undone")
            await _run(connection, migration.back, f"undo of {migration.name}", version)
            report(f"took back {migration.name}")
            done.append(migration)
    return done


async def current_version(dsn: str) -> int:
    """The newest applied version; 0 for an empty database."""
    connection = await asyncpg.connect(dsn, timeout=_LOCK_TIMEOUT_S)
    try:
        if await connection.fetchval("SELECT to_regclass('schema_history')") is None:
            return 0
        return int(await connection.fetchval("SELECT coalesce(max(version), 0) FROM schema_history"))
    finally:
        await connection.close()


@asynccontextmanager
async def _locked(dsn: str) -> AsyncIterator[Any]:
    # No statement cache: a migration changes the types behind the statements.
    connection = await asyncpg.connect(dsn, timeout=10, statement_cache_size=0)
    try:
        until = time.monotonic() + _LOCK_TIMEOUT_S
        # Polled, not waited for: a session that waits in the server blocks CREATE INDEX CONCURRENTLY of the holder.
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK_KEY):
            if time.monotonic() > until:
                raise ConfigurationError(f"another process has been migrating for {_LOCK_TIMEOUT_S:.0f} s: try again")
            await asyncio.sleep(_LOCK_POLL_S)
        await connection.execute(_HISTORY)
        yield connection
    finally:
        await connection.close()


async def _history(connection: Any) -> dict[int, str]:
    rows = await connection.fetch("SELECT version, sha256 FROM schema_history")
    return {row["version"]: row["sha256"] for row in rows}


def _check(applied: dict[int, str], migrations: Sequence[Migration]) -> None:
    known = {migration.version: migration for migration in migrations}
    for version, sha256 in sorted(applied.items()):
        if version not in known:
            raise ConfigurationError(f"V{version:03d} is applied, but its file is gone: the database is newer")
        if known[version].sha256 != sha256:
            raise ConfigurationError(f"{known[version].name} was edited after it was applied: add a new file instead")
    newest = max(applied, default=0)
    for migration in migrations:
        if migration.version not in applied and migration.version < newest:
            raise ConfigurationError(f"{migration.name} sorts below V{newest:03d}, which is applied: renumber it")


async def _run(connection: Any, sql: str, name: str, record: Migration | int, began: float = 0.0) -> None:
    """Run one file and keep its row of the history: a version to forget, or a migration to remember."""
    try:
        if sql.startswith(_NO_TRANSACTION):
            for statement in split_statements(sql):
                await connection.execute(statement)
            await _record(connection, record, began)
            return
        async with connection.transaction():
            await connection.execute(sql)
            await _record(connection, record, began)
    except asyncpg.PostgresError as error:
        raise ConfigurationError(f"{name} failed: {error}") from None


async def _record(connection: Any, record: Migration | int, began: float) -> None:
    if isinstance(record, int):
        await connection.execute("DELETE FROM schema_history WHERE version = $1", record)
        return
    duration_ms = int((time.monotonic() - began) * 1000)
    await connection.execute(
        "INSERT INTO schema_history (version, title, sha256, duration_ms) VALUES ($1, $2, $3, $4)",
        record.version,
        record.title,
        record.sha256,
        duration_ms,
    )


def split_statements(sql: str) -> list[str]:
    """The statements of a `-- no-transaction` file: split at semicolons that end a line; comments are dropped.

    A function body cannot be written in such a file; it has no need to be outside of a transaction.
    """
    lines = [line for line in sql.splitlines() if not line.lstrip().startswith("--")]
    return [part.strip() for part in re.split(r";[ \t]*(?:\n|\Z)", "\n".join(lines)) if part.strip()]
