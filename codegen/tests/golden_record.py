"""Compiles a tiny contract set and compares the result with the record of it beside the contract."""

from __future__ import annotations

from pathlib import Path

from codegen import pipeline

HERE = Path(__file__).parent


def compiled(case: str) -> dict[str, str]:
    """Python files of a golden contract set, by path below its record; the package is named like the case."""
    folder = HERE / case
    result = pipeline.run(folder / "spec", folder, pipeline.foreign_target(case), foreign=True)
    errors = [str(finding) for finding in result.findings if finding.level != "note"]
    if errors:
        message = "\n".join(errors)
        raise AssertionError(message)
    return {path: text for path, text in result.files.items() if path.endswith(".py")}


def recorded(case: str) -> dict[str, str]:
    """The record."""
    root = HERE / case / "_generated"
    return {
        file.relative_to(root).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(root.rglob("*.py"))
        if "__pycache__" not in file.parts
    }


def record(case: str) -> None:
    """Write the record anew; look at the diff before committing it."""
    for path, text in compiled(case).items():
        file = HERE / case / "_generated" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
