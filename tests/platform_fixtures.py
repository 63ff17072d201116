"""A running platform for tests: the command `mg up`, as a user would start it, on free ports."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from mg_services.control.launcher import STATE_FILE, RunningPart, read_state
from mg_services.control.registry import PARTS

_START_LIMIT_S = 600.0
"""Ends what hangs; a busy machine needs minutes for the catalog."""


@dataclass(frozen=True)
class RunningPlatform:
    """A platform and where its parts are."""

    data_dir: Path

    def part(self, name: str) -> RunningPart:
        """Address and process of a part, as they are now."""
        return read_state(self.data_dir)[name]

    def url(self, name: str) -> str:
        """Base URL of a part."""
        return self.part(name).url

    def logs(self) -> str:
        """Everything that the parts have logged so far."""
        return "\n".join(path.read_text(errors="replace") for path in (self.data_dir / "logs").glob("*.log"))


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPlatform]:
    """`mg up` with data of its own; stopped with SIGTERM, which must end it cleanly."""
    data_dir = tmp_path_factory.mktemp("platform")
    environment = os.environ | {p.port_variable: "0" for p in PARTS} | {"MG_SONA_MODEL": "words"}
    process = subprocess.Popen(
        [sys.executable, "-m", "mg_services.control.cli", "--data-dir", str(data_dir), "up"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait_until_up(process, data_dir)
        running = RunningPlatform(data_dir)
        _wait_until_indexed(running)
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output


def _wait_until_up(process: subprocess.Popen[str], data_dir: Path) -> None:
    end = time.monotonic() + _START_LIMIT_S
    while not (data_dir / STATE_FILE).exists():
        if process.poll() is not None or time.monotonic() > end:
            process.kill()
            pytest.fail(f"the platform did not start:\n{process.communicate()[0]}")
        threading.Event().wait(0.1)


def _wait_until_indexed(running: RunningPlatform) -> None:
    """Recommendations are by popularity, and new titles are refused, until the catalog is in the index."""
    end = time.monotonic() + _START_LIMIT_S
    while _check_of(running, "index") != "ok":
        assert time.monotonic() < end, running.logs()
        threading.Event().wait(0.1)


def _check_of(running: RunningPlatform, name: str) -> str:
    rows = httpx2.get(f"{running.url('sona')}/health").json()["checks"]
    return next(str(row["status"]) for row in rows if row["name"] == name)
