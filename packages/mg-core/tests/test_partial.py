from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest
from client_fixtures import Item

from mg_core import deadline
from mg_core.call.partial import Partial, gather_partial
from mg_core.clock import LoopClock
from mg_core.errors import ApiError, CircuitOpenError, ConfigurationError, ConnectError, DeadlineExceededError
from mg_core.policies.provenance import Notice, Provenance, with_provenance
from mg_core.testing import run_virtual

CLOCK = LoopClock()


class Parts:
    """Makes parts and remembers how each of them ended."""

    def __init__(self) -> None:
        self.ended: dict[str, str] = {}

    async def part(self, name: str, seconds: float = 0.0, outcome: Any = None, cleanup_s: float = 0.0) -> Any:
        try:
            await CLOCK.sleep(seconds)
            if isinstance(outcome, BaseException):
                raise outcome
        except BaseException as error:
            await CLOCK.sleep(cleanup_s)
            self.ended[name] = type(error).__name__
            raise
        self.ended[name] = "ok"
        return name if outcome is None else outcome


def gather(*args: Any, **options: Any) -> Awaitable[Partial[Any]]:
    return gather_partial(*args, clock=CLOCK, **options)


def others() -> int:
    return len(asyncio.all_tasks()) - 1


def test_all_parts_run_at_once_and_arrive_in_the_order_given() -> None:
    async def main() -> tuple[Partial[Any], float]:
        parts = Parts()
        result = await gather({"a": parts.part("a", 3.0)}, {"b": parts.part("b", 1.0), "c": parts.part("c", 2.0)})
        return result, CLOCK.monotonic()

    result, seconds = run_virtual(main())

    assert (list(result.values.items()), seconds) == ([("a", "a"), ("b", "b"), ("c", "c")], 3.0)
    assert (result.warnings, result.missing, result.complete) == ((), (), True)


async def test_nothing_gives_nothing() -> None:
    assert await gather_partial() == Partial()


def test_an_optional_part_that_fails_becomes_a_notice() -> None:
    async def main() -> Partial[Any]:
        parts, error = Parts(), CircuitOpenError("the breaker is open")
        error.service, error.operation = "netflix", "search"
        optional = {"netflix": parts.part("netflix", 1.0, error), "hulu": parts.part("hulu", 2.0)}
        return await gather({"me": parts.part("me")}, optional)

    result = run_virtual(main())

    code = "circuit_breaker_open"
    notice = Notice(code, "the breaker is open", "netflix", "search", cause=code, part="netflix")
    assert result.values == {"me": "me", "hulu": "hulu"}
    assert (result.warnings, result.missing, result.complete) == ((notice,), ("netflix",), False)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ApiError("no", code="teapot", status=418), "teapot"),
        (ConnectError("down"), "service_unavailable"),
        (DeadlineExceededError("late"), "deadline_exceeded"),
        (TimeoutError(), "timeout"),
    ],
)
def test_the_notice_has_the_code_of_the_error(error: Exception, code: str) -> None:
    async def main() -> Partial[Any]:
        return await gather({}, {"x": Parts().part("x", 1.0, error)})

    (notice,) = run_virtual(main()).warnings
    assert (notice.code, notice.part) == (code, "x")


@pytest.mark.parametrize("error", [ValueError("bug"), KeyError("bug"), ConfigurationError("wrong")], ids=repr)
def test_a_fault_of_the_program_in_an_optional_part_is_raised_and_ends_the_others(error: Exception) -> None:
    async def main() -> dict[str, str]:
        parts = Parts()
        with pytest.raises(type(error)) as caught:
            await gather({"a": parts.part("a", 9.0)}, {"b": parts.part("b", 1.0, error)})
        assert (caught.value is error, others(), CLOCK.monotonic()) == (True, 0, 1.0)
        return parts.ended

    assert run_virtual(main()) == {"a": "CancelledError", "b": type(error).__name__}


@pytest.mark.parametrize("error", [ConnectError("down"), TimeoutError("own"), ValueError("bug")], ids=repr)
def test_a_required_part_that_fails_raises_its_own_error_and_ends_the_others(error: Exception) -> None:
    async def main() -> tuple[dict[str, str], int, float]:
        parts = Parts()
        required = {"a": parts.part("a", 9.0), "b": parts.part("b", 1.0, error), "c": parts.part("c", 2.0, OSError())}
        with pytest.raises(type(error)) as caught:
            await gather(required, {"d": parts.part("d", 9.0, cleanup_s=3.0)})
        assert caught.value is error
        return parts.ended, others(), CLOCK.monotonic()

    ended, left, seconds = run_virtual(main())

    assert ended == {"a": "CancelledError", "b": type(error).__name__, "c": "CancelledError", "d": "CancelledError"}
    assert (left, seconds) == (0, 4.0)


def test_a_late_optional_part_is_cancelled_and_waited_for() -> None:
    async def main() -> tuple[Partial[Any], dict[str, str], int, float]:
        parts = Parts()
        optional = {"slow": parts.part("slow", 9.0, cleanup_s=0.5), "quick": parts.part("quick", 1.0)}
        result = await gather({"me": parts.part("me", 1.0)}, optional, within_s=2.0)
        return result, parts.ended, others(), CLOCK.monotonic()

    result, ended, left, seconds = run_virtual(main())

    assert (result.values, result.missing) == ({"me": "me", "quick": "quick"}, ("slow",))
    assert [(notice.code, notice.part) for notice in result.warnings] == [("deadline_exceeded", "slow")]
    assert (ended["slow"], left, seconds) == ("CancelledError", 0, 2.5)


def test_a_late_required_part_is_a_deadline_exceeded() -> None:
    async def main() -> tuple[dict[str, str], int, float]:
        parts = Parts()
        with pytest.raises(DeadlineExceededError):
            await gather({"a": parts.part("a", 9.0)}, {"b": parts.part("b", 9.0)}, within_s=2.0)
        return parts.ended, others(), CLOCK.monotonic()

    assert run_virtual(main()) == ({"a": "CancelledError", "b": "CancelledError"}, 0, 2.0)


@pytest.mark.parametrize(("ambient_s", "within_s", "ends_s"), [(1.0, None, 1.0), (1.0, 3.0, 1.0), (3.0, 1.0, 1.0)])
def test_the_earlier_of_both_limits_holds_and_parts_see_it(
    ambient_s: float, within_s: float | None, ends_s: float
) -> None:
    async def main() -> tuple[tuple[str, ...], float, list[float | None]]:
        seen: list[float | None] = []

        async def part() -> None:
            seen.append(deadline.remaining_s(CLOCK.monotonic()))
            await asyncio.Event().wait()

        with deadline.budget(ambient_s, now=CLOCK.monotonic()):
            result = await gather({}, {"a": part()}, within_s=within_s)
        return result.missing, CLOCK.monotonic(), seen

    assert run_virtual(main()) == (("a",), ends_s, [ends_s])


def test_nothing_begins_when_the_time_is_up() -> None:
    async def main() -> tuple[Partial[Any], dict[str, str]]:
        parts = Parts()
        with deadline.budget(0.0, now=CLOCK.monotonic()):
            result = await gather({}, {"a": parts.part("a")})
            with pytest.raises(DeadlineExceededError):
                await gather({"b": parts.part("b")})
        return result, parts.ended

    result, ended = run_virtual(main())

    assert ([notice.code for notice in result.warnings], ended) == (["deadline_exceeded"], {})


@pytest.mark.parametrize("moment", range(6))
def test_cancellation_ends_every_part_whenever_it_comes(moment: int) -> None:
    async def main() -> tuple[set[str], int, bool]:
        parts = Parts()

        async def work() -> None:
            await gather({"a": parts.part("a", 5.0, cleanup_s=1.0)}, {"b": parts.part("b", 5.0), "c": parts.part("c")})

        task = asyncio.ensure_future(work())
        for _ in range(moment):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        return set(parts.ended.values()) - {"ok"}, others(), task.cancelled()

    ended, left, cancelled = run_virtual(main())

    assert (ended <= {"CancelledError"}, left, cancelled) == (True, 0, True)


def test_a_cancellation_is_not_lost_when_a_part_fails_at_the_same_time() -> None:
    async def main() -> bool:
        async def stubborn() -> None:
            try:
                await CLOCK.sleep(5.0)
            except asyncio.CancelledError:
                raise ConnectError("on the way out") from None

        task = asyncio.ensure_future(gather({"a": stubborn()}))
        await CLOCK.sleep(1.0)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert run_virtual(main())


@pytest.mark.parametrize("outcome", [None, ConnectError("down")])
def test_a_cancellation_during_the_clean_up_waits_for_it_and_is_not_lost(outcome: Exception | None) -> None:
    async def main() -> tuple[dict[str, str], int, bool, float]:
        parts = Parts()
        required = {"a": parts.part("a", 1.0, outcome)}
        task = asyncio.ensure_future(gather(required, {"b": parts.part("b", 50.0, cleanup_s=5.0)}))
        await CLOCK.sleep(1.5)
        for _ in range(2):
            task.cancel()
            await CLOCK.sleep(1.0)
        await asyncio.wait([task])
        return parts.ended, others(), task.cancelled(), CLOCK.monotonic()

    ended, left, cancelled, seconds = run_virtual(main())

    assert (ended["b"], left, cancelled) == ("CancelledError", 0, True)
    assert seconds == (6.5 if outcome is None else 6.0)


def test_a_timeout_around_it_is_a_timeout() -> None:
    async def main() -> tuple[dict[str, str], int]:
        parts = Parts()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.0):
                await gather({"a": parts.part("a", 5.0)}, {"b": parts.part("b", 5.0)})
        return parts.ended, others()

    assert run_virtual(main()) == ({"a": "CancelledError", "b": "CancelledError"}, 0)


def test_a_part_that_somebody_else_cancels() -> None:
    async def main() -> tuple[Partial[Any], bool]:
        parts = Parts()
        optional, required = (asyncio.ensure_future(parts.part(name, 5.0)) for name in "ab")
        asyncio.get_running_loop().call_later(1.0, optional.cancel)
        asyncio.get_running_loop().call_later(9.0, required.cancel)
        result = await gather({"c": parts.part("c", 2.0)}, {"a": optional})
        required = asyncio.ensure_future(parts.part("b", 50.0))
        asyncio.get_running_loop().call_later(1.0, required.cancel)
        with pytest.raises(asyncio.CancelledError):
            await gather({"b": required, "d": parts.part("d", 70.0)})
        return result, CLOCK.monotonic() < 70.0

    result, early = run_virtual(main())

    assert (result.values, [notice.code for notice in result.warnings], early) == ({"c": "c"}, ["cancelled"], True)


def test_tasks_that_were_handed_in_are_ended_too() -> None:
    async def main() -> tuple[dict[str, str], int]:
        parts = Parts()
        tasks = {name: asyncio.ensure_future(parts.part(name, 9.0)) for name in "ab"}
        await gather({"c": parts.part("c", 1.0)}, tasks, within_s=2.0)
        return parts.ended, others()

    assert run_virtual(main()) == ({"c": "ok", "a": "CancelledError", "b": "CancelledError"}, 0)


def test_a_task_that_was_handed_in_too_late_is_ended_too() -> None:
    async def main() -> tuple[tuple[str, ...], dict[str, str], int]:
        parts = Parts()
        task = asyncio.ensure_future(parts.part("a", 9.0, cleanup_s=1.0))
        await asyncio.sleep(0)
        result = await gather(optional={"a": task}, within_s=0.0)
        return result.missing, parts.ended, others()

    assert run_virtual(main()) == (("a",), {"a": "CancelledError"}, 0)


def test_a_caller_that_catches_the_error_is_not_left_marked_as_cancelled() -> None:
    async def main() -> int:
        with pytest.raises(ConnectError):
            await gather({"a": Parts().part("a", 1.0, ConnectError("down"))}, {"b": Parts().part("b", 5.0)})
        task = asyncio.current_task()
        return task.cancelling() if task else -1

    assert run_virtual(main()) == 0


async def test_warnings_of_parts_are_handed_up_with_their_name_and_do_not_make_it_incomplete() -> None:
    old = Notice("stale_results", "10 minutes old", "hulu", "search", cause="timeout")

    async def stale() -> Item:
        return with_provenance(Item(id="1"), Provenance("stale", 600.0, (old,)))

    result = await gather_partial(required={"hulu": stale()})

    assert result.warnings == (Notice("stale_results", "10 minutes old", "hulu", "search", "timeout", "hulu"),)
    assert result.complete


@pytest.mark.parametrize("within_s", [-1.0, float("nan")])
async def test_a_limit_that_cannot_work_is_refused(within_s: float) -> None:
    parts = Parts()

    with pytest.raises(ConfigurationError):
        await gather_partial({"a": parts.part("a")}, within_s=within_s)

    assert parts.ended == {}


async def test_a_name_in_both_is_refused() -> None:
    parts = Parts()

    with pytest.raises(ConfigurationError):
        await gather_partial({"a": parts.part("a")}, {"a": parts.part("b")})

    assert parts.ended == {}
