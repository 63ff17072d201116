"""The public fakes of mg_core.testing keep their promises."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from client_fixtures import CREATE, FULL, NewItem, get, make_client, make_sync_client, operation
from faults.doors import ShopClient
from transports.hostile import reply, serving

from mg_core.clock import LoopClock
from mg_core.errors import ApiError, ConnectError, MgError
from mg_core.rest.transports import BlockingTransport, Transport
from mg_core.rest.transports.fast import FastTransport
from mg_core.testing import (
    BlockingScriptedTransport,
    Exchange,
    ManualClock,
    RecordingTransport,
    ScriptedTransport,
    Sent,
    VirtualLoop,
    answer,
    problem,
    run_virtual,
)


async def test_a_recording_keeps_both_sides_of_every_attempt() -> None:
    inner = FastTransport()
    recording = RecordingTransport(inner)
    async with serving(reply(b'{"id":"7"}')) as server:
        url = server.url
        shop = type("Shop", (ShopClient,), {"operations": (operation(FULL),)})
        client = shop(url, transport=recording)
        item = await get(client, "a b")
        await recording.aclose()

    (exchange,) = recording.exchanges
    assert item.id == "7"
    assert (exchange.sent.method, exchange.sent.url, exchange.sent.body) == ("GET", f"{url}/items/a%20b", b"")
    assert exchange.sent.headers["mg-attempt"] == "1; max=4"
    assert isinstance(exchange.result, tuple)
    assert (exchange.result[0], exchange.result[2]) == (200, b'{"id":"7"}')
    assert inner._pools == {}


async def test_a_recording_keeps_errors_and_cancellations_and_lets_them_through() -> None:
    waiting = asyncio.Event()

    async def hang(_sent: Sent) -> Any:
        waiting.set()
        await asyncio.get_running_loop().create_future()

    recording = RecordingTransport(ScriptedTransport(ConnectError("no"), hang))
    with pytest.raises(ConnectError):
        await recording.send("GET", "http://a.test/", {}, b"", None)
    task = asyncio.ensure_future(recording.send("GET", "http://a.test/", {}, b"", None))
    async with asyncio.timeout(5):
        await waiting.wait()
        task.cancel()
        await asyncio.wait([task])

    assert task.cancelled()
    assert [type(exchange.result) for exchange in recording.exchanges] == [ConnectError, asyncio.CancelledError]


async def test_a_recording_is_not_changed_by_what_happens_to_the_headers_later() -> None:
    recording = RecordingTransport(ScriptedTransport(answer({"id": "1"})))
    headers = {"a": "1"}
    await recording.send("GET", "http://a.test/", headers, b"", 2.0)
    headers["a"] = "2"

    assert recording.exchanges == [
        Exchange(Sent("GET", "http://a.test/", {"a": "1"}, b"", 2.0), answer({"id": "1"})),
    ]


async def test_a_script_answers_in_order_and_repeats_its_last_step() -> None:
    async def later(_sent: Sent) -> Any:
        return problem(503, "busy")

    script = ScriptedTransport(later, ConnectError("no"), lambda sent: answer({"id": sent.url[-1]}))
    client = make_client(operation(FULL), transport=script)

    assert [(await get(client, name)).id for name in "12"] == ["1", "2"]
    assert len(script.sent) == 4
    with pytest.raises(AssertionError, match="request 1 was not expected: GET http://shop"):
        await get(make_client(transport=ScriptedTransport()))


async def test_steps_may_be_added_and_a_request_read_as_json() -> None:
    script = ScriptedTransport()
    script.add(answer({"id": "1"}, 201))
    client = make_client(CREATE, transport=script)
    await client._call(CREATE, (), NewItem(name="n"))

    assert script.sent[0].json == {"name": "n"}


def test_a_script_for_threads_does_the_same() -> None:
    script = BlockingScriptedTransport(ConnectError("no"), lambda _sent: answer({"id": "1"}))
    client = make_sync_client(operation(FULL), transport=script)

    assert client._call(client.operations[0], ("1", None, None, None)).id == "1"
    assert len(script.sent) == 2


def test_the_fakes_are_transports() -> None:
    assert isinstance(ScriptedTransport(), Transport)
    assert isinstance(RecordingTransport(ScriptedTransport()), Transport)
    assert isinstance(BlockingScriptedTransport(), BlockingTransport)


def test_made_up_answers_look_like_real_ones() -> None:
    assert answer() == (200, {}, b"")
    assert answer(b"\x00", 206, {"etag": "x"}) == (206, {"content-type": "application/json", "etag": "x"}, b"\x00")
    status, headers, body = problem(429, "rate_limited", {"retry-after": "3"}, retry_after=3)
    assert (status, headers["content-type"], headers["retry-after"]) == (429, "application/problem+json", "3")
    assert json.loads(body) == {
        "type": "about:blank", "status": 429, "error": "rate_limited", "message": "rate limited", "retry_after": 3,
    }  # fmt: skip


async def test_a_made_up_problem_becomes_the_error_of_its_code() -> None:
    client = make_client(transport=ScriptedTransport(problem(404, "item_not_found", detail="gone")))
    with pytest.raises(ApiError) as caught:
        await get(client)

    assert (caught.value.code, caught.value.status, caught.value.message) == ("item_not_found", 404, "item not found")


async def test_a_manual_clock_moves_by_hand_and_by_sleeping_only() -> None:
    clock = ManualClock(start=10.0, epoch=1000.0)
    await clock.sleep(1.5)
    clock.pause(0.5)
    clock.advance(2.0)
    clock.pause(-1.0)

    assert (clock.monotonic(), clock.time()) == (14.0, 1004.0)
    assert clock.sleeps == [1.5, 0.5, -1.0]
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(-1.0)


def test_a_virtual_loop_takes_no_time_and_keeps_the_order() -> None:
    async def main() -> tuple[list[str], float]:
        order: list[str] = []

        async def after(seconds: float, name: str) -> None:
            await LoopClock().sleep(seconds)
            order.append(name)

        await asyncio.gather(after(7200, "b"), after(3600, "a"), after(0, "now"))
        return order, asyncio.get_running_loop().time()

    assert run_virtual(main()) == (["now", "a", "b"], 7200.0)


def test_a_virtual_loop_says_when_nothing_can_happen_any_more() -> None:
    async def main() -> None:
        await asyncio.get_running_loop().create_future()

    loop = VirtualLoop()
    task = loop.create_task(main())
    with pytest.raises(RuntimeError, match="nothing will ever happen"):
        loop.run_until_complete(task)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        loop.run_until_complete(task)
    loop.close()


def test_errors_of_a_script_are_raised_as_they_are() -> None:
    error = MgError("x", code="odd")
    with pytest.raises(MgError) as caught:
        asyncio.run(ScriptedTransport(error).send("GET", "http://a.test/", {}, b"", None))

    assert caught.value is error
