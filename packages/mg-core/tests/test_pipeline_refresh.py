"""A 401 renews the token once for everybody."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from client_fixtures import code_of, get, make_client, make_sync_client, operation

from mg_core import context
from mg_core.call.credentials import REFRESH_S, Credentials
from mg_core.call.options import CallOptions
from mg_core.clock import LoopClock
from mg_core.contract.policy import HedgePolicy, Policy, RetryPolicy, TimeoutPolicy
from mg_core.errors import ApiError, ConnectError, DeadlineExceededError, MgError
from mg_core.testing import BlockingScriptedTransport, ScriptedTransport, VirtualLoop, answer, problem, run_virtual

OK = answer({"id": "1"})
DENIED = problem(401, "invalid_token")


def by_token(sent: Any) -> Any:
    return DENIED if sent.headers["authorization"] == "Bearer old" else OK


class Source:
    """A token source whose refreshes take `seconds` and fail with `errors`, one after the other."""

    def __init__(self, seconds: float = 1.0, *errors: Exception) -> None:
        self.token, self.seconds, self.errors, self.refreshes = "old", seconds, list(errors), 0
        self.deadlines: list[float | None] = []

    def __call__(self) -> str:
        return self.token

    async def refresh(self, _rejected: str) -> str:
        self.refreshes += 1
        current = context.current()
        self.deadlines.append(current.deadline if current else None)
        await LoopClock().sleep(self.seconds)
        if self.errors:
            raise self.errors.pop(0)
        self.token = "new"
        return self.token


def virtual_client(source: Source, transport: Any = None, policy: Policy | None = None) -> Any:
    row = operation(policy or Policy("p", TimeoutPolicy(2.0, 5.0)))
    return make_client(row, transport=transport or ScriptedTransport(by_token), token=source, clock=LoopClock())


def test_the_refresh_outlives_the_caller_that_began_it() -> None:
    source = Source()

    async def main() -> tuple[Any, int]:
        client = virtual_client(source)
        first = asyncio.ensure_future(get(client))
        await LoopClock().sleep(0.1)
        second = asyncio.ensure_future(get(client))
        await LoopClock().sleep(0.1)
        first.cancel()
        item = await second
        assert first.cancelled()
        return item, len(asyncio.all_tasks()) - 1

    item, left = run_virtual(main())

    assert (item.id, source.refreshes, left) == ("1", 1, 0)


def test_when_all_callers_are_cancelled_the_new_token_is_not_lost() -> None:
    source = Source()

    async def main() -> Any:
        client = virtual_client(source)
        first = asyncio.ensure_future(get(client))
        await LoopClock().sleep(0.1)
        first.cancel()
        await LoopClock().sleep(2.0)
        return await get(client)

    assert run_virtual(main()).id == "1"
    assert source.refreshes == 1


def test_a_failed_refresh_fails_all_who_wait_and_the_next_call_tries_again() -> None:
    source = Source(1.0, ApiError("no", code="invalid_grant", status=400))

    async def main() -> tuple[list[Any], Any]:
        client = virtual_client(source)
        errors = await asyncio.gather(*(get(client) for _ in range(5)), return_exceptions=True)
        return errors, await get(client)

    errors, item = run_virtual(main())

    assert [error.code for error in errors] == ["invalid_grant"] * 5
    assert len({id(error) for error in errors}) == 5
    assert all(isinstance(error, ApiError) and error.attempts == 1 for error in errors)
    assert (item.id, source.refreshes) == ("1", 2)


def test_a_refresh_slower_than_the_deadline_ends_the_call_and_serves_the_next() -> None:
    source = Source(3.0)

    async def main() -> Any:
        client = virtual_client(source)
        with pytest.raises(DeadlineExceededError):
            await get(client, options=CallOptions(timeout_s=1.0))
        ended = LoopClock().monotonic()
        return ended, await get(client), LoopClock().monotonic()

    ended, item, at = run_virtual(main())

    assert (ended, item.id, at, source.refreshes) == (pytest.approx(1.0), "1", pytest.approx(3.0), 1)


def test_a_refresh_does_not_inherit_the_deadline_of_its_first_caller() -> None:
    source = Source(1.0)

    async def main() -> Any:
        client = virtual_client(source)
        with context.use(context.RequestContext(request_id="r", deadline=0.5)):
            first = asyncio.ensure_future(code_of(partial(get, client)))
        await LoopClock().sleep(0.1)
        return await asyncio.gather(first, code_of(partial(get, client)))

    assert run_virtual(main()) == ["deadline_exceeded", ""]
    assert source.deadlines == [None]


def test_a_refresh_that_hangs_is_given_up_so_that_a_later_call_tries_again() -> None:
    source = Source(10_000.0)

    async def main() -> list[str]:
        client = virtual_client(source)
        codes = [await code_of(partial(get, client))]
        await LoopClock().sleep(REFRESH_S)
        source.seconds = 0.1
        return [*codes, await code_of(partial(get, client))]

    assert run_virtual(main()) == ["deadline_exceeded", ""]
    assert source.refreshes == 2


def test_a_refresh_left_on_a_dead_loop_does_not_hang_the_next() -> None:
    source = Source(10.0)
    credentials = Credentials(source)

    async def abandon() -> None:
        task = asyncio.ensure_future(credentials.refresh("Bearer old"))
        await asyncio.sleep(0)
        task.cancel()

    dead = VirtualLoop()
    dead.run_until_complete(abandon())
    try:
        assert run_virtual(credentials.refresh("Bearer old")) == "Bearer new"
    finally:
        dead.run_until_complete(asyncio.gather(*asyncio.all_tasks(dead), return_exceptions=True))
        dead.close()


async def test_the_attempt_after_a_refresh_takes_no_retry_and_no_budget() -> None:
    policy = Policy(
        "p", TimeoutPolicy(2.0, 5.0), retry=RetryPolicy(max_retries=1, budget_ratio=0.0, budget_min_per_s=1.0)
    )
    transport = ScriptedTransport(DENIED, problem(503, "busy"), OK)
    client = make_client(operation(policy), transport=transport, token=Source(0.0))

    assert (await get(client)).id == "1"
    assert len(transport.sent) == 3
    values = {sample.name: sample.value for sample in client.metrics()}
    assert (values["mg_client_attempts_total"], values["mg_client_retries_total"]) == (3, 1)


async def test_a_caller_that_sends_once_still_gets_the_attempt_after_a_refresh() -> None:
    policy = Policy("p", TimeoutPolicy(2.0, 5.0), retry=RetryPolicy())
    client = make_client(operation(policy), transport=ScriptedTransport(DENIED, OK), token=Source(0.0))

    assert (await get(client, options=CallOptions(max_retries=0))).id == "1"


async def test_the_attempt_after_a_refresh_does_not_count_against_the_callers_own_limit() -> None:
    policy = Policy("p", TimeoutPolicy(2.0, 5.0), retry=RetryPolicy())
    transport = ScriptedTransport(DENIED, problem(503, "busy"), OK)
    client = make_client(operation(policy), transport=transport, token=Source(0.0))

    assert (await get(client, options=CallOptions(max_retries=1))).id == "1"


def test_a_hedged_call_refreshes_once_and_its_next_round_uses_the_new_token() -> None:
    source = Source(0.5)

    async def slow_denial(_sent: Any) -> Any:
        await LoopClock().sleep(1.5)
        return DENIED

    async def main() -> Any:
        policy = Policy("p", TimeoutPolicy(5.0, 20.0), hedge=HedgePolicy(1.0), retry=RetryPolicy(max_retries=1))
        transport = ScriptedTransport(slow_denial, slow_denial, by_token)
        item = await get(virtual_client(source, transport, policy))
        tokens = [sent.headers["authorization"] for sent in transport.sent]
        assert tokens == ["Bearer old", "Bearer old", "Bearer new"]
        return item, LoopClock().monotonic(), len(asyncio.all_tasks()) - 1

    item, at, left = run_virtual(main())

    assert (item.id, at, left, source.refreshes) == ("1", pytest.approx(2.0), 0, 1)


class BlockingSource:
    """For threads: a refresh begins, waits for `go`, and fails while `errors` last."""

    def __init__(self, *errors: Exception) -> None:
        self.token, self.errors, self.refreshes = "old", list(errors), 0
        self.began, self.go = threading.Event(), threading.Event()

    def __call__(self) -> str:
        return self.token

    def refresh(self, _rejected: str) -> str:
        self.refreshes += 1
        self.began.set()
        assert self.go.wait(10.0)
        if self.errors:
            raise self.errors.pop(0)
        self.token = "new"
        return self.token


def together(source: BlockingSource, action: Callable[[], Any], count: int = 4) -> list[Any]:
    """What `action` returns or raises in `count` threads that all wait for the same refresh."""
    results: list[Any] = []
    denied = threading.Semaphore(0)

    def run() -> None:
        denied.release()
        try:
            results.append(action())
        except MgError as error:
            results.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    assert all(denied.acquire(timeout=10.0) for _ in threads)
    assert source.began.wait(10.0)
    source.go.set()
    for thread in threads:
        thread.join(10.0)
    return results


def blocking_call(source: BlockingSource) -> Callable[[], Any]:
    client = make_sync_client(operation(), transport=BlockingScriptedTransport(by_token), token=source)
    return lambda: client._call(client.operations[0], ("1", None, None, None))


def test_threads_refresh_once() -> None:
    source = BlockingSource()

    results = together(source, blocking_call(source))

    assert ([item.id for item in results], source.refreshes) == (["1"] * 4, 1)


def test_threads_that_wait_for_a_failing_refresh_get_its_error_and_the_next_call_tries_again() -> None:
    source = BlockingSource(ConnectError("refused"))
    credentials = Credentials(source)
    leader: list[Any] = []

    def lead() -> None:
        try:
            credentials.blocking_refresh("Bearer old")
        except MgError as error:
            leader.append(error)

    thread = threading.Thread(target=lead)
    thread.start()
    assert source.began.wait(10.0)
    with pytest.raises(TimeoutError):
        credentials.blocking_refresh("Bearer old", 0.01)
    source.go.set()
    thread.join(10.0)

    assert isinstance(leader[0], ConnectError)
    assert credentials.blocking_refresh("Bearer old") == "Bearer new"
    assert source.refreshes == 2


def test_a_thread_that_waits_for_another_ones_refresh_keeps_its_deadline() -> None:
    source = BlockingSource()
    client = make_sync_client(operation(), transport=BlockingScriptedTransport(by_token), token=source)
    leader = threading.Thread(target=client._call, args=(client.operations[0], ("1", None, None, None)))
    leader.start()
    assert source.began.wait(10.0)

    with pytest.raises(DeadlineExceededError):
        client._call(client.operations[0], ("1", None, None, None), None, CallOptions(timeout_s=0.01))
    source.go.set()
    leader.join(10.0)

    assert source.refreshes == 1
