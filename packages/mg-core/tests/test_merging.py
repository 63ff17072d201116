from __future__ import annotations

import asyncio
from typing import Any

import pytest
from cache_fixtures import CLOCK, TOTAL_S, Service, after, cached, others, settle
from client_fixtures import Item

from mg_core import context
from mg_core.call.options import CallOptions
from mg_core.context import RequestContext
from mg_core.deadline import budget
from mg_core.errors import ApiError, ConnectError, DeadlineExceededError
from mg_core.policies.cache.merging import Limits
from mg_core.policies.provenance import provenance_of
from mg_core.testing import ManualClock, run_virtual


def test_a_thousand_cold_calls_make_one_request() -> None:
    async def main() -> tuple[int, set[str], int, set[str]]:
        service = Service([after(1.0)])
        calls, get = cached(service)
        results = await asyncio.gather(*(get() for _ in range(1000)))
        sources: set[str] = {provenance_of(result).source for result in results}
        return len(service.asked), {result.id for result in results}, calls.cache.merged, sources

    assert run_virtual(main()) == (1, {"1"}, 999, {"live"})


def test_a_thousand_calls_that_fail_make_one_request_and_each_has_its_own_error() -> None:
    async def main() -> tuple[int, int, set[str], int]:
        service = Service([after(1.0, ConnectError("down"))])
        _, get = cached(service)
        errors = await asyncio.gather(*(get() for _ in range(1000)), return_exceptions=True)
        depths = [len(list(frames(error))) for error in errors if isinstance(error, ConnectError)]
        codes = {error.code for error in errors if isinstance(error, ConnectError)}
        return len(service.asked), len({id(error) for error in errors}), codes, max(depths)

    asked, distinct, codes, depth = run_virtual(main())

    assert (asked, distinct, codes) == (1, 1000, {"service_unavailable"})
    assert depth < 20


def frames(error: BaseException) -> Any:
    trace = error.__traceback__
    while trace is not None:
        yield trace
        trace = trace.tb_next


def test_a_caller_that_is_cancelled_takes_nothing_from_the_others() -> None:
    async def main() -> tuple[list[Any], list[str]]:
        service = Service([after(2.0)])
        _, get = cached(service)
        tasks = [asyncio.ensure_future(get()) for _ in range(3)]
        await CLOCK.sleep(1.0)
        tasks[0].cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        return [type(result).__name__ for result in results], service.ended

    assert run_virtual(main()) == (["CancelledError", "Item", "Item"], ["ok"])


def test_when_all_callers_are_cancelled_the_request_ends_with_them() -> None:
    async def main() -> tuple[list[str], float, int, int]:
        service = Service([after(20.0), Item(id="2")])
        calls, get = cached(service)
        tasks = [asyncio.ensure_future(get()) for _ in range(3)]
        await CLOCK.sleep(1.0)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        left = len(others())
        await get()
        return service.ended, CLOCK.monotonic(), left, len(calls._flights)

    assert run_virtual(main()) == (["CancelledError", "ok"], 1.0, 0, 0)


def test_a_cancelled_caller_waits_until_its_request_has_ended() -> None:
    async def slow_end() -> Any:
        try:
            await CLOCK.sleep(20.0)
        finally:
            await CLOCK.sleep(5.0)

    async def main() -> tuple[float, int]:
        _, get = cached(Service([slow_end]))
        task = asyncio.ensure_future(get())
        await CLOCK.sleep(1.0)
        task.cancel()
        await asyncio.wait([task])
        return CLOCK.monotonic(), len(others())

    assert run_virtual(main()) == (6.0, 0)


def test_an_answer_that_grows_too_old_during_the_request_does_not_stand_in() -> None:
    async def main() -> str:
        _, get = cached(Service([Item(id="1"), after(5.0, ConnectError("down"))]))
        await get()
        await CLOCK.sleep(68.0)
        with pytest.raises(ConnectError) as caught:
            await get()
        return caught.value.code

    assert run_virtual(main()) == "service_unavailable"


def test_a_request_that_is_being_cancelled_is_joined_by_nobody() -> None:
    async def slow_end() -> Any:
        try:
            await CLOCK.sleep(20.0)
        finally:
            await CLOCK.sleep(5.0)

    async def main() -> tuple[str, list[str]]:
        service = Service([slow_end, Item(id="2")])
        _, get = cached(service)
        task = asyncio.ensure_future(get())
        await CLOCK.sleep(1.0)
        task.cancel()
        await CLOCK.sleep(1.0)
        found = (await get()).id
        await asyncio.wait([task])
        return found, service.ended

    assert run_virtual(main()) == ("2", ["ok", "CancelledError"])


def test_each_caller_keeps_its_own_deadline() -> None:
    async def main() -> tuple[str, float, float, list[str]]:
        service = Service([after(3.0)])
        _, get = cached(service)
        patient = asyncio.ensure_future(get())
        await CLOCK.sleep(1.0)
        with budget(0.5, now=CLOCK.monotonic()), pytest.raises(DeadlineExceededError) as caught:
            await get()
        gave_up = CLOCK.monotonic()
        await patient
        return f"{caught.value.service}.{caught.value.operation}", gave_up, CLOCK.monotonic(), service.ended

    assert run_virtual(main()) == ("shop.getItem", 1.5, 3.0, ["ok"])


def test_a_request_that_ends_with_its_callers_short_deadline_is_made_again_for_who_has_more() -> None:
    async def main() -> tuple[str, list[float | None], list[str], float]:
        service = Service([after(3.0)])
        _, get = cached(service)

        async def hasty() -> Any:
            with budget(0.5, now=CLOCK.monotonic()):
                return await get()

        first = asyncio.ensure_future(hasty())
        await asyncio.sleep(0)
        patient = await get()
        with pytest.raises(DeadlineExceededError):
            await first
        return patient.id, service.deadlines, service.ended, CLOCK.monotonic()

    assert run_virtual(main()) == ("1", [0.5, TOTAL_S], ["DeadlineExceededError", "ok"], 3.5)


def test_callers_whose_time_is_no_longer_than_that_of_the_failed_request_do_not_repeat_it() -> None:
    async def main() -> tuple[int, list[str]]:
        service = Service([after(100.0)])
        _, get = cached(service)

        async def hasty(wait_s: float) -> Any:
            await CLOCK.sleep(wait_s)
            with budget(2.0, now=CLOCK.monotonic()):
                return await get()

        errors = await asyncio.gather(*(hasty(n / 100) for n in range(100)), return_exceptions=True)
        return len(service.asked), sorted({type(error).__name__ for error in errors})

    assert run_virtual(main()) == (1, ["DeadlineExceededError"])


def test_a_caller_out_of_time_gets_a_stale_answer() -> None:
    async def main() -> tuple[str, str, float]:
        service = Service([Item(id="old"), after(5.0)])
        _, get = cached(service)
        await get()
        await CLOCK.sleep(40.0)
        patient = asyncio.ensure_future(get())
        await asyncio.sleep(0)
        with budget(1.0, now=CLOCK.monotonic()):
            result = await get()
        at = CLOCK.monotonic()
        await patient
        return result.id, provenance_of(result).warnings[0].cause, at

    assert run_virtual(main()) == ("old", "deadline_exceeded", 41.0)


async def test_other_keys_do_not_wait() -> None:
    never = asyncio.Event()
    service = Service([never.wait, Item(id="2")])
    _, get = cached(service)
    waiting = asyncio.ensure_future(get("a"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    async with asyncio.timeout(5):
        assert (await get("b")).id == "2"

    waiting.cancel()
    await asyncio.wait([waiting])


async def test_a_fault_of_the_program_reaches_every_caller() -> None:
    _, get = cached(Service([ValueError("bug")]))

    results = await asyncio.gather(get(), get(), return_exceptions=True)

    assert [type(result) for result in results] == [ValueError, ValueError]


def test_a_request_left_behind_on_a_dead_loop_holds_nobody_up() -> None:
    service = Service([asyncio.Event().wait, Item(id="2")])
    calls, get = cached(service, clock=ManualClock())
    loop = asyncio.new_event_loop()
    task: asyncio.Task[Any] = loop.create_task(get())
    loop.call_soon(lambda: loop.call_soon(loop.stop))
    loop.run_forever()
    task.cancel()
    flight = next(iter(calls._flights.values())).task
    flight.add_done_callback(lambda _: None)

    found = asyncio.run(get())

    flight.cancel()
    loop.run_until_complete(asyncio.wait([task]))
    loop.close()
    calls.close()
    assert (found.id, calls._flights) == ("2", {})


# ── renewal in the background ──────────────────────────────────────────────────────────────────


def test_a_stale_answer_is_renewed_exactly_once_at_a_time() -> None:
    async def main() -> tuple[int, set[str], str, int]:
        service = Service([Item(id="1"), after(3.0, Item(id="2"))])
        calls, get = cached(service)
        await get()
        await CLOCK.sleep(12.0)
        given = {(await get()).id for _ in range(1000)}
        await CLOCK.sleep(2.0)
        given |= {(await get()).id}
        await CLOCK.sleep(1.0)
        await settle()
        return len(service.asked), given, (await get()).id, calls.cache.renewals

    assert run_virtual(main()) == (2, {"1"}, "2", 1)


def test_a_renewal_has_the_callers_context_without_its_deadline_and_outlives_the_caller() -> None:
    async def main() -> tuple[str, list[float | None], list[str]]:
        users = []

        async def renewed() -> Any:
            current = context.current()
            users.append(current.user_id if current else "")
            await CLOCK.sleep(2.0)
            return Item(id="2")

        service = Service([Item(id="1"), renewed])
        _, get = cached(service)
        with context.use(RequestContext(user_id="ann")):
            await get()
            await CLOCK.sleep(12.0)
            with budget(0.01, now=CLOCK.monotonic()):
                await asyncio.create_task(get())
            await CLOCK.sleep(2.0)
            await settle()
            return (await get()).id, service.deadlines, users

    assert run_virtual(main()) == ("2", [None, None], ["ann"])


async def test_a_renewal_that_fails_leaves_the_old_answer_and_the_next_call_tries_again() -> None:
    clock = ManualClock()
    calls, get = cached(Service([Item(id="1"), ConnectError("down"), Item(id="3")]), clock=clock)
    await get()
    clock.advance(12)

    given = []
    for _ in range(3):
        given.append((await get()).id)
        await settle()

    assert (given, calls.cache.renewals, calls.cache.renewals_failed) == (["1", "1", "3"], 2, 1)


async def test_a_renewal_that_meets_a_fault_of_the_program_is_reported_to_the_loop() -> None:
    clock, reported = ManualClock(), []
    _, get = cached(Service([Item(id="1"), ValueError("bug")]), clock=clock)
    asyncio.get_running_loop().set_exception_handler(lambda _, facts: reported.append(facts["exception"]))
    await get()
    clock.advance(12)

    await get()
    await settle()

    assert [type(error) for error in reported] == [ValueError]


def test_closing_ends_renewals_and_keeps_what_is_stored() -> None:
    async def main() -> tuple[list[str], int, str]:
        service = Service([Item(id="1"), after(3.0)])
        calls, get = cached(service)
        await get()
        await CLOCK.sleep(12.0)
        await get()
        await asyncio.sleep(0)
        calls.close()
        await settle()
        return list(service.ended), len(others()), (await get()).id

    assert run_virtual(main()) == (["ok", "CancelledError"], 0, "1")


def test_who_waits_for_a_renewal_that_is_ended_asks_itself() -> None:
    async def main() -> tuple[str, list[str]]:
        service = Service([Item(id="1"), after(30.0), Item(id="3")])
        calls, get = cached(service)
        await get()
        await CLOCK.sleep(12.0)
        await get()
        await CLOCK.sleep(10.0)
        waiting = asyncio.ensure_future(get())
        await settle()
        calls.close()
        return (await waiting).id, service.ended

    assert run_virtual(main()) == ("3", ["ok", "CancelledError", "ok"])


def test_a_caller_that_leaves_does_not_end_a_renewal() -> None:
    async def main() -> list[str]:
        service = Service([Item(id="1"), after(10.0)])
        _, get = cached(service)
        await get()
        await CLOCK.sleep(12.0)
        await get()
        await CLOCK.sleep(5.0)
        waiting = asyncio.ensure_future(get())
        await settle()
        waiting.cancel()
        await CLOCK.sleep(10.0)
        return service.ended

    assert run_virtual(main()) == ["ok", "ok"]


@pytest.mark.parametrize(
    ("own_s", "option_s", "deadline", "narrowed"),
    [
        (4, None, 104.0, True),
        (5, None, 105.0, False),
        (None, None, 105.0, False),
        (None, 2, 102.0, True),
        (None, 8, 108.0, True),
        (4, 2, 102.0, True),
        (4, 8, 104.0, True),
    ],
)
def test_a_deadline_is_the_earlier_of_the_callers_two_and_the_policys_without(
    own_s: float | None, option_s: float | None, deadline: float, *, narrowed: bool
) -> None:
    served = context.RequestContext(deadline=None if own_s is None else 100.0 + own_s)
    with context.use(served):
        limits = Limits.of(100.0, 5.0, None if option_s is None else CallOptions(timeout_s=option_s))

    assert limits == Limits(100.0, deadline, narrowed)


LATE, DOWN, GONE = DeadlineExceededError("late"), ConnectError("down"), ApiError("no", code="gone", status=410)
HASTY, ONCE, PATIENT = (
    Limits(100.0, 102.0, narrowed=True),
    Limits(100.0, 130.0, narrowed=False, attempts=(None, 0)),
    Limits(100.0, 130.0, narrowed=False),
)


@pytest.mark.parametrize(
    ("mine", "other", "error", "better"),
    [
        (Limits(100.0, 112.0, narrowed=False), HASTY, LATE, False),  # it has 2 s left, and they were not enough
        (Limits(100.0, 112.5, narrowed=False), HASTY, LATE, True),
        (Limits(100.0, 112.5, narrowed=False), PATIENT, LATE, False),
        (PATIENT, HASTY, DOWN, False),
        (PATIENT, ONCE, DOWN, True),
        (PATIENT, ONCE, GONE, False),
        (PATIENT, ONCE, KeyError("a defect"), False),
        (PATIENT, ONCE, None, False),
        (ONCE, ONCE, DOWN, False),
        (ONCE, PATIENT, DOWN, False),
    ],
)
def test_a_request_is_worth_another_for_who_has_more_time_or_attempts_than_it_had(
    mine: Limits, other: Limits, error: BaseException | None, *, better: bool
) -> None:
    assert mine.may_do_better(other, error, 110.0) is better


def test_a_time_limit_bounds_the_wait_for_the_request_of_another() -> None:
    async def main() -> tuple[str, float, list[str]]:
        service = Service([after(3.0)])
        _, get = cached(service)
        patient = asyncio.ensure_future(get())
        await CLOCK.sleep(1.0)
        with pytest.raises(DeadlineExceededError) as caught:
            await get(options=CallOptions(timeout_s=0.5))
        gave_up = CLOCK.monotonic()
        await patient
        return caught.value.message, gave_up, service.ended

    assert run_virtual(main()) == (
        "the caller's deadline passed while another call asked for the same", 1.5, ["ok"],
    )  # fmt: skip


def test_a_time_limit_longer_than_the_policys_is_kept_by_who_waits() -> None:
    async def main() -> tuple[str, list[float | None]]:
        service = Service([after(TOTAL_S + 5.0), after(1.0)])
        _, get = cached(service)
        first = asyncio.ensure_future(get(options=CallOptions(timeout_s=TOTAL_S + 10.0)))
        await CLOCK.sleep(1.0)
        with pytest.raises(DeadlineExceededError):
            await get()
        return (await first).id, service.deadlines

    assert run_virtual(main()) == ("1", [TOTAL_S + 10.0])


def test_a_request_that_ends_with_its_callers_time_limit_is_made_again_for_who_has_more() -> None:
    async def main() -> tuple[str, list[str], float]:
        service = Service([after(3.0)])
        _, get = cached(service)
        hasty = asyncio.ensure_future(get(options=CallOptions(timeout_s=0.5)))
        await asyncio.sleep(0)
        patient = await get()
        with pytest.raises(DeadlineExceededError):
            await hasty
        return patient.id, service.ended, CLOCK.monotonic()

    assert run_virtual(main()) == ("1", ["DeadlineExceededError", "ok"], 3.5)


def test_a_request_without_retries_is_made_again_for_who_allows_them() -> None:
    async def main() -> tuple[str, str, list[CallOptions | None]]:
        service = Service([after(1.0, ConnectError("down")), after(1.0)])
        _, get = cached(service)
        once = asyncio.ensure_future(get(options=CallOptions(max_retries=0)))
        await asyncio.sleep(0)
        patient = await get()
        with pytest.raises(ConnectError) as caught:
            await once
        return patient.id, caught.value.message, service.options

    assert run_virtual(main()) == ("1", "down", [CallOptions(max_retries=0), None])
