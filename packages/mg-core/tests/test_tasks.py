"""Ending tasks, and one task for all who ask for the same; every wait is virtual."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mg_core import context, deadline
from mg_core.errors import ApiError
from mg_core.tasks import SWALLOWED_S, SingleFlight, end
from mg_core.testing import VirtualLoop, run_virtual


async def stubborn(swallows: int) -> None:
    """Goes on after the first cancellations."""
    while True:
        try:
            await asyncio.sleep(10_000)
        except asyncio.CancelledError:
            swallows -= 1
            if swallows < 0:
                raise


async def tidy(seconds: float, notes: list[str]) -> None:
    """Cleans up when it is cancelled."""
    try:
        await asyncio.sleep(10_000)
    finally:
        await asyncio.sleep(seconds)
        notes.append("clean")


def started(*works: Any) -> list[asyncio.Task[Any]]:
    return [asyncio.ensure_future(work) for work in works]


def test_a_task_that_swallows_cancellations_is_ended_nevertheless() -> None:
    async def main() -> tuple[bool, float]:
        tasks = started(stubborn(3))
        await asyncio.sleep(0)
        await end(tasks, again_s=SWALLOWED_S)
        return tasks[0].cancelled(), asyncio.get_running_loop().time()

    cancelled, took_s = run_virtual(main())

    assert cancelled
    assert took_s == pytest.approx(3 * SWALLOWED_S)


def test_a_clean_up_is_waited_for_and_not_interrupted() -> None:
    notes: list[str] = []

    async def main() -> None:
        tasks = started(tidy(60.0, notes), asyncio.sleep(0))
        await asyncio.sleep(0.1)
        await end(tasks)

    run_virtual(main())

    assert notes == ["clean"]


@given(pauses_s=st.lists(st.floats(0.01, 2.0), max_size=4), swallows=st.integers(0, 3))
def test_a_cancelled_caller_still_sees_all_end_and_is_cancelled_then(pauses_s: list[float], swallows: int) -> None:
    async def main() -> None:
        notes: list[str] = []
        stubborn_one, tidy_one = started(stubborn(swallows), tidy(0.5, notes))
        await asyncio.sleep(0)
        caller = asyncio.create_task(_both(stubborn_one, tidy_one))
        heard = False
        for pause_s in pauses_s:
            await asyncio.sleep(pause_s)
            heard = caller.cancel() or heard
        await asyncio.wait((caller,))

        assert (stubborn_one.cancelled(), notes) == (True, ["clean"])
        assert caller.cancelled() == heard

    async def _both(stubborn_one: asyncio.Task[Any], tidy_one: asyncio.Task[Any]) -> None:
        try:
            await end((stubborn_one,), again_s=SWALLOWED_S)
        finally:
            await end((tidy_one,))

    run_virtual(main())


def test_what_a_task_raised_stays_with_it_and_nobody_is_told_that_it_was_forgotten() -> None:
    told: list[dict[str, Any]] = []

    async def fail() -> None:
        raise LookupError

    async def main() -> BaseException | None:
        asyncio.get_running_loop().set_exception_handler(lambda _, facts: told.append(facts))
        tasks = started(fail(), fail())
        await asyncio.sleep(0)
        await end(tasks)
        error = tasks.pop().exception()
        tasks.clear()
        gc.collect()
        return error

    assert isinstance(run_virtual(main()), LookupError)
    assert told == []


def test_the_calling_task_is_left_out() -> None:
    async def main() -> str:
        me = asyncio.current_task()
        assert me is not None
        await end([me])
        return "still here"

    assert run_virtual(main()) == "still here"


@given(
    arrivals=st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=1, max_size=12),
    takes_s=st.integers(0, 5).map(lambda seconds: seconds + 0.5),
    fails=st.booleans(),
)
def test_who_asks_while_it_runs_shares_it_whoever_gives_up(
    arrivals: list[tuple[int, int]], takes_s: float, *, fails: bool
) -> None:
    """Each asker comes at a full second and gives up at a quarter, so that nothing coincides with an end."""
    runs: list[float] = []
    for at, _ in sorted(arrivals):
        if not runs or at > runs[-1] + takes_s:
            runs.append(at)

    async def main() -> None:
        loop, flights = asyncio.get_running_loop(), SingleFlight[float]()
        began: list[float] = []

        async def compute() -> float:
            began.append(loop.time())
            await asyncio.sleep(takes_s)
            if fails:
                raise ApiError("no", code="no", status=400, details={"began": began[-1]})
            return began[-1]

        async def ask(at: int, patience_s: int) -> BaseException | float:
            await asyncio.sleep(at)
            async with asyncio.timeout(patience_s + 0.25):
                return await flights.do("key", compute)

        outcomes = await asyncio.gather(*(ask(*arrival) for arrival in arrivals), return_exceptions=True)
        await asyncio.sleep(takes_s)

        assert began == runs
        assert "key" not in flights
        errors = [outcome for outcome in outcomes if isinstance(outcome, ApiError)]
        assert len({id(error) for error in errors}) == len(errors)
        for (at, patience_s), outcome in zip(arrivals, outcomes, strict=True):
            joined = max(begin for begin in runs if begin <= at)
            if at + patience_s + 0.25 < joined + takes_s:
                assert isinstance(outcome, TimeoutError)
            elif fails:
                assert isinstance(outcome, ApiError)
                assert outcome.details["began"] == joined
            else:
                assert outcome == joined

    run_virtual(main())


def test_it_goes_on_when_nobody_waits_and_without_the_deadline_of_who_began_it() -> None:
    seen: list[Any] = []

    async def compute() -> None:
        current = context.current()
        assert current is not None
        await asyncio.sleep(5)
        seen.append((deadline.remaining_s(0.0), current.user_id))

    async def main() -> None:
        flights = SingleFlight[None]()
        with context.use(context.RequestContext(user_id="ada", deadline=1.0)):
            asker = asyncio.create_task(flights.do("key", compute))
        await asyncio.sleep(1)
        await end([asker])
        assert "key" in flights
        await asyncio.sleep(5)

    run_virtual(main())

    assert seen == [(None, "ada")]


def test_closing_ends_it_and_cancels_who_waits() -> None:
    notes: list[str] = []

    async def main() -> None:
        flights = SingleFlight[None]()
        asker = asyncio.create_task(flights.do("key", lambda: tidy(0.1, notes)))
        await asyncio.sleep(0.1)
        await flights.aclose()
        assert notes == ["clean"]
        with pytest.raises(asyncio.CancelledError):
            await asker

    run_virtual(main())


@pytest.mark.parametrize("nested", [False, True])
def test_who_asks_from_inside_computes_for_itself(*, nested: bool) -> None:
    async def main() -> int:
        flights, depth = SingleFlight[int](), 0

        async def compute() -> int:
            nonlocal depth
            depth += 1
            if depth == 3:
                return 3
            inner = flights.do("key", compute)
            return await (asyncio.create_task(inner) if nested else inner)

        async with asyncio.timeout(5):
            return await flights.do("key", compute)

    assert run_virtual(main()) == 3


def test_what_another_loop_left_behind_is_nobodys() -> None:
    flights = SingleFlight[str]()
    left: list[asyncio.Task[Any]] = []

    async def leave() -> None:
        flights.begin("key", lambda: asyncio.sleep(1000, "old"))
        left.extend(asyncio.all_tasks() - {asyncio.current_task()})

    async def ask() -> str:
        assert "key" not in flights
        return await flights.do("key", lambda: asyncio.sleep(1, "new"))

    other = VirtualLoop()
    other.run_until_complete(leave())
    found = run_virtual(ask())
    other.run_until_complete(end(left))
    other.close()

    assert found == "new"


def test_who_does_not_wait_begins_it_once_and_is_told_of_no_failure() -> None:
    told: list[Any] = []
    runs: list[int] = []

    async def fail() -> None:
        runs.append(1)
        await asyncio.sleep(1)
        raise LookupError

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, facts: told.append(facts))
        flights = SingleFlight[None]()
        for _ in range(3):
            flights.begin("key", fail)
        await asyncio.sleep(2)
        gc.collect()

    run_virtual(main())

    assert (runs, told) == ([1], [])
