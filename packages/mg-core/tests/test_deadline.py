from __future__ import annotations

import asyncio
from typing import Any

import pytest
from client_fixtures import PLAIN, RETRYING, get, make_client, operation
from hypothesis import given, settings
from hypothesis import strategies as st

from mg_core import context, deadline
from mg_core.clock import LoopClock
from mg_core.contract.policy import BulkheadPolicy, Policy, RetryPolicy, TimeoutPolicy
from mg_core.errors import AttemptTimeoutError, DeadlineExceededError, MgError
from mg_core.testing import ScriptedTransport, VirtualLoop, answer, problem, run_virtual

OK = answer({"id": "1"})


def after(seconds: float, reply: Any = OK) -> Any:
    async def step(_sent: Any) -> Any:
        await asyncio.sleep(seconds)
        return reply

    return step


async def timed(policy: Policy, *steps: Any, **options: Any) -> tuple[float, str]:
    """Virtual seconds that a call took, and its error code."""
    client = make_client(operation(policy), transport=ScriptedTransport(*steps), clock=LoopClock(), **options)
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        await get(client)
    except MgError as error:
        return loop.time() - began, error.code
    finally:
        await client.aclose()
    return loop.time() - began, ""


def test_an_attempt_ends_exactly_at_its_timeout() -> None:
    took, code = run_virtual(timed(PLAIN, after(100)))

    assert took == pytest.approx(2.0)
    assert code == "timeout"


def test_attempts_waits_and_retries_together_end_by_the_deadline() -> None:
    took, code = run_virtual(timed(RETRYING, after(100)))

    assert took == pytest.approx(5.0)
    assert code == "deadline_exceeded"


@settings(max_examples=150, deadline=None)
@given(
    st.floats(0.01, 3.0),
    st.floats(0.0, 3.0),
    st.lists(st.tuples(st.floats(0, 4), st.booleans()), min_size=1, max_size=6),
)
def test_the_total_deadline_is_never_exceeded(
    attempt_s: float, more_s: float, answers: list[tuple[float, bool]]
) -> None:
    policy = Policy("p", TimeoutPolicy(attempt_s, attempt_s + more_s), retry=RetryPolicy(budget_min_per_s=100.0))
    steps = [after(seconds, OK if good else problem(503, "busy")) for seconds, good in answers]

    took, _ = run_virtual(timed(policy, *steps))

    assert took <= attempt_s + more_s + 0.001


def test_a_call_waiting_for_a_place_ends_by_its_deadline() -> None:
    async def main() -> tuple[float, str]:
        policy = Policy("p", TimeoutPolicy(60.0, 60.0), bulkhead=BulkheadPolicy(1, 1))
        client = make_client(operation(policy), transport=ScriptedTransport(after(50)), clock=LoopClock())
        first = asyncio.ensure_future(get(client))
        await asyncio.sleep(0)
        began = asyncio.get_running_loop().time()
        served = context.RequestContext(deadline=began + 3.0)
        with context.use(served), pytest.raises(DeadlineExceededError) as caught:
            await get(client)
        took = asyncio.get_running_loop().time() - began
        await first
        return took, caught.value.code

    took, code = run_virtual(main())

    assert took == pytest.approx(3.0)
    assert code == "deadline_exceeded"


def test_a_slow_token_is_bounded_by_the_deadline() -> None:
    async def token() -> str:
        await asyncio.sleep(100)
        return "late"

    took, code = run_virtual(timed(PLAIN, OK, token=token))

    assert took == pytest.approx(5.0)
    assert code == "deadline_exceeded"


def test_cancelling_a_call_is_not_a_timeout() -> None:
    async def main() -> bool:
        client = make_client(transport=ScriptedTransport(after(100)), clock=LoopClock())
        task = asyncio.ensure_future(get(client))
        await asyncio.sleep(1.0)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert run_virtual(main())


def test_an_outer_timeout_at_the_same_moment_stays_an_outer_timeout() -> None:
    async def main() -> None:
        client = make_client(transport=ScriptedTransport(after(100)), clock=LoopClock())
        async with asyncio.timeout(1.0):
            await get(client)

    with pytest.raises(TimeoutError):
        run_virtual(main())


async def _outcome(kind: str, work_s: float, limit_s: float, cancel_s: float, outer_s: float) -> tuple[str, float, int]:
    """One task under a limit made by the queue or by asyncio.timeout; how and when it ended."""
    loop = asyncio.get_running_loop()
    client = make_client(
        operation(Policy("p", TimeoutPolicy(limit_s, 1000.0))),
        transport=ScriptedTransport(after(work_s)),
        clock=LoopClock(),
    )

    async def limited() -> str:
        if kind == "queue":
            await get(client)
        else:
            async with asyncio.timeout(limit_s):
                await asyncio.sleep(work_s)
        return "done"

    async def outer() -> str:
        try:
            async with asyncio.timeout(outer_s):
                try:
                    return await limited()
                except (AttemptTimeoutError, TimeoutError):
                    return "inner timeout"
        except TimeoutError:
            return "outer timeout"

    task = asyncio.ensure_future(outer())
    loop.call_later(cancel_s, task.cancel)
    await asyncio.wait([task])
    left = task.cancelling() if not task.cancelled() else -1
    return ("cancelled" if task.cancelled() else task.result()), loop.time(), left


@settings(max_examples=300, deadline=None)
@given(*[st.integers(1, 6) for _ in range(4)])
def test_the_deadline_queue_ends_calls_as_asyncio_timeout_does(work: int, limit: int, cancel: int, outer: int) -> None:
    numbers = (work + 0.1, limit + 0.2, cancel + 0.3, outer + 0.4)

    ours = run_virtual(_outcome("queue", *numbers))
    reference = run_virtual(_outcome("asyncio", *numbers))

    assert ours == reference


def test_many_calls_share_one_timer_and_each_ends_in_time() -> None:
    async def main() -> list[float]:
        loop = asyncio.get_running_loop()
        client = make_client(transport=ScriptedTransport(after(100)), clock=LoopClock())

        async def one(start_s: float) -> float:
            await asyncio.sleep(start_s)
            with pytest.raises(AttemptTimeoutError):
                await get(client)
            return loop.time() - start_s

        return await asyncio.gather(*(one(i / 10) for i in range(50)))

    assert run_virtual(main()) == pytest.approx([2.0] * 50)


def test_a_budget_inside_a_budget_only_shortens() -> None:
    with deadline.budget(5.0, now=100.0) as outer, deadline.budget(9.0, now=101.0) as inner:
        assert (outer, inner) == (105.0, 105.0)
        assert deadline.remaining_s(now=102.0) == 3.0
    assert deadline.remaining_s() is None


@pytest.mark.parametrize("value", [None, "", "-1", "1e3", "1.5", "٣", "123456789", " 5", "abc"])
def test_a_malformed_timeout_header_is_ignored(value: str | None) -> None:
    assert deadline.parse_timeout_ms(value) is None


@given(st.floats(0, 99_000))
def test_the_timeout_header_rounds_down(seconds: float) -> None:
    back = deadline.parse_timeout_ms(deadline.format_timeout_ms(seconds))

    assert back is not None
    assert seconds - 0.0011 < back <= seconds + 1e-6


def test_a_loop_that_fires_early_by_the_resolution_of_its_clock_ends_the_call_at_once() -> None:
    """Windows: 15.6 ms. A queue that waited for the exact moment would spin until then; in virtual time, for ever."""

    class Coarse(VirtualLoop):
        def __init__(self) -> None:
            super().__init__()
            self._clock_resolution = 0.25

    async def main() -> float:
        loop = asyncio.get_running_loop()
        client = make_client(transport=ScriptedTransport(after(100)), clock=LoopClock())
        with pytest.raises(AttemptTimeoutError):
            await get(client)
        return loop.time()

    async def bounded() -> float:
        turns = 0

        def watch(task: asyncio.Task[float]) -> None:
            nonlocal turns
            turns += 1
            if turns > 1000:
                task.cancel()
            elif not task.done():
                task.get_loop().call_soon(watch, task)

        task = asyncio.ensure_future(main())
        asyncio.get_running_loop().call_at(1.8, watch, task)  # wakes the loop when 2.0 is almost there
        return await task

    with asyncio.Runner(loop_factory=Coarse) as runner:
        assert runner.run(bounded()) == pytest.approx(1.8)


def test_the_longest_time_on_the_wire_has_eight_digits_and_is_understood() -> None:
    assert deadline.format_timeout_ms(1e9) == "99999999"
    assert deadline.parse_timeout_ms(deadline.format_timeout_ms(1e9)) == 99_999.999


class Queue(deadline.DeadlineQueue):
    """As the pipeline uses it: one task at a time, from `begin` to `end`."""

    def __init__(self) -> None:
        super().__init__(2.0, asyncio.get_running_loop())

    def begin(self, task: asyncio.Task[Any]) -> None:
        self[task] = self.loop.time() + self.duration_s
        if not self.armed:
            self.arm()

    def end(self, task: asyncio.Task[Any]) -> None:
        self.pop(task, None)


async def _cancelled_at(queue: Queue) -> float:
    """When a task that begins now is cancelled by the queue; -1 when it is not."""
    task = asyncio.ensure_future(asyncio.sleep(50))
    queue.begin(task)
    await asyncio.wait([task])
    return queue.loop.time() if task.cancelled() else -1.0


def test_a_queue_that_was_closed_works_again_and_its_old_timer_ends_nobody() -> None:
    async def main() -> tuple[bool, float]:
        queue = Queue()
        done = asyncio.ensure_future(asyncio.sleep(0))
        queue.begin(done)
        await done
        queue.end(done)
        queue.close()
        queue.close()
        stopped = queue.armed
        await asyncio.sleep(1.0)
        return stopped, await _cancelled_at(queue)

    still_armed, ended = run_virtual(main())

    assert not still_armed
    assert ended == pytest.approx(3.0)


def test_a_queue_that_is_closed_keeps_the_limit_of_calls_in_flight() -> None:
    async def main() -> float:
        queue = Queue()
        queue.loop.call_later(1.0, queue.close)
        return await _cancelled_at(queue)

    assert run_virtual(main()) == pytest.approx(2.0)
