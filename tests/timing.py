"""Times that the ledger names, measured so that a busy machine does not decide.

What other programs took from a call is left out: the time for which its thread was ready to run and no core was free,
as Linux counts it. What a call waits for is its own time: answers, locks, and processes of ours that are slow.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

ROUNDS: Final = 5
LIMIT_S: Final = 300.0
"""For one round: ends what hangs, measures nothing."""
_QUEUED: Final = Path("/proc/thread-self/schedstat")
"""On a core, ready and waiting for one (both in ns), number of turns; Linux alone has it."""


async def in_time(
    call: Callable[[], Awaitable[object]], limits_s: Mapping[int, float], *, calls: int = 200, together: int = 1
) -> None:
    """Assert that one of a few rounds of calls keeps every limit: what else the machine does is not what is measured.

    Args:
        call: what is measured; its answers are the test's to check.
        limits_s: percentile → seconds.
        calls: how many a round has; 200 at least, so that the percentiles mean something.
        together: how many are under way at any time.
    """
    tried = []
    for _ in range(ROUNDS):
        found = await _percentiles(call, limits_s, calls, together)
        if all(found[percentile] < limit_s for percentile, limit_s in limits_s.items()):
            return
        tried.append(found)
    raise AssertionError(f"no round kept {dict(limits_s)}: {tried}")


async def _percentiles(
    call: Callable[[], Awaitable[object]], wanted: Mapping[int, float], calls: int, together: int
) -> dict[int, float]:
    took_s: list[float] = []

    async def some() -> None:
        for _ in range(calls // together):
            began_s, queued_s = time.perf_counter(), _queued_s()
            await call()
            took_s.append(time.perf_counter() - began_s - (_queued_s() - queued_s))

    async with asyncio.timeout(LIMIT_S):
        await asyncio.gather(*(some() for _ in range(together)))
    cuts = statistics.quantiles(took_s, n=100, method="inclusive")
    return {percentile: cuts[percentile - 1] for percentile in wanted}


def _queued_s() -> float:
    """Seconds for which this thread has waited for a core."""
    return int(_QUEUED.read_text("ascii").split()[1]) / 1e9 if _QUEUED.exists() else 0.0
