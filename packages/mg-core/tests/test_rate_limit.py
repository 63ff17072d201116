from __future__ import annotations

import asyncio
import threading
from functools import partial
from typing import Any

import pytest
from client_fixtures import code_of, get, make_client, operation
from hypothesis import given
from hypothesis import strategies as st

from mg_core.call.options import CallOptions
from mg_core.clock import LoopClock
from mg_core.contract.policy import Policy, RateLimitPolicy, RetryPolicy, TimeoutPolicy
from mg_core.errors import RateLimitedError
from mg_core.policies.locked import LockedBucket
from mg_core.policies.pushback import Quota, quota
from mg_core.policies.rate_limit import QueueingBucket, TokenBucket
from mg_core.testing import ManualClock, ScriptedTransport, VirtualLoop, answer, problem, run_virtual

NOW = 1_700_000_000.0


def limited(rate: RateLimitPolicy, **more: Any) -> Policy:
    return Policy("limited", TimeoutPolicy(attempt_s=2.0, total_s=50.0), rate_limit=rate, **more)


def ok(**headers: str) -> Any:
    return answer({"id": "1"}, headers={name.replace("_", "-"): value for name, value in headers.items()})


def admitted(bucket: TokenBucket, most: int = 1000) -> int:
    count = 0
    while count < most and bucket.try_take():
        count += 1
    return count


async def test_a_burst_goes_through_and_a_refusal_names_the_wait() -> None:
    clock = ManualClock()
    transport = ScriptedTransport(ok())
    client = make_client(operation(limited(RateLimitPolicy(per_s=2.0, burst=3))), transport=transport, clock=clock)

    codes = [await code_of(lambda: get(client)) for _ in range(4)]
    with pytest.raises(RateLimitedError) as caught:
        await get(client)

    assert (codes, len(transport.sent)) == (["", "", "", "rate_limited"], 3)
    assert caught.value.retry_after_s == pytest.approx(0.5)
    clock.advance(0.5)
    assert [await code_of(lambda: get(client)) for _ in range(2)] == ["", "rate_limited"]
    values = {sample.name: sample.value for sample in client.metrics()}
    assert values["mg_client_rate_limit_rejected_total"] == 3


@given(st.floats(0.1, 50.0), st.integers(1, 20), st.lists(st.floats(0.0, 5.0), max_size=20))
def test_a_refusal_is_honest_and_the_long_run_rate_holds(per_s: float, burst: int, pauses: list[float]) -> None:
    clock = ManualClock()
    bucket = TokenBucket("shop", RateLimitPolicy(per_s, burst), clock.monotonic)
    count = admitted(bucket)
    assert count == burst
    for pause in pauses:
        clock.advance(pause)
        count += admitted(bucket)
        with pytest.raises(RateLimitedError) as caught:
            bucket.take()
        assert 0 < (caught.value.retry_after_s or 0) <= 1 / per_s + 1e-6
        clock.advance(caught.value.retry_after_s or 0)
        assert bucket.try_take()
        count += 1
        assert count <= burst + (clock.monotonic() - 1000.0) * per_s + 1e-3


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"ratelimit": '"default";r=50;t=30'}, Quota(50, 30)),
        ({"ratelimit": "default;r=50;t=30"}, Quota(50, 30)),
        ({"ratelimit": '"a";r=50;t=30, "b";r=2;t=9'}, Quota(2, 9)),
        ({"ratelimit": '"a";r=0;t=3, "b";r=0;t=9'}, Quota(0, 9)),
        ({"ratelimit": '"a, ;r=0;t=9";r=5;t=1;pk=:abc:'}, Quota(5, 1)),
        ({"ratelimit": '"a\\";r=1";r=7'}, Quota(7, None)),
        ({"ratelimit": "limit=100, remaining=50, reset=30"}, Quota(50, 30)),
        ({"ratelimit": "r=50;t=30"}, None),
        ({"ratelimit": '"default";r=-1;t=30'}, None),
        ({"ratelimit": '"default";r=1.5;t=30'}, None),
        ({"ratelimit": '"open;r=0;t=30'}, None),
        ({"ratelimit": '"x";r=٣;t=30'}, None),
        ({"ratelimit": ";;;,,,"}, None),
        ({"ratelimit": '"x";r=0;t=1,' * 1000}, None),
        ({"ratelimit": "junk", "x-ratelimit-remaining": "4"}, Quota(4, None)),
        ({"ratelimit-remaining": "4", "ratelimit-reset": "60"}, Quota(4, 60)),
        ({"x-ratelimit-remaining": "4", "x-ratelimit-reset": "60"}, Quota(4, 60)),
        ({"x-ratelimit-remaining": "4", "x-ratelimit-reset": "1700000060"}, Quota(4, 60)),
        ({"x-ratelimit-remaining": "4", "x-ratelimit-reset": "1700000060000"}, Quota(4, 60)),
        ({"x-ratelimit-remaining": "4", "x-ratelimit-reset": "1600000000"}, Quota(4, 0)),
        ({"x-ratelimit-remaining": "many", "x-ratelimit-reset": "soon"}, None),
        ({}, None),
    ],
)
def test_what_answers_say_is_left(headers: dict[str, str], expected: Quota | None) -> None:
    assert quota(headers, lambda: NOW) == expected


@given(st.text(), st.text(), st.text())
def test_no_header_makes_the_parser_raise(item: str, remaining: str, reset: str) -> None:
    quota({"ratelimit": item, "x-ratelimit-remaining": remaining, "x-ratelimit-reset": reset}, lambda: NOW)


async def test_an_answer_that_leaves_two_calls_leaves_two_calls() -> None:
    clock, transport = ManualClock(), ScriptedTransport(ok(ratelimit='"a";r=2;t=30'))
    client = make_client(operation(limited(RateLimitPolicy(100.0, 100))), transport=transport, clock=clock)

    codes = [await code_of(lambda: get(client)) for _ in range(4)]
    clock.advance(29)
    later = await code_of(lambda: get(client))
    with pytest.raises(RateLimitedError) as caught:
        await get(client)

    assert (codes, later) == (["", "", "", "rate_limited"], "rate_limited")
    assert caught.value.retry_after_s == pytest.approx(1.0)
    clock.advance(1.0)
    assert await code_of(lambda: get(client)) == ""


def bucket_at(clock: ManualClock, rate: RateLimitPolicy | None = None) -> TokenBucket:
    return TokenBucket("shop", rate or RateLimitPolicy(1000.0, 1000), clock.monotonic)


@pytest.mark.parametrize(("reset_s", "closed_s"), [(10.0, 10.0), (31_536_000.0, 300.0)])
def test_nothing_left_closes_until_the_reset_for_300_s_at_most(reset_s: float, closed_s: float) -> None:
    clock = ManualClock()
    bucket = bucket_at(clock)
    bucket.learn(Quota(0, reset_s))

    assert (admitted(bucket), bucket.closed_s(), bucket.wait_s(0)) == (0, closed_s, closed_s)
    clock.advance(closed_s)
    assert admitted(bucket) == 1000


def test_a_stale_answer_cannot_loosen() -> None:
    clock = ManualClock()
    bucket = bucket_at(clock)
    bucket.learn(Quota(3, 10.0))
    bucket.learn(Quota(500, 10.0))
    assert admitted(bucket) == 3

    bucket.learn(Quota(500, 1.0))
    assert admitted(bucket) == 0
    clock.advance(10.0)
    bucket.learn(Quota(500, 10.0))
    assert admitted(bucket) == 500


def test_a_limit_without_a_reset_only_takes_tokens_away() -> None:
    clock = ManualClock()
    bucket = bucket_at(clock, RateLimitPolicy(10.0, 100))
    bucket.learn(Quota(4, None))
    assert admitted(bucket) == 4

    clock.advance(1.0)
    bucket.learn(Quota(400, None))
    assert admitted(bucket) == 10


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(0.001, 400.0), st.floats(0.0, 50.0)), max_size=30))
def test_within_a_window_no_more_calls_than_the_answer_left(answers: list[tuple[int, float, float]]) -> None:
    clock = ManualClock()
    bucket = bucket_at(clock)
    for remaining, reset_s, pause in answers:
        bucket.learn(Quota(remaining, reset_s))
        assert admitted(bucket, 31) <= remaining
        clock.advance(pause)
    clock.advance(400.0)
    assert admitted(bucket) == 1000


async def test_after_a_429_that_names_a_time_no_call_is_let_through_before_it() -> None:
    clock = ManualClock()
    transport = ScriptedTransport(problem(429, "rate_limited", {"retry-after": "7"}), ok())
    client = make_client(operation(limited(RateLimitPolicy(100.0, 100))), transport=transport, clock=clock)
    await code_of(lambda: get(client))

    clock.advance(6.5)
    with pytest.raises(RateLimitedError, match="left alone") as caught:
        await get(client)

    assert caught.value.retry_after_s == pytest.approx(0.5)
    assert len(transport.sent) == 1
    clock.advance(0.5)
    assert await code_of(lambda: get(client)) == ""


async def test_a_429_without_a_time_closes_nothing() -> None:
    transport = ScriptedTransport(problem(429, "rate_limited"), ok())
    client = make_client(operation(limited(RateLimitPolicy(100.0, 100))), transport=transport)

    assert [await code_of(lambda: get(client)) for _ in range(2)] == ["rate_limited", ""]


async def test_without_a_rate_limit_nothing_is_learnt() -> None:
    transport = ScriptedTransport(ok(ratelimit='"a";r=0;t=30'))
    client = make_client(operation(Policy("p", TimeoutPolicy(2.0, 5.0))), transport=transport)

    assert [await code_of(lambda: get(client)) for _ in range(2)] == ["", ""]


async def test_a_retry_is_not_sent_before_the_service_opens_again() -> None:
    clock = ManualClock()
    row = operation(limited(RateLimitPolicy(100.0, 100), retry=RetryPolicy(budget_min_per_s=100.0)))
    transport = ScriptedTransport(problem(503, "busy", {"ratelimit": '"a";r=0;t=4'}), ok())
    client = make_client(row, transport=transport, clock=clock)

    await get(client)

    assert clock.sleeps == [pytest.approx(4.0)]


def waiting(main: Any, rate: RateLimitPolicy, total_s: float = 50.0) -> Any:
    async def run() -> Any:
        async def at(_sent: Any) -> Any:
            sent.append((_sent.url[-1], asyncio.get_running_loop().time()))
            return ok()

        sent: list[tuple[str, float]] = []
        row = operation(Policy("p", TimeoutPolicy(min(2.0, total_s), total_s), rate_limit=rate))
        client = make_client(row, transport=ScriptedTransport(at), clock=LoopClock())
        result = await main(client, sent)
        assert len(asyncio.all_tasks()) == 1
        return result

    return run_virtual(run())


def test_calls_wait_for_their_token_in_order_of_arrival_and_no_longer_than_they_may() -> None:
    async def main(client: Any, sent: list[Any]) -> tuple[list[str], list[Any]]:
        return await asyncio.gather(*(code_of(partial(get, client, str(n))) for n in range(6))), sent

    codes, sent = waiting(main, RateLimitPolicy(per_s=2.0, burst=1, max_wait_s=1.5))

    assert codes == ["", "", "", "", "rate_limited", "rate_limited"]
    assert sent == [("0", 0.0), ("1", pytest.approx(0.5)), ("2", pytest.approx(1.0)), ("3", pytest.approx(1.5))]


def test_a_wait_that_would_end_past_the_deadline_is_refused_at_once() -> None:
    async def main(client: Any, sent: list[Any]) -> tuple[str, float, int]:
        await get(client)
        began = asyncio.get_running_loop().time()
        with pytest.raises(RateLimitedError) as caught:
            await get(client, options=CallOptions(timeout_s=0.4))
        assert caught.value.retry_after_s == pytest.approx(0.5)
        return caught.value.code, asyncio.get_running_loop().time() - began, len(sent)

    assert waiting(main, RateLimitPolicy(per_s=2.0, burst=1, max_wait_s=10.0)) == ("rate_limited", 0.0, 1)


def test_a_newcomer_does_not_overtake_those_who_wait() -> None:
    async def main(client: Any, sent: list[Any]) -> list[str]:
        tasks = [asyncio.ensure_future(get(client, str(n))) for n in range(3)]
        await LoopClock().sleep(0.5)
        tasks.append(asyncio.ensure_future(get(client, "3")))
        await asyncio.wait(tasks)
        return [name for name, _ in sent]

    assert waiting(main, RateLimitPolicy(per_s=2.0, burst=1, max_wait_s=10.0)) == ["0", "1", "2", "3"]


@pytest.mark.parametrize("victims", [{1}, {2}, {1, 2}, {3}, {1, 3}])
def test_a_cancelled_waiter_leaves_its_turn_to_the_next(victims: set[int]) -> None:
    async def main(client: Any, sent: list[Any]) -> list[Any]:
        tasks = [asyncio.ensure_future(get(client, str(n))) for n in range(4)]
        await LoopClock().sleep(0.1)
        for number in victims:
            tasks[number].cancel()
        await asyncio.wait(tasks)
        assert {n for n in range(4) if tasks[n].cancelled()} == victims
        return [(name, pytest.approx(at)) for name, at in sent]

    expected = [(str(n), 0.5 * place) for place, n in enumerate(sorted({0, 1, 2, 3} - victims))]
    assert waiting(main, RateLimitPolicy(per_s=2.0, burst=1, max_wait_s=10.0)) == expected


def test_those_who_wait_are_refused_when_the_service_closes_for_longer_than_they_may_wait() -> None:
    async def main() -> tuple[list[Any], float]:
        clock = LoopClock()
        bucket = QueueingBucket("shop", RateLimitPolicy(1.0, 1, max_wait_s=5.0), clock.monotonic, clock.sleep)
        assert bucket.try_take()
        calls = [asyncio.ensure_future(bucket.acquire(deadline)) for deadline in (100.0, 3.0, 100.0)]
        await clock.sleep(0.5)
        bucket.close(60.0)
        results = await asyncio.gather(*calls, return_exceptions=True)
        return [getattr(error, "retry_after_s", None) for error in results], clock.monotonic()

    waits, ended = run_virtual(main())

    assert all(isinstance(wait, float) and wait > 50.0 for wait in waits)
    assert ended <= 5.0


def test_for_threads_calls_wait_in_order_on_the_clients_clock() -> None:
    clock = ManualClock()
    bucket = LockedBucket("shop", RateLimitPolicy(2.0, 1, max_wait_s=10.0), clock.monotonic, clock.pause)
    assert bucket.try_take()

    bucket.acquire(clock.monotonic() + 10.0)
    bucket.acquire(clock.monotonic() + 10.0)
    assert clock.sleeps == [pytest.approx(0.5)] * 2
    with pytest.raises(RateLimitedError):
        bucket.acquire(clock.monotonic() + 0.4)
    bucket.close(20.0)
    with pytest.raises(RateLimitedError):
        bucket.acquire(clock.monotonic() + 50.0)
    assert len(bucket.waiters) == 0


def test_no_token_is_given_twice_to_threads() -> None:
    clock = ManualClock()
    bucket = LockedBucket("shop", RateLimitPolicy(1.0, 500), clock.monotonic, clock.pause)
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(admitted(bucket))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10.0)

    assert sum(counts) == 500


def test_threads_that_queue_all_get_their_token() -> None:
    entered, go = threading.Semaphore(0), threading.Event()
    clock = ManualClock()

    def pause(seconds: float) -> None:
        entered.release()
        assert go.wait(10.0)
        clock.pause(seconds)

    bucket = LockedBucket("shop", RateLimitPolicy(1.0, 1, max_wait_s=60.0), clock.monotonic, pause)
    assert bucket.try_take()
    threads = [threading.Thread(target=bucket.acquire, args=(clock.monotonic() + 60.0,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert entered.acquire(timeout=10.0)
    go.set()
    for thread in threads:
        thread.join(10.0)

    assert not any(thread.is_alive() for thread in threads)
    assert clock.sleeps == [pytest.approx(1.0)] * 4


def test_a_token_that_is_there_belongs_to_the_first_of_the_queue() -> None:
    async def main() -> list[bool]:
        loop, clock = asyncio.get_running_loop(), LoopClock()
        assert isinstance(loop, VirtualLoop)
        bucket = QueueingBucket("shop", RateLimitPolicy(1.0, 1, max_wait_s=5.0), clock.monotonic, clock.sleep)
        bucket.take()
        first = asyncio.ensure_future(bucket.acquire(100.0))
        await asyncio.sleep(0)
        loop.jump(1.5)
        found = [bucket.try_take()]
        await first
        loop.jump(1.0)
        return [*found, bucket.try_take()]

    assert run_virtual(main()) == [False, True]


def test_those_who_wait_are_counted_against_what_the_service_left() -> None:
    async def main() -> list[bool]:
        clock = LoopClock()
        bucket = QueueingBucket("shop", RateLimitPolicy(10.0, 1, max_wait_s=5.0), clock.monotonic, clock.sleep)
        bucket.take()
        calls = [asyncio.ensure_future(bucket.acquire(100.0)) for _ in range(3)]
        await asyncio.sleep(0)
        bucket.learn(Quota(2, 10.0))
        results = await asyncio.gather(*calls, return_exceptions=True)
        return [result is None for result in results]

    assert run_virtual(main()) == [True, True, False]
