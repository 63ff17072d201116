"""The seam holds whatever carries it: both transports against both servers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest
from golden_proto.clients.echo_rpc.client import AsyncEchoRpcClient
from golden_proto.clients.pb.echo.v1 import RepeatRequest, SayRequest, SayResponse, Volume

from mg_core.call.options import CallOptions, ReplyInfo
from mg_core.errors import ApiError, ConfigurationError, ConnectError, DeadlineExceededError, MgError
from tests.rpc.echoes import LIBRARIES, Echo, Library, calling, cancelling, each, serving

PAIRS = [pytest.param((client, server), id=f"{client}-{server}") for client in LIBRARIES for server in LIBRARIES]


@pytest.fixture(params=PAIRS)
async def pair(request: Any) -> AsyncIterator[tuple[AsyncEchoRpcClient, Echo]]:
    library, other = request.param
    async with serving(other) as (service, port), calling(library, port, policies={"*": {"retry": None}}) as client:
        yield client, service


Pair = tuple[AsyncEchoRpcClient, Echo]


async def texts(replies: AsyncIterator[SayResponse], heard: list[str] | None = None) -> list[str]:
    """What comes; into `heard`, too, which keeps what came before an error."""
    found = [] if heard is None else heard
    async for reply in replies:
        found.append(reply.text)
    return found


async def test_message_metadata_and_deadline_arrive(pair: Pair) -> None:
    client, service = pair
    info = ReplyInfo()
    sent: dict[str, str | bytes] = {"x-request-id": "r-1", "x-bytes-bin": b"\x00\xff\x01"}
    reply = await client.say(
        SayRequest(text="hello"), options=CallOptions(headers=sent, info=info, idempotency_key="k", timeout_s=4.0)
    )

    call = service.calls[0]
    assert reply == SayResponse(text="hello")
    assert (call.request_id, call.text("idempotency-key"), call.metadata["x-bytes-bin"]) == (
        "r-1",
        "k",
        b"\x00\xff\x01",
    )
    assert call.remaining_s is not None
    assert 3 < call.remaining_s < 4.1, "grpcio rounds up"
    assert call.peer.startswith("127.0.0.1:")
    assert (info.headers["x-heard"], info.headers["x-heard-bin"]) == ("yes", b"\x00\xff")
    assert info.trailers["x-said"] == "yes"
    assert info.peer.startswith("127.0.0.1:")


async def test_streams_of_all_kinds(pair: Pair) -> None:
    client, _ = pair
    assert await texts(client.repeat(RepeatRequest(text="n", times=300))) == [f"n {number}" for number in range(300)]
    assert (await client.gather(each("a", "b", "c"))).text == "a b c"
    assert (await client.gather(each())).text == ""
    assert [reply.text async for reply in client.chat(each("a", "b"))] == ["re: a", "re: b"]


async def test_both_sides_of_a_bidi_call_talk_in_turn(pair: Pair) -> None:
    client, _ = pair
    turns: asyncio.Queue[str] = asyncio.Queue()

    async def requests() -> AsyncIterator[SayRequest]:
        while (text := await turns.get()) != "bye":
            yield SayRequest(text=text)

    replies = client.chat(requests())
    heard = []
    for text in ("one", "two"):
        turns.put_nowait(text)
        heard.append((await anext(replies)).text)
    turns.put_nowait("bye")
    assert [reply.text async for reply in replies] == []
    assert heard == ["re: one", "re: two"]


async def test_a_stream_that_fails_in_the_middle_gives_what_came_before(pair: Pair) -> None:
    client, _ = pair
    replies = client.repeat(RepeatRequest(text="then fail", times=2))
    assert [(await anext(replies)).text, (await anext(replies)).text] == ["then fail 0", "then fail 1"]
    with pytest.raises(ApiError) as caught:
        await anext(replies)
    assert (caught.value.code, caught.value.status, caught.value.operation) == ("not_found", 404, "Repeat")


async def test_a_client_stream_learns_of_an_error_before_it_has_sent_everything(pair: Pair) -> None:
    client, _ = pair
    held = asyncio.Event()

    async def requests() -> AsyncIterator[SayRequest]:
        yield SayRequest(text="stop")
        await held.wait()

    with pytest.raises(ApiError) as caught:
        await client.gather(requests())
    assert caught.value.code == "conflict"


async def test_a_client_stream_that_never_waits_hears_of_an_error(pair: Pair) -> None:
    client, _ = pair
    sent = 0

    async def requests() -> AsyncIterator[SayRequest]:
        nonlocal sent
        yield SayRequest(text="stop")
        while True:
            sent += 1
            yield SayRequest(text="more")

    with pytest.raises(MgError) as caught:
        await client.gather(requests())
    # grpcio hides the status of a stream that ends while it is written to.
    assert caught.value.code in {"conflict", "connection_lost"}
    assert sent < 20_000


async def test_a_client_stream_may_be_answered_before_it_has_sent_everything(pair: Pair) -> None:
    client, _ = pair
    held = asyncio.Event()

    async def requests() -> AsyncIterator[SayRequest]:
        yield SayRequest(text="enough")
        await held.wait()

    assert (await client.gather(requests())).text == "enough"


async def test_leaving_a_stream_ends_the_handler(pair: Pair) -> None:
    client, service = pair
    async with aclosing(client.repeat(RepeatRequest(text="n", times=10_000_000))) as replies:
        assert (await anext(replies)).text == "n 0"
    await service.ended.wait()
    assert service.repeated < 1_000_000


@pytest.mark.parametrize("kind", ["gather", "chat"])
async def test_failing_requests_end_the_call_with_their_own_error(pair: Pair, kind: str) -> None:
    client, service = pair

    async def requests() -> AsyncIterator[SayRequest]:
        yield SayRequest(text="one")
        key = "mine"
        raise KeyError(key)

    with pytest.raises(KeyError):
        await (client.gather(requests()) if kind == "gather" else texts(client.chat(requests())))
    assert cancelling() == 0
    assert (await client.say(SayRequest(text="still here"))).text == "still here"
    if kind == "chat":
        await service.ended.wait()


async def test_the_deadline_ends_the_call_on_both_sides(pair: Pair) -> None:
    client, service = pair
    with pytest.raises(DeadlineExceededError) as caught:
        await client.say(SayRequest(text="slow"), options=CallOptions(timeout_s=0.15))

    await service.ended.wait()
    assert (caught.value.status, caught.value.service, caught.value.operation) == (504, "echo", "Say")
    assert cancelling() == 0


async def test_no_cancellation_is_left_behind_for_a_group_or_a_timeout_around(pair: Pair) -> None:
    client, _ = pair
    with pytest.raises(DeadlineExceededError):
        await client.say(SayRequest(text="slow"), options=CallOptions(timeout_s=0.1))
    assert cancelling() == 0
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await client.say(SayRequest(text="slow"))
    assert cancelling() == 0
    with pytest.raises(ExceptionGroup):
        async with asyncio.TaskGroup() as group:
            group.create_task(_fail())
    assert (await client.say(SayRequest(text="x"))).text == "x"


async def _fail() -> None:
    await asyncio.sleep(0)
    raise KeyError


async def test_the_deadline_of_a_stream_ends_it(pair: Pair) -> None:
    client, service = pair
    held = asyncio.Event()

    async def requests() -> AsyncIterator[SayRequest]:
        yield SayRequest(text="one")
        await held.wait()

    heard: list[str] = []
    with pytest.raises(DeadlineExceededError):
        await texts(client.chat(requests(), options=CallOptions(timeout_s=0.8)), heard)
    assert heard == ["re: one"]
    await service.ended.wait()
    assert cancelling() == 0


async def test_cancelling_the_caller_cancels_the_handler(pair: Pair) -> None:
    client, service = pair
    task = asyncio.create_task(client.say(SayRequest(text="slow")))
    await service.started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await service.ended.wait()


@pytest.mark.parametrize(
    ("text", "code", "status", "retry_after_s"),
    [
        ("wrong", "invalid_credentials", 401, None),
        ("busy", "service_unavailable", 503, 1.5),
        ("defect", "internal_error", 500, None),
    ],
)
async def test_the_error_of_a_handler_arrives_as_itself(
    pair: Pair, text: str, code: str, status: int, retry_after_s: float
) -> None:
    client, _ = pair
    with pytest.raises(ApiError) as caught:
        await client.say(SayRequest(text=text))
    error = caught.value
    assert (error.code, error.status, error.retry_after_s) == (code, status, retry_after_s)
    assert "hunter2" not in str(error)
    if text == "wrong":
        assert error.details["details"] == [{"pointer": "/email", "message": "is no address"}]


async def test_500_calls_at_once(pair: Pair) -> None:
    client, _ = pair
    client.policies["*"].set(bulkhead=None)
    options = CallOptions(timeout_s=12, attempt_timeout_s=12)
    replies = await asyncio.gather(*(client.say(SayRequest(text=f"n{n}"), options=options) for n in range(500)))
    assert [reply.text for reply in replies] == [f"n{n}" for n in range(500)]


async def test_values_of_an_enum_that_the_contract_does_not_know_travel(pair: Pair) -> None:
    client, _ = pair
    sent = SayRequest(text="x", volume=Volume(77))
    assert (await client.say(sent)).text == "x"


@pytest.mark.parametrize(
    "metadata", [{"Upper": "x"}, {"x": b"bytes"}, {"x-bin": "text"}, {"x": "new\nline"}, {"te": "x"}]
)
async def test_metadata_that_cannot_be_sent_is_refused_here(pair: Pair, metadata: dict[str, Any]) -> None:
    client, service = pair
    with pytest.raises(ConfigurationError):
        await client.say(SayRequest(text="x"), options=CallOptions(headers=metadata))
    assert service.calls == []


@pytest.mark.parametrize("server", LIBRARIES)
@pytest.mark.parametrize("library", LIBRARIES)
async def test_a_message_above_the_limit_is_refused_and_the_connection_lives_on(
    library: Library, server: Library
) -> None:
    async with serving(server, max_message_bytes=1000) as (_, port), calling(library, port) as client:
        for _ in range(3):
            with pytest.raises(MgError) as caught:
                await client.say(SayRequest(text="x" * 200_000))
            assert (caught.value.code, caught.value.status, caught.value.attempts) == ("payload_too_large", 413, 1)
        assert (await client.say(SayRequest(text="small"))).text == "small"

    async with serving(server) as (_, port), calling(library, port, max_message_bytes=1000) as client:
        for _ in range(3):
            with pytest.raises(MgError) as caught:
                await client.say(SayRequest(text="x" * 200_000))
            assert (caught.value.code, caught.value.status) == ("payload_too_large", 413)
        assert (await client.say(SayRequest(text="small"))).text == "small"


@pytest.mark.parametrize("library", LIBRARIES)
async def test_nobody_listening_is_a_connect_error(library: Library) -> None:
    async with serving() as (_, port):
        pass
    async with calling(library, port, policies={"*": {"retry": None}}) as client:
        with pytest.raises(ConnectError) as caught:
            await client.say(SayRequest(text="x"))
    assert (caught.value.retry_safe, caught.value.service) == (True, "echo")


@pytest.mark.parametrize("server", LIBRARIES)
async def test_a_call_that_brings_no_deadline_gets_the_servers(server: Library) -> None:
    import grpc

    async with serving(server, default_deadline_s=0.1) as (service, port):
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            say = channel.unary_unary("/echo.v1.EchoService/Say")
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await say(bytes(SayRequest(text="slow").SerializeToString()))
        assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        await service.ended.wait()


@pytest.mark.parametrize("server", LIBRARIES)
async def test_what_runs_after_the_grace_is_answered(server: Library) -> None:
    from golden_proto.servers.echo_rpc.service import ENDPOINTS

    from tests.rpc.echoes import SERVERS

    service = Echo()
    served = SERVERS[server]([(service, ENDPOINTS)])
    async with calling("grpclib", await served.start(), policies={"*": {"retry": None}}) as client:
        held = asyncio.create_task(client.say(SayRequest(text="slow")))
        await service.started.wait()
        await served.aclose(grace_s=0.1)
        with pytest.raises(MgError) as caught:
            await held
    assert (caught.value.code, caught.value.status) == ("service_unavailable", 503)


@pytest.mark.parametrize("server", LIBRARIES)
async def test_what_runs_within_the_grace_ends_well(server: Library) -> None:
    from golden_proto.servers.echo_rpc.service import ENDPOINTS

    from tests.rpc.echoes import SERVERS

    service = Echo()
    served = SERVERS[server]([(service, ENDPOINTS)])
    async with calling("grpclib", await served.start(), policies={"*": {"retry": None}}) as client:
        held = asyncio.create_task(client.say(SayRequest(text="slow")))
        await service.started.wait()
        leaving = asyncio.create_task(served.aclose(grace_s=5))
        await asyncio.sleep(0)
        service.release.set()
        assert (await held).text == "slow"
        async with asyncio.timeout(3):
            await leaving
        with pytest.raises(ConnectError):
            await client.say(SayRequest(text="x"))
