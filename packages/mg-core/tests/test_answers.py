"""Cache and fallback around a whole client: the pairs of policies between which faults live."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from cache_fixtures import others, settle
from client_fixtures import Item, get, make_client, make_sync_client, operation

from mg_core.call.partial import gather_partial
from mg_core.clock import LoopClock
from mg_core.contract.policy import BreakerPolicy, CachePolicy, FallbackPolicy, Policy, RetryPolicy, TimeoutPolicy
from mg_core.deadline import budget
from mg_core.errors import ApiError, CircuitOpenError, MgError
from mg_core.policies.provenance import provenance_of
from mg_core.testing import BlockingScriptedTransport, ManualClock, ScriptedTransport, answer, problem, run_virtual

CACHE = CachePolicy(10.0, stale_while_revalidate_s=5.0, stale_if_error_s=60.0)
RETRY = RetryPolicy(budget_min_per_s=100.0)
OK, BUSY = answer({"id": "1"}), problem(503, "busy")


def policy(**parts: Any) -> Policy:
    return Policy("p", TimeoutPolicy(2.0, 20.0), **{"cache": CACHE, **parts})


async def test_a_retry_happens_inside_the_cache_and_only_its_success_is_stored() -> None:
    clock, transport = ManualClock(), ScriptedTransport(BUSY, BUSY, OK)
    client = make_client(operation(policy(retry=RETRY)), transport=transport, clock=clock)

    sources = [provenance_of(await get(client)).source for _ in range(2)]

    assert (sources, len(transport.sent), clock.sleeps) == (["live", "cache"], 3, [0.1, 0.2])


async def test_a_stale_answer_waits_until_the_retries_are_used_up() -> None:
    clock, transport = ManualClock(), ScriptedTransport(OK, BUSY)
    client = make_client(operation(policy(retry=RETRY)), transport=transport, clock=clock)
    await get(client)
    clock.advance(40)

    origin = provenance_of(await get(client))

    assert (origin.source, origin.warnings[0].cause, len(transport.sent)) == ("stale", "busy", 5)
    assert origin.age_s == pytest.approx(40.7)


async def test_merged_calls_share_one_row_of_retries() -> None:
    transport = ScriptedTransport(BUSY, BUSY, OK)
    client = make_client(operation(policy(retry=RETRY)), transport=transport)

    results = await asyncio.gather(*(get(client) for _ in range(100)))

    assert ({result.id for result in results}, len(transport.sent)) == ({"1"}, 3)


async def test_an_open_breaker_gives_stale_answers_without_a_request() -> None:
    clock, transport = ManualClock(), ScriptedTransport(OK, BUSY)
    client = make_client(operation(policy(breaker=BreakerPolicy(failures=2))), transport=transport, clock=clock)
    await get(client)
    clock.advance(20)

    causes = [provenance_of(await get(client)).warnings[0].cause for _ in range(4)]
    with pytest.raises(CircuitOpenError):
        await get(client, "never seen")

    assert causes == ["busy", "busy", "circuit_breaker_open", "circuit_breaker_open"]
    assert len(transport.sent) == 3


async def test_a_renewal_refused_by_an_open_breaker_leaves_the_answer() -> None:
    clock, transport = ManualClock(), ScriptedTransport(OK, BUSY)
    client = make_client(operation(policy(breaker=BreakerPolicy(failures=1))), transport=transport, clock=clock)
    await get(client)
    clock.advance(12)

    origins = []
    for _ in range(3):
        origins.append(provenance_of(await get(client)))
        await settle()

    assert [(origin.source, origin.warnings) for origin in origins] == [("stale", ())] * 3
    assert len(transport.sent) == 2


async def test_a_recovered_service_is_live_again() -> None:
    clock, transport = ManualClock(), ScriptedTransport(OK, BUSY, answer({"id": "2"}))
    rules = policy(breaker=BreakerPolicy(failures=1, open_s=5.0, trials=1))
    client = make_client(operation(rules), transport=transport, clock=clock)
    seen = []

    for wait_s in (0.0, 20.0, 1.0, 5.0):
        clock.advance(wait_s)
        result = await get(client)
        seen.append((provenance_of(result).source, result.id))

    assert seen == [("live", "1"), ("stale", "1"), ("stale", "1"), ("live", "2")]


def test_a_request_carries_the_deadline_of_the_caller_that_makes_it() -> None:
    async def main() -> list[str]:
        transport, clock = ScriptedTransport(OK), LoopClock()
        client = make_client(operation(policy()), transport=transport, clock=clock)
        with budget(1.5, now=clock.monotonic()):
            await get(client)
            await clock.sleep(12.0)
            await get(client)
            await settle()
        return [sent.headers["x-request-timeout-ms"] for sent in transport.sent]

    assert run_virtual(main()) == ["1500", "20000"]


def test_a_client_may_move_to_another_loop_with_cache_and_fallback() -> None:
    transport = ScriptedTransport(OK, answer({"id": "2"}), BUSY)
    rules = policy(cache=CachePolicy(10.0), fallback=FallbackPolicy('{"id": "none"}'))
    clock = ManualClock()
    client = make_client(operation(rules), transport=transport, clock=clock)

    async def bounded(identity: str) -> Any:
        async with asyncio.timeout(5):
            return await get(client, identity)

    found = [asyncio.run(bounded(identity)) for identity in ("a", "b", "c", "a", "c")]

    assert [(item.id, provenance_of(item).source) for item in found] == [
        ("1", "live"), ("2", "live"), ("none", "fallback"), ("1", "cache"), ("none", "fallback"),
    ]  # fmt: skip


def test_a_late_part_of_a_partial_result_leaves_no_request_behind() -> None:
    async def main() -> tuple[tuple[str, ...], int, int]:
        clock = LoopClock()

        async def slow(_sent: Any) -> Any:
            await clock.sleep(1.9)
            return OK

        client = make_client(operation(policy()), transport=ScriptedTransport(slow), clock=clock)
        optional = {name: get(client, name) for name in "ab"}
        result = await gather_partial(optional=optional, within_s=1.0, clock=clock)
        calls = next(iter(client._assembly._answers._calls.values()))
        return result.missing, len(others()), len(calls._flights)

    assert run_virtual(main()) == (("a", "b"), 0, 0)


async def test_numbers_changed_at_run_time_judge_what_is_stored_and_switching_off_forgets_it() -> None:
    clock, transport = ManualClock(), ScriptedTransport(OK, answer({"id": "2"}), answer({"id": "3"}))
    client = make_client(operation(policy()), transport=transport, clock=clock)
    await get(client)
    clock.advance(20)

    client.policies["getItem"].set(cache=CachePolicy(30.0))
    kept = await get(client)
    client.policies["getItem"].set(cache=None)
    uncached = await get(client)
    client.policies["getItem"].set(cache=CachePolicy(30.0))

    assert (kept.id, uncached.id, (await get(client)).id) == ("1", "2", "3")
    assert len(client._assembly._answers.caches) == 1


async def test_what_the_cache_does_is_counted_for_an_exporter() -> None:
    clock, transport = ManualClock(), ScriptedTransport(OK, BUSY)
    client = make_client(operation(policy()), transport=transport, clock=clock)
    for wait_s in (0.0, 1.0, 11.0, 28.0):
        clock.advance(wait_s)
        await get(client)
        await settle()
    with pytest.raises(MgError):
        await get(client, "2")

    values = {row.name[len("mg_client_cache_") :]: row.value for row in client.metrics() if "_cache_" in row.name}

    assert values == {
        "hits_total": 3, "stale_total": 2, "stood_in_total": 1, "misses_total": 3, "merged_total": 0,
        "renewals_total": 1, "renewals_failed_total": 1, "evicted_total": 0, "entries": 1,
    }  # fmt: skip


def test_a_client_for_threads_has_the_same_answers() -> None:
    clock, transport = ManualClock(), BlockingScriptedTransport(OK, BUSY)
    rules = policy(breaker=BreakerPolicy(failures=2), fallback=FallbackPolicy('{"id": "none"}'))
    client = make_sync_client(operation(rules), transport=transport, clock=clock)

    def call() -> Item:
        item: Item = client._call(client.operations[0], ("1", None, None, None))
        return item

    seen = []
    for wait_s in (0.0, 5.0, 20.0, 1.0, 1.0, 60.0):
        clock.advance(wait_s)
        item = call()
        origin = provenance_of(item)
        seen.append((item.id, origin.source, [notice.cause for notice in origin.warnings]))

    assert seen == [
        ("1", "live", []),
        ("1", "cache", []),
        ("1", "stale", ["busy"]),
        ("1", "stale", ["busy"]),
        ("1", "stale", ["circuit_breaker_open"]),
        ("none", "fallback", ["busy"]),
    ]


async def test_an_answer_that_refuses_passes_cache_and_fallback() -> None:
    rules = policy(fallback=FallbackPolicy('{"id": "none"}'))
    client = make_client(operation(rules), transport=ScriptedTransport(problem(404, "item_not_found")))

    with pytest.raises(ApiError) as caught:
        await get(client)

    assert caught.value.code == "item_not_found"


def test_switching_the_cache_off_ends_the_renewal_that_is_under_way() -> None:
    async def slow(_sent: Any) -> Any:
        await LoopClock().sleep(9.0)
        return OK

    async def main() -> tuple[int, int]:
        client = make_client(operation(policy()), transport=ScriptedTransport(OK, slow, OK), clock=LoopClock())
        await get(client)
        await LoopClock().sleep(12.0)
        await get(client)
        await settle()
        under_way = len(others())
        client.policies["getItem"].set(cache=None)
        await get(client)
        await settle()
        return under_way, len(others())

    assert run_virtual(main()) == (1, 0)
