from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import pytest

from mg_core.contract.policy import BulkheadPolicy
from mg_core.errors import BulkheadFullError, DeadlineExceededError
from mg_core.policies.bulkhead import BlockingBulkhead, Bulkhead
from mg_core.testing import run_virtual


def eventually(holds: Callable[[], bool]) -> bool:
    """Another thread makes it true within 10 s."""
    until, pause = time.monotonic() + 10.0, threading.Event()
    while not holds() and time.monotonic() < until:
        pause.wait(0.001)
    return holds()


def counts(bulkhead: Bulkhead | BlockingBulkhead) -> tuple[int, int, int]:
    return bulkhead.in_flight, bulkhead.queued, bulkhead.rejected


async def full(max_queue: int) -> tuple[Bulkhead, list[asyncio.Task[None]]]:
    """One place, taken, and a full queue."""
    bulkhead = Bulkhead("shop", BulkheadPolicy(1, max_queue))
    await bulkhead.acquire(1.0)
    waiting = [asyncio.ensure_future(bulkhead.acquire(5.0)) for _ in range(max_queue)]
    await asyncio.sleep(0)
    return bulkhead, waiting


def test_a_place_that_is_free_is_taken_at_once_and_given_back() -> None:
    async def main() -> list[tuple[int, int, int]]:
        bulkhead = Bulkhead("shop", BulkheadPolicy(2, 0))
        seen = [counts(bulkhead)]
        for _ in range(2):
            await bulkhead.acquire(0.0)
            seen.append(counts(bulkhead))
        with pytest.raises(BulkheadFullError, match="2 calls in flight and 0 waiting"):
            await bulkhead.acquire(1.0)
        bulkhead.release()
        return [*seen, counts(bulkhead)]

    assert run_virtual(main()) == [(0, 0, 0), (1, 0, 0), (2, 0, 0), (1, 0, 1)]


def test_a_turn_goes_to_the_first_in_the_queue_and_one_more_than_the_queue_is_refused() -> None:
    async def main() -> tuple[tuple[int, int, int], list[bool], tuple[int, int, int]]:
        bulkhead, waiting = await full(2)
        with pytest.raises(BulkheadFullError):
            await bulkhead.acquire(1.0)
        before = counts(bulkhead)
        bulkhead.release()
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        went = [task.done() for task in waiting]
        bulkhead.release()
        await waiting[1]
        bulkhead.release()
        return before, went, counts(bulkhead)

    assert run_virtual(main()) == ((1, 2, 1), [True, False], (0, 0, 1))


@pytest.mark.parametrize("how", ["cancelled", "out of time"])
def test_who_gives_up_waiting_leaves_the_queue_at_once(how: str) -> None:
    async def main() -> tuple[int, str]:
        bulkhead, (waiter,) = await full(1)
        if how == "cancelled":
            waiter.cancel()
        await asyncio.wait([waiter])
        error = "cancelled" if waiter.cancelled() else type(waiter.exception()).__name__
        successor = asyncio.ensure_future(bulkhead.acquire(1.0))
        await asyncio.sleep(0)
        bulkhead.release()
        await successor
        return bulkhead.rejected, error

    assert run_virtual(main()) == (0, "cancelled" if how == "cancelled" else "DeadlineExceededError")


@pytest.mark.parametrize("others", [0, 1])
def test_a_turn_that_comes_too_late_for_its_waiter_goes_on(others: int) -> None:
    async def main() -> tuple[int, int, int]:
        bulkhead, waiting = await full(1 + others)
        bulkhead.release()
        waiting[0].cancel()
        await asyncio.wait(waiting)
        return counts(bulkhead)

    assert run_virtual(main()) == (others, 0, 0)


def test_a_turn_skips_who_has_given_up_in_the_same_moment() -> None:
    async def main() -> tuple[int, int, int]:
        bulkhead, (first, second) = await full(2)
        first.cancel()
        bulkhead.release()
        await asyncio.wait([first, second])
        return counts(bulkhead)

    assert run_virtual(main()) == (1, 0, 0)


def test_threads_beyond_places_and_queue_are_refused() -> None:
    bulkhead = BlockingBulkhead("shop", BulkheadPolicy(2, 0))
    seen = [counts(bulkhead)]
    for _ in range(2):
        bulkhead.acquire(0.0)
        seen.append(counts(bulkhead))
    with pytest.raises(BulkheadFullError, match="2 calls in flight and 0 waiting"):
        bulkhead.acquire(10.0)
    bulkhead.release()

    assert [*seen, counts(bulkhead)] == [(0, 0, 0), (1, 0, 0), (2, 0, 0), (1, 0, 1)]


def test_a_thread_waits_for_its_place_and_no_longer_than_its_time() -> None:
    bulkhead = BlockingBulkhead("shop", BulkheadPolicy(1, 1))
    bulkhead.acquire(0.0)
    with pytest.raises(DeadlineExceededError) as caught:
        bulkhead.acquire(0.0)
    after = counts(bulkhead)
    waiter = threading.Thread(target=bulkhead.acquire, args=(60.0,), daemon=True)
    waiter.start()
    waits = eventually(lambda: bulkhead.queued == 1)
    with pytest.raises(BulkheadFullError):
        bulkhead.acquire(0.0)
    with bulkhead._changed:
        bulkhead._changed.notify()  # a wake without a place is none
    holds = counts(bulkhead)
    bulkhead.release()
    waiter.join(10.0)

    assert caught.value.retry_safe
    assert (after, waits, holds, waiter.is_alive()) == ((1, 0, 0), True, (1, 1, 1), False)
    assert counts(bulkhead) == (1, 0, 1)
