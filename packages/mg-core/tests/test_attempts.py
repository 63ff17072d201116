"""The time limit of an attempt where the deadline queue cannot give it, and the headers of each attempt."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mg_core.call.attempts import timed, timed_blocking
from mg_core.call.call import Call
from mg_core.clock import LoopClock
from mg_core.contract.policy import HedgePolicy, Policy, RetryPolicy, TimeoutPolicy
from mg_core.errors import AttemptTimeoutError, DeadlineExceededError, MgError
from mg_core.observe.samples import OperationMetrics
from mg_core.rest.ends import _preparer
from mg_core.testing import run_virtual

LIMITS = TimeoutPolicy(2.0, 5.0)
REPLY: Any = (200, {}, b"{}")


def attempt(own_s: float | None = None) -> tuple[Call[bytes], OperationMetrics]:
    """A call that counted its second attempt, which is about to be sent."""
    call, metrics = Call("http://shop.test/", {}, b"", 10.0), OperationMetrics()
    call.attempts = metrics.attempts = 2
    call.attempt_s = own_s
    call.trace = ("a" * 32, "01")
    return call, metrics


async def run_async(send: Any, call: Call[bytes], metrics: OperationMetrics, left_s: float) -> Any:
    return await timed(LIMITS, metrics)(send, call, left_s)


@pytest.mark.parametrize("left_s", [0.0, -1.0])
@pytest.mark.parametrize("blocking", [False, True])
def test_without_time_left_nothing_is_sent_and_the_attempt_does_not_count(left_s: float, *, blocking: bool) -> None:
    call, metrics = attempt()
    sent = []

    async def send(_call: Call[bytes], _left_s: float) -> Any:
        sent.append(1)
        return REPLY

    def send_blocking(_call: Call[bytes], _left_s: float, _timeout_s: float) -> Any:
        sent.append(1)
        return REPLY

    def run() -> Any:
        if blocking:
            return timed_blocking(LIMITS, metrics)(send_blocking, call, left_s)
        return run_virtual(run_async(send, call, metrics, left_s))

    with pytest.raises(DeadlineExceededError):
        run()

    assert (sent, call.attempts, metrics.attempts) == ([], 1, 1)


CASES = [
    (None, 5.0, 2.0, AttemptTimeoutError),
    (None, 2.0, 2.0, AttemptTimeoutError),
    (None, 1.5, 1.5, DeadlineExceededError),
    (0.5, 5.0, 0.5, AttemptTimeoutError),
    (9.0, 5.0, 5.0, DeadlineExceededError),
]
"""The caller's own limit, seconds left, when the attempt ends, how."""


@pytest.mark.parametrize(("own_s", "left_s", "ends_s", "kind"), CASES)
def test_an_attempt_ends_with_its_limit_or_the_deadline(
    own_s: float | None, left_s: float, ends_s: float, kind: type[MgError]
) -> None:
    call, metrics = attempt(own_s)
    given: list[float] = []

    async def send(_call: Call[bytes], left: float) -> Any:
        given.append(left)
        await LoopClock().sleep(100.0)

    async def main() -> tuple[MgError, float]:
        with pytest.raises(MgError) as caught:
            await timed(LIMITS, metrics)(send, call, left_s)
        return caught.value, asyncio.get_running_loop().time()

    error, ended_s = run_virtual(main())

    assert (type(error), given, call.attempts) == (kind, [left_s], 2)
    assert ended_s == pytest.approx(ends_s)
    if kind is AttemptTimeoutError:
        assert f"within {ends_s:g} s" in str(error)


@pytest.mark.parametrize(("own_s", "left_s", "ends_s", "kind"), CASES)
def test_the_transport_of_a_thread_is_told_the_shorter_limit(
    own_s: float | None, left_s: float, ends_s: float, kind: type[MgError]
) -> None:
    call, metrics = attempt(own_s)
    given: list[tuple[float, float]] = []

    def send(_call: Call[bytes], left: float, timeout_s: float) -> Any:
        given.append((left, timeout_s))
        raise AttemptTimeoutError("slow")

    with pytest.raises(MgError) as caught:
        timed_blocking(LIMITS, metrics)(send, call, left_s)

    assert (type(caught.value), given, call.attempts) == (kind, [(left_s, ends_s)], 2)


def test_an_answer_in_time_comes_through_and_so_does_somebody_elses_timeout() -> None:
    call, metrics = attempt()

    async def answer(_call: Call[bytes], _left_s: float) -> Any:
        return REPLY

    async def fail(_call: Call[bytes], _left_s: float) -> Any:
        raise TimeoutError("the program's own")

    assert run_virtual(run_async(answer, call, metrics, 5.0)) == REPLY
    assert timed_blocking(LIMITS, metrics)(lambda *_: REPLY, call, 5.0) == REPLY
    with pytest.raises(TimeoutError, match="the program's own"):
        run_virtual(run_async(fail, call, metrics, 5.0))


@pytest.mark.parametrize(
    ("parts", "most"),
    [
        ({}, 1),
        ({"retry": RetryPolicy(max_retries=3)}, 4),
        ({"hedge": HedgePolicy(1.0, max_hedges=2)}, 3),
        ({"retry": RetryPolicy(max_retries=3), "hedge": HedgePolicy(1.0, max_hedges=2)}, 12),
    ],
)
def test_an_attempt_says_which_it_is_of_how_many_and_how_much_time_is_left(parts: Any, most: int) -> None:
    call, _ = attempt()
    prepare = _preparer(Policy("p", LIMITS, **parts), None)
    prepare(call, 1.25)
    first = dict(call.headers)
    prepare(call, 1.0)

    assert (first["mg-attempt"], first["x-request-timeout-ms"]) == (f"2; max={most}", "1250")
    assert first["traceparent"].startswith("00-" + "a" * 32)
    assert first["traceparent"] != call.headers["traceparent"]


def test_a_tracer_is_told_of_each_attempt_once_its_headers_are_written() -> None:
    seen: list[tuple[Any, str]] = []

    class Tracer:
        def begin(self, *_: Any) -> Any:
            return None

        def attempt(self, span: Any, call: Call[bytes]) -> None:
            seen.append((span, call.headers["mg-attempt"]))

        def end(self, *_: Any) -> None:
            return None

    call, _ = attempt()
    call.span = "span"
    _preparer(Policy("p", LIMITS), Tracer())(call, 1.0)

    assert seen == [("span", "2; max=1")]
