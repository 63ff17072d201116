from __future__ import annotations

import pytest

from mg_core.contract.policy import BreakerPolicy
from mg_core.errors import CircuitOpenError
from mg_core.policies.breaker.fleet import ASK_AGAIN_S, Command, FleetBreaker, News
from mg_core.policies.breaker.machine import State
from mg_core.testing import ManualClock


class Store:
    """Takes commands; the test answers."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.sent: list[Command] = []

    def breaker(self, name: str = "shop", policy: BreakerPolicy | None = None) -> FleetBreaker:
        return FleetBreaker(name, policy or BreakerPolicy(), self.clock.monotonic, self.take, self.breaker)

    def take(self, _breaker: FleetBreaker, command: Command) -> None:
        self.sent.append(command)


def fail(breaker: FleetBreaker) -> None:
    for _ in range(5):
        breaker.fail(breaker.admit())


def refused(breaker: FleetBreaker) -> bool:
    try:
        breaker.admit()
    except CircuitOpenError:
        return True
    return False


def in_trial(store: Store, granted: int = 3) -> FleetBreaker:
    """The fleet opened it as generation 7, the time is up, and permits of generation 8 are here."""
    breaker = store.breaker()
    breaker.learn(News(State.OPEN, 7, 30.0))
    refused(breaker)
    store.clock.advance(30)
    breaker.wake()
    breaker.learn(News(State.HALF_OPEN, 8, 30.0, granted), answer_to="ask")
    store.sent.clear()
    return breaker


def test_an_opening_is_a_vote_and_nothing_else_is_sent_while_closed() -> None:
    store = Store()
    breaker = store.breaker()
    breaker.ok(breaker.admit())
    before = list(store.sent)
    fail(breaker)

    assert (before, store.sent) == ([], [Command("vote")])


def test_a_process_without_calls_asks_for_nothing() -> None:
    store = Store()
    breaker = store.breaker()
    breaker.learn(News(State.OPEN, 7, 30.0))
    store.clock.advance(30)
    breaker.wake()

    assert (store.sent, breaker.due()) == ([], None)


def test_when_its_time_is_up_it_asks_once() -> None:
    store = Store()
    breaker = store.breaker()
    breaker.learn(News(State.OPEN, 7, 30.0))
    refused(breaker)
    due = breaker.due()
    store.clock.advance(30)
    breaker.wake()
    assert refused(breaker)
    breaker.wake()

    assert due == store.clock.monotonic()
    assert store.sent == [Command("ask", 7)]


def test_without_permits_it_asks_again_later_or_when_some_come_back() -> None:
    store = Store()
    breaker = in_trial(store, granted=0)
    assert refused(breaker)
    silent = list(store.sent)
    breaker.returned_elsewhere()
    breaker.learn(News(State.HALF_OPEN, 8, 30.0), answer_to="ask")
    store.clock.advance(ASK_AGAIN_S)
    breaker.wake()

    assert (silent, store.sent) == ([], [Command("ask", 8), Command("ask", 8)])


def test_a_trials_result_goes_to_the_store_and_only_a_failure_counts_here_at_once() -> None:
    one, two = Store(), Store()
    good, bad = in_trial(one), in_trial(two)
    for _ in range(3):
        good.ok(good.admit())
    bad.fail(bad.admit())

    assert (one.sent, two.sent) == ([Command("succeeded", 8)] * 3, [Command("failed", 8)])
    assert (good.state, bad.state) == (State.HALF_OPEN, State.OPEN)


def test_a_cancelled_trial_returns_to_the_stock() -> None:
    breaker = in_trial(Store())
    breaker.ignore(breaker.admit())

    assert breaker.held == 3


def test_permits_are_void_at_the_end_of_the_round() -> None:
    store = Store()
    breaker = in_trial(store)
    store.clock.advance(30)

    assert refused(breaker)
    assert store.sent == [Command("ask", 8)]


def test_older_news_and_older_results_are_dropped() -> None:
    store = Store()
    breaker = in_trial(store)
    token = breaker.admit()
    breaker.learn(News(State.CLOSED, 7))
    unmoved = breaker.state
    breaker.learn(News(State.HALF_OPEN, 9, 30.0))
    breaker.fail(token)

    assert (unmoved, breaker.state, store.sent) == (State.HALF_OPEN, State.HALF_OPEN, [])


def test_without_the_store_a_round_of_its_own_begins() -> None:
    store = Store()
    breaker = in_trial(store)
    lost = breaker.admit()
    breaker.unreachable()
    breaker.ignore(lost)
    trials = [breaker.admit() for _ in range(3)]

    assert refused(breaker)
    for trial in trials:
        breaker.ok(trial)
    assert breaker.state is State.CLOSED
    assert store.sent == [Command("withdraw")]


@pytest.mark.parametrize("own", [True, False])
def test_it_votes_again_only_for_what_it_saw_itself(*, own: bool) -> None:
    store = Store()
    breaker = store.breaker()
    if own:
        fail(breaker)
    else:
        breaker.learn(News(State.OPEN, 7, 30.0))
    breaker.unreachable()
    store.sent.clear()
    breaker.rejoin()

    assert store.sent == [Command("vote" if own else "look")]


def test_a_store_that_forgot_means_local_rules() -> None:
    breaker = in_trial(Store())
    breaker.learn(News(State.CLOSED, 0))

    assert (breaker.shared, breaker.held, refused(breaker)) == (False, 0, False)
