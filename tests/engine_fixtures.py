"""Real engines for tests: one PostgreSQL, one Redis and one vector server for the session, a place in it per test."""

from __future__ import annotations

import asyncio
import itertools
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import redis.asyncio

from mg_services.data import migrator
from mg_services.engines import sources as engine_module
from mg_services.engines.qdrant import QdrantEngine
from mg_services.engines.sources import Engines, EngineSettings

_NUMBERS = itertools.count(1)
_REDIS_DATABASES = 16


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
            yield runner.run(running.__aenter__())
        finally:
            runner.run(running.__aexit__(None, None, None))


@pytest.fixture
async def empty_database(engines: Engines) -> AsyncIterator[str]:
    """DSN of an empty database, dropped after the test."""
    name = f"test_{os.getpid()}_{next(_NUMBERS)}"
    admin = await asyncpg.connect(engines.postgres_dsn)
    try:
        await admin.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(engines.postgres_dsn)._replace(path=f"/{name}"))
    finally:
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await admin.close()


@pytest.fixture
async def database(empty_database: str) -> Database:
    """A database with the newest schema."""
    await migrator.migrate(empty_database)
    return Database(empty_database)


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
