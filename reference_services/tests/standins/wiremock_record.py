"""Ask the real WireMock the questions of `wiremock_requests` and write its answers down.

    python -m reference_services.tests.standins.wiremock_record            writes wiremock_answers.json
    python -m reference_services.tests.standins.wiremock_record --check    compares; exit status 1 if they differ

Needs java (11 or newer) and npm, which fetches WireMock into .nox/wiremock. The tests need neither: they read the file.
"""

from __future__ import annotations

import argparse
import json
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .wiremock_requests import ANSWERS, SUITES, ask

VERSION = "3.13.2"
CACHE = Path(__file__).parents[3] / ".nox" / "wiremock"
START_LIMIT_S = 60.0


def jar() -> Path:
    """WireMock's jar, fetched once."""
    path = CACHE / "node_modules" / "wiremock" / "build" / f"wiremock-standalone-{VERSION}.jar"
    if not path.exists():
        command = ["npm", "install", "--no-fund", "--no-audit", "--ignore-scripts", "--prefix", str(CACHE)]
        subprocess.run([*command, f"wiremock@{VERSION}"], check=True)
    return path


@contextmanager
def wiremock(stubs: Path) -> Iterator[int]:
    """WireMock on these stubs; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    java = ["java", "-XX:TieredStopAtLevel=1", "-jar", str(jar())]
    options = ["--port", str(port), "--bind-address", "127.0.0.1", "--root-dir", str(stubs)]
    process = subprocess.Popen([*java, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _until_up(process, f"http://127.0.0.1:{port}/__admin/mappings")
        yield port
    finally:
        process.terminate()
        process.wait()


def _until_up(process: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + START_LIMIT_S
    while process.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - our own http URL
                return
        except OSError:
            threading.Event().wait(0.1)
    raise SystemExit("WireMock did not start")


def record() -> dict[str, list[dict[str, Any]]]:
    """The answers to every suite, in the order of its requests."""
    answers: dict[str, list[dict[str, Any]]] = {}
    for name, suite in SUITES.items():
        with wiremock(suite.stubs) as port:
            rows = [(each, ask(port, each)) for each in suite.asks]
        answers[name] = [{"request": each.name, **row, "seconds": round(row["seconds"], 2)} for each, row in rows]
    return answers


def differences(once: dict[str, Any], again: dict[str, Any]) -> list[str]:
    """Requests whose answers differ, time aside."""
    found = []
    for name in sorted(once.keys() | again.keys()):
        rows, others = once.get(name, []), again.get(name, [])
        if len(rows) != len(others):
            found.append(f"{name}: {len(rows)} answers are recorded, {len(others)} came")
        for row, other in zip(rows, others, strict=False):
            if {**row, "seconds": 0} != {**other, "seconds": 0}:
                found.append(f"{name}: recorded {row}, came {other}")
    return found


def main() -> int:
    """Record, or compare with what is recorded."""
    parser = argparse.ArgumentParser(description="Record what the real WireMock answers.")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    check = parser.parse_args().check
    if shutil.which("java") is None:
        sys.stderr.write("java is missing: install a Java runtime, 11 or newer\n")
        return 1
    answers = record()
    if not check:
        ANSWERS.write_text(json.dumps({"wiremock": VERSION, "answers": answers}, indent=1) + "\n")
        return 0
    found = differences(json.loads(ANSWERS.read_text())["answers"], answers)
    sys.stdout.write("\n".join(found or ["no difference"]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
