"""Runs mutants: copies the tree, starts the tests once per mutant in a forked process, and keeps those that survive."""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import py_compile
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from .operators import Mutant

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path("packages/mg-core/src/mg_core")
TESTS = Path("packages/mg-core/tests")
PATTERNS = (
    *("policies/*.py", "policies/*/*.py", "configuration/*.py", "deadline.py"),
    *(f"call/{name}.py" for name in ("answers", "attempts", "compiled", "credentials", "guards", "hedged", "partial")),
    "contract/bounds.py",
)
"""What is broken, below `SOURCE`."""
LEFT_OUT = ("__init__", "fleet_redis", "fleet_scripts")
"""Stems of modules whose tests need an engine and take too long to be repeated for each change."""
GENERAL = ("pipeline", "client")
"""Every module is also judged by the test files with these words in their names."""
NEARBY: dict[str, tuple[str, ...]] = {
    "answers": ("answers", "cache", "fallback", "merging", "provenance"),
    "attempts": ("attempts", "deadline", "retry", "hedge"),
    "store": ("cache", "answers", "merging"),
    "credentials": ("credentials", "refresh"),
    "merging": ("merging", "cache"),
    "machine": ("breaker",),
    "groups": ("breaker",),
    "sources": ("layers",),
    "locked": ("locked", "breaker", "rate_limit", "retry"),
    "bulkhead": ("bulkhead",),
    "describe": ("description", "layers"),
    "resolution": ("settings", "layers"),
    "validation": ("validation", "layers"),
    "compiled": ("pipeline", "breaker"),
    "steps": ("pipeline", "breaker", "retry", "deadline", "description"),
    "guards": ("guards", "breaker"),
    "hedged": ("hedge",),
    "facts": ("verdicts",),
    "bounds": ("validation", "layers"),
    "provenance": ("provenance", "cache", "fallback", "answers"),
    "pushback": ("pushback", "rate_limit", "retry"),
}
"""Words in the names of test files by module, where its own name is not the word."""
COPIED = ("packages/mg-core/src", "packages/mg-core/tests", "pyproject.toml", "bench/table.py", "spec")
PRELOADED = (
    *("pytest", "_pytest.assertion.rewrite", "hypothesis.stateful", "pydantic", "anyio", "httpx2"),
    *("jsonschema_rs", "prometheus_client.parser", "uvicorn", "uvloop"),
)
PLUGINS = ("-p", "pytest_asyncio.plugin", "-p", "_hypothesis_pytestplugin", "-p", "no:cacheprovider")
LIMIT_FACTOR = 3.0
LIMIT_MIN_S = 10.0
"""A mutant that takes `LIMIT_FACTOR` times as long as all tests on the untouched code, and at least this long, counts
as found."""
TEST_CPU_S = 8.0
TEST_S = 30.0
"""No single test takes nearly as long, of the processor's time or the clock's; one that does goes on for ever."""
MEMORY_LIMIT = 4 << 30
"""Bytes of address space of one test run: a loop that a change made endless must not take the machine's memory."""

Verdict = Literal["killed", "late", "survived"]
_PYTEST = 100
"""Added to the exit status of pytest, so that a run that breaks off is not taken for a test that failed."""
_VERDICTS: dict[int | None, Verdict] = {
    _PYTEST: "survived",
    _PYTEST + 1: "killed",  # a test failed
    _PYTEST + 2: "killed",  # a test file could not be imported
    _PYTEST + 3: "killed",  # pytest itself met the change, e.g. in a fixture's teardown
    _PYTEST + 4: "killed",  # conftest.py could not be imported
    -signal.SIGPROF: "late",
    -signal.SIGALRM: "late",
}
_FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class Job:
    """One mutant of one file."""

    file: str
    """Path below `SOURCE`."""
    mutant: Mutant


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the tests said to one mutant."""

    job: Job
    verdict: Verdict


class SessionError(Exception):
    """The run cannot go on: the tests fail without any change, or a test run broke off."""


def files(only: Sequence[str] = ()) -> list[str]:
    """Modules to break, as paths below `SOURCE`; `only` names some of them by stem."""
    found = [path for pattern in PATTERNS for path in sorted((ROOT / SOURCE).glob(pattern))]
    names = [path for path in found if path.stem not in LEFT_OUT and (not only or path.stem in only)]
    return [str(path.relative_to(ROOT / SOURCE)) for path in names]


def tests_for(file: str) -> tuple[list[str], list[str]]:
    """Test files that a module is judged by: its own, which usually fail first, and the others."""
    stem = Path(file).stem
    names = sorted(path.name for path in (ROOT / TESTS).glob("test_*.py"))
    own = _named(names, NEARBY.get(stem, (stem.rstrip("s"),)))
    others = [name for name in _named(names, GENERAL) if name not in own]
    return [str(TESTS / name) for name in own], [str(TESTS / name) for name in others]


def _named(names: Sequence[str], words: Sequence[str]) -> list[str]:
    places = {name: next((place for place, word in enumerate(words) if word in name), None) for name in names}
    return [name for _, name in sorted((place, name) for name, place in places.items() if place is not None)]


def run(jobs: Sequence[Job], parallel: int) -> Iterator[Outcome]:
    """Judge every job, in their order.

    Raises:
        SessionError: the tests fail on the untouched code, or a test run broke off.
    """
    tests = sorted({test for file in {job.file for job in jobs} for tests in tests_for(file) for test in tests})
    with ProcessPoolExecutor(parallel, mp_context=_FORK, initializer=_prepare) as pool:
        limit_s = pool.submit(_untouched, tests).result()
        try:
            yield from pool.map(partial(_judge, limit_s=limit_s), jobs)
        finally:
            pool.shutdown(cancel_futures=True)


_tree = Path()


def _prepare() -> None:
    """In each worker: a copy of the tree of its own, and what every test run imports."""
    global _tree  # noqa: PLW0603 - one tree per worker process
    _tree = Path(tempfile.mkdtemp(prefix="policy-mutants-"))
    multiprocessing.util.Finalize(None, shutil.rmtree, (_tree,), {"ignore_errors": True}, exitpriority=1)
    for name in COPIED:
        source, target = ROOT / name, _tree / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        elif source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    for path in (_tree / SOURCE).rglob("*.py"):
        # Compiled files are trusted by content: two mutants may be written within one tick of the file's clock.
        py_compile.compile(str(path), doraise=True, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
    for name in PRELOADED:
        importlib.import_module(name)


def _untouched(tests: list[str]) -> float:
    """Seconds that a mutant may take, from what all tests take on the untouched code; they must pass."""
    began = time.monotonic()
    if _passes(tests, 600.0) != "survived":
        raise SessionError(f"the tests fail on the untouched code; see `pytest {TESTS}/test_*.py`")
    return max(LIMIT_MIN_S, LIMIT_FACTOR * (time.monotonic() - began))


def _judge(job: Job, limit_s: float) -> Outcome:
    path = _tree / SOURCE / job.file
    original = path.read_text("utf-8")
    path.write_text(job.mutant.source, "utf-8")
    try:
        verdicts = (_passes(tests, limit_s) for tests in tests_for(job.file) if tests)
        return Outcome(job, next((verdict for verdict in verdicts if verdict != "survived"), "survived"))
    finally:
        path.write_text(original, "utf-8")


def _passes(tests: list[str], limit_s: float) -> Verdict:
    child = _FORK.Process(target=_pytest, args=(_tree, tests))
    child.start()
    child.join(limit_s)
    if child.exitcode is None:
        child.kill()
        child.join()
        return "late"
    if child.exitcode not in _VERDICTS:
        raise SessionError(f"a test run broke off with exit status {child.exitcode}")
    return _VERDICTS[child.exitcode]


class _TestLimit:
    """A plugin of pytest: a test beyond its time ends the process, whatever it is doing."""

    def pytest_runtest_setup(self) -> None:
        """Start both timers anew; nobody handles their signals."""
        signal.setitimer(signal.ITIMER_PROF, TEST_CPU_S)
        signal.setitimer(signal.ITIMER_REAL, TEST_S)


def _pytest(tree: Path, tests: list[str]) -> None:
    os.chdir(tree)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(tree / "packages/mg-core/src"))
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(tree / ".hypothesis")
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        import pytest
        from hypothesis import HealthCheck, Phase, settings

        # One failing example is enough, a smaller one is of no use here; and a busy machine is no failure.
        settings.register_profile(
            "mutants",
            phases=(Phase.explicit, Phase.generate),
            print_blob=False,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile("mutants")
        options = ["-x", "-q", "--tb=no", "--hypothesis-seed=0", f"--basetemp={tree / 'temporary'}"]
        status = pytest.main([*options, *PLUGINS, *tests], plugins=[_TestLimit()])
    os._exit(_PYTEST + int(status))
