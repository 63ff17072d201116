"""What a fleet's breaker asks for and gives back, at the edges of its times."""

from __future__ import annotations

import pytest

from mg_core.contract.policy import BreakerPolicy
from mg_core.errors import CircuitOpenError
from mg_core.policies.breaker.fleet import Command, FleetBreaker, News
from mg_core.policies.breaker.machine import State
from mg_core.testing import ManualClock


class Fleet:
    """One process of a fleet, its clock, and what it sent to the store."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.sent: list[Command] = []
        self.breaker = self.spawn("shop", BreakerPolicy())

    def spawn(self, name: str, policy: BreakerPolicy) -> FleetBreaker:
        return FleetBreaker(name, policy, self.clock.monotonic, self._take, self.spawn)

    def _take(self, _breaker: FleetBreaker, command: Command) -> None:
        self.sent.append(command)

    def refused(self) -> bool:
        with pytest.raises(CircuitOpenError):
            self.breaker.admit()
        return True


def asking() -> Fleet:
    """The fleet has opened it as generation 7; its time is up and it has asked for permits."""
    fleet = Fleet()
    fleet.breaker.learn(News(State.OPEN, 7, 30.0))
    fleet.refused()
    fleet.clock.advance(30.0)
    fleet.breaker.wake()
    assert fleet.sent == [Command("ask", 7)]
    return fleet


def test_words_to_and_from_the_store_are_about_nothing_in_particular_unless_they_say_so() -> None:
    assert Command("vote") == Command("vote", generation=0, count=0)
    assert News(State.CLOSED, 7) == News(State.CLOSED, 7, left_s=0.0, granted=0)


def test_while_a_question_is_open_it_wants_no_wake() -> None:
    fleet = asking()
    during = fleet.breaker.due()
    fleet.breaker.learn(News(State.OPEN, 7, 0.0), answer_to="ask")

    assert (during, fleet.breaker.due()) == (None, fleet.clock.monotonic())


def test_what_is_open_on_its_own_evidence_wants_no_wake() -> None:
    fleet = Fleet()
    for _ in range(5):
        fleet.breaker.fail(fleet.breaker.admit())

    assert (fleet.refused(), fleet.breaker.state, fleet.breaker.due()) == (True, State.OPEN, None)


def test_unused_permits_go_back_once_when_others_want_them() -> None:
    fleet = asking()
    fleet.breaker.learn(News(State.HALF_OPEN, 8, 30.0, 3), answer_to="ask")
    fleet.breaker.admit()
    fleet.sent.clear()
    for _ in range(2):
        fleet.breaker.wanted_elsewhere()

    assert fleet.sent == [Command("give_back", 8, 2)]
    assert (fleet.breaker.held, fleet.refused()) == (0, True)


def test_the_stock_is_void_when_the_round_is_over_counted_from_the_question() -> None:
    fleet = asking()
    fleet.clock.advance(2.0)
    fleet.breaker.learn(News(State.HALF_OPEN, 8, 30.0, 3), answer_to="ask")

    assert (fleet.breaker.held, fleet.breaker.due()) == (3, fleet.clock.monotonic() + 28.0)


def test_permits_that_come_after_it_was_closed_go_back() -> None:
    fleet = asking()
    fleet.breaker.learn(News(State.CLOSED, 9))
    fleet.sent.clear()
    fleet.breaker.learn(News(State.HALF_OPEN, 10, 30.0, 2), answer_to="ask")

    assert fleet.sent == [Command("give_back", 10, 2)]
    assert (fleet.breaker.state, fleet.breaker.held, fleet.breaker.shared) == (State.CLOSED, 0, False)
