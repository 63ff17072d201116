"""Real engines for tests: a PostgreSQL, a Redis and a vector server for each worker, a place in them for each test.

A worker has engines of its own unless it is given URLs: they start in seconds, and no test can disturb another
worker's, whatever it does to them (a Redis has 16 databases, but one pause and one set of channels for all).
"""

from __future__ import annotations

import asyncio
import itertools
import os
import secrets
import ssl
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import redis.asyncio

from mg_services.data import migrator
from mg_services.engines import sources as engine_module
from mg_services.engines.qdrant import QdrantEngine
from mg_services.engines.redis import find_program
from mg_services.engines.sources import Engines, EngineSettings

_NUMBERS = itertools.count(1)
_RUN = secrets.token_hex(4)
_REDIS_DATABASES = 16
PLAIN: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients of plain http: without it each of them loads all authorities, which takes longer than most tests."""


@dataclass(frozen=True)
class Database:
    """A database of one test's own."""

    dsn: str


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """PostgreSQL and Redis, from MG_*_URL or MG_ENGINES when these are set, else from the machine or a wheel."""
    with tempfile.TemporaryDirectory(prefix="mg-engines-") as folder, asyncio.Runner() as runner:
        settings = replace(EngineSettings.from_environment(), data_dir=Path(folder))
        running = engine_module.start(settings)
        try:
            started = runner.run(running.__aenter__())
            if started.postgres is not None:
                runner.run(_spare_the_disk(started.postgres_dsn))
            yield started
        finally:
            runner.run(running.__aexit__(None, None, None))


async def _spare_the_disk(dsn: str) -> None:
    """Nothing in the tests' server has to outlive a crash of the machine."""
    admin = await asyncpg.connect(dsn)
    try:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            await admin.execute(f"ALTER SYSTEM SET {name} = off")
        await admin.execute("SELECT pg_reload_conf()")
    finally:
        await admin.close()


@asynccontextmanager
async def _new_database(engines: Engines, name: str, template: str) -> AsyncIterator[str]:
    """DSN of a copy of a database, dropped at the end."""
    admin = await asyncpg.connect(engines.postgres_dsn)
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield urlunsplit(urlsplit(engines.postgres_dsn)._replace(path=f"/{name}"))
    finally:
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await admin.close()


@pytest.fixture(scope="session")
def newest_schema(engines: Engines) -> Iterator[str]:
    """Name of a database with the newest schema: a copy takes a fraction of the time that the migrations take."""
    name = f"schema_{_RUN}"
    with asyncio.Runner() as runner:
        made = _new_database(engines, name, "template1")
        dsn = runner.run(made.__aenter__())
        try:
            runner.run(migrator.migrate(dsn))
            yield name
        finally:
            runner.run(made.__aexit__(None, None, None))


@pytest.fixture
async def empty_database(engines: Engines) -> AsyncIterator[str]:
    """DSN of an empty database, dropped after the test."""
    async with _new_database(engines, f"test_{_RUN}_{next(_NUMBERS)}", "template1") as dsn:
        yield dsn


@pytest.fixture
async def database(engines: Engines, newest_schema: str) -> AsyncIterator[Database]:
    """A database with the newest schema, dropped after the test."""
    async with _new_database(engines, f"test_{_RUN}_{next(_NUMBERS)}", newest_schema) as dsn:
        yield Database(dsn)


@pytest.fixture
async def redis_url(engines: Engines) -> AsyncIterator[str]:
    """URL of an empty Redis database; tests of one process run one after the other and take turns with it."""
    parts = urlsplit(engines.redis_url)
    url = urlunsplit(parts._replace(path=f"/{next(_NUMBERS) % (_REDIS_DATABASES - 1) + 1}"))
    client = redis.asyncio.Redis.from_url(url)
    try:
        await client.flushdb()
        yield url
    finally:
        await client.flushdb()
        await client.aclose()


@pytest.fixture(scope="session")
def redis_program() -> Path:
    """The program of a Redis server, for tests that start and stop servers of their own."""
    source = EngineSettings.from_environment().source
    program = find_program(None if source == "url" else source)
    assert program is not None
    return program


@pytest.fixture(scope="session")
def qdrant_server() -> Iterator[str]:
    """URL of a vector server: MG_QDRANT_TEST_URL if that is set, else one that is started."""
    given = os.environ.get("MG_QDRANT_TEST_URL")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="mg-vectors-") as folder, asyncio.Runner() as runner:
        engine = QdrantEngine(Path(folder))
        runner.run(engine.start())
        try:
            yield engine.url
        finally:
            runner.run(engine.stop())


@pytest.fixture
async def qdrant_url(qdrant_server: str) -> AsyncIterator[str]:
    """URL of a vector server without collections; tests of one process run one after the other."""
    from qdrant_client import AsyncQdrantClient  # takes 2 s: only for those that need it

    client = AsyncQdrantClient(qdrant_server, check_compatibility=False)
    try:
        for each in (await client.get_collections()).collections:
            await client.delete_collection(each.name)
        yield qdrant_server
        for each in (await client.get_collections()).collections:
            await client.delete_collection(each.name)
    finally:
        await client.close()
