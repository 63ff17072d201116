"""How the suite is spread over the workers of pytest-xdist, which tests need servers, and what Hypothesis may take.

A file stays on one worker, so that what it shares is made once. All tests of the running platform are one worker's,
and so are those that use a Redis or a Qdrant by URL: what one test empties is nobody else's. Without `-n` everything
runs in one process, in the same order.
"""

from __future__ import annotations

import gc
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadGroupScheduling

ENGINES: Final = frozenset({"engines", "qdrant_server", "platform"})
"""Fixtures behind which a server runs."""
SHARED_BY_URL: Final = {"redis_url": "MG_REDIS_URL", "qdrant_url": "MG_QDRANT_TEST_URL"}
"""Fixture → the variable that makes it a place in a server that all workers share."""
PLATFORM: Final = "platform"

# How long an example takes says something about the machine and nothing about the code.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def together(path: str) -> bool:
    """Whether a file's tests are the one worker's that has what workers share.

    Told by its text: groups of xdist do not reach its scheduler since ids of tests are no text (pytest 9.2, xdist 3.8).
    A fixture of a `conftest.py` is every file's below it.
    """
    file = Path(path)
    if file.suffix != ".py":
        return False
    if "RunningPlatform" in _text(file):
        return True
    shared = [name for name, variable in SHARED_BY_URL.items() if os.environ.get(variable)]
    near = [file, *(folder / "conftest.py" for folder in file.parents)]
    return any(name in _text(one) for name in shared for one in near)


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


class ByFile(LoadGroupScheduling):  # type: ignore[misc]  # xdist carries no types
    """Hands out files; those that must stay together as one."""

    def _split_scope(self, nodeid: str) -> str:
        scope = str(super()._split_scope(nodeid)).partition("::")[0]
        return PLATFORM if together(scope) else scope


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--only-servers`."""
    words = "run only the tests that use PostgreSQL, Redis, Qdrant or the running platform"
    parser.addoption("--only-servers", action="store_true", help=words)


def pytest_configure(config: pytest.Config) -> None:
    """Keep the order of `pytest_collection_modifyitems`: few tests in a file does not mean that it is short.

    Workers must find the same tests in the same order, those whose parameters come from a set as well.
    """
    config.option.loadscopereorder = False
    os.environ.setdefault("PYTHONHASHSEED", str(secrets.randbelow(2**32)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    """The scheduler for `-n`."""
    return ByFile(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Drop what `--only-servers` does not want, and put first what takes longest."""
    if config.getoption("only_servers"):
        dropped = [item for item in items if ENGINES.isdisjoint(_fixtures(item))]
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if not ENGINES.isdisjoint(_fixtures(item))]
    served = {item.path for item in items if not ENGINES.isdisjoint(_fixtures(item))}
    root = config.rootpath
    items.sort(key=lambda item: (not together(str(item.path.relative_to(root))), item.path not in served))


def pytest_collection_finish() -> None:
    """Take what has been imported out of the collector's sight: it stays, and looking at it each time takes long."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """A socket that a file leaves open is told at its own end, and not in whichever test the collector runs next."""
    if nextitem is None or nextitem.path != item.path:
        gc.collect()


def _fixtures(item: pytest.Item) -> set[str]:
    """Fixtures that a test uses; a parameter of the same name is none."""
    if not isinstance(item, pytest.Function):
        return set()
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    return set(item.fixturenames) - parameters.keys()
