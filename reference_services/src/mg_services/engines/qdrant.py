"""The vector server, started by ourselves: `python -m mg_services.standins.vectors`, Qdrant's engine from a wheel.

A real Qdrant is not on any package registry, so that there is no program of the machine to look for: either
`MG_QDRANT_URL` names one, or this server stands in.
"""

from __future__ import annotations

import asyncio
import importlib.util
import signal
import sys
import time
import urllib.request
from pathlib import Path

from mg_core.errors import ConfigurationError

from .process import EngineProcess, Identity, Report, free_port, silent

_START_TIMEOUT_S = 30.0
_POLL_S = 0.05


def installed() -> bool:
    """Whether the engine's wheel is installed."""
    return importlib.util.find_spec("qdrant_edge") is not None


class QdrantEngine:
    """One vector server on 127.0.0.1; the port stays the same when it is started again.

    Args:
        data_dir: its points are kept in the folder `vectors` in there.
        port: 0 takes a free one.
        index_from: points without an index from which one is built; None leaves it to the server.
        report: told when it is ready.
    """

    def __init__(
        self, data_dir: Path, *, port: int = 0, index_from: int | None = None, report: Report = silent
    ) -> None:
        self.data = data_dir / "vectors"
        self._log = data_dir / "logs" / "vectors.log"
        self._port = port
        self._fixed = bool(port)
        self._index_from = index_from
        self._report = report
        self._process = EngineProcess("vectors", self._log)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """Process id of the server; 0 while it does not run."""
        return self._process.pid

    async def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            ConfigurationError: it does not start; the message names the reason and the log.
        """
        began = time.monotonic()
        until = began + _START_TIMEOUT_S
        while True:
            self._port = self._port or free_port()
            # It runs as the caller: unlike PostgreSQL, it has nothing against root.
            command = Identity().command(self._command(), death_signal="TERM")
            self._process.spawn(command, identity=Identity())
            if await self._answers(until):
                break
            words = self._process.last_words()
            await self._process.stop(signal.SIGTERM)
            if self._fixed or "in use" not in words or str(self.data) in words or time.monotonic() > until:
                raise ConfigurationError(f"the vector server does not start: {words} (log: {self._log})")
            self._port = 0
        self._report(f"vector server ready in {time.monotonic() - began:.2f} s (port {self._port})")

    async def stop(self) -> None:
        """Shut down; everything is written first."""
        await self._process.stop(signal.SIGTERM)

    async def kill(self) -> None:
        """Kill the server as a crash does."""
        await self._process.kill()

    def _command(self) -> list[str]:
        words = [
            sys.executable,
            "-m",
            "mg_services.standins.vectors",
            "--port",
            str(self._port),
            "--data",
            str(self.data),
        ]
        return words if self._index_from is None else [*words, "--index-from", str(self._index_from)]

    async def _answers(self, until: float) -> bool:
        """Whether the server answers before it ends or the time is up."""
        while self._process.running and time.monotonic() < until:
            if await asyncio.to_thread(ready, self.url):
                return True
            await asyncio.sleep(_POLL_S)
        return False


def ready(url: str) -> bool:
    """Whether a Qdrant answers at this URL within a second."""
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=1):  # noqa: S310 - our own http URL
            return True
    except OSError:
        return False
