"""What describe() says, word for word."""

from __future__ import annotations

from typing import Any

import pytest
from client_fixtures import operation

from mg_core.configuration.describe import steps
from mg_core.contract.policy import (
    BreakerMode,
    BreakerPolicy,
    BulkheadPolicy,
    CachePolicy,
    ChaosPolicy,
    FallbackPolicy,
    HedgePolicy,
    Policy,
    RateLimitPolicy,
    RetryPolicy,
)
from mg_core.contract.policy import TimeoutPolicy as Limit

LIMIT = Limit(1.5, 5.0)


def line(part: str, **parts: Any) -> str:
    """The line of one part of a policy that has only this one."""
    row = operation(Policy("p", LIMIT, **parts))
    return next(text.removeprefix(f"{part}: ") for text in steps(row, row.policy) if text.startswith(f"{part}: "))


def test_all_steps_stand_from_the_outside_in() -> None:
    policy = Policy(
        "p", LIMIT, RetryPolicy(), BreakerPolicy(), BulkheadPolicy(3, 4), RateLimitPolicy(2.5, 5),
        HedgePolicy(0.5), CachePolicy(60), FallbackPolicy("{}"),
        ChaosPolicy(fault_rate=0.25),
    )  # fmt: skip
    row = operation(policy)

    assert steps(row, policy) == (
        "fallback: {} when there is no answer",
        "cache: 60 s, then stale 0 s while asking again, 0 s on errors",
        "deadline: 5 s in all",
        "bulkhead: 3 in flight, 4 waiting",
        "rate limit: 2.5 per s, burst 5",
        "retry: 3 after 0.1, 0.2, 0.4 s × 0.5–1.5, safe, budget 20% + 3 per s",
        "breaker: 5 failures in a row open it for 30 s, 3 trials",
        "hedge: 1 more, each after 0.5 s without an answer",
        "attempt timeout: 1.5 s",
        "chaos: connection refused for 0.25 of the attempts (seed 0)",
        "transport: GET /items/{id}",
    )


@pytest.mark.parametrize(("length", "shown"), [(60, '"' + "x" * 58 + '"'), (61, '"' + "x" * 56 + "...")])
def test_a_long_fallback_is_shortened_to_sixty_characters(length: int, shown: str) -> None:
    assert (
        line("fallback", fallback=FallbackPolicy('"' + "x" * (length - 2) + '"')) == f"{shown} when there is no answer"
    )
    assert len(shown) == 60


def test_a_function_is_called_by_its_name() -> None:
    class Nameless:
        def __call__(self) -> dict[str, int]:
            return {}

    def popular() -> dict[str, int]:
        return {}

    functions: tuple[Any, ...] = (popular, Nameless())
    names = [line("fallback", fallback=FallbackPolicy(function)).split()[0] for function in functions]

    assert names == ["popular()", "a"]


def test_only_what_may_be_repeated_is_named_by_its_kind() -> None:
    policy = Policy("p", LIMIT, retry=RetryPolicy())
    lines = [steps(operation(policy, idempotency=kind), policy)[1] for kind in ("key", "never")]

    assert [text.split(", ")[3] for text in lines] == ["key", "only if never sent"]


def test_a_step_that_does_nothing_is_left_out_and_a_wait_is_named() -> None:
    none = operation(Policy("p", LIMIT, retry=RetryPolicy(max_retries=0)))

    assert not any("retry" in text for text in steps(none, none.policy))
    assert line("rate limit", rate_limit=RateLimitPolicy(1, 1, max_wait_s=2)) == "1 per s, burst 1, waits at most 2 s"
    assert line("chaos", chaos=ChaosPolicy(seed=7)) == "nothing (seed 7)"
    assert line(
        "chaos", chaos=ChaosPolicy(latency_rate=1, latency_s=2, fault_rate=0.1, fault="lost", status_rate=0.5)
    ) == (
        "2 s more for 1 of the attempts, connection lost for 0.1 of the attempts, status 503 for 0.5 of the attempts"
        " (seed 0)"
    )


@pytest.mark.parametrize(
    ("mode", "start"),
    [("auto", "5 failures"), ("forced_open", "forced open"), ("disabled", "disabled"), ("shadow", "shadow")],
)
def test_a_breakers_mode_is_named(mode: BreakerMode, start: str) -> None:
    assert line("breaker", breaker=BreakerPolicy(mode=mode)).startswith(start)


def test_origins_follow_what_differs_from_the_contract_and_only_that() -> None:
    row = operation(Policy("p", LIMIT, retry=RetryPolicy(), breaker=BreakerPolicy()))
    policy = Policy("p", Limit(1.0, 5.0), retry=RetryPolicy(max_retries=1), hedge=HedgePolicy(0.5))
    origins = {
        ("timeout", "attempt_s"): "environment",
        ("timeout", "total_s"): "program",
        ("retry", "max_retries"): "file policies.toml",
        ("retry", "jitter"): "environment",
        ("hedge", "delay_s"): "program",
        ("hedge", "max_hedges"): "program",
        ("breaker", ""): "program",
    }

    notes = [text.partition(" [")[2] for text in steps(row, policy, origins)]

    assert notes == [
        "",
        "max_retries: file policies.toml]",
        "delay_s, max_hedges: program]",
        "attempt_s: environment]",
        "",
        "program]",
    ]
    assert steps(row, policy)[-1] == "off: breaker"
