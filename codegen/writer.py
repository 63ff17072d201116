"""Formatting, writing and comparing of generated files, and the lock that remembers them."""

from __future__ import annotations

import difflib
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from codegen.ir import Target

LOCK: Final = "codegen.lock"
MARK: Final = "Generated from the contracts"
"""Stands at the top of every generated text file."""
_CONFIG: Final = Path(__file__).with_name("ruff.toml")


class FormatError(Exception):
    """Generated Python that ruff cannot read; a defect of an emitter. The message is one line."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One file that is not as it would be generated."""

    kind: Literal["different", "missing", "orphan"]
    path: str
    diff: str = ""


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """The files with their Python formatted and their imports sorted, unused ones removed.

    Raises:
        FormatError: the text is no Python.
    """
    python = [path for path in files if path.endswith((".py", ".pyi"))]
    result = {path: text if text.endswith("\n") or not text else f"{text}\n" for path, text in files.items()}
    if not python:
        return dict(sorted(result.items()))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in python:
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(result[path], encoding="utf-8")
        for arguments in (["check", "--fix-only", "--exit-zero"], ["format"]):
            _ruff([*arguments, "--no-cache", "--config", str(_CONFIG), name], folder)
        for path in python:
            result[path] = (folder / path).read_text(encoding="utf-8")
    return dict(sorted(result.items()))


def _ruff(arguments: list[str], folder: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "ruff", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = [line for line in (done.stderr + done.stdout).splitlines() if line.startswith("error")] or [
            "no reason given"
        ]
        raise FormatError(f"generated code cannot be formatted: {lines[0].replace(f'{folder}/', '')}")


def lock_text(inputs: Iterable[Path], base: Path, files: Mapping[str, str]) -> str:
    """The lock: hashes of what was read and of what was made."""
    resolved = base.resolve()
    named = {
        (path.relative_to(resolved) if path.is_relative_to(resolved) else Path(path.name)).as_posix(): path
        for path in {path.resolve() for path in inputs}
    }
    content = {
        "version": 1,
        "inputs": {name: _sha256(path.read_bytes()) for name, path in sorted(named.items())},
        "outputs": {path: _sha256(text.encode()) for path, text in sorted(files.items())},
    }
    return json.dumps(content, indent=1) + "\n"


def compare(files: Mapping[str, str], out: Path, target: Target) -> list[Difference]:
    """What `write` would change."""
    differences: list[Difference] = []
    for path, text in sorted(files.items()):
        file = out / path
        if not file.is_file():
            differences.append(Difference("missing", path))
        elif (old := file.read_bytes().decode("utf-8", "replace")) != text:
            lines = difflib.unified_diff(
                old.splitlines(keepends=True),
                text.splitlines(keepends=True),
                f"{path} (on disk)",
                f"{path} (generated)",
            )
            differences.append(Difference("different", path, "".join(lines)))
    return differences + [Difference("orphan", path) for path in orphans(files, out, target)]


def orphans(files: Mapping[str, str], out: Path, target: Target) -> list[str]:
    """Files of the generated folders that nothing generates any more."""
    found: set[str] = set()
    for root in (*target.roots, *target.shared_roots):
        for file in (out / root).rglob("*"):
            path = file.relative_to(out).as_posix()
            if file.is_file() and "__pycache__" not in file.parts and path not in files:
                head = file.read_bytes()[:400].decode("utf-8", "replace")
                if root in target.roots or MARK in head:
                    found.add(path)
    return sorted(found)


def write(files: Mapping[str, str], out: Path, target: Target) -> tuple[int, int]:
    """Write what differs and remove orphans; gives the numbers of both. Unchanged files are not touched."""
    written = 0
    for path, text in sorted(files.items()):
        file = out / path
        data = text.encode()
        if not file.is_file() or file.read_bytes() != data:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            written += 1
    gone = orphans(files, out, target)
    for path in gone:
        (out / path).unlink()
        parent = (out / path).parent
        while parent != out and not any(parent.iterdir()):
            parent.rmdir()
            parent = parent.parent
    return written, len(gone)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
