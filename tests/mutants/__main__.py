"""Command line of the mutation run; see the package."""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import TextIO

from .operators import mutants
from .session import ROOT, SOURCE, Job, Outcome, SessionError, files, run

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
    jobs = _jobs(names, options.sample, options.seed)
    began = time.monotonic()
    try:
        outcomes = _watch(jobs, options.parallel)
    except SessionError as error:
        _say(f"mutants: {error}", sys.stderr)
        return 2
    _say(f"{_summary(outcomes)}, {time.monotonic() - began:.0f} s")
    return _verdict(outcomes, complete=options.sample is None)


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
    parser.add_argument("--sample", type=int, metavar="N", help="only so many mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=0, help="of the sample (default 0)")
    parser.add_argument("--parallel", type=int, default=2, help="processes (default 2)")
    return parser.parse_args(arguments)


def _jobs(names: Sequence[str], sample: int | None, seed: int) -> list[Job]:
    jobs = [Job(name, mutant) for name in names for mutant in mutants((ROOT / SOURCE / name).read_text("utf-8"))]
    if sample is None or sample >= len(jobs):
        return jobs
    chosen = sorted(Random(seed).sample(range(len(jobs)), sample))
    return [jobs[number] for number in chosen]


def _watch(jobs: Sequence[Job], parallel: int) -> list[Outcome]:
    """Every outcome; a survivor without a reason is shown as soon as it is known."""
    reasons = explained()
    outcomes = []
    for outcome in run(jobs, parallel):
        outcomes.append(outcome)
        if outcome.verdict == "survived" and key_of(outcome) not in reasons:
            mutant = outcome.job.mutant
            _say(f"\n{outcome.job.file}:{mutant.line} {mutant.where} ({mutant.occurrence})")
            _say(f"  - {mutant.was}\n  + {mutant.becomes}")
        if len(outcomes) % 50 == 0:
            _say(f"  {len(outcomes)} of {len(jobs)}")
    return outcomes


def _summary(outcomes: Sequence[Outcome]) -> str:
    counts = {verdict: sum(o.verdict == verdict for o in outcomes) for verdict in ("killed", "late", "survived")}
    return (
        f"{len(outcomes)} mutants: {counts['killed']} killed, {counts['late']} too slow (killed), {counts['survived']}"
        " survived"
    )


def key_of(outcome: Outcome) -> Key:
    """What names a mutant in survivors.toml."""
    return (outcome.job.file, *outcome.job.mutant.key)


def _say(text: str, stream: TextIO | None = None) -> None:
    out = stream or sys.stdout
    out.write(f"{text}\n")
    out.flush()


def _verdict(outcomes: Sequence[Outcome], *, complete: bool) -> int:
    reasons = explained()
    survived = {key_of(outcome): outcome for outcome in outcomes if outcome.verdict == "survived"}
    new = [outcome for key, outcome in survived.items() if key not in reasons]
    seen = {outcome.job.file for outcome in outcomes} if complete else set()
    stale = [key for key in reasons if key[0] in seen and key not in survived]
    for key in stale:
        _say(f"\nexplained and found all the same, take it out of survivors.toml: {key}")
    _say(f"\n{len(new)} survivors without a reason, {len(survived) - len(new)} with one")
    return 1 if new or stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
