from __future__ import annotations

from functools import cache

import pytest
from bench.outage import STACKS, Film, Take, page, picture, shoot

SHORT = Film(seconds=75.0, hang_from_s=5.0, hang_until_s=50.0)
"""Long enough for one round of trials in the outage (38 s) and for the next one after it (71 s)."""


@cache
def take(stack: str) -> Take:
    return shoot(stack, SHORT)


def test_ours_keeps_requests_away_from_a_service_that_hangs() -> None:
    assert take("ours").into_the_hang * 10 <= take("+ retry + purgatory").into_the_hang


def test_each_stack_spares_the_service_more_than_the_one_before() -> None:
    names = ("+ retry", "timeout", "+ retry + purgatory", "ours, no bulkhead", "ours")

    found = [take(name).into_the_hang for name in names]

    assert found == sorted(found, reverse=True)
    assert len(set(found)) == len(names)


def test_only_three_trials_reach_it_after_the_first_ten_seconds() -> None:
    late = [at for at in take("ours").arrivals if 15.0 <= at < 50.0]

    assert len(late) == 3


def test_callers_of_ours_do_not_wait_longer_than_with_a_timeout_alone() -> None:
    assert take("ours").waits_s(0.99) <= take("timeout").waits_s(0.99)


def test_every_call_ends_and_all_are_good_once_the_breaker_has_closed() -> None:
    shot = take("ours")

    assert len(shot.calls) == len(SHORT.starts())
    assert [state for _, state in shot.states][-1] == 0
    assert shot.normal_after_s < 23.0
    assert all(call.good for call in shot.calls if call.began < SHORT.hang_from_s)


@pytest.mark.parametrize("stack", STACKS)
def test_two_runs_are_equal(stack: str) -> None:
    film = Film(seconds=12.0, per_s=100.0, hang_from_s=2.0, hang_until_s=8.0)

    assert shoot(stack, film) == shoot(stack, film)


def test_page_and_picture_show_every_stack() -> None:
    takes = {name: take(name) for name in STACKS}

    table, svg = page(takes), picture(takes)

    assert all(f"| {name} |" in table and f">{name}</text>" in svg for name in STACKS)
    assert svg == picture(takes)
