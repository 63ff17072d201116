"""Start the platform, watch it, stop it.

Every part is a process of its own: one that dies takes nobody with it and is started again after
0.5 s, 1 s, 2 s ... 30 s. Engines (PostgreSQL, Redis, and Qdrant where a part needs it) are started first unless
a URL of a server is given.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from mg_core.errors import ConfigurationError
from mg_core.tasks import end

from ..data import migrator, seed
from ..engines import sources
from .registry import PARTS, Part

STATE_FILE = "run.json"
NEED_VECTORS = frozenset({"sona"})
"""Parts that need Qdrant."""
_START_LIMIT_S = 30.0
_RESTART_FIRST_S = 0.5
_RESTART_MAX_S = 30.0
_STOP_LIMIT_S = 10.0

Report = Callable[[str, float], None]
"""Called with each finished step and the seconds that it took."""


@dataclass(frozen=True, slots=True)
class LaunchSettings:
    """What to start, and where."""

    data_dir: Path
    """Holds the engines' data, keys, logs and the run state."""
    only: tuple[str, ...] = ()
    """Names of parts; empty means all."""
    ports: Mapping[str, int] = field(default_factory=dict)
    """Overrides of the registry's ports by name; 0 takes a free one."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Further variables for every part."""
    latency_ms: str = "100-200"
    """Latency of the emulators, `LOW-HIGH` in ms."""

    def chosen(self) -> tuple[Part, ...]:
        """The parts to start, in starting order."""
        return tuple(p for p in PARTS if not self.only or p.name in self.only)


@dataclass(slots=True)
class Child:
    """A running part."""

    part: Part
    port: int
    process: asyncio.subprocess.Process
    restarts: int = 0

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"


class Platform:
    """The running platform; made by `launch`."""

    def __init__(self, settings: LaunchSettings, environment: dict[str, str], postgres_dsn: str) -> None:
        self.settings = settings
        self.environment = environment
        self.postgres_dsn = postgres_dsn
        self.children: dict[str, Child] = {}
        self._watchers: list[asyncio.Task[None]] = []

    def url(self, name: str) -> str:
        """Base URL of a part, e.g. `http://127.0.0.1:8080`."""
        return self.children[name].url

    async def start(self, part: Part, port: int) -> Child:
        """Start a part and wait until it answers `GET /health`.

        Raises:
            ConfigurationError: it ended or did not answer within 30 s; the message names its log.
        """
        child = Child(part, port, await self._spawn(part, port))
        self.children[part.name] = child
        await self._until_healthy(child)
        self._watchers.append(asyncio.create_task(self._keep_running(child)))
        return child

    async def stop(self) -> None:
        """Stop every part, the last started first."""
        await end(self._watchers)
        for child in reversed(self.children.values()):
            if child.process.returncode is None:
                child.process.send_signal(signal.SIGTERM)
        for child in self.children.values():
            try:
                async with asyncio.timeout(_STOP_LIMIT_S):
                    await child.process.wait()
            except TimeoutError:
                child.process.kill()
                await child.process.wait()

    def log_path(self, part: Part) -> Path:
        """Where a part's output goes."""
        return self.settings.data_dir / "logs" / f"{part.name}.log"

    async def _spawn(self, part: Part, port: int) -> asyncio.subprocess.Process:
        path = self.log_path(part)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                part.module,
                *part.arguments,
                *(("--port", str(port)) if part.kind == "emulator" else ()),
                *(("--latency-ms", self.settings.latency_ms) if part.kind == "emulator" else ()),
                env=self.environment | {part.port_variable: str(port)},
                stdout=log,
                stderr=log,
                stdin=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )

    async def _until_healthy(self, child: Child) -> None:
        end = time.monotonic() + _START_LIMIT_S
        while not await asyncio.to_thread(answers, child.url):
            if child.process.returncode is not None or time.monotonic() > end:
                raise ConfigurationError(
                    f"{child.part.name} did not start on port {child.port}: {self._last_line(child.part)}"
                    f" (log: {self.log_path(child.part)})"
                )
            await asyncio.sleep(0.05)

    def _last_line(self, part: Part) -> str:
        lines = self.log_path(part).read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it printed nothing"

    async def _keep_running(self, child: Child) -> None:
        wait_s = _RESTART_FIRST_S
        while True:
            await child.process.wait()
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, _RESTART_MAX_S)
            child.process = await self._spawn(child.part, child.port)
            child.restarts += 1
            with contextlib.suppress(ConfigurationError):
                await self._until_healthy(child)
                wait_s = _RESTART_FIRST_S
                self.write_state()

    def write_state(self) -> None:
        """Tell other commands where the parts are; replaced in one step, so no reader sees half of it."""
        content = {name: {"url": child.url, "pid": child.process.pid} for name, child in self.children.items()}
        path = self.settings.data_dir / STATE_FILE
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(content, indent=1))
        fresh.replace(path)


def answers(url: str) -> bool:
    """Whether `GET {url}/health` gives any answer within a second."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=1):  # noqa: S310 - our own http URL
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


@asynccontextmanager
async def launch(settings: LaunchSettings, report: Report) -> AsyncIterator[Platform]:
    """Start engines, schema, catalog and parts; stop all of it at the end of the block.

    Raises:
        ConfigurationError: a port is in use, an engine is missing, or a part does not start.
    """
    parts = settings.chosen()
    ports = {p.name: _port(p, settings.ports) for p in parts}
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        started = time.perf_counter()
        vectors = any(p.name in NEED_VECTORS for p in parts)
        wanted = replace(engine_settings(settings.data_dir), vectors=vectors)
        running = await stack.enter_async_context(sources.start(wanted))
        names = "PostgreSQL, Redis and the vector store" if vectors else "PostgreSQL and Redis"
        report(names, time.perf_counter() - started)
        await prepare(running.postgres_dsn, settings.data_dir, report)
        platform = Platform(settings, _environment(settings, ports, running), running.postgres_dsn)
        stack.push_async_callback(platform.stop)
        for together in _waves(parts):
            await _start(platform, together, ports, report)
        platform.write_state()
        stack.callback((settings.data_dir / STATE_FILE).unlink, missing_ok=True)
        yield platform


def _waves(parts: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """Parts that may start at the same time: all emulators, then each service by itself."""
    emulators = [p for p in parts if p.kind == "emulator"]
    if emulators:
        yield emulators
    yield from ([p] for p in parts if p.kind != "emulator")


async def _start(platform: Platform, parts: Sequence[Part], ports: Mapping[str, int], report: Report) -> None:
    async def one(part: Part) -> None:
        started = time.perf_counter()
        child = await platform.start(part, ports[part.name])
        report(f"{part.name} on {child.url}", time.perf_counter() - started)

    outcomes = await asyncio.gather(*(one(part) for part in parts), return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome


def engine_settings(data_dir: Path) -> sources.EngineSettings:
    """The engines' settings from the environment, with this data directory."""
    return replace(sources.EngineSettings.from_environment(), data_dir=data_dir)


async def prepare(postgres_dsn: str, data_dir: Path, report: Report) -> None:
    """Bring the schema up to date and fill the catalog if it is empty."""
    started = time.perf_counter()
    applied = await migrator.migrate(postgres_dsn)
    report(f"schema ({len(applied)} migrations applied)", time.perf_counter() - started)
    started = time.perf_counter()
    titles = await seed.seed(postgres_dsn, data_dir)
    report(f"catalog of {titles:,} titles", time.perf_counter() - started)


@dataclass(frozen=True, slots=True)
class RunningPart:
    """What the run state says about a part."""

    url: str
    pid: int
    """Process id; another one after a restart."""


def read_state(data_dir: Path) -> dict[str, RunningPart]:
    """The running parts by name.

    Raises:
        ConfigurationError: nothing was started with this data directory.
    """
    try:
        content = json.loads((data_dir / STATE_FILE).read_text())
    except FileNotFoundError:
        raise ConfigurationError(f"nothing runs with the data directory {data_dir}; start it with `mg up`") from None
    return {str(name): RunningPart(row["url"], row["pid"]) for name, row in content.items()}


def _port(part: Part, overrides: Mapping[str, int]) -> int:
    return _free(overrides.get(part.name, int(os.environ.get(part.port_variable, part.port))), part, part.port_variable)


def _grpc_port(part: Part, port: int) -> int:
    """The port for gRPC: what is set, else the usual distance from the usual port, else a free one."""
    usual = port + 1000 if port == part.port else 0
    return _free(int(os.environ.get(part.grpc_port_variable, usual)), part, part.grpc_port_variable)


def _free(port: int, part: Part, variable: str) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise ConfigurationError(
                f"port {port} for {part.name} is in use; stop what uses it or set {variable}"
            ) from None
        return int(probe.getsockname()[1])


def _environment(settings: LaunchSettings, ports: Mapping[str, int], running: sources.Engines) -> dict[str, str]:
    urls = {p.url_variable: f"http://127.0.0.1:{ports.get(p.name, p.port)}" for p in PARTS}
    for part in settings.chosen():
        if part.grpc:
            port = _grpc_port(part, ports[part.name])
            urls |= {part.grpc_port_variable: str(port), part.grpc_target_variable: f"127.0.0.1:{port}"}
    return {
        **os.environ,
        "MG_POSTGRES_URL": running.postgres_dsn,
        "MG_REDIS_URL": running.redis_url,
        "MG_QDRANT_URL": running.qdrant_url,
        "MG_DATA_DIR": str(settings.data_dir),
        **urls,
        **settings.environment,
    }


def free_ports(parts: Sequence[Part] = PARTS) -> dict[str, int]:
    """A free port for each part: for tests and demos that must not meet a running platform."""
    return {p.name: 0 for p in parts}
