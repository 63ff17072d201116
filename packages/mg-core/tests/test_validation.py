"""Every field of every policy at its bounds."""

from __future__ import annotations

import math
from typing import Any

import pytest
from client_fixtures import PLAIN

from mg_core.configuration.validation import PolicyError, first_problem, fits, merge, required
from mg_core.contract.bounds import bounds_of
from mg_core.contract.policy import HedgePolicy, Policy, RateLimitPolicy, RetryPolicy, TimeoutPolicy
from mg_core.contract.row import Idempotency
from mg_core.errors import MgError
from mg_core.policies.steps import PARTS

COUNT = ([1, 10**9], [0, -1, 1.5, True, "1", None])
AT_LEAST_0 = ([0, 0.0, 0.5, 1e9], [-0.001, math.inf, math.nan, False, "1", None])
POSITIVE = ([0.001, 1, 1e9], [0, 0.0, -1.0, math.inf, math.nan, True])
SHARE = ([0, 0.0, 0.5, 1, 1.0], [-0.001, 1.001, math.nan, True])
STATUS = ([400, 599], [399, 600, 400.5, True])

FIELDS: dict[str, tuple[list[Any], list[Any]]] = {
    "timeout.attempt_s": ([0.001, 1], POSITIVE[1]),
    "timeout.total_s": ([2, 1e9], POSITIVE[1]),
    "retry.max_retries": ([0, 10], [-1, 11, 1.5, True]),
    "retry.backoff_s": ([(0,), (0.1, 0.5)], [(), [0.1], (0.1, -0.1), (True,), 0.1]),
    "retry.jitter": ([(0, 0), (0.5, 1.5)], [(1.0,), (1, 2, 3), [0.5, 1.5], (-0.1, 1.0), (1.5, 0.5)]),
    "retry.on_status": ([(), (408, 425, 429), (500, 599)], [(399,), (600,), (503.5,), (404,), (499,), [503]]),
    "retry.budget_ratio": AT_LEAST_0,
    "retry.budget_min_per_s": AT_LEAST_0,
    "retry.max_retry_after_s": AT_LEAST_0,
    "breaker.failures": COUNT,
    "breaker.open_s": POSITIVE,
    "breaker.trials": COUNT,
    "breaker.mode": (["auto", "forced_open", "disabled", "shadow"], ["open", "", None]),
    "bulkhead.max_in_flight": COUNT,
    "bulkhead.max_queue": ([0, 10**9], [-1, 1.5, True]),
    "rate_limit.per_s": POSITIVE,
    "rate_limit.burst": COUNT,
    "rate_limit.max_wait_s": AT_LEAST_0,
    "hedge.delay_s": POSITIVE,
    "hedge.max_hedges": ([1, 3], [0, 4, 1.5, True]),
    "cache.ttl_s": POSITIVE,
    "cache.stale_while_revalidate_s": AT_LEAST_0,
    "cache.stale_if_error_s": AT_LEAST_0,
    "fallback.body": (['{"a": 1}', "[]", "null", dict], ["", "{", "NaN", "[Infinity]", None, 1]),
    "chaos.seed": ([0, -5, 10**9], [0.5, True, "1"]),
    "chaos.latency_rate": SHARE,
    "chaos.latency_s": AT_LEAST_0,
    "chaos.fault_rate": SHARE,
    "chaos.fault": (["connect", "lost"], ["refused", None]),
    "chaos.status_rate": SHARE,
    "chaos.status": STATUS,
}
NEEDED: dict[str, dict[str, Any]] = {
    "timeout": {"attempt_s": 0.5, "total_s": 4.0},
    "rate_limit": {"per_s": 1.0, "burst": 1},
    "hedge": {"delay_s": 1.0},
    "cache": {"ttl_s": 1.0},
    "fallback": {"body": "{}"},
}


def policy_with(name: str, value: Any) -> Policy:
    part, field = name.split(".")
    given = PARTS[part](**{**NEEDED.get(part, {}), field: value})
    return Policy("p", **{"timeout": TimeoutPolicy(1.0, 5.0), part: given})


def test_the_table_knows_every_field() -> None:
    assert set(FIELDS) == {f"{part}.{field}" for part, kind in PARTS.items() for field in bounds_of(kind)}
    assert set(NEEDED) - {"timeout"} == {part for part, kind in PARTS.items() if required(kind)} - {"timeout"}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_takes_what_lies_within_its_bounds(name: str) -> None:
    for value in FIELDS[name][0]:
        assert first_problem(policy_with(name, value), "safe") is None, value


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_refuses_what_lies_outside_and_is_named(name: str) -> None:
    for value in FIELDS[name][1]:
        problem = first_problem(policy_with(name, value), "safe")

        assert problem is not None, value
        assert (problem.part, problem.field) == tuple(name.split("."))
        assert name in str(problem)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("breaker.failures", 0, "breaker.failures must be a whole number of at least 1, not 0"),
        ("timeout.total_s", 0.0, "timeout.total_s must be a number above 0, not 0.0"),
        ("chaos.fault_rate", 2, "chaos.fault_rate must be a number from 0 to 1, not 2"),
        ("retry.jitter", 1, "retry.jitter must be a list of 2 numbers, not 1"),
        ("retry.backoff_s", 1, "retry.backoff_s must be a list of numbers, not 1"),
        ("retry.backoff_s", (), "retry.backoff_s must hold at least one number"),
        ("retry.jitter", (-1, 1), "retry.jitter holds what it must not: each must be a number of at least 0, not -1"),
        ("chaos.fault", "x", "chaos.fault must be one of connect, lost, not 'x'"),
        ("retry.on_status", (404,), "retry.on_status must not hold 404; of the 4xx only 408, 425, 429"),
    ],
)  # fmt: skip
def test_the_refusal_says_what_is_wanted(name: str, value: Any, text: str) -> None:
    assert str(first_problem(policy_with(name, value), "safe")) == text


def test_an_attempt_may_take_all_the_time_of_a_call_and_no_more() -> None:
    assert first_problem(Policy("p", TimeoutPolicy(2.0, 2.0)), "safe") is None
    assert "must not be above" in str(first_problem(Policy("p", TimeoutPolicy(2.1, 2.0)), "safe"))


def test_a_timeout_is_never_missing_and_a_part_is_of_its_class() -> None:
    nothing: Any = None
    wrong: Any = TimeoutPolicy(1.0, 2.0)

    assert str(first_problem(Policy("p", nothing), "safe")) == "timeout must be a TimeoutPolicy, not NoneType"
    assert (
        str(first_problem(Policy("p", wrong, retry=wrong), "safe")) == "retry must be a RetryPolicy, not TimeoutPolicy"
    )


@pytest.mark.parametrize(
    ("idempotency", "hedged", "cached"),
    [("safe", True, True), ("idempotent", True, False), ("key", False, False), ("never", False, False)],
)
def test_hedges_are_for_repeatable_operations_and_caches_for_safe_ones(
    idempotency: Idempotency, *, hedged: bool, cached: bool
) -> None:
    for part, allowed in (("hedge", hedged), ("cache", cached), ("retry", True)):
        policy = Policy("p", PLAIN.timeout, **{part: PARTS[part](**NEEDED.get(part, {}))})
        problem = first_problem(policy, idempotency)

        assert fits(part, idempotency) is allowed
        assert (problem is None) is allowed


def test_fields_change_what_is_there_and_switch_on_what_they_complete() -> None:
    policy = Policy("p", PLAIN.timeout, retry=RetryPolicy(max_retries=2))

    changed = merge(policy, {"retry": {"jitter": [1, 2]}, "hedge": {"delay_s": 1}, "timeout": TimeoutPolicy(1, 1)})
    off = merge(changed, {"retry": None, "hedge": None})

    assert changed == Policy(
        "p", TimeoutPolicy(1, 1), retry=RetryPolicy(max_retries=2, jitter=(1, 2)), hedge=HedgePolicy(1)
    )
    assert off == Policy("p", TimeoutPolicy(1, 1))


def test_a_part_that_is_off_needs_its_fields() -> None:
    parts = {"rate_limit": {"per_s": 5}}

    with pytest.raises(PolicyError, match=r"^rate_limit is off here, so it needs per_s, burst$"):
        merge(PLAIN, parts)
    assert merge(PLAIN, parts, lenient=True) == PLAIN
    assert merge(PLAIN, {"rate_limit": {"per_s": 5, "burst": 6}}).rate_limit == RateLimitPolicy(5, 6)


@pytest.mark.parametrize(
    ("given", "body"),
    [({"a": "ü"}, '{"a":"ü"}'), ([1, 2], "[1,2]"), ("[]", "[]"), (None, "null"), (3, "3")],
)
def test_a_fallback_may_be_written_as_the_value_itself(given: Any, body: str) -> None:
    fallback = merge(PLAIN, {"fallback": {"body": given}}).fallback

    assert fallback is not None
    assert fallback.body == body


def test_a_fallback_may_be_a_function() -> None:
    def substitute(_error: MgError) -> dict[str, int]:
        return {"a": 1}

    fallback = merge(PLAIN, {"fallback": {"body": substitute}}).fallback

    assert fallback is not None
    assert fallback.body is substitute


@pytest.mark.parametrize(
    ("parts", "part", "field", "text"),
    [
        ({"retries": {}}, "retries", "", "no policy part 'retries'; there are: fallback, cache, timeout"),
        ({"timeout": None}, "timeout", "", "timeout cannot be off"),
        ({"breaker": {"x": 1}}, "breaker", "x", "breaker has no 'x'; there are: failures, open_s, trials, mode"),
        ({"breaker": {"trials": 0}}, "breaker", "trials", "breaker.trials must be a whole number"),
    ],
    ids=["part", "off", "field", "value"],
)
def test_what_cannot_be_merged_is_named(parts: dict[str, Any], part: str, field: str, text: str) -> None:
    with pytest.raises(PolicyError) as caught:
        merge(PLAIN, parts)

    assert (caught.value.part, caught.value.field) == (part, field)
    assert str(caught.value).startswith(text)
