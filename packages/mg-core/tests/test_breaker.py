from __future__ import annotations

import asyncio
from typing import Any

import pytest
from client_fixtures import FULL, GUARDED, code_of, get, make_client, operation
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mg_core.errors import CircuitOpenError, ConnectError
from mg_core.operation import Breaker
from mg_core.policies.breaker import TABLE, CircuitBreaker, Event, State
from mg_core.testing import ManualClock, ScriptedTransport, answer, problem

OK = answer({"id": "1"})
BUSY = problem(503, "busy")


def fail(breaker: CircuitBreaker, times: int) -> None:
    for _ in range(times):
        breaker.fail(breaker.admit())


def opened(clock: ManualClock) -> CircuitBreaker:
    breaker = CircuitBreaker("shop", Breaker(), clock.monotonic)
    fail(breaker, 5)
    return breaker


@pytest.mark.scenario("CB-01")
async def test_the_sixth_call_after_five_failures_is_refused_without_a_request() -> None:
    transport = ScriptedTransport(BUSY)
    client = make_client(operation(GUARDED), transport=transport)
    codes = [await code_of(lambda: get(client)) for _ in range(5)]

    with pytest.raises(CircuitOpenError) as caught:
        await get(client)

    assert codes == ["busy"] * 5
    assert len(transport.sent) == 5
    assert (caught.value.code, caught.value.retry_after_s) == ("circuit_breaker_open", 30.0)
    assert (caught.value.attempts, caught.value.service) == (0, "shop")


async def test_the_fifth_failure_ends_its_own_call_with_the_original_error() -> None:
    transport = ScriptedTransport(BUSY)
    client = make_client(operation(FULL), transport=transport)

    codes = [await code_of(lambda: get(client)) for _ in range(3)]

    assert codes == ["busy", "busy", "circuit_breaker_open"]
    assert len(transport.sent) == 5


async def test_a_success_sets_the_count_back() -> None:
    transport = ScriptedTransport(*[BUSY] * 4, OK, *[BUSY] * 4, OK)
    client = make_client(operation(GUARDED), transport=transport)

    codes = [await code_of(lambda: get(client)) for _ in range(10)]

    assert codes == [*["busy"] * 4, "", *["busy"] * 4, ""]


@pytest.mark.parametrize("status", [400, 404, 429])
async def test_an_answer_below_500_never_opens(status: int) -> None:
    transport = ScriptedTransport(problem(status, "no"))
    client = make_client(operation(GUARDED), transport=transport)

    for _ in range(20):
        await code_of(lambda: get(client))

    assert len(transport.sent) == 20


async def test_failures_to_connect_count() -> None:
    client = make_client(operation(GUARDED), transport=ScriptedTransport(ConnectError("refused")))

    codes = [await code_of(lambda: get(client)) for _ in range(6)]

    assert codes[5] == "circuit_breaker_open"


async def test_cancelled_calls_are_neutral() -> None:
    never = asyncio.get_running_loop().create_future()

    async def hang(_sent: Any) -> Any:
        return await asyncio.shield(never)

    client = make_client(operation(GUARDED), transport=ScriptedTransport(*[hang] * 20, OK))
    tasks = [asyncio.ensure_future(get(client)) for _ in range(20)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert (await get(client)).id == "1"
    never.cancel()


def test_after_30_s_exactly_three_trials_are_let_through() -> None:
    clock = ManualClock()
    breaker = opened(clock)
    clock.advance(29.999)
    with pytest.raises(CircuitOpenError):
        breaker.admit()
    clock.advance(0.001)

    admitted = 0
    for _ in range(50):
        try:
            breaker.admit()
            admitted += 1
        except CircuitOpenError:
            continue

    assert admitted == 3


def test_three_successes_close_and_one_failure_reopens() -> None:
    clock = ManualClock()
    closing, reopening = opened(clock), opened(clock)
    clock.advance(30)
    trials = [(closing.admit(), reopening.admit()) for _ in range(3)]

    for one, _ in trials:
        closing.ok(one)
    reopening.ok(trials[0][1])
    reopening.fail(trials[1][1])
    reopening.ok(trials[2][1])

    assert (closing.state, closing.hot, reopening.state) == (State.CLOSED, True, State.OPEN)


def test_results_of_an_older_generation_are_dropped() -> None:
    clock = ManualClock()
    breaker = CircuitBreaker("shop", Breaker(), clock.monotonic)
    stale = breaker.admit()
    fail(breaker, 5)
    clock.advance(30)
    breaker.admit()

    breaker.ok(stale)
    breaker.fail(stale)

    assert breaker.state is State.HALF_OPEN


def test_trials_that_never_report_do_not_wedge_it() -> None:
    clock = ManualClock()
    breaker = opened(clock)
    clock.advance(30)
    for _ in range(3):
        breaker.admit()

    clock.advance(30)

    assert breaker.admit() == breaker.generation


def test_each_refusal_is_a_new_error_without_history() -> None:
    breaker = opened(ManualClock())
    errors = set()
    for _ in range(3):
        try:
            breaker.admit()
        except CircuitOpenError as error:
            errors.add(error)

    assert len(errors) == 3
    assert breaker.rejected == 3


def test_listeners_see_each_transition() -> None:
    clock, seen = ManualClock(), []
    breaker = CircuitBreaker("shop", Breaker(trials=1), clock.monotonic)
    breaker.listen(lambda _breaker, before, after: seen.append((before, after)))
    fail(breaker, 5)
    clock.advance(30)
    breaker.ok(breaker.admit())

    assert seen == [
        (State.CLOSED, State.OPEN), (State.OPEN, State.HALF_OPEN), (State.HALF_OPEN, State.CLOSED),
    ]  # fmt: skip


def test_every_state_can_be_left_and_reached() -> None:
    assert {before for before, _ in TABLE} == set(State) == set(TABLE.values())
    assert {event for _, event in TABLE} == set(Event)


class BreakerAgainstItsLog(RuleBasedStateMachine):
    """The breaker beside a model that knows only the list of what happened in the current generation."""

    @initialize(failures=st.integers(1, 4), trials=st.integers(1, 3))
    def start(self, failures: int, trials: int) -> None:
        self.clock = ManualClock()
        self.policy = Breaker(failures=failures, open_s=10.0, trials=trials)
        self.breaker = CircuitBreaker("x", self.policy, self.clock.monotonic)
        self.state = State.CLOSED
        self.since = self.clock.monotonic()
        self.log: list[str] = []
        self.epoch = 0
        self.running: list[tuple[int, int]] = []

    def move(self, state: State) -> None:
        self.state, self.since, self.log = state, self.clock.monotonic(), []
        self.epoch += 1

    def trial_is_free(self) -> bool:
        return self.log.count("admit") - self.log.count("ignore") < self.policy.trials

    @rule()
    def call(self) -> None:
        if self.state is not State.CLOSED and self.clock.monotonic() >= self.since + 10.0:
            self.move(State.HALF_OPEN)
        expected = self.state is State.CLOSED or (self.state is State.HALF_OPEN and self.trial_is_free())
        if expected:
            self.running.append((self.breaker.admit(), self.epoch))
            self.log.append("admit")
        else:
            with pytest.raises(CircuitOpenError) as caught:
                self.breaker.admit()
            assert caught.value.retry_after_s is not None
            assert 0 <= caught.value.retry_after_s <= 10.0

    @precondition(lambda self: self.running)
    @rule(data=st.data(), outcome=st.sampled_from(["ok", "fail", "ignore"]))
    def end(self, data: Any, outcome: str) -> None:
        token, epoch = self.running.pop(data.draw(st.integers(0, len(self.running) - 1)))
        getattr(self.breaker, outcome)(token)
        if epoch != self.epoch:
            return
        self.log.append(outcome)
        verdicts = [entry for entry in self.log if entry in ("ok", "fail")]
        if (self.state is State.CLOSED and verdicts[-self.policy.failures :] == ["fail"] * self.policy.failures) or (
            self.state is State.HALF_OPEN and outcome == "fail"
        ):
            self.move(State.OPEN)
        elif self.state is State.HALF_OPEN and verdicts == ["ok"] * self.policy.trials:
            self.move(State.CLOSED)

    @rule(seconds=st.sampled_from([0.0, 4.0, 9.0, 10.0]))
    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @invariant()
    def same_state(self) -> None:
        if hasattr(self, "breaker"):
            assert self.breaker.state is self.state
            failing = [entry for entry in self.log if entry in ("ok", "fail")][-1:] == ["fail"]
            assert self.breaker.hot is (self.state is State.CLOSED and not failing)


TestBreakerAgainstItsLog = BreakerAgainstItsLog.TestCase
TestBreakerAgainstItsLog.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
