"""Command line of the mutation run; see the package."""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Container, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TextIO

from .operators import mutants
from .session import ROOT, SOURCE, Job, Outcome, SessionError, files, run

SAMPLE = 12
"""Mutants of each module in a run that nobody asked to do more; at their number it takes a quarter of an hour."""

SURVIVORS = Path(__file__).parent / "survivors.toml"
"""Changes that no test can or needs to notice, each with the reason."""

Key = tuple[str, str, str, str, int]
"""File, where, was, becomes, occurrence."""


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 when every survivor is explained, 1 when not, 2 for wrong use or failing tests."""
    options = _options(arguments)
    names = files(options.only)
    unknown = set(options.only) - {Path(name).stem for name in names}
    if unknown:
        _say(f"mutants: no module is called {', '.join(sorted(unknown))}", sys.stderr)
        return 2
    jobs = _jobs(names, None if options.all else options.sample, options.seed)
    try:
        outcomes = _watch(jobs, options.parallel)
    except SessionError as error:
        _say(f"mutants: {error}", sys.stderr)
        return 2
    return _verdict(outcomes)


def explained(path: Path = SURVIVORS) -> dict[Key, str]:
    """Known survivors and why they may survive.

    Raises:
        ValueError: one has no reason.
    """
    rows = tomllib.loads(path.read_text("utf-8")).get("survivor", [])
    found: dict[Key, str] = {}
    for row in rows:
        if not row.get("why", "").strip():
            raise ValueError(f"survivors.toml: {row['file']} {row['was']!r} has no reason")
        found[row["file"], row["where"], row["was"], row["becomes"], row.get("occurrence", 1)] = row["why"]
    return found


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="Break the policies, see who notices.")
    parser.add_argument("--only", action="append", default=[], metavar="MODULE", help="only this module, e.g. breaker")
    parser.add_argument(
        "--sample", type=int, default=SAMPLE, metavar="N", help=f"so many mutants of each module (default {SAMPLE})"
    )
    parser.add_argument("--seed", type=int, default=0, help="another sample (default 0)")
    parser.add_argument("--all", action="store_true", help="every mutant: more than an hour")
    parser.add_argument("--parallel", type=int, default=2, help="processes (default 2)")
    return parser.parse_args(arguments)


def _jobs(names: Sequence[str], sample: int | None, seed: int) -> list[Job]:
    """All mutants of each module, or so many; which ones depends on nothing but the seed and their own names."""
    jobs = []
    for name in names:
        found = mutants((ROOT / SOURCE / name).read_text("utf-8"))
        drawn = sorted(found, key=lambda mutant: sha256(repr((seed, name, *mutant.key)).encode()).digest())[:sample]
        jobs += [Job(name, mutant) for mutant in found if mutant in drawn]
    return jobs


def _watch(jobs: Sequence[Job], parallel: int) -> list[Outcome]:
    """Every outcome; a survivor without a reason is shown as soon as it is known, and a line when a module is done."""
    reasons = explained()
    left = Counter(job.file for job in jobs)
    began = time.monotonic()
    outcomes: list[Outcome] = []
    _say(f"{len(jobs)} mutants of {len(left)} modules; the tests first run on the code as it is")
    for outcome in run(jobs, parallel):
        outcomes.append(outcome)
        file = outcome.job.file
        if outcome.verdict == "survived" and key_of(outcome) not in reasons:
            mutant = outcome.job.mutant
            _say(
                f"\n{file}:{mutant.line} {mutant.where} ({mutant.occurrence})\n  - {mutant.was}\n  + {mutant.becomes}\n"
            )
        left[file] -= 1
        if not left[file]:
            done = [each for each in outcomes if each.job.file == file]
            _say(f"{time.monotonic() - began:5.0f} s  {_summary(file, done, reasons)}")
    return outcomes


def _summary(name: str, outcomes: Sequence[Outcome], reasons: Container[Key]) -> str:
    counts = Counter(outcome.verdict for outcome in outcomes)
    known = sum(outcome.verdict == "survived" and key_of(outcome) in reasons for outcome in outcomes)
    return (
        f"{name}: {len(outcomes)} mutants, {counts['killed']} killed, {counts['late']} too slow (killed),"
        f" {known} explained, {counts['survived'] - known} not"
    )


def key_of(outcome: Outcome) -> Key:
    """What names a mutant in survivors.toml."""
    return (outcome.job.file, *outcome.job.mutant.key)


def _say(text: str, stream: TextIO | None = None) -> None:
    out = stream or sys.stdout
    out.write(f"{text}\n")
    out.flush()


def _verdict(outcomes: Sequence[Outcome]) -> int:
    reasons = explained()
    found = {key_of(outcome): outcome.verdict == "survived" for outcome in outcomes}
    new = [key for key, survived in found.items() if survived and key not in reasons]
    stale = [key for key, survived in found.items() if not survived and key in reasons]
    for key in stale:
        _say(f"\nexplained and found all the same, take it out of survivors.toml: {key}")
    _say(_summary("all", outcomes, reasons))
    return 1 if new or stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
