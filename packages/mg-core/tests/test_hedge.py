from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from client_fixtures import get, make_client, make_sync_client, operation

from mg_core.call.options import CallOptions
from mg_core.clock import LoopClock
from mg_core.contract.policy import BreakerPolicy, BulkheadPolicy, HedgePolicy, Policy, RetryPolicy, TimeoutPolicy
from mg_core.errors import ApiError, AttemptTimeoutError, ConnectError, DeadlineExceededError, MgError
from mg_core.testing import BlockingScriptedTransport, ManualClock, ScriptedTransport, answer, problem, run_virtual

HEDGED = Policy("hedged", TimeoutPolicy(attempt_s=5.0, total_s=20.0), hedge=HedgePolicy(delay_s=1.0))


def after(seconds: float, result: Any) -> Callable[[Any], Any]:
    """A step that answers (or raises) after a while of the loop's time."""

    async def step(_sent: Any) -> Any:
        await LoopClock().sleep(seconds)
        return result

    return step


def item(identity: str) -> Any:
    return answer({"id": identity})


class Run:
    """What one call did: its result or error, how long it took, what was sent, which tasks were left."""

    def __init__(self, *steps: Any, policy: Policy = HEDGED, options: CallOptions | None = None, **row: Any) -> None:
        self.transport = ScriptedTransport(*steps)
        self.result: Any = None
        self.seconds: Any = 0.0
        self.error: MgError | None = None
        run_virtual(self._main(operation(policy, **row), options))

    async def _main(self, row: Any, options: CallOptions | None) -> None:
        self.client = make_client(row, transport=self.transport, clock=LoopClock())
        began = asyncio.get_running_loop().time()
        try:
            self.result = await get(self.client, options=options)
        except MgError as error:
            self.error = error
        self.seconds = asyncio.get_running_loop().time() - began
        self.left = len(asyncio.all_tasks()) - 1
        self.values = {sample.name: sample.value for sample in self.client.metrics()}


def test_a_fast_answer_sends_no_hedge() -> None:
    run = Run(after(0.9, item("1")))

    assert (run.result.id, len(run.transport.sent), run.left) == ("1", 1, 0)
    assert run.seconds == pytest.approx(0.9)


def test_a_slow_attempt_gets_another_beside_it_and_the_first_good_answer_wins() -> None:
    run = Run(after(4.0, item("slow")), after(0.5, item("fast")))

    assert (run.result.id, len(run.transport.sent), run.left) == ("fast", 2, 0)
    assert run.seconds == pytest.approx(1.5)
    assert run.values["mg_client_attempts_total"] == 2
    assert run.values["mg_client_hedges_won_total"] == 1


def test_the_first_attempt_may_still_win() -> None:
    run = Run(after(1.2, item("first")), after(2.0, item("hedge")))

    assert (run.result.id, run.left, run.values["mg_client_hedges_won_total"]) == ("first", 0, 0)


def test_hedges_follow_each_other_by_the_delay_up_to_the_maximum() -> None:
    at: list[float] = []

    async def slow(_sent: Any) -> Any:
        at.append(asyncio.get_running_loop().time())
        await LoopClock().sleep(4.5)
        return item("1")

    run = Run(slow, policy=Policy("p", TimeoutPolicy(5.0, 20.0), hedge=HedgePolicy(1.0, max_hedges=3)))

    assert at == pytest.approx([0.0, 1.0, 2.0, 3.0])
    assert run.seconds == pytest.approx(4.5)


def test_a_failure_while_another_attempt_runs_is_not_the_result() -> None:
    run = Run(after(1.5, ConnectError("gone")), after(2.0, item("hedge")))

    assert (run.result.id, run.seconds) == ("hedge", pytest.approx(3.0))


def test_a_failure_before_the_delay_sends_no_hedge() -> None:
    run = Run(after(0.5, problem(503, "busy")), after(0.1, item("1")))

    assert isinstance(run.error, ApiError)
    assert (run.error.status, run.error.attempts, len(run.transport.sent)) == (503, 1, 1)


def test_an_answer_that_no_other_attempt_could_better_ends_the_round() -> None:
    run = Run(after(4.0, item("1")), after(0.5, problem(404, "item_not_found")))

    assert run.error is not None
    assert (run.error.code, run.error.attempts, run.seconds, run.left) == ("item_not_found", 2, pytest.approx(1.5), 0)


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (problem(503, "wait", {"retry-after": "9"}), problem(500, "broken"), "wait"),
        (problem(503, "stop", {"x-should-retry": "false"}), problem(503, "wait", {"retry-after": "9"}), "stop"),
        (problem(503, "wait", {"retry-after-ms": "1"}), problem(500, "broken"), "wait"),
        (problem(500, "broken"), problem(503, "last"), "last"),
    ],
    ids=["longest wait", "forbids", "short wait", "last"],
)
def test_when_all_fail_the_weightiest_failure_counts(first: Any, second: Any, code: str) -> None:
    run = Run(after(1.5, first), after(1.0, second))

    assert run.error is not None
    assert (run.error.code, run.error.attempts) == (code, 2)


def test_each_attempt_has_its_own_timeout_and_the_deadline_bounds_all() -> None:
    run = Run(after(100.0, item("1")))
    short = Run(after(100.0, item("1")), options=CallOptions(timeout_s=3.0))

    assert isinstance(run.error, AttemptTimeoutError)
    assert isinstance(short.error, DeadlineExceededError)
    assert (run.seconds, short.seconds) == (pytest.approx(6.0), pytest.approx(3.0))
    assert (run.left, short.left) == (0, 0)


def test_attempts_never_write_to_the_same_headers_and_share_the_idempotency_key() -> None:
    run = Run(after(4.0, item("slow")), after(0.5, item("fast")), options=CallOptions(headers={"Idempotency-Key": "k"}))

    first, second = (sent.headers for sent in run.transport.sent)
    assert first["traceparent"][:36] == second["traceparent"][:36]
    assert first["traceparent"] != second["traceparent"]
    assert (first["mg-attempt"], second["mg-attempt"]) == ("1; max=2", "2; max=2")
    assert (first["x-request-timeout-ms"], second["x-request-timeout-ms"]) == ("20000", "19000")
    assert first["idempotency-key"] == second["idempotency-key"] == "k"


def test_the_headers_of_a_running_attempt_do_not_change() -> None:
    seen: list[Any] = []

    class Keeping(ScriptedTransport):
        async def send(self, method: str, url: str, headers: Any, body: bytes, timeout_s: float | None) -> Any:
            seen.append((headers, dict(headers)))
            return await super().send(method, url, headers, body, timeout_s)

    async def main() -> None:
        transport = Keeping(after(4.0, item("1")), after(0.5, item("2")))
        await get(make_client(operation(HEDGED), transport=transport, clock=LoopClock()))

    run_virtual(main())

    assert len(seen) == 2
    assert all(live == copied for live, copied in seen)


def test_the_callers_own_limit_of_repeats_holds_for_hedges() -> None:
    policy = Policy("p", TimeoutPolicy(5.0, 20.0), hedge=HedgePolicy(1.0, max_hedges=3))

    assert len(Run(after(4.9, item("1")), policy=policy, options=CallOptions(max_retries=0)).transport.sent) == 1
    assert len(Run(after(4.9, item("1")), policy=policy, options=CallOptions(max_retries=2)).transport.sent) == 3


def test_a_hedged_round_that_fails_is_retried() -> None:
    policy = Policy("p", TimeoutPolicy(5.0, 20.0), hedge=HedgePolicy(1.0), retry=RetryPolicy(max_retries=1))
    run = Run(after(1.5, problem(503, "a")), after(1.0, problem(503, "b")), after(0.5, item("1")), policy=policy)

    assert (run.result.id, len(run.transport.sent)) == ("1", 3)
    assert run.values["mg_client_retries_total"] == 1
    assert run.transport.sent[2].headers["mg-attempt"] == "3; max=4"


def test_an_error_that_is_not_ours_comes_through_and_leaves_no_task() -> None:
    async def broken(_sent: Any) -> Any:
        await LoopClock().sleep(0.1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Run(after(4.0, item("1")), broken)


@pytest.mark.parametrize("at_s", [0.0, 0.5, 1.2, 1.5, 1.7])
def test_a_cancelled_caller_leaves_no_task_and_no_place(at_s: float) -> None:
    ended: list[str] = []
    transport = ScriptedTransport()

    async def slow(_sent: Any) -> Any:
        try:
            await LoopClock().sleep(4.0)
        finally:
            await LoopClock().sleep(0.5)  # a transport that takes its time to close
            ended.append("closed")

    async def main() -> tuple[int, int, float]:
        policy = Policy(
            "p",
            TimeoutPolicy(5.0, 20.0),
            hedge=HedgePolicy(1.0),
            bulkhead=BulkheadPolicy(1, 0),
            breaker=BreakerPolicy(failures=1),
        )
        transport.add(slow)
        client = make_client(operation(policy), transport=transport, clock=LoopClock())
        task = asyncio.ensure_future(get(client))
        await LoopClock().sleep(at_s)
        task.cancel()
        if at_s == 1.7:
            await LoopClock().sleep(0.1)
            task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
        values = {sample.name: sample.value for sample in client.metrics()}
        return (
            len(ended),
            len(asyncio.all_tasks()) - 1,
            values["mg_client_in_flight"] + values["mg_client_breaker_state"],
        )

    closed, left, held = run_virtual(main())

    # A second cancellation finds the first attempt closing in the caller's own task, as that of any call; hedges close.
    assert (closed, left, held) == (len(transport.sent) - (at_s == 1.7), 0, 0)
    assert len(transport.sent) == (1 if at_s < 1.0 else 2)


def test_only_operations_that_may_be_repeated_can_be_hedged() -> None:
    from mg_core.errors import ConfigurationError

    for idempotency in ("key", "never"):
        with pytest.raises(ConfigurationError, match="hedge"):
            make_client(operation(HEDGED, idempotency=idempotency))


def test_for_threads_a_hedge_runs_beside_the_slow_attempt() -> None:
    answered = threading.Event()

    def slow(_sent: Any) -> Any:
        assert answered.wait(10.0)
        return item("slow")

    def fast(_sent: Any) -> Any:
        daemons.append(threading.current_thread().daemon)
        return item("fast")

    daemons: list[bool] = []

    policy = Policy("p", TimeoutPolicy(20.0, 60.0), hedge=HedgePolicy(0.01))
    transport = BlockingScriptedTransport(slow, fast)
    client = make_sync_client(operation(policy), transport=transport, clock=ManualClock())
    try:
        result: Any = client._call(client.operations[0], ("1", None, None, None))
    finally:
        answered.set()

    assert (result.id, len(transport.sent), daemons) == ("fast", 2, [True])
    values = {sample.name: sample.value for sample in client.metrics()}
    assert (values["mg_client_attempts_total"], values["mg_client_hedges_won_total"]) == (2, 1)


def test_for_threads_no_more_than_the_maximum_of_hedges_is_sent() -> None:
    more = threading.Event()

    def slow(_sent: Any) -> Any:
        more.wait(0.1)
        return item("slow")

    policy = Policy("p", TimeoutPolicy(20.0, 60.0), hedge=HedgePolicy(0.01, max_hedges=1))
    transport = BlockingScriptedTransport(slow)
    client = make_sync_client(operation(policy), transport=transport, clock=ManualClock())
    result: Any = client._call(client.operations[0], ("1", None, None, None))

    values = {sample.name: sample.value for sample in client.metrics()}
    assert (result.id, len(transport.sent), values["mg_client_hedges_total"]) == ("slow", 2, 1)


@pytest.mark.parametrize("step", [problem(404, "item_not_found"), ConnectError("refused"), ZeroDivisionError()])
def test_for_threads_a_failure_comes_back_to_the_caller(step: Any) -> None:
    client = make_sync_client(operation(HEDGED), transport=BlockingScriptedTransport(step))

    with pytest.raises((MgError, ZeroDivisionError)):
        client._call(client.operations[0], ("1", None, None, None))


def test_after_a_failure_no_further_hedge_is_sent() -> None:
    policy = Policy("p", TimeoutPolicy(5.0, 20.0), hedge=HedgePolicy(1.0, max_hedges=3))
    run = Run(after(1.5, problem(503, "busy")), after(3.9, item("2")), policy=policy)

    assert (run.result.id, len(run.transport.sent), run.seconds) == ("2", 2, pytest.approx(4.9))


def test_a_caller_that_is_cancelled_while_the_losers_close_is_cancelled() -> None:
    closed: list[bool] = []

    async def loser(_sent: Any) -> Any:
        try:
            await LoopClock().sleep(4.0)
        finally:
            await LoopClock().sleep(1.0)
            closed.append(True)

    async def main() -> bool:
        transport = ScriptedTransport(after(1.5, item("winner")), loser)
        task = asyncio.ensure_future(get(make_client(operation(HEDGED), transport=transport, clock=LoopClock())))
        await LoopClock().sleep(2.0)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled() and len(asyncio.all_tasks()) == 1

    assert run_virtual(main())
    assert closed == [True]
