from __future__ import annotations

import asyncio
import copy
import logging
from typing import Any, get_args

import pytest
from client_fixtures import FULL, GUARDED, code_of, get, make_client, operation

from mg_core.contract.policy import BreakerMode, BreakerPolicy
from mg_core.errors import CircuitOpenError, ConnectError
from mg_core.policies.breaker.groups import Breakers
from mg_core.policies.breaker.machine import MODES, TABLE, CircuitBreaker, Event, State
from mg_core.policies.locked import LockedBreaker
from mg_core.testing import ManualClock, ScriptedTransport, answer, problem

OK = answer({"id": "1"})
BUSY = problem(503, "busy")


def fail(breaker: CircuitBreaker, times: int) -> None:
    for _ in range(times):
        breaker.fail(breaker.admit())


def opened(clock: ManualClock) -> CircuitBreaker:
    breaker = CircuitBreaker("shop", BreakerPolicy(), clock.monotonic)
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
    breaker = CircuitBreaker("shop", BreakerPolicy(), clock.monotonic)
    stale = breaker.admit()
    fail(breaker, 5)
    clock.advance(30)
    breaker.admit()

    breaker.ok(stale)
    breaker.fail(stale)
    breaker.ignore(stale)
    more = [breaker.admit() for _ in range(2)]

    assert (breaker.state, len(more)) == (State.HALF_OPEN, 2)
    with pytest.raises(CircuitOpenError):
        breaker.admit()


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
    breaker = CircuitBreaker("shop", BreakerPolicy(trials=1), clock.monotonic)
    breaker.listen(lambda _breaker, before, after: seen.append((before, after)))
    fail(breaker, 5)
    clock.advance(30)
    breaker.ok(breaker.admit())

    assert seen == [
        (State.CLOSED, State.OPEN), (State.OPEN, State.HALF_OPEN), (State.HALF_OPEN, State.CLOSED),
    ]  # fmt: skip


def test_every_state_can_be_left_and_reached() -> None:
    assert {before for before, _ in TABLE} == set(State) == set(TABLE.values())
    assert set(MODES) == set(get_args(BreakerMode))
    assert {event for _, event in TABLE} == set(Event)


@pytest.mark.scenario("CB-02")
async def test_after_30_s_three_of_fifty_requests_reach_the_service_and_their_success_closes() -> None:
    clock, gate = ManualClock(), asyncio.Event()

    async def slow(_sent: Any) -> Any:
        await gate.wait()
        return OK

    transport = ScriptedTransport(*[BUSY] * 5, slow)
    client = make_client(operation(GUARDED), transport=transport, clock=clock)
    for _ in range(5):
        await code_of(lambda: get(client))
    clock.advance(30)

    calls = [asyncio.ensure_future(code_of(lambda: get(client))) for _ in range(50)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    reached = len(transport.sent) - 5
    gate.set()
    codes = await asyncio.gather(*calls)

    assert reached == 3
    assert (codes.count(""), codes.count("circuit_breaker_open")) == (3, 47)
    assert await code_of(lambda: get(client)) == ""


@pytest.mark.scenario("CB-02")
async def test_one_failed_trial_restarts_the_30_s() -> None:
    clock = ManualClock()
    transport = ScriptedTransport(*[BUSY] * 5, OK, OK, BUSY, OK)
    client = make_client(operation(GUARDED), transport=transport, clock=clock)
    for _ in range(5):
        await code_of(lambda: get(client))
    clock.advance(30)
    trials = [await code_of(lambda: get(client)) for _ in range(3)]
    clock.advance(29.9)
    with pytest.raises(CircuitOpenError) as caught:
        await get(client)
    clock.advance(0.1)

    assert trials == ["", "", "busy"]
    assert caught.value.retry_after_s == pytest.approx(0.1)
    assert len(transport.sent) == 8
    assert [await code_of(lambda: get(client)) for _ in range(3)] == ["", "", ""]


def test_cancelled_trials_give_their_permits_back_and_close_nothing() -> None:
    clock = ManualClock()
    breaker = opened(clock)
    clock.advance(30)
    for _ in range(20):
        breaker.ignore(breaker.admit())

    assert [breaker.admit() for _ in range(3)] == [breaker.generation] * 3
    assert breaker.state is State.HALF_OPEN


def test_five_failures_after_200_successes_open() -> None:
    breaker = CircuitBreaker("shop", BreakerPolicy(), ManualClock().monotonic)
    for _ in range(200):
        breaker.ok(breaker.admit())
    fail(breaker, 4)
    before = breaker.state
    fail(breaker, 1)

    assert (before, breaker.state) == (State.CLOSED, State.OPEN)


def test_a_refusal_can_be_copied_and_hashed() -> None:
    try:
        opened(ManualClock()).admit()
    except CircuitOpenError as error:
        again = copy.copy(error)

    assert (again.code, again.retry_after_s, len({again})) == ("circuit_breaker_open", 30.0, 1)


def test_forced_open_refuses_without_a_time_and_forgets_nothing() -> None:
    breaker = CircuitBreaker("shop", BreakerPolicy(), ManualClock().monotonic)
    running = [breaker.admit() for _ in range(5)]
    fail(breaker, 3)
    breaker.renumber(BreakerPolicy(mode="forced_open"))
    with pytest.raises(CircuitOpenError) as caught:
        breaker.admit()
    breaker.fail(running[0])
    seen = (breaker.hot, breaker.refusing, breaker.state)
    breaker.renumber(BreakerPolicy())
    breaker.fail(running[1])

    assert caught.value.retry_after_s is None
    assert seen == (False, True, State.CLOSED)
    assert breaker.state is State.OPEN


def test_disabled_lets_everything_through_and_counts_nothing() -> None:
    clock = ManualClock()
    breaker = opened(clock)
    breaker.renumber(BreakerPolicy(mode="disabled"))
    during = breaker.generation
    for _ in range(50):
        breaker.fail(breaker.admit())
        breaker.ok(during)
    seen = (breaker.hot, breaker.refusing, breaker.rejected)
    breaker.renumber(BreakerPolicy())

    assert seen == (True, False, 0)
    assert (breaker.state, breaker.left_s) == (State.OPEN, 30.0)


def test_a_trial_that_ends_while_disabled_gives_its_permit_back() -> None:
    clock = ManualClock()
    breaker = opened(clock)
    clock.advance(30)
    trials = [breaker.admit() for _ in range(3)]
    breaker.renumber(BreakerPolicy(mode="disabled"))
    breaker.fail(trials[0])
    breaker.ok(breaker.admit())
    breaker.ok(breaker.generation)
    breaker.renumber(BreakerPolicy())

    assert breaker.admit() == breaker.generation
    with pytest.raises(CircuitOpenError):
        breaker.admit()


async def test_shadow_counts_what_it_would_have_refused() -> None:
    transport = ScriptedTransport(BUSY)
    client = make_client(
        operation(FULL), transport=transport, policies={"*": {"breaker": BreakerPolicy(mode="shadow")}}
    )
    codes = [await code_of(lambda: get(client)) for _ in range(3)]
    (breaker,) = client._assembly.breakers

    assert codes == ["busy"] * 3
    assert len(transport.sent) == 12
    assert (breaker.state, breaker.rejected, breaker.would_have_rejected) == (State.OPEN, 0, 7)
    assert not breaker.refusing


def test_in_shadow_only_the_three_trials_close_it() -> None:
    clock = ManualClock()
    breaker = opened(clock)
    breaker.renumber(BreakerPolicy(mode="shadow"))
    clock.advance(30)
    calls = [breaker.admit() for _ in range(6)]
    for call in calls[1:]:
        breaker.ok(call)
    unmoved = breaker.state
    breaker.ok(calls[0])

    assert (unmoved, breaker.state, breaker.would_have_rejected) == (State.HALF_OPEN, State.CLOSED, 3)


def test_other_numbers_keep_the_failures_and_the_time_of_opening() -> None:
    clock = ManualClock()
    counting, open_ = CircuitBreaker("shop", BreakerPolicy(), clock.monotonic), opened(clock)
    fail(counting, 4)
    counting.renumber(BreakerPolicy(failures=3))
    unmoved = counting.state
    fail(counting, 1)
    clock.advance(5)
    open_.renumber(BreakerPolicy(open_s=10.0))

    assert (unmoved, counting.state) == (State.CLOSED, State.OPEN)
    assert open_.left_s == 5.0


def test_fewer_trials_than_have_succeeded_close_at_once() -> None:
    clock = ManualClock()
    breaker = opened(clock)
    clock.advance(30)
    breaker.ok(breaker.admit())
    breaker.ok(breaker.admit())
    breaker.renumber(BreakerPolicy(trials=2))

    assert (breaker.state, breaker.hot) == (State.CLOSED, True)


def test_a_listener_that_raises_is_logged_and_the_next_is_called(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[State] = []
    breaker = CircuitBreaker("shop", BreakerPolicy(), ManualClock().monotonic)

    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    breaker.listen(broken)
    breaker.listen(lambda _breaker, _before, after: seen.append(after))
    fail(breaker, 5)

    assert seen == [State.OPEN]
    assert "breaker_listener_failed" in [record.message for record in caplog.records]


def test_refusals_are_logged_once_a_second_with_the_number_left_out(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "mg_core.breaker")
    clock = ManualClock()
    breaker = opened(clock)
    for _ in range(40):
        clock.advance(0.0625)
        with pytest.raises(CircuitOpenError):
            breaker.admit()

    fields = [vars(record)["fields"] for record in caplog.records if record.message == "calls_refused"]
    assert [row["suppressed"] for row in fields] == [0, 15, 15]
    assert breaker.rejected == 40


@pytest.mark.parametrize("kind", [CircuitBreaker, LockedBreaker])
def test_a_group_that_is_renumbered_keeps_its_breaker(kind: type[CircuitBreaker]) -> None:
    one, two = operation(GUARDED), operation(GUARDED, id="other")
    breakers = Breakers("shop", ManualClock().monotonic, kind)
    first = breakers.of(one, BreakerPolicy())
    assert breakers.of(two, BreakerPolicy()) is first
    fail(first, 4)
    changed = BreakerPolicy(open_s=5.0)
    breakers.update({"getItem": changed, "other": changed})

    assert breakers.of(one, changed) is breakers.of(two, changed) is first
    assert (first.failures, first.policy) == (4, changed)


def test_an_operation_that_leaves_its_group_takes_a_copy_of_the_state_along() -> None:
    one, two = operation(GUARDED), operation(GUARDED, id="other")
    breakers = Breakers("shop", ManualClock().monotonic)
    shared = breakers.of(one, BreakerPolicy())
    breakers.of(two, BreakerPolicy())
    fail(shared, 4)
    left = breakers.of(two, BreakerPolicy(open_s=5.0))
    fail(left, 1)

    assert breakers.of(one, BreakerPolicy()) is shared
    assert (left.state, shared.state, shared.failures) == (State.OPEN, State.CLOSED, 4)
    breakers.update({"getItem": BreakerPolicy(), "other": None})
    assert list(breakers) == [shared]
