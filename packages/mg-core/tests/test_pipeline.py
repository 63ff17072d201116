from __future__ import annotations

import asyncio
import itertools
import linecache
import traceback
from functools import partial
from typing import Any

import pytest
from client_fixtures import FULL, GUARDED, PLAIN, RETRYING, code_of, get, make_client, operation

from mg_core.clock import LoopClock
from mg_core.operation import Bulkhead, Policy, RateLimit, Timeout
from mg_core.pipeline import Shape, source
from mg_core.testing import ManualClock, ScriptedTransport, answer, problem, run_virtual

OK = answer({"id": "1"})
STEPS = ("bulkhead", "rate_limit", "retry", "breaker", "token", "refresh")


@pytest.mark.parametrize("blocking", [False, True])
def test_every_shape_compiles(*, blocking: bool) -> None:
    for flags in itertools.product([False, True], repeat=len(STEPS)):
        compile(source(Shape(**dict(zip(STEPS, flags, strict=True)), blocking=blocking)), "shape", "exec")


def test_a_policy_that_is_not_named_leaves_no_line() -> None:
    plain = source(Shape())

    assert not any(word in plain for word in ("BULKHEAD", "RATE", "RETRY", "BREAKER", "AUTHORIZE", "REFRESH", "while"))


async def test_a_traceback_shows_the_compiled_lines() -> None:
    def broken(_sent: Any) -> Any:
        raise ZeroDivisionError

    client = make_client(operation(FULL), transport=ScriptedTransport(broken))

    with pytest.raises(ZeroDivisionError) as caught:
        await get(client)

    frames = traceback.extract_tb(caught.value.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith("<mg_core pipeline async")]
    linecache.checkcache()
    assert ours[0].line == "reply = await SEND(state, left)"


def test_bulkhead_queues_in_order_and_refuses_the_rest() -> None:
    order: list[str] = []

    async def work(sent: Any) -> Any:
        order.append(sent.url[-1])
        await asyncio.sleep(1.0)
        return OK

    async def main() -> list[str]:
        policy = Policy("p", Timeout(5.0, 20.0), bulkhead=Bulkhead(max_in_flight=2, max_queue=2))
        client = make_client(operation(policy), transport=ScriptedTransport(work), clock=LoopClock())
        return await asyncio.gather(*(code_of(partial(get, client, str(n))) for n in range(5)))

    assert run_virtual(main()) == ["", "", "", "", "bulkhead_full"]
    assert order == ["0", "1", "2", "3"]


def test_cancelled_waiters_and_holders_give_their_place_back() -> None:
    async def main() -> list[str]:
        policy = Policy("p", Timeout(5.0, 20.0), bulkhead=Bulkhead(max_in_flight=3, max_queue=1000))
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


async def test_rate_limit_lets_a_burst_through_and_names_the_wait() -> None:
    clock = ManualClock()
    policy = Policy("p", Timeout(2.0, 5.0), rate_limit=RateLimit(per_s=2.0, burst=3))
    client = make_client(operation(policy), transport=ScriptedTransport(OK), clock=clock)

    codes = [await code_of(lambda: get(client)) for _ in range(4)]
    clock.advance(0.5)

    assert codes == ["", "", "", "rate_limited"]
    assert await code_of(lambda: get(client)) == ""


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
