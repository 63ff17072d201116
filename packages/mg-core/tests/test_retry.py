from __future__ import annotations

from typing import Any

import pytest
from client_fixtures import CREATE, FORGET, RETRYING, NewItem, get, make_client, operation

from mg_core.call.options import CallOptions
from mg_core.contract.policy import BreakerPolicy, Policy, RetryPolicy, TimeoutPolicy
from mg_core.errors import (
    ApiError,
    AttemptTimeoutError,
    CircuitOpenError,
    ConnectError,
    ConnectionLostError,
    DeadlineExceededError,
    MgError,
)
from mg_core.policies.retry import RetryBudget
from mg_core.testing import ManualClock, ScriptedTransport, answer, problem

OK = answer({"id": "1"})
BUSY = problem(503, "busy")


async def test_waits_are_100_200_400_ms_times_the_jitter() -> None:
    clock, transport = ManualClock(), ScriptedTransport(BUSY)
    client = make_client(operation(RETRYING), transport=transport, clock=clock)

    with pytest.raises(ApiError) as caught:
        await get(client)

    assert clock.sleeps == [0.1, 0.2, 0.4]
    assert (caught.value.attempts, len(transport.sent)) == (4, 4)


@pytest.mark.parametrize(("random", "factor"), [(0.0, 0.5), (0.5, 1.0), (1.0, 1.5)])
async def test_jitter_spans_half_to_one_and_a_half(random: float, factor: float) -> None:
    clock = ManualClock()
    client = make_client(operation(RETRYING), transport=ScriptedTransport(BUSY), clock=clock, rng=lambda: random)

    with pytest.raises(ApiError):
        await get(client)

    assert clock.sleeps == pytest.approx([0.1 * factor, 0.2 * factor, 0.4 * factor])


@pytest.mark.scenario("RT-01")
async def test_a_call_waits_700_ms_nominally_at_most_and_every_failed_attempt_counts_for_the_breaker() -> None:
    at: list[float] = []
    clock = ManualClock()

    def busy(_sent: Any) -> Any:
        at.append(round(clock.monotonic() - 1000.0, 6))
        return BUSY

    transport = ScriptedTransport(busy)
    policy = Policy(
        "p", TimeoutPolicy(2.0, 5.0), retry=RetryPolicy(budget_min_per_s=100.0), breaker=BreakerPolicy(failures=5)
    )
    client = make_client(operation(policy), transport=transport, clock=clock)

    with pytest.raises(ApiError) as caught:
        await get(client)
    with pytest.raises(ApiError):
        await get(client)

    assert (caught.value.code, at[:4]) == ("busy", [0.0, 0.1, 0.3, 0.7])
    assert len(at) == 5, "four failures of the first call and one of the second opened it"
    with pytest.raises(CircuitOpenError):
        await get(client)


@pytest.mark.scenario("RT-02")
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
async def test_permanent_errors_are_sent_exactly_once(status: int) -> None:
    clock, transport = ManualClock(), ScriptedTransport(problem(status, "no"))
    client = make_client(operation(RETRYING), transport=transport, clock=clock)

    with pytest.raises(ApiError) as caught:
        await get(client)

    assert (caught.value.status, len(transport.sent), clock.sleeps) == (status, 1, [])


@pytest.mark.parametrize(
    ("headers", "expected_s"),
    [
        ({"retry-after": "2"}, 2.0),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after": "Tue, 14 Nov 2023 22:13:22 GMT"}, 2.0),
        ({"retry-after": "Tue, 14 Nov 2000 22:13:22 GMT"}, 0.1),
        ({"retry-after": "Tue, 14 Nov 2023 22:13:22 -0000"}, 2.0),
        ({"retry-after": "soon"}, 0.1),
        ({"retry-after": "0"}, 0.1),
        ({"grpc-retry-pushback-ms": "1200"}, 1.2),
        ({"ratelimit": '"a";r=0;t=2'}, 2.0),
        ({"ratelimit": '"a";r=0;t=2', "retry-after": "1"}, 1.0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1700000003"}, 3.0),
        ({}, 0.1),
    ],
    ids=[
        "seconds",
        "ms",
        "date",
        "past",
        "no zone",
        "unreadable",
        "zero",
        "pushback",
        "quota",
        "both",
        "epoch",
        "none",
    ],
)
async def test_retry_after_is_a_lower_bound_of_the_wait(headers: dict[str, str], expected_s: float) -> None:
    clock = ManualClock()
    transport = ScriptedTransport(problem(429, "rate_limited", headers), OK)
    client = make_client(operation(RETRYING), transport=transport, clock=clock)

    await get(client)

    assert clock.sleeps == pytest.approx([expected_s])


@pytest.mark.parametrize("seconds", ["61", "31536000", "4.95"], ids=["above the limit", "a year", "past the deadline"])
async def test_a_retry_after_that_cannot_be_waited_for_ends_the_call_at_once(seconds: str) -> None:
    clock, transport = ManualClock(), ScriptedTransport(problem(429, "rate_limited", {"retry-after": seconds}))
    client = make_client(operation(_shorter()), transport=transport, clock=clock)

    with pytest.raises(ApiError) as caught:
        await get(client)

    assert (caught.value.retry_after_s, clock.sleeps, len(transport.sent)) == (float(seconds), [], 1)


def _shorter() -> Policy:
    return Policy("short", TimeoutPolicy(2.0, 4.9), retry=RetryPolicy())


async def test_x_should_retry_false_ends_the_call() -> None:
    transport = ScriptedTransport(problem(503, "busy", {"x-should-retry": "false"}))
    client = make_client(operation(RETRYING), transport=transport)

    with pytest.raises(ApiError):
        await get(client)

    assert len(transport.sent) == 1


@pytest.mark.parametrize("pushback", ["-1", "soon", ""])
async def test_a_pushback_that_is_no_number_from_zero_ends_the_call(pushback: str) -> None:
    transport = ScriptedTransport(problem(503, "busy", {"grpc-retry-pushback-ms": pushback}))
    client = make_client(operation(RETRYING), transport=transport)

    with pytest.raises(ApiError):
        await get(client)

    assert len(transport.sent) == 1


@pytest.mark.parametrize(
    ("status", "attempts"), [(501, 4), (425, 4), (408, 4), (400, 1), (401, 1), (404, 1), (409, 1), (422, 1)]
)
async def test_x_should_retry_true_widens_what_is_repeated_but_never_to_other_4xx(status: int, attempts: int) -> None:
    plain = await attempts_of(operation(RETRYING), problem(status, "x"))
    asked = await attempts_of(operation(RETRYING), problem(status, "x", {"x-should-retry": " True "}))

    assert (plain, asked) == (1, attempts)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_errors_of_the_server_and_429_are_repeated(status: int) -> None:
    assert await attempts_of(operation(RETRYING), problem(status, "x")) == 4


async def test_x_should_retry_true_does_not_repeat_what_must_not_be() -> None:
    assert await attempts_of(FORGET, problem(503, "x", {"x-should-retry": "true"})) == 1


async def attempts_of(row: Any, step: Any, body: Any = None) -> int:
    transport = ScriptedTransport(step)
    client = make_client(row, transport=transport)
    args = ("1", None, None, None) if row.params else ()
    with pytest.raises(MgError):
        await client._call(row, args, body)
    return len(transport.sent)


@pytest.mark.parametrize("step", [ConnectionLostError("gone"), AttemptTimeoutError("slow"), BUSY])
async def test_what_was_perhaps_acted_upon_is_repeated_only_where_that_is_harmless(step: Any) -> None:
    safe = await attempts_of(operation(RETRYING), step)
    keyed = await attempts_of(CREATE, step, NewItem(name="a"))
    never = await attempts_of(FORGET, step)

    assert (safe, keyed, never) == (4, 4, 1)


async def test_what_was_never_sent_is_always_repeated() -> None:
    assert await attempts_of(FORGET, ConnectError("refused")) == 4


async def test_one_idempotency_key_for_all_attempts_of_a_call_and_another_for_the_next() -> None:
    transport = ScriptedTransport(ConnectionLostError("gone"), answer({"id": "1"}, 201))
    client = make_client(CREATE, transport=transport)

    await client._call(CREATE, (), NewItem(name="a"))
    await client._call(CREATE, (), NewItem(name="a"))

    keys = [sent.headers["idempotency-key"] for sent in transport.sent]
    assert keys[0] == keys[1] != keys[2]


async def test_the_callers_own_key_is_used() -> None:
    transport = ScriptedTransport(answer({"id": "1"}, 201))
    client = make_client(CREATE, transport=transport)

    await client._call(CREATE, (), NewItem(name="a"), CallOptions(idempotency_key="mine"))

    assert transport.sent[0].headers["idempotency-key"] == "mine"


async def test_options_can_lower_the_number_of_retries() -> None:
    transport = ScriptedTransport(BUSY)
    client = make_client(operation(RETRYING), transport=transport)

    with pytest.raises(ApiError):
        await get(client, options=CallOptions(max_retries=1))

    assert len(transport.sent) == 2


async def test_no_wait_is_begun_that_would_end_past_the_deadline() -> None:
    clock, transport = ManualClock(), ScriptedTransport(BUSY)
    client = make_client(operation(RETRYING), transport=transport, clock=clock)

    with pytest.raises(ApiError):
        await get(client, options=CallOptions(timeout_s=0.25))

    assert (clock.sleeps, len(transport.sent)) == ([0.1], 2)


async def test_nothing_is_sent_when_the_deadline_has_passed() -> None:
    from mg_core import context

    clock, transport = ManualClock(), ScriptedTransport(OK)
    client = make_client(operation(RETRYING), transport=transport, clock=clock)

    with context.use(context.RequestContext(deadline=clock.monotonic() - 1)), pytest.raises(DeadlineExceededError) as e:
        await get(client)

    assert (transport.sent, e.value.attempts, e.value.retry_safe) == ([], 0, True)


async def test_the_budget_keeps_retries_a_fraction_of_calls() -> None:
    retry = RetryPolicy(max_retries=1, backoff_s=(0.0,), budget_ratio=0.2, budget_min_per_s=0.0)
    transport = ScriptedTransport(BUSY)
    client = make_client(operation(Policy("p", TimeoutPolicy(1.0, 2.0), retry=retry)), transport=transport)

    for _ in range(100):
        with pytest.raises(ApiError):
            await get(client)

    assert len(transport.sent) == 120


def test_the_budget_has_a_floor_that_time_refills() -> None:
    clock = ManualClock()
    budget = RetryBudget(0.0, 3.0, clock.monotonic)

    first = [budget.withdraw() for _ in range(4)]
    clock.advance(1.0)
    then = [budget.withdraw() for _ in range(4)]

    assert first == then == [True, True, True, False]
    assert budget.exhausted == 2


async def test_a_wait_that_would_end_exactly_at_the_deadline_is_not_begun() -> None:
    retry = RetryPolicy(backoff_s=(0.25,), budget_min_per_s=100.0)
    clock, transport = ManualClock(), ScriptedTransport(BUSY)
    client = make_client(operation(Policy("p", TimeoutPolicy(2.0, 5.0), retry=retry)), transport=transport, clock=clock)

    with pytest.raises(ApiError):
        await get(client, options=CallOptions(timeout_s=0.25))

    assert (clock.sleeps, len(transport.sent)) == ([], 1)


def test_a_busy_healthy_time_saves_up_twenty_repeats_and_no_more() -> None:
    budget = RetryBudget(0.2, 0.0, ManualClock().monotonic)
    budget.credit = 1000.0

    assert [budget.withdraw() for _ in range(21)] == [True] * 20 + [False]
