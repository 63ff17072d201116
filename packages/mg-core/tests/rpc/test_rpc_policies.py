"""Unary gRPC calls run through the pipeline of REST calls: the same policies, seen from the outside."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rpc_fixtures import KEEP, PLAIN, SAY, ScriptedRpc, Word, WordsClient, client, never, policy

from mg_core.call.options import CallOptions, ReplyInfo
from mg_core.clock import LoopClock
from mg_core.codes import RpcStatus
from mg_core.context import RequestContext, use
from mg_core.contract.policy import (
    BreakerPolicy,
    BulkheadPolicy,
    CachePolicy,
    ChaosPolicy,
    FallbackPolicy,
    HedgePolicy,
    Policy,
    RateLimitPolicy,
    RetryPolicy,
    TimeoutPolicy,
)
from mg_core.errors import (
    ApiError,
    AttemptTimeoutError,
    BulkheadFullError,
    CircuitOpenError,
    ConfigurationError,
    ConnectError,
    ConnectionLostError,
    DeadlineExceededError,
    MgError,
    RateLimitedError,
)
from mg_core.rpc.status import error_of
from mg_core.testing import ManualClock, run_virtual

A = Word("a")
UNAVAILABLE = error_of(RpcStatus.UNAVAILABLE, "away", {})


def unavailable(**trailers: str) -> MgError:
    return error_of(RpcStatus.UNAVAILABLE, "away", {key.replace("_", "-"): text for key, text in trailers.items()})


def half() -> float:
    return 0.5


@pytest.mark.scenario("MCP-05")
async def test_unavailable_is_repeated_after_100_200_and_400_ms() -> None:
    clock = ManualClock()
    words, sent = client(
        *[unavailable() for _ in range(4)], policies={"*": policy(retry=RetryPolicy())}, clock=clock, rng=half
    )

    with pytest.raises(ApiError) as caught:
        await words.say(A)

    assert clock.sleeps == pytest.approx([0.1, 0.2, 0.4])
    assert (caught.value.code, caught.value.attempts) == ("service_unavailable", 4)
    previous = [attempt.metadata.get("grpc-previous-rpc-attempts") for attempt in sent.sent]
    assert previous == [None, "1", "2", "3"]


async def test_jitter_spreads_the_waits_by_half() -> None:
    waits = []
    for number in (0.0, 0.999999):
        clock = ManualClock()
        words, _ = client(
            unavailable(),
            A,
            policies={"*": policy(retry=RetryPolicy())},
            clock=clock,
            rng=lambda: number,  # noqa: B023 - called at once
        )
        await words.say(A)
        waits += clock.sleeps
    assert waits == pytest.approx([0.05, 0.15], abs=1e-4)


async def test_each_attempt_is_told_what_is_left_of_the_deadline() -> None:
    clock = ManualClock()
    words, sent = client(
        unavailable(), unavailable(), A, policies={"*": policy(retry=RetryPolicy())}, clock=clock, rng=half
    )

    await words.say(A)

    assert [attempt.timeout_s for attempt in sent.sent] == pytest.approx([3.0, 2.9, 2.7])


async def test_the_request_being_served_shortens_the_deadline() -> None:
    clock = ManualClock()
    words, sent = client(A, clock=clock)
    with use(RequestContext("r-1", "a" * 32, deadline=clock.monotonic() + 0.4, user_id="u", roles=("user",))):
        await words.say(A)

    assert sent.sent[0].timeout_s == pytest.approx(0.4)
    metadata = sent.sent[0].metadata
    assert (metadata["x-request-id"], metadata["x-user-id"], metadata["x-user-roles"]) == ("r-1", "u", "user")
    assert str(metadata["traceparent"]).startswith(f"00-{'a' * 32}-")


@pytest.mark.parametrize(
    ("failure", "repeated"),
    [
        (ConnectError("refused"), True),
        (ConnectionLostError("gone"), False),
        (AttemptTimeoutError("slow"), False),
        (UNAVAILABLE, False),
    ],
)
async def test_only_what_was_never_sent_is_repeated_for_a_method_that_must_not_be(
    failure: MgError, *, repeated: bool
) -> None:
    words, sent = client(failure, A, policies={"*": policy(retry=RetryPolicy())}, clock=ManualClock())

    if repeated:
        assert await words.once(A) == A
    else:
        with pytest.raises(type(failure)):
            await words.once(A)
    assert len(sent.sent) == 1 + repeated


@pytest.mark.parametrize(
    ("status", "repeated"),
    [
        (RpcStatus.UNAVAILABLE, True),
        (RpcStatus.RESOURCE_EXHAUSTED, True),
        (RpcStatus.INTERNAL, True),
        (RpcStatus.DEADLINE_EXCEEDED, True),
        (RpcStatus.INVALID_ARGUMENT, False),
        (RpcStatus.NOT_FOUND, False),
        (RpcStatus.PERMISSION_DENIED, False),
        (RpcStatus.UNIMPLEMENTED, False),
    ],
)
async def test_statuses_that_waiting_can_cure_are_repeated(status: RpcStatus, *, repeated: bool) -> None:
    words, sent = client(error_of(status, "", {}), A, policies={"*": policy(retry=RetryPolicy())}, clock=ManualClock())
    if repeated:
        assert await words.say(A) == A
    else:
        with pytest.raises(MgError):
            await words.say(A)
    assert len(sent.sent) == 1 + repeated


async def test_pushback_of_the_server_is_obeyed() -> None:
    clock = ManualClock()
    words, _ = client(
        unavailable(grpc_retry_pushback_ms="700"), A, policies={"*": policy(retry=RetryPolicy())}, clock=clock, rng=half
    )
    assert await words.say(A) == A
    assert clock.sleeps == [0.7]

    words, sent = client(unavailable(grpc_retry_pushback_ms="-1"), A, policies={"*": policy(retry=RetryPolicy())})
    with pytest.raises(ApiError):
        await words.say(A)
    assert len(sent.sent) == 1


async def test_a_keyed_method_sends_one_key_with_all_its_attempts() -> None:
    words, sent = client(
        ConnectionLostError("x"), A, A, policies={"*": policy(retry=RetryPolicy())}, clock=ManualClock()
    )
    await words.keep(A)
    await words.keep(A)

    keys = [attempt.metadata["idempotency-key"] for attempt in sent.sent]
    assert keys[0] == keys[1]
    assert keys[1] != keys[2]


async def test_the_caller_may_bring_the_key_or_inherit_it_from_the_request_being_served() -> None:
    words, sent = client(A, A)
    await words.keep(A, options=CallOptions(idempotency_key="mine"))
    with use(RequestContext(idempotency_key="theirs")):
        await words.keep(A)
    assert [attempt.metadata["idempotency-key"] for attempt in sent.sent] == ["mine", "theirs"]


async def test_a_key_for_a_method_that_takes_none_is_refused_by_name() -> None:
    words, sent = client(A)
    with pytest.raises(ConfigurationError, match=r"words\.Once is `never` and takes no idempotency key"):
        await words.once(A, options=CallOptions(idempotency_key="k"))
    assert sent.sent == []


async def test_a_target_that_carries_no_calls_is_refused() -> None:
    wrong: list[Any] = [7, object(), ScriptedRpc]
    for target in wrong:
        with pytest.raises(ConfigurationError, match="target must be"):
            WordsClient(target)


async def test_an_open_breaker_refuses_and_closes_after_trials() -> None:
    clock = ManualClock()
    breaker = BreakerPolicy(failures=2, open_s=5.0, trials=1)
    words, sent = client(unavailable(), unavailable(), A, A, policies={"*": policy(breaker=breaker)}, clock=clock)
    for _ in range(2):
        with pytest.raises(ApiError):
            await words.say(A)
    with pytest.raises(CircuitOpenError):
        await words.keep(A)
    assert len(sent.sent) == 2
    assert [found.state.name for found in words.breakers] == ["OPEN"]

    clock.advance(5.0)
    assert await words.say(A) == A
    assert words.breakers[0].state.name == "CLOSED"


async def test_an_answer_of_the_client_class_is_no_failure_of_the_service() -> None:
    errors = [error_of(RpcStatus.NOT_FOUND, "", {}) for _ in range(3)]
    words, _ = client(*errors, A, policies={"*": policy(breaker=BreakerPolicy(failures=2))})
    for _ in range(3):
        with pytest.raises(ApiError):
            await words.say(A)
    assert await words.say(A) == A


async def test_bulkhead_and_rate_limit_refuse_before_anything_is_sent() -> None:
    words, sent = client(never, A, policies={"*": policy(bulkhead=BulkheadPolicy(1, 0))})
    held = asyncio.create_task(words.say(A))
    await asyncio.sleep(0)
    with pytest.raises(BulkheadFullError):
        await words.say(A)
    held.cancel()
    await asyncio.gather(held, return_exceptions=True)
    assert await words.say(A) == A
    assert len(sent.sent) == 2

    words, sent = client(
        A, A, policies={"*": policy(rate_limit=RateLimitPolicy(per_s=1.0, burst=1))}, clock=ManualClock()
    )
    await words.say(A)
    with pytest.raises(RateLimitedError):
        await words.say(A)
    assert len(sent.sent) == 1


async def test_resource_exhausted_with_a_delay_closes_the_rate_limit() -> None:
    clock = ManualClock()
    refused = error_of(RpcStatus.RESOURCE_EXHAUSTED, "", {"mg-retry-after-s": "2"})
    words, sent = client(
        refused, A, policies={"*": policy(rate_limit=RateLimitPolicy(per_s=9.0, burst=9))}, clock=clock
    )
    with pytest.raises(ApiError):
        await words.say(A)
    with pytest.raises(RateLimitedError):
        await words.say(A)
    clock.advance(2.0)
    assert await words.say(A) == A
    assert len(sent.sent) == 2


def test_a_slow_attempt_gets_a_hedge_and_the_first_answer_wins() -> None:
    async def scenario() -> None:
        words, sent = client(never, A, policies={SAY.name: policy(hedge=HedgePolicy(0.2))}, clock=LoopClock())
        assert await words.say(A) == A
        assert asyncio.get_running_loop().time() == pytest.approx(0.2)
        spans = {attempt.metadata["traceparent"] for attempt in sent.sent}
        assert len(spans) == 2
        assert {row.name: row.value for row in words.metrics()}["mg_client_hedges_won_total"] == 1

    run_virtual(scenario())


def test_a_mute_server_costs_the_attempt_timeout_then_the_deadline() -> None:
    async def scenario() -> None:
        words, sent = client(never, never, never, never, policies={"*": policy(retry=RetryPolicy())}, clock=LoopClock())
        with pytest.raises(DeadlineExceededError):
            await words.say(A)
        assert asyncio.get_running_loop().time() == pytest.approx(3.0)
        assert len(sent.sent) == 3
        task = asyncio.current_task()
        assert task is not None
        assert task.cancelling() == 0

    run_virtual(scenario())


def test_what_a_server_says_about_the_callers_own_deadline_is_the_callers_deadline() -> None:
    async def scenario() -> None:
        late = error_of(RpcStatus.DEADLINE_EXCEEDED, "", {})
        words, _ = client(late, policies={"*": policy(retry=RetryPolicy())}, clock=LoopClock())
        with pytest.raises(DeadlineExceededError):
            await words.say(A, options=CallOptions(timeout_s=0.3))

    run_virtual(scenario())


async def test_cached_and_substituted_replies() -> None:
    clock = ManualClock()
    parts: Any = {"cache": CachePolicy(ttl_s=5.0), "fallback": FallbackPolicy('"nothing"')}
    words, sent = client(Word("1"), unavailable(), Word("2"), policies={SAY.name: parts}, clock=clock)

    assert (await words.say(A), await words.say(A)) == (Word("1"), Word("1"))
    assert await words.say(Word("b")) == Word("nothing")
    clock.advance(6.0)
    assert await words.say(A) == Word("2")
    assert len(sent.sent) == 3
    rows = {row.name: row.value for row in words.metrics() if row.labels.get("operation") == "Say"}
    assert (rows["mg_client_cache_hits_total"], rows["mg_client_fallback_total"]) == (1, 1)


async def test_a_fallback_that_is_no_reply_of_the_method_is_refused() -> None:
    words, _ = client(A, policies={SAY.name: {"fallback": FallbackPolicy("17")}})
    with pytest.raises(ConfigurationError, match=r"words\.Say: fallback"):
        await words.say(A)


@pytest.mark.parametrize(
    ("chaos", "error"),
    [
        (ChaosPolicy(fault_rate=1.0), ConnectError),
        (ChaosPolicy(fault_rate=1.0, fault="lost"), ConnectionLostError),
        (ChaosPolicy(status_rate=1.0, status=503), ApiError),
    ],
)
async def test_chaos_disturbs_attempts(chaos: ChaosPolicy, error: type[MgError]) -> None:
    words, _ = client(A, policies={"*": policy(chaos=chaos)})
    with pytest.raises(error) as caught:
        await words.say(A)
    assert caught.value.status == 503


class Tokens:
    """Renews what was refused."""

    def __init__(self) -> None:
        self.current = "old"
        self.renewed = 0

    def __call__(self) -> str:
        return self.current

    async def refresh(self, rejected: str) -> str:
        self.renewed += 1
        await asyncio.sleep(0)
        self.current = "new"
        return self.current


async def test_one_refresh_serves_every_call_that_was_refused() -> None:
    source = Tokens()
    refused = [error_of(RpcStatus.UNAUTHENTICATED, "", {}) for _ in range(5)]
    words, sent = client(*refused, A, A, A, A, A, token=source)

    assert await asyncio.gather(*(words.say(A) for _ in range(5))) == [A] * 5

    assert source.renewed == 1
    assert [attempt.metadata["authorization"] for attempt in sent.sent] == ["Bearer old"] * 5 + ["Bearer new"] * 5


async def test_a_token_of_the_caller_is_neither_replaced_nor_renewed() -> None:
    source = Tokens()
    words, sent = client(error_of(RpcStatus.UNAUTHENTICATED, "", {}), token=source)
    with pytest.raises(ApiError) as caught:
        await words.say(A, options=CallOptions(headers={"authorization": "Bearer mine"}))
    assert (caught.value.status, source.renewed) == (401, 0)
    assert sent.sent[0].metadata["authorization"] == "Bearer mine"


async def test_the_caller_learns_what_the_peer_said_beside_the_message() -> None:
    words, _ = client(ConnectionLostError("x"), A, policies={"*": policy(retry=RetryPolicy())}, clock=ManualClock())
    info = ReplyInfo()
    await words.say(A, options=CallOptions(info=info))
    assert info.trailers == {"x-attempt": "2"}


async def test_metrics_count_calls_by_method() -> None:
    words, _ = client(A, unavailable(), policies={"*": PLAIN}, service="other")
    await words.say(A)
    with pytest.raises(ApiError) as caught:
        await words.keep(A)

    assert (caught.value.service, caught.value.operation) == ("other", "Keep")
    rows = {(row.labels["operation"], row.name): row.value for row in words.metrics() if "operation" in row.labels}
    assert rows["Say", "mg_client_ok_total"] == 1
    assert rows["Keep", "mg_client_errors_total"] == 1
    assert {row.labels["service"] for row in words.metrics()} == {"other"}


def test_policies_are_described_with_their_origin() -> None:
    words, _ = client(A, policies={"Say": {"timeout": {"total_s": 2.0}}})
    lines = words.policies.describe()["Say"]
    assert lines[0] == "deadline: 2 s in all [total_s: program]"
    assert lines[-1] == "transport: rpc /words.v1.Words/Say"


def test_environment_changes_policies_under_a_name_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from rpc_fixtures import ScriptedRpc, WordsClient

    variables = {
        "MG_POLICY__WORDS_RPC__SAY__TIMEOUT__TOTAL_S": "2.5",
        "MG_POLICY__WORDS__SEARCH__TIMEOUT__TOTAL_S": "9",  # an operation of the REST contract of the same name
    }
    words = WordsClient(ScriptedRpc([]), environment=variables)
    assert words.policies["Say"].effective.timeout == TimeoutPolicy(1.0, 2.5)
    assert words.policies["Keep"].effective == KEEP.policy

    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    assert WordsClient(ScriptedRpc([])).policies["Say"].effective.timeout.total_s == 2.5
    with pytest.raises(ConfigurationError, match="SHOUT"):
        WordsClient(ScriptedRpc([]), environment={"MG_POLICY__WORDS_RPC__SHOUT__TIMEOUT__TOTAL_S": "1"})


class Watching:
    """Writes down what a tracer is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def begin(self, service: str, operation: Any, call: Any) -> str:
        self.told.append(f"begin {service}.{operation.id}")
        return "span"

    def attempt(self, span: Any, call: Any) -> None:
        self.told.append(f"attempt {call.attempts}")

    def end(self, span: Any, call: Any, error: BaseException | None) -> None:
        self.told.append(f"end {type(error).__name__}")


async def test_a_tracer_hears_of_the_call_and_of_each_attempt() -> None:
    tracer = Watching()
    words, _ = client(unavailable(), A, policies={"*": policy(retry=RetryPolicy())}, clock=ManualClock(), tracer=tracer)
    await words.say(A)
    assert tracer.told == ["begin words.Say", "attempt 1", "attempt 2", "end NoneType"]


async def test_numbers_of_options_that_cannot_work_are_refused() -> None:
    for wrong in ({"timeout_s": 0.0}, {"attempt_timeout_s": -1.0}, {"max_retries": -1}):
        with pytest.raises(ConfigurationError):
            CallOptions(**wrong)
    words, sent = client(unavailable(), A, policies={"*": policy(retry=RetryPolicy())})
    with pytest.raises(ApiError):
        await words.say(A, options=CallOptions(max_retries=0))
    assert len(sent.sent) == 1


def test_a_client_moves_to_another_loop() -> None:
    words, _ = client(
        A, A, policies={"*": Policy("p", TimeoutPolicy(1.0, 2.0), RetryPolicy(), BreakerPolicy(), BulkheadPolicy())}
    )
    assert asyncio.run(_say(words)) == A
    assert asyncio.run(_say(words)) == A


async def _say(words: Any) -> Any:
    return await words.say(A)
