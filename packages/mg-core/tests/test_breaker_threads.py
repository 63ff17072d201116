"""The breaker of synchronous clients under threads that race: every count is exact."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mg_core.contract.policy import BreakerPolicy
from mg_core.errors import CircuitOpenError
from mg_core.policies.breaker.machine import CircuitBreaker, State
from mg_core.policies.locked import LockedBreaker
from mg_core.testing import ManualClock, race

THREADS = 16
ROUNDS = 40


Moves = list[tuple[State, State]]


def listened(clock: ManualClock, policy: BreakerPolicy) -> tuple[LockedBreaker, Moves]:
    breaker = LockedBreaker("shop", policy, clock.monotonic)
    moves: Moves = []
    breaker.listen(lambda _breaker, before, after: moves.append((before, after)))
    return breaker, moves


def opened(clock: ManualClock, policy: BreakerPolicy) -> tuple[LockedBreaker, Moves]:
    breaker, moves = listened(clock, policy)
    for _ in range(policy.failures):
        breaker.fail(breaker.admit())
    return breaker, moves


def admitted(breaker: CircuitBreaker, tries: int = 1) -> list[int]:
    generations = []
    for _ in range(tries):
        try:
            generations.append(breaker.admit())
        except CircuitOpenError:
            continue
    return generations


def test_racing_threads_get_three_permits_and_three_successes_close_it_once() -> None:
    for _ in range(ROUNDS):
        clock = ManualClock()
        breaker, moves = opened(clock, BreakerPolicy())
        clock.advance(30)

        permits = [permit for got in race(lambda breaker=breaker: admitted(breaker), THREADS) for permit in got]  # type: ignore[misc] # bound now
        waiting: Iterator[int] = iter(permits)
        race(lambda breaker=breaker, waiting=waiting: breaker.ok(next(waiting)), 3)  # type: ignore[misc] # bound now

        assert len(permits) == 3
        assert (breaker.state, breaker.rejected) == (State.CLOSED, THREADS - 3)
        assert moves == [
            (State.CLOSED, State.OPEN),
            (State.OPEN, State.HALF_OPEN),
            (State.HALF_OPEN, State.CLOSED),
        ]


def test_racing_failures_open_it_exactly_once() -> None:
    for failures in (1, 5, THREADS):
        for _ in range(ROUNDS // 2):
            breaker, moves = listened(ManualClock(), BreakerPolicy(failures=failures))
            generation = breaker.admit()

            race(lambda breaker=breaker, generation=generation: breaker.fail(generation), THREADS)  # type: ignore[misc] # bound now

            assert (breaker.state, breaker.opened, moves) == (State.OPEN, 1, [(State.CLOSED, State.OPEN)])


def test_no_racing_failure_is_lost() -> None:
    each = 500
    breaker = LockedBreaker("shop", BreakerPolicy(failures=THREADS * each + 1), ManualClock().monotonic)
    generation = breaker.admit()

    def fail() -> None:
        for _ in range(each):
            breaker.fail(generation)

    race(fail, THREADS)

    assert (breaker.failures, breaker.state) == (THREADS * each, State.CLOSED)


@pytest.mark.parametrize("verdict", ["ignore", "ok"])
def test_permits_that_come_back_are_given_out_again_and_never_twice(verdict: str) -> None:
    clock = ManualClock()
    trials = 3 if verdict == "ignore" else THREADS * 200
    breaker, _ = opened(clock, BreakerPolicy(trials=trials))
    clock.advance(30)

    def work() -> int:
        done = 0
        for _ in range(200):
            for generation in admitted(breaker):
                done += 1
                getattr(breaker, verdict)(generation)
        return done

    done = sum(race(work, THREADS))
    left = admitted(breaker, 10)

    assert done > 0
    if verdict == "ignore":
        assert (breaker.state, len(left)) == (State.HALF_OPEN, 3)
    else:
        assert (breaker.state, done) == (State.CLOSED, trials)
