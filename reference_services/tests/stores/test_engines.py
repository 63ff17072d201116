from __future__ import annotations

import asyncio
import os
import signal
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio

from mg_core.errors import ConfigurationError
from mg_services.engines import postgres as postgres_engine
from mg_services.engines import redis as redis_engine
from mg_services.engines import sources as engine_module
from mg_services.engines.postgres import PostgresEngine
from mg_services.engines.process import Identity, Source
from mg_services.engines.redis import RedisEngine
from mg_services.engines.sources import Engines, EngineSettings


def available() -> list[Source]:
    sources: tuple[Source, ...] = ("machine", "wheel")
    return [
        source
        for source in sources
        if postgres_engine.find_programs(source) is not None and redis_engine.find_program(source) is not None
    ]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can enter."""
    with tempfile.TemporaryDirectory(prefix="mg-open-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


async def version_and_ping(engines: Engines) -> tuple[str, bool]:
    connection = await asyncpg.connect(engines.postgres_dsn)
    client = redis.asyncio.Redis.from_url(engines.redis_url)
    try:
        return await connection.fetchval("SHOW server_version"), await client.ping()
    finally:
        await connection.close()
        await client.aclose()


def ended(pid: int) -> asyncio.Future[None]:
    """Done when the process has ended."""
    loop = asyncio.get_running_loop()
    handle, done = os.pidfd_open(pid), loop.create_future()

    def readable() -> None:
        loop.remove_reader(handle)
        os.close(handle)
        done.set_result(None)

    loop.add_reader(handle, readable)
    return done


def test_this_machine_has_an_engine_to_test() -> None:
    assert available()


@pytest.mark.parametrize("source", available())
async def test_each_source_starts_stops_and_keeps_its_data(source: Source, tmp_path: Path) -> None:
    lines: list[str] = []
    settings = EngineSettings(data_dir=tmp_path, source=source)
    async with asyncio.timeout(60):
        async with engine_module.start(settings, report=lines.append) as first:
            version, pong = await version_and_ping(first)
            connection = await asyncpg.connect(first.postgres_dsn)
            await connection.execute("CREATE TABLE kept AS SELECT 42 AS x")
            await connection.close()
            pids = [engine.pid for engine in (first.postgres, first.redis) if engine]
        gone = [pid for pid in pids if not Path(f"/proc/{pid}").exists()]
        async with engine_module.start(settings) as second:
            connection = await asyncpg.connect(second.postgres_dsn)
            kept = await connection.fetchval("SELECT x FROM kept")
            await connection.close()

    assert pong
    assert (tmp_path / f"pg{version.split('.')[0]}").is_dir()
    assert gone == pids
    assert kept == 42
    assert any("ready in" in line for line in lines)


@pytest.mark.parametrize("source", available())
async def test_engines_killed_with_9_recover_every_acknowledged_row(source: Source, tmp_path: Path) -> None:
    async with asyncio.timeout(90), engine_module.start(EngineSettings(data_dir=tmp_path, source=source)) as engines:
        assert engines.postgres is not None
        assert engines.redis is not None
        connection = await asyncpg.connect(engines.postgres_dsn)
        await connection.execute("CREATE TABLE acked (x int)")
        for number in range(50):
            await connection.execute("INSERT INTO acked VALUES ($1)", number)
        await engines.postgres.kill()
        await engines.redis.kill()
        left_behind = (engines.postgres.data / "postmaster.pid").exists()
        await engines.postgres.start()
        await engines.redis.start()
        version, pong = await version_and_ping(engines)
        again = await asyncpg.connect(engines.postgres_dsn)
        found = await again.fetchval("SELECT count(*) FROM acked")
        await again.close()
        connection.terminate()

    assert left_behind
    assert found == 50
    assert version
    assert pong


async def test_pid_file_that_names_a_foreign_process_does_not_stop_a_start(tmp_path: Path) -> None:
    async with asyncio.timeout(60):
        async with engine_module.start(EngineSettings(data_dir=tmp_path)) as engines:
            assert engines.postgres is not None
            data = engines.postgres.data
        (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n0\n5432\n\n127.0.0.1\n\n")
        async with engine_module.start(EngineSettings(data_dir=tmp_path)) as engines:
            version, _ = await version_and_ping(engines)

    assert version


async def test_data_directory_of_a_running_platform_is_refused(tmp_path: Path) -> None:
    async with asyncio.timeout(60), engine_module.start(EngineSettings(data_dir=tmp_path)):
        with pytest.raises(ConfigurationError) as caught:
            async with engine_module.start(EngineSettings(data_dir=tmp_path)):
                pass

    assert "in use" in caught.value.message


async def test_urls_are_taken_and_nothing_is_started(engines: Engines, tmp_path: Path) -> None:
    environment = {
        "MG_ENGINES": "url",
        "MG_POSTGRES_URL": engines.postgres_dsn,
        "MG_REDIS_URL": engines.redis_url,
        "MG_DATA_DIR": str(tmp_path / "unused"),
    }
    lines: list[str] = []
    settings = EngineSettings.from_environment(environment)
    async with asyncio.timeout(20), engine_module.start(settings, report=lines.append) as taken:
        version, pong = await version_and_ping(taken)

    assert version
    assert pong
    assert taken.postgres is None
    assert taken.redis is None
    assert not (tmp_path / "unused").exists()
    assert not any(secret in line for line in lines for secret in (engines.postgres_dsn, engines.redis_url))


@pytest.mark.parametrize(
    "environment",
    [
        {"MG_ENGINES": "docker"},
        {"MG_POSTGRES_URL": "mysql://localhost/x"},
        {"MG_REDIS_URL": "localhost:6379"},
    ],
)
def test_settings_that_cannot_be_are_refused_in_one_line(environment: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        EngineSettings.from_environment(environment)

    assert "\n" not in caught.value.message


async def test_forced_url_without_a_url_says_which_variable_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        async with engine_module.start(EngineSettings(data_dir=tmp_path, source="url")):
            pass

    assert "MG_POSTGRES_URL" in caught.value.message


async def test_missing_engine_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    settings = EngineSettings(data_dir=tmp_path, source="machine", postgres_url="")
    expected = "no Redis found: `apt install redis-server`, or set MG_REDIS_URL to a running server"
    with pytest.raises(ConfigurationError) as caught:
        engine_module._redis(settings, lambda _: None)

    assert caught.value.message == expected


async def test_unreachable_url_is_one_line_without_the_password(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        url = f"postgresql://user:geheim@127.0.0.1:{port}/db"
        with pytest.raises(ConfigurationError) as caught:
            async with engine_module.start(
                EngineSettings(data_dir=tmp_path, postgres_url=url, source="url", redis_url=url)
            ):
                pass

    assert f"127.0.0.1:{port}" in caught.value.message
    assert "geheim" not in caught.value.message
    assert "\n" not in caught.value.message


async def test_password_of_redis_is_on_no_command_line_and_needed(tmp_path: Path) -> None:
    async with asyncio.timeout(30), engine_module.start(EngineSettings(data_dir=tmp_path)) as engines:
        assert engines.redis is not None
        words = Path(f"/proc/{engines.redis.pid}/cmdline").read_bytes()
        password = engines.redis_url.split(":", 2)[2].split("@")[0]
        stranger = redis.asyncio.Redis.from_url(engines.redis_url.replace(password, "guess"))
        with pytest.raises(redis.exceptions.AuthenticationError):
            await stranger.ping()
        await stranger.aclose()

    assert password.encode() not in words


async def test_server_ends_when_the_process_that_started_it_is_killed(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom mg_services.engines import sources as engines\n"
        "async def main():\n"
        f"    async with engines.start(engines.EngineSettings(data_dir=Path({str(tmp_path)!r}))) as running:\n"
        "        print(running.postgres.pid, running.redis.pid, flush=True)\n"
        "        await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    async with asyncio.timeout(90):
        child = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE)
        assert child.stdout is not None
        ends = [ended(int(word)) for word in (await child.stdout.readline()).split()]
        child.send_signal(signal.SIGKILL)
        await child.wait()
        await asyncio.gather(*ends)
        async with engine_module.start(EngineSettings(data_dir=tmp_path)) as engines:
            version, _ = await version_and_ping(engines)

    assert len(ends) == 2
    assert version


async def test_engines_never_run_as_root_even_without_namespaces(open_folder: Path) -> None:
    # Only root can become nobody; an ordinary user stays what he is.
    identity = Identity(user="nobody") if os.geteuid() == 0 else Identity()
    settings = EngineSettings(data_dir=open_folder / "data", source=available()[0], identity=identity)
    before = stat.S_IMODE(open_folder.stat().st_mode)
    async with asyncio.timeout(60), engine_module.start(settings) as engines:
        version, pong = await version_and_ping(engines)
        assert engines.postgres is not None
        owner = Path(f"/proc/{engines.postgres.pid}").stat().st_uid

    assert version
    assert pong
    assert owner != 0
    assert stat.S_IMODE(open_folder.stat().st_mode) == before


async def test_unfinished_data_directory_is_made_anew(tmp_path: Path) -> None:
    programs = postgres_engine.find_programs()
    assert programs is not None
    engine = PostgresEngine(programs, tmp_path)
    half = engine.data.with_name(f"{engine.data.name}.new")
    half.mkdir()
    (half / "PG_VERSION").write_text("broken off")
    async with asyncio.timeout(60):
        await engine.start()
        await engine.stop()

    assert not half.exists()
    assert (engine.data / "PG_VERSION").read_text() != "broken off"


async def test_engine_that_cannot_start_gives_its_reason_in_one_line(tmp_path: Path) -> None:
    program = redis_engine.find_program()
    assert program is not None
    engine = RedisEngine(program, tmp_path)
    engine.data.mkdir(parents=True)
    (engine.data / "dump.rdb").write_bytes(b"REDIS9999 not a snapshot of this version")
    with pytest.raises(ConfigurationError) as caught:
        async with asyncio.timeout(30):
            await engine.start()

    assert "\n" not in caught.value.message
    assert "redis.log" in caught.value.message
