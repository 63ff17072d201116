"""The queue of work for later: bounded, once, in nobody's name."""

import asyncio

import pytest

from mg_core import context
from mg_core.clock import LoopClock
from mg_core.errors import ApiError
from mg_core.testing import run_virtual
from mg_services.services.discovery.retries import WAIT_MAX_S, RetryQueue


def test_work_is_done_once_when_its_time_has_come() -> None:
    async def scenario() -> list[float]:
        queue, done = RetryQueue(clock=LoopClock()), []

        async def work() -> None:
            done.append(asyncio.get_running_loop().time())

        assert [queue.put("a", 15.0, work), queue.put("a", 1.0, work)] == [True, False]
        await LoopClock().sleep(14.9)
        assert done == []
        await LoopClock().sleep(60)
        assert len(queue) == 0
        return done

    assert run_virtual(scenario()) == [15.0]


def test_the_queue_is_bounded_in_number_and_in_time() -> None:
    async def scenario() -> list[bool]:
        queue = RetryQueue(clock=LoopClock(), size_max=2)

        async def work() -> None: ...

        put = [queue.put(key, 1.0, work) for key in "abc"]
        await LoopClock().sleep(2)
        return [*put, queue.put("d", 1.0, work), queue.put("e", WAIT_MAX_S + 1, work)]

    assert run_virtual(scenario()) == [True, True, False, True, False]


def test_work_has_neither_the_identity_nor_the_deadline_of_the_request() -> None:
    async def scenario() -> list[object]:
        queue = RetryQueue(clock=LoopClock())
        seen: list[object] = []

        async def work() -> None:
            seen.append(context.current())

        with context.use(context.RequestContext(user_id="u", deadline=1.0)):
            queue.put("a", 15.0, work)
        await LoopClock().sleep(16)
        return seen

    assert run_virtual(scenario()) == [None]


@pytest.mark.parametrize("error", [ApiError("no", code="forbidden", status=403), RuntimeError("defect")])
def test_work_that_fails_leaves_the_queue_usable(error: Exception) -> None:
    async def scenario() -> int:
        queue = RetryQueue(clock=LoopClock())

        async def work() -> None:
            raise error

        queue.put("a", 1.0, work)
        await LoopClock().sleep(2)
        return len(queue)

    assert run_virtual(scenario()) == 0


def test_closing_ends_what_waits() -> None:
    async def scenario() -> list[str]:
        queue, done = RetryQueue(clock=LoopClock()), []

        async def work() -> None:
            done.append("done")

        queue.put("a", 100.0, work)
        await queue.aclose()
        await LoopClock().sleep(200)
        return done

    assert run_virtual(scenario()) == []
