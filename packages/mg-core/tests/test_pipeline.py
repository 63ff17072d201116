from __future__ import annotations

import asyncio
import linecache
import re
import traceback
from dataclasses import fields
from functools import partial
from typing import Any

import pytest
from client_fixtures import FULL, GUARDED, PLAIN, RETRYING, code_of, get, make_client, operation
from hypothesis import given
from hypothesis import strategies as st

from mg_core.call.compiled import Shape, source
from mg_core.call.options import CallOptions
from mg_core.clock import LoopClock
from mg_core.contract.policy import BreakerPolicy, BulkheadPolicy, HedgePolicy, Policy, TimeoutPolicy
from mg_core.errors import MgError
from mg_core.policies.steps import PARTS, STEPS
from mg_core.testing import ManualClock, ScriptedTransport, answer, problem, run_virtual

OK = answer({"id": "1"})


MARKS = {
    "bulkhead": "BULKHEAD", "rate limit": "RATE", "budget": "BUDGET", "retry": "RETRY", "refresh": "REFRESH",
    "token": "AUTHORIZE", "breaker": "BREAKER", "hedge": "HEDGED", "chaos": "CHAOS", "tracing": "TRACER",
}  # fmt: skip
"""A step → a name that only its lines use."""


@given(st.sets(st.sampled_from(sorted(MARKS))), st.booleans())
def test_a_step_leaves_its_name_in_the_source_exactly_when_it_is_on(steps: set[str], blocking: bool) -> None:  # noqa: FBT001 - drawn
    if blocking and "hedge" in steps:
        steps -= {"chaos"}  # a round for threads has its attempts disturbed inside
    text = source(Shape(frozenset(steps), blocking=blocking))

    compile(text, "shape", "exec")
    names = set(re.findall(r"[A-Za-z_]+", text))
    assert {step for step, mark in MARKS.items() if mark in names} == steps
    assert ("while" in names) == bool(steps & {"retry", "refresh"})
    assert not (blocking and names & {"LOOP", "QUEUE", "MOVED"})


def test_every_part_of_a_policy_is_a_step_and_their_order_is_that_of_the_function() -> None:
    parts = {field.name for field in fields(Policy)} - {"name"}
    text = source(Shape(frozenset(MARKS) - {"hedge"}))
    assert set(PARTS) == parts
    assert [step.name for step in STEPS if step.part] == [
        "fallback", "cache", "deadline", "bulkhead", "rate limit", "retry", "breaker", "hedge", "attempt timeout",
        "chaos",
    ]  # fmt: skip
    assert text.index("BULKHEAD") < text.index("RATE") < text.index("BUDGET") < text.index("while True")
    assert text.index("AUTHORIZE") < text.index("BREAKER.admit") < text.index("CHAOS")


async def test_a_traceback_shows_the_compiled_lines() -> None:
    def broken(_sent: Any) -> Any:
        raise ZeroDivisionError

    client = make_client(operation(FULL), transport=ScriptedTransport(broken))

    with pytest.raises(ZeroDivisionError) as caught:
        await get(client)

    frames = traceback.extract_tb(caught.value.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith("<mg_core call async")]
    linecache.checkcache()
    assert ours[0].line == "reply = await SEND(state, left)"


def test_bulkhead_queues_in_order_and_refuses_the_rest() -> None:
    order: list[str] = []

    async def work(sent: Any) -> Any:
        order.append(sent.url[-1])
        await asyncio.sleep(1.0)
        return OK

    async def main() -> list[str]:
        policy = Policy("p", TimeoutPolicy(5.0, 20.0), bulkhead=BulkheadPolicy(max_in_flight=2, max_queue=2))
        client = make_client(operation(policy), transport=ScriptedTransport(work), clock=LoopClock())
        return await asyncio.gather(*(code_of(partial(get, client, str(n))) for n in range(5)))

    assert run_virtual(main()) == ["", "", "", "", "bulkhead_full"]
    assert order == ["0", "1", "2", "3"]


def test_cancelled_waiters_and_holders_give_their_place_back() -> None:
    async def main() -> list[str]:
        policy = Policy("p", TimeoutPolicy(5.0, 20.0), bulkhead=BulkheadPolicy(max_in_flight=3, max_queue=1000))
        never: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def hang(_sent: Any) -> Any:
            await never

        transport = ScriptedTransport(hang)
        client = make_client(operation(policy), transport=transport, clock=LoopClock())
        tasks = [asyncio.ensure_future(get(client)) for _ in range(1000)]
        await asyncio.sleep(0.1)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        transport.add(OK)
        transport._steps.pop(0)
        return [await code_of(lambda: get(client)) for _ in range(10)]

    assert run_virtual(main()) == [""] * 10


async def test_a_call_refused_by_the_breaker_sends_nothing_and_counts_as_rejected() -> None:
    transport = ScriptedTransport(problem(500, "broken"))
    client = make_client(operation(GUARDED), transport=transport)
    for _ in range(105):
        await code_of(lambda: get(client))

    values = {sample.name: sample.value for sample in client.metrics()}
    assert values["mg_client_rejected_total"] == 100
    assert len(transport.sent) == 5


async def test_operations_of_one_client_share_its_breaker() -> None:
    transport = ScriptedTransport(problem(500, "broken"))
    one, two = operation(GUARDED), operation(GUARDED, id="other")
    client = make_client(one, two, transport=transport)
    for _ in range(5):
        await code_of(lambda: get(client))

    code = await code_of(lambda: client._call(two, ("1", None, None, None)))

    assert code == "circuit_breaker_open"


async def test_clients_of_two_upstreams_do_not_share_breakers() -> None:
    failing = make_client(operation(GUARDED), transport=ScriptedTransport(problem(500, "broken")), service="netflix")
    healthy = make_client(operation(GUARDED), transport=ScriptedTransport(OK), service="spotify")
    for _ in range(6):
        await code_of(lambda: get(failing))

    assert await code_of(lambda: get(healthy)) == ""


def test_a_client_may_move_to_another_loop() -> None:
    client = make_client(operation(RETRYING), transport=ScriptedTransport(OK), clock=LoopClock())

    results = [run_virtual(get(client)) for _ in range(3)]

    assert [item.id for item in results] == ["1", "1", "1"]


def test_an_attempt_inside_an_attempt_of_the_same_task_has_its_own_limit() -> None:
    async def main() -> str:
        async def slow(_sent: Any) -> Any:
            await asyncio.sleep(100)

        inner = operation(PLAIN, id="inner")

        async def nested(_sent: Any) -> Any:
            await client._call(inner, ("1", None, None, None))

        client = make_client(operation(PLAIN), inner, transport=ScriptedTransport(nested, slow), clock=LoopClock())
        return await code_of(lambda: get(client))

    assert run_virtual(main()) == "timeout"


def test_the_samples_show_what_each_guard_refused_and_sent() -> None:
    async def main() -> dict[str, float]:
        async def slow(_sent: Any) -> Any:
            await LoopClock().sleep(3.0)
            return OK

        policy = Policy(
            "p", TimeoutPolicy(5.0, 20.0), bulkhead=BulkheadPolicy(max_in_flight=1, max_queue=1), hedge=HedgePolicy(1.0)
        )
        client = make_client(operation(policy), transport=ScriptedTransport(slow), clock=LoopClock())
        calls = [asyncio.ensure_future(code_of(lambda: get(client))) for _ in range(3)]
        await LoopClock().sleep(0.5)
        values = {sample.name: sample.value for sample in client.metrics()}
        assert (values["mg_client_in_flight"], values["mg_client_bulkhead_queued"]) == (1, 1)
        await asyncio.gather(*calls)
        return {sample.name: sample.value for sample in client.metrics()}

    values = run_virtual(main())

    assert (values["mg_client_in_flight"], values["mg_client_bulkhead_queued"]) == (0, 0)
    assert values["mg_client_bulkhead_rejected_total"] == 1
    assert (values["mg_client_hedges_total"], values["mg_client_hedges_won_total"]) == (2, 0)
    assert values["mg_client_attempts_total"] == 4


async def test_time_that_was_up_before_anything_was_sent_is_not_the_services_fault() -> None:
    clock, transport = ManualClock(), ScriptedTransport(OK)

    def slow_token() -> str:
        clock.advance(10.0)
        return "t"

    policy = Policy("p", TimeoutPolicy(2.0, 5.0), breaker=BreakerPolicy(failures=1))
    client = make_client(operation(policy), transport=transport, clock=clock, token=slow_token)

    codes = [await code_of(lambda: get(client)) for _ in range(2)]

    values = {sample.name: sample.value for sample in client.metrics()}
    assert (codes, transport.sent) == (["deadline_exceeded"] * 2, [])
    assert (values["mg_client_breaker_state"], values["mg_client_attempts_total"]) == (0, 0)


def test_a_call_that_found_no_place_in_time_may_be_repeated() -> None:
    async def slow(_sent: Any) -> Any:
        await LoopClock().sleep(4.0)
        return OK

    async def main() -> MgError:
        policy = Policy("p", TimeoutPolicy(5.0, 20.0), bulkhead=BulkheadPolicy(max_in_flight=1, max_queue=1))
        client = make_client(operation(policy), transport=ScriptedTransport(slow), clock=LoopClock())
        first = asyncio.ensure_future(get(client))
        await asyncio.sleep(0)
        with pytest.raises(MgError) as caught:
            await get(client, options=CallOptions(timeout_s=1.0))
        await first
        return caught.value

    error = run_virtual(main())

    assert (error.code, error.retry_safe, error.attempts) == ("deadline_exceeded", True, 0)
