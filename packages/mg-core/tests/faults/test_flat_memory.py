"""What is refused a hundred thousand times leaves nothing behind, and neither do ten thousand timeouts."""

from __future__ import annotations

import asyncio
import gc
import sys
from typing import Any

import pytest
from client_fixtures import get, make_client, make_sync_client, operation

from mg_core.clock import LoopClock
from mg_core.contract.policy import BreakerPolicy, BulkheadPolicy, Policy, RateLimitPolicy, RetryPolicy, TimeoutPolicy
from mg_core.errors import AttemptTimeoutError, ConnectError, RejectedError
from mg_core.testing import BlockingScriptedTransport, ScriptedTransport, answer, run_virtual

REJECTIONS = 100_000
MARGIN_BLOCKS = 200
"""Blocks of memory that may be left by chance; one for each hundredth rejection would be 250 at least."""
LIMITS = TimeoutPolicy(2.0, 5.0)


def blocks() -> int:
    """Blocks of memory in use."""
    gc.collect()
    return sys.getallocatedblocks()


def depth(error: BaseException) -> int:
    """Frames of its traceback."""
    trace, frames = error.__traceback__, 0
    while trace is not None:
        trace, frames = trace.tb_next, frames + 1
    return frames


def check(growth: int, first: BaseException, last: BaseException, code: str) -> None:
    """The last rejection looks like the first and is another one."""
    assert growth < MARGIN_BLOCKS
    assert isinstance(last, RejectedError)
    assert last.code == code
    assert last is not first
    assert depth(last) == depth(first)
    assert last.__context__ is None
    assert last.__cause__ is None


async def hold(_sent: Any) -> Any:
    await asyncio.get_running_loop().create_future()


POLICIES: dict[str, tuple[Policy, Any, int]] = {
    "circuit_breaker_open": (
        Policy("p", LIMITS, retry=RetryPolicy(max_retries=1), breaker=BreakerPolicy(failures=1)), ConnectError("no"), 1,
    ),
    "bulkhead_full": (Policy("p", LIMITS, bulkhead=BulkheadPolicy(1, 0)), hold, 1),
    "rate_limited": (Policy("p", LIMITS, rate_limit=RateLimitPolicy(per_s=0.001, burst=1)), answer({"id": "1"}), 1),
}  # fmt: skip
"""Policy, what the transport does, and calls that make it refuse the next, by the code of the refusal."""


@pytest.mark.parametrize("code", POLICIES)
async def test_a_hundred_thousand_rejections_leave_nothing_behind(code: str) -> None:
    policy, step, fills = POLICIES[code]
    client = make_client(operation(policy), transport=ScriptedTransport(step))
    filling = [asyncio.ensure_future(get(client)) for _ in range(fills)]
    for _ in range(5):
        await asyncio.sleep(0)

    async def refused(count: int) -> BaseException | None:
        error: BaseException | None = None
        for _ in range(count):
            try:
                await get(client)
            except RejectedError as caught:
                error = caught
        return error

    first = await refused(1000)
    before = blocks()
    last = await refused(REJECTIONS)
    growth = blocks() - before
    for task in filling:
        task.cancel()
    await asyncio.gather(*filling, return_exceptions=True)

    assert first is not None
    assert last is not None
    check(growth, first, last, code)
    assert client._assembly._metrics["getItem"].rejected == REJECTIONS + 1000


@pytest.mark.parametrize("code", ["circuit_breaker_open", "rate_limited"])
def test_rejections_in_a_thread_leave_nothing_behind(code: str) -> None:
    policy, step, _ = POLICIES[code]
    client = make_sync_client(operation(policy), transport=BlockingScriptedTransport(step))

    def refused(count: int) -> BaseException | None:
        error: BaseException | None = None
        for _ in range(count):
            try:
                client._call(client.operations[0], ("1", None, None, None))
            except (RejectedError, ConnectError) as caught:
                error = caught
        return error

    first = refused(1000)
    before = blocks()
    last = refused(REJECTIONS // 4)
    growth = blocks() - before

    assert first is not None
    assert last is not None
    check(growth, first, last, code)


def test_ten_thousand_timeouts_leave_the_queue_empty() -> None:
    async def late(_sent: Any) -> Any:
        await LoopClock().sleep(100)

    async def main() -> tuple[int, int, bool]:
        client: Any = make_client(
            operation(Policy("p", TimeoutPolicy(2.0, 50.0))), transport=ScriptedTransport(late), clock=LoopClock()
        )
        kinds = set()
        for _ in range(10):
            for error in await asyncio.gather(*(get(client) for _ in range(1000)), return_exceptions=True):
                kinds.add(type(error))
        (queue,) = client._assembly._queues.values()
        assert kinds == {AttemptTimeoutError}
        assert asyncio.get_running_loop().time() == pytest.approx(20.0)
        left = len(queue), len(asyncio.all_tasks()), queue.armed
        await client.aclose()
        return left

    assert run_virtual(main()) == (0, 1, False)
