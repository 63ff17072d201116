"""Threads that begin together and are switched as often as the interpreter can."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")

LIMIT_S: Final = 30.0
"""Seconds for the threads of a race to begin, and for each to end."""


def race(job: Callable[[], T], threads: int) -> list[T]:
    """What `job` returned in each of so many threads, in the order of their ends.

    Raises:
        BaseException: the first one that a job raised.
        TimeoutError: a thread did not end.
    """
    start = threading.Barrier(threads)
    results: list[T] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            start.wait(LIMIT_S)
            results.append(job())
        except BaseException as error:  # noqa: BLE001 - handed to the caller below
            failures.append(error)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        runners = [threading.Thread(target=run, daemon=True) for _ in range(threads)]
        for runner in runners:
            runner.start()
        for runner in runners:
            runner.join(LIMIT_S)
    finally:
        sys.setswitchinterval(before)
    if failures:
        raise failures[0]
    if len(results) < threads:
        raise TimeoutError("a thread did not end")
    return results
