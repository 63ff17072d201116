"""Streams behind guards: admission, what may be repeated, deadlines, the breaker's verdict at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest
from rpc_fixtures import Word, client, each, never, policy

from mg_core.clock import LoopClock
from mg_core.codes import RpcStatus
from mg_core.context import RequestContext, use
from mg_core.contract.policy import BreakerPolicy, BulkheadPolicy, RateLimitPolicy, RetryPolicy
from mg_core.errors import (
    ApiError,
    AttemptTimeoutError,
    BulkheadFullError,
    CircuitOpenError,
    ConnectError,
    ConnectionLostError,
    DeadlineExceededError,
    MgError,
    RateLimitedError,
)
from mg_core.rpc.status import error_of
from mg_core.testing import ManualClock, run_virtual

A, B = Word("a"), Word("b")
RETRY = {"*": policy(retry=RetryPolicy())}


async def texts(replies: AsyncIterator[Word], heard: list[str] | None = None) -> list[str]:
    """What comes; into `heard`, too, which keeps what came before an error."""
    found = [] if heard is None else heard
    async for reply in replies:
        found.append(reply.text)
    return found


async def test_a_server_stream_is_repeated_before_its_first_message() -> None:
    clock = ManualClock()
    lost = ConnectionLostError("x")
    words, sent = client([lost], [ConnectError("x")], [A, B], policies=RETRY, clock=clock, rng=lambda: 0.5)

    assert await texts(words.listen(A)) == ["a", "b"]

    assert clock.sleeps == pytest.approx([0.1, 0.2])
    assert sent.closed == 3
    assert [attempt.metadata.get("grpc-previous-rpc-attempts") for attempt in sent.sent] == [None, "1", "2"]


async def test_a_server_stream_is_not_repeated_after_its_first_message() -> None:
    words, sent = client([A, ConnectionLostError("x")], [A, B], policies=RETRY, clock=ManualClock())
    heard: list[str] = []
    with pytest.raises(ConnectionLostError) as caught:
        await texts(words.listen(A), heard)
    assert (heard, len(sent.sent), caught.value.operation, caught.value.attempts) == (["a"], 1, "Listen", 1)


@pytest.mark.parametrize("kind", ["gather", "chat"])
async def test_a_stream_of_requests_is_repeated_only_while_nothing_was_taken_from_it(kind: str) -> None:
    words, sent = client(ConnectError("x"), A if kind == "gather" else [A, B], policies=RETRY, clock=ManualClock())
    if kind == "gather":
        assert await words.gather(each("a", "b")) == A
    else:
        assert await texts(words.chat(each("a", "b"))) == ["a", "b"]
    assert sent.heard == [A, B]
    assert len(sent.sent) == 2

    words, sent = client([ConnectionLostError("x")], A, policies=RETRY, clock=ManualClock())
    with pytest.raises(ConnectionLostError):
        await (words.gather(each("a")) if kind == "gather" else texts(words.chat(each("a"))))
    assert len(sent.sent) == 1


async def test_the_callers_iterator_is_closed_once_the_call_has_ended() -> None:
    closed = []

    async def requests() -> Any:
        try:
            yield A
            yield B
        finally:
            closed.append(True)

    words, _ = client([ConnectionLostError("x")])
    with pytest.raises(ConnectionLostError):
        await words.gather(requests())
    assert closed == [True]


async def test_the_breakers_verdict_falls_at_the_end() -> None:
    policies = {"*": policy(breaker=BreakerPolicy(failures=2, open_s=9.0))}
    words, sent = client([A, ConnectionLostError("x")], [A, ConnectionLostError("x")], policies=policies)
    for _ in range(2):
        with pytest.raises(ConnectionLostError):
            await texts(words.listen(A))
    with pytest.raises(CircuitOpenError):
        await texts(words.listen(A))
    with pytest.raises(CircuitOpenError):
        await words.gather(each("a"))
    with pytest.raises(CircuitOpenError):
        await words.say(A)
    assert len(sent.sent) == 2


async def test_a_caller_that_stops_early_says_nothing_about_the_service() -> None:
    policies = {"*": policy(breaker=BreakerPolicy(failures=2, open_s=9.0))}
    words, sent = client([ConnectionLostError("x")], [A, B], [ConnectionLostError("x")], policies=policies)
    with pytest.raises(ConnectionLostError):
        await texts(words.listen(A))
    async with aclosing(words.listen(A)) as replies:
        assert await anext(replies) == A
    assert sent.closed == 2
    with pytest.raises(ConnectionLostError):
        await texts(words.listen(A))
    assert words.breakers[0].state.name == "OPEN", "leaving early counted as an answer"


async def test_cancelling_is_neutral_and_gives_everything_back() -> None:
    parts = policy(breaker=BreakerPolicy(failures=1), bulkhead=BulkheadPolicy(1, 0))
    words, sent = client([never], [A], policies={"*": parts})
    task = asyncio.create_task(texts(words.listen(A)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await texts(words.listen(A)) == ["a"]
    assert sent.closed == 2


async def test_a_stream_holds_its_place_until_it_has_ended() -> None:
    words, sent = client([A, B], [A], policies={"*": policy(bulkhead=BulkheadPolicy(1, 0))})
    async with aclosing(words.listen(A)) as replies:
        await anext(replies)
        with pytest.raises(BulkheadFullError) as caught:
            await texts(words.listen(A))
        assert caught.value.operation == "Listen"
    assert await texts(words.listen(A)) == ["a"]
    assert len(sent.sent) == 2


async def test_the_rate_limit_counts_streams() -> None:
    words, sent = client([A], policies={"*": policy(rate_limit=RateLimitPolicy(1.0, 1))}, clock=ManualClock())
    await texts(words.listen(A))
    with pytest.raises(RateLimitedError):
        await words.gather(each("a"))
    assert len(sent.sent) == 1


def test_the_wait_for_the_first_message_is_an_attempt() -> None:
    async def scenario() -> None:
        words, sent = client([never], [A], policies=RETRY, clock=LoopClock(), rng=lambda: 0.5)
        assert await texts(words.listen(A)) == ["a"]
        assert asyncio.get_running_loop().time() == pytest.approx(1.1)
        assert [attempt.timeout_s for attempt in sent.sent] == pytest.approx([3.0, 1.9])

    run_virtual(scenario())


def test_later_messages_may_take_their_time() -> None:
    async def scenario() -> None:
        async def slow() -> Word:
            async with asyncio.timeout(None):
                await LoopClock().sleep(2.5)
            return B

        words, _ = client([A, slow], clock=LoopClock())
        assert await texts(words.listen(A)) == ["a", "b"]

    run_virtual(scenario())


async def test_the_peers_word_that_the_deadline_passed_is_the_calls_own_deadline() -> None:
    clock = ManualClock()

    async def late() -> Word:
        clock.advance(3.0)
        raise AttemptTimeoutError("no answer within the deadline")

    words, _ = client([late], policies=RETRY, clock=clock)
    with pytest.raises(DeadlineExceededError):
        await texts(words.listen(A))


async def test_a_deadline_that_has_passed_sends_nothing() -> None:
    clock = ManualClock()
    words, sent = client([A], clock=clock)
    with use(RequestContext(deadline=clock.monotonic() - 1.0)), pytest.raises(DeadlineExceededError) as caught:
        await texts(words.listen(A))
    assert (sent.sent, caught.value.attempts, caught.value.retry_safe) == ([], 0, True)


async def test_a_refused_token_is_renewed_before_anything_was_given() -> None:
    class Tokens:
        """Renews."""

        current = "old"

        def __call__(self) -> str:
            return self.current

        def refresh(self, rejected: str) -> str:
            self.current = "new"
            return "new"

    refused: MgError = error_of(RpcStatus.UNAUTHENTICATED, "", {})
    words, sent = client([refused], [A], token=Tokens())
    assert await texts(words.listen(A)) == ["a"]
    assert [attempt.metadata["authorization"] for attempt in sent.sent] == ["Bearer old", "Bearer new"]


async def test_metrics_of_streams() -> None:
    words, _ = client([A], [ApiError("x", code="not_found", status=404)], [A, B])
    await texts(words.listen(A))
    with pytest.raises(ApiError):
        await texts(words.listen(A))
    async with aclosing(words.listen(A)) as replies:
        await anext(replies)

    rows = {row.name: row.value for row in words.metrics() if row.labels.get("operation") == "Listen"}
    assert rows["mg_client_calls_total"] == 3
    assert rows["mg_client_ok_total"] == 1
    assert rows["mg_client_errors_total"] == 1
    assert rows["mg_client_attempts_total"] == 3


def test_a_client_with_streams_moves_to_another_loop() -> None:
    words, _ = client([A], [B], policies={"*": policy(bulkhead=BulkheadPolicy(), breaker=BreakerPolicy())})
    assert asyncio.run(texts(words.listen(A))) == ["a"]
    assert asyncio.run(texts(words.listen(A))) == ["b"]
