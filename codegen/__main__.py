"""Command line of the compiler."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from codegen import pipeline, writer
from codegen.emitters.models import ModelsError
from codegen.ir import Target
from codegen.source import SourceError

ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLES: Final = """\
examples:
  python -m codegen                     our contracts: spec/ to packages/ and docs/reference/
  python -m codegen --check             change nothing; exit 1 with a diff if something is out of date
  python -m codegen --spec petstore --out build --package petstore_sdk
                                        contracts of others: build/petstore_sdk/{clients,servers,docs}

exit status: 0 done; 1 findings, or --check found a difference; 2 wrong use or an unreadable contract
"""
MAX_DIFF_LINES: Final = 200


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    made = argparse.ArgumentParser(
        prog="python -m codegen",
        description="Compile contracts into typed clients and servers.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--check", action="store_true", help="compare only: fail on different, missing and orphan files")
    made.add_argument("--spec", type=Path, metavar="DIR", help="folder of a contract set that others wrote")
    made.add_argument("--out", type=Path, metavar="DIR", help="folder to write to (with --spec)")
    made.add_argument("--package", metavar="NAME", help="Python package to generate (with --spec)")
    made.add_argument(
        "--allow-unsupported", action="store_true", help="leave out operations that cannot be expressed, and say so"
    )
    made.add_argument("--verbose", action="store_true", help="print every note, not only their number")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the compiler; gives the exit status."""
    given = parser().parse_args(arguments)
    try:
        return _run(given)
    except (SourceError, ModelsError, writer.FormatError) as error:
        print(error, file=sys.stderr)
        return 2


def _run(given: argparse.Namespace) -> int:
    foreign = given.spec is not None
    if foreign != (given.out is not None) or foreign != (given.package is not None):
        print("--spec, --out and --package go together", file=sys.stderr)
        return 2
    if foreign and not (given.package.isidentifier() and given.package.isascii()):
        print(f"--package {given.package}: not a Python name", file=sys.stderr)
        return 2
    if foreign and not given.spec.is_dir():
        print(f"--spec {given.spec}: no such folder", file=sys.stderr)
        return 2
    started = time.perf_counter()
    spec, out = (given.spec, given.out) if foreign else (ROOT / "spec", ROOT)
    target = pipeline.foreign_target(given.package) if foreign else pipeline.OURS
    base = given.spec if foreign else ROOT
    result = pipeline.run(spec, base, target, foreign=foreign, allow_unsupported=given.allow_unsupported)
    _tell(result, verbose=given.verbose)
    if result.failed:
        return 1
    if not result.contracts:
        print(f"{spec}: no contract found", file=sys.stderr)
        return 2
    if given.check:
        return _check(result, out, target)
    written, removed = writer.write(result.files, out, target)
    count = sum(len(contract.operations) for contract in result.contracts)
    took = time.perf_counter() - started
    print(
        f"{len(result.contracts)} contracts, {count} REST operations, {len(result.files)} files: "
        f"{written} written, {removed} removed, in {took:.1f} s"
    )
    return 0


def _tell(result: pipeline.Result, *, verbose: bool) -> None:
    notes = [finding for finding in result.findings if finding.level == "note"]
    for finding in result.findings:
        if finding.level != "note":
            print(finding, file=sys.stderr)
    if verbose:
        for note in notes:
            print(note)
    if verbose or not any(contract.foreign for contract in result.contracts):
        return
    for message, count in sorted(Counter(note.message for note in notes).items()):
        first = next(note for note in notes if note.message == message)
        print(f"{first}{f' (and {count - 1} more places)' if count > 1 else ''}")


def _check(result: pipeline.Result, out: Path, target: Target) -> int:
    differences = writer.compare(result.files, out, target)
    for difference in differences:
        print(f"{difference.kind}: {difference.path}")
    lines = [line for difference in differences for line in difference.diff.splitlines()]
    print("\n".join(lines[:MAX_DIFF_LINES]), end="\n" if lines else "")
    if len(lines) > MAX_DIFF_LINES:
        print(f"... {len(lines) - MAX_DIFF_LINES} more lines")
    if differences:
        print(f"{len(differences)} files are out of date: run `nox -s codegen`", file=sys.stderr)
        return 1
    print(f"{len(result.files)} generated files are up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
