"""The tiny proto contract: its record, and its generated client and server talking over a real socket."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import grpc.aio
import pytest
from codegen.tests.golden_record import compiled, recorded

from mg_core.auth.identity import Identity
from mg_core.call.options import CallOptions, ReplyInfo
from mg_core.context import RequestContext, current, use
from mg_core.contrib.grpclib.server import GrpclibServer
from mg_core.contrib.grpclib.transport import GrpclibTransport
from mg_core.errors import ApiError, ConnectError, DeadlineExceededError, MgError
from mg_core.rpc import RpcCall

sys.path.insert(0, str(Path(__file__).parent / "golden_proto" / "_generated"))

from golden_proto.clients.echo_rpc.client import AsyncEchoRpcClient
from golden_proto.clients.echo_rpc.methods import METHODS, SAY
from golden_proto.clients.pb.echo.v1 import RepeatRequest, SayRequest, SayResponse, SayResponseInner, Volume
from golden_proto.servers.echo_rpc.service import ENDPOINTS, EchoRpcService

LIMIT_S = 10


class Echo:
    """Implements the generated Protocol."""

    def __init__(self) -> None:
        self.calls: list[RpcCall] = []
        self.started = asyncio.Event()
        self.ended = asyncio.Event()
        self.repeated = 0
        self.never = asyncio.Event()

    async def say(self, call: RpcCall, request: SayRequest) -> SayResponse:
        self.calls.append(call)
        call.reply_metadata["x-heard"] = "yes"
        call.trailers["x-said"] = "yes"
        if request.text == "wrong":
            raise ApiError("Email or password is incorrect", code="invalid_credentials", status=401)
        if request.text == "busy":
            raise ApiError("come back later", code="service_unavailable", status=503, retry_after_s=1.5)
        if request.text == "defect":
            secret = "the database password is hunter2"
            raise RuntimeError(secret)
        if request.text == "slow":
            self.started.set()
            try:
                await self.never.wait()
            finally:
                self.ended.set()
        return SayResponse(text=request.text.upper() if request.volume is Volume.LOUD else request.text)

    async def repeat(self, call: RpcCall, request: RepeatRequest) -> AsyncIterator[SayResponse]:
        try:
            for number in range(request.times):
                self.repeated = number + 1
                yield SayResponse(text=f"{request.text} {number}")
            if request.text == "then fail":
                raise ApiError("no more", code="not_found", status=404)
        finally:
            self.ended.set()

    async def gather(self, call: RpcCall, requests: AsyncIterator[SayRequest]) -> SayResponse:
        words = []
        async for request in requests:
            if request.text == "stop":
                raise ApiError("enough", code="conflict", status=409)
            words.append(request.text)
        return SayResponse(text=" ".join(words))

    async def chat(self, call: RpcCall, requests: AsyncIterator[SayRequest]) -> AsyncIterator[SayResponse]:
        try:
            async for request in requests:
                yield SayResponse(text=f"re: {request.text}")
        finally:
            self.ended.set()

    async def timeout(self, call: RpcCall, request: SayRequest) -> SayResponse:
        return SayResponse(text="timeout")

    async def metadata(self, call: RpcCall, request: SayRequest) -> SayResponseInner:
        return SayResponseInner(words={key: str(value) for key, value in call.metadata.items()})

    async def close_(self, call: RpcCall, request: SayRequest) -> SayResponse:
        return SayResponse(text="close")


@asynccontextmanager
async def running(**more: Any) -> AsyncGenerator[tuple[Echo, AsyncEchoRpcClient, int]]:
    service = Echo()
    typed: EchoRpcService = service
    server = GrpclibServer([(typed, ENDPOINTS)], **more)
    port = await server.start()
    async with asyncio.timeout(LIMIT_S), AsyncEchoRpcClient(f"127.0.0.1:{port}", token="t0ken") as client:
        try:
            yield service, client, port
        finally:
            await client.aclose()
            await server.aclose(grace_s=0.1)


async def each(*texts: str) -> AsyncIterator[SayRequest]:
    for text in texts:
        yield SayRequest(text=text)


def test_the_record_is_what_the_compiler_makes() -> None:
    assert compiled("golden_proto") == recorded("golden_proto")


def test_rows_say_what_the_contract_says() -> None:
    kinds = {method.name: (method.client_streaming, method.server_streaming) for method in METHODS}
    assert [kinds[name] for name in ("Say", "Repeat", "Gather", "Chat")] == [
        (False, False),
        (False, True),
        (True, False),
        (True, True),
    ]
    assert [method.idempotency for method in METHODS[:5]] == ["safe", "idempotent", "key", "never", "never"]
    assert METHODS[3].policy.name == "slow+Chat"
    assert METHODS[3].policy.timeout.total_s == 20
    assert METHODS[3].policy.retry is not None


async def test_unary_call_carries_message_metadata_and_deadline() -> None:
    async with running() as (service, client, _):
        info = ReplyInfo()
        options = CallOptions(
            headers={"x-request-id": "r-1", "x-bytes-bin": b"\x00\xff"}, info=info, idempotency_key="k"
        )

        reply = await client.say(SayRequest(text="hello", volume=Volume.LOUD), options=options)

        call = service.calls[0]
        assert reply == SayResponse(text="HELLO")
        assert (call.request_id, call.text("authorization")) == ("r-1", "Bearer t0ken")
        assert call.metadata["x-bytes-bin"] == b"\x00\xff"
        assert call.text("idempotency-key") == "k"
        assert call.remaining_s is not None
        assert 3 < call.remaining_s <= 5
        assert call.peer.startswith("127.0.0.1:")
        assert info.headers["x-heard"] == "yes"
        assert info.trailers["x-said"] == "yes"


async def test_request_being_served_travels_along_and_shortens_the_deadline() -> None:
    now = asyncio.get_running_loop().time()
    served = RequestContext("r-7", "a" * 32, deadline=now + 1, user_id="u-1", roles=("user", "admin"))
    async with running() as (service, client, _port):
        with use(served):
            await client.say(SayRequest(text="x"))

    call = service.calls[0]
    assert (call.request_id, call.trace_id) == ("r-7", "a" * 32)
    assert (call.text("x-user-id"), call.text("x-user-roles")) == ("u-1", "user,admin")
    assert call.remaining_s is not None
    assert call.remaining_s <= 1
    assert call.identity is None


async def test_nothing_is_sent_when_the_deadline_has_passed() -> None:
    served = RequestContext(deadline=asyncio.get_running_loop().time() - 1)
    async with running() as (service, client, _port):
        with use(served), pytest.raises(DeadlineExceededError) as caught:
            await client.say(SayRequest(text="x"))

    assert caught.value.retry_safe is True
    assert service.calls == []


async def test_handler_works_in_the_context_of_its_call() -> None:
    seen: list[RequestContext | None] = []

    class Watching(Echo):
        """Looks at the context."""

        async def say(self, call: RpcCall, request: SayRequest) -> SayResponse:
            seen.append(current())
            return SayResponse()

    async def guard(call: RpcCall) -> None:
        call.identity = Identity("u-9", ("user",))

    server = GrpclibServer([(Watching(), ENDPOINTS)], guard=guard)
    async with asyncio.timeout(LIMIT_S), AsyncEchoRpcClient(f"127.0.0.1:{await server.start()}") as client:
        await client.say(SayRequest(), options=CallOptions(timeout_s=3, headers={"x-request-id": "r-2"}))
    await server.aclose(grace_s=0.1)

    assert seen[0] is not None
    assert (seen[0].request_id, seen[0].user_id, seen[0].roles) == ("r-2", "u-9", ("user",))
    assert seen[0].deadline is not None


async def test_methods_named_like_members_of_a_client_can_be_called() -> None:
    async with running() as (_, client, _port):
        assert (await client.timeout(SayRequest())).text == "timeout"
        assert (await client.close_(SayRequest())).text == "close"
        words = (await client.metadata(SayRequest(), options=CallOptions(headers={"x-a": "1"}))).words
        assert words["x-a"] == "1"


async def test_server_stream_gives_every_message_in_order() -> None:
    async with running() as (_, client, _port):
        texts = [reply.text async for reply in client.repeat(RepeatRequest(text="n", times=500))]

        assert texts == [f"n {number}" for number in range(500)]


async def test_closing_a_server_stream_ends_the_handler() -> None:
    async with running() as (service, client, _port):
        async with aclosing(client.repeat(RepeatRequest(text="n", times=10_000_000))) as replies:
            first = await anext(replies)

        await service.ended.wait()
        assert first.text == "n 0"
        assert service.repeated < 5_000, "the handler went on while the reset waited to be read"


async def test_error_after_messages_of_a_stream_is_raised_after_them() -> None:
    async with running() as (_, client, _port):
        replies = client.repeat(RepeatRequest(text="then fail", times=2))
        texts = [(await anext(replies)).text, (await anext(replies)).text]

        with pytest.raises(ApiError) as caught:
            await anext(replies)
        assert texts == ["then fail 0", "then fail 1"]
        assert (caught.value.code, caught.value.status, caught.value.operation) == ("not_found", 404, "Repeat")


async def test_client_stream_is_answered_once() -> None:
    async with running() as (_, client, _port):
        assert (await client.gather(each("a", "b", "c"))).text == "a b c"


async def test_client_stream_learns_of_an_error_before_it_has_sent_everything() -> None:
    held = asyncio.Event()

    async def requests() -> AsyncIterator[SayRequest]:
        yield SayRequest(text="stop")
        await held.wait()

    async with running() as (_, client, _port):
        with pytest.raises(ApiError) as caught:
            await client.gather(requests())
        assert caught.value.code == "conflict"


async def test_both_sides_of_a_bidi_call_talk_in_turn() -> None:
    turns: asyncio.Queue[str] = asyncio.Queue()

    async def requests() -> AsyncIterator[SayRequest]:
        while (text := await turns.get()) != "bye":
            yield SayRequest(text=text)

    async with running() as (_, client, _port):
        replies = client.chat(requests())
        heard = []
        for text in ("one", "two"):
            turns.put_nowait(text)
            heard.append((await anext(replies)).text)
        turns.put_nowait("bye")

        assert [reply.text async for reply in replies] == []
        assert heard == ["re: one", "re: two"]


async def test_failing_requests_of_a_bidi_call_end_it_with_their_own_error() -> None:
    async def requests() -> AsyncIterator[SayRequest]:
        yield SayRequest(text="one")
        key = "mine"
        raise KeyError(key)

    async with running() as (service, client, _port):
        replies = client.chat(requests())
        with pytest.raises(KeyError):
            async for _ in replies:
                pass
        await service.ended.wait()


async def test_deadline_ends_the_call_on_both_sides_and_leaves_no_cancellation_behind() -> None:
    async with running() as (service, client, _port):
        with pytest.raises(DeadlineExceededError) as caught:
            await client.say(SayRequest(text="slow"), options=CallOptions(timeout_s=0.1))

        task = asyncio.current_task()
        await service.ended.wait()
        assert (caught.value.code, caught.value.status, caught.value.service) == ("deadline_exceeded", 504, "echo")
        assert task is not None
        assert task.cancelling() == 0
        assert (await client.say(SayRequest(text="still here"))).text == "still here"


async def test_cancelling_the_caller_cancels_the_handler() -> None:
    async with running() as (service, client, _port):
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
async def test_error_of_a_handler_arrives_as_itself(text: str, code: str, status: int, retry_after_s: float) -> None:
    async with running() as (_, client, _port):
        with pytest.raises(ApiError) as caught:
            await client.say(SayRequest(text=text))

        error = caught.value
        assert (error.code, error.status, error.retry_after_s) == (code, status, retry_after_s)
        assert "hunter2" not in str(error)


async def test_nobody_listening_is_a_connect_error_that_may_be_repeated() -> None:
    async with running() as (_, _client, port):
        pass
    async with AsyncEchoRpcClient(f"127.0.0.1:{port}") as client:
        with pytest.raises(ConnectError) as caught:
            await client.say(SayRequest(text="x"))
    assert caught.value.retry_safe is True


async def test_message_above_the_limit_is_refused_by_the_server() -> None:
    async with running(max_message_bytes=1000) as (_, client, _port):
        with pytest.raises(MgError) as caught:
            await client.say(SayRequest(text="x" * 1001))
        assert (caught.value.code, caught.value.status) == ("payload_too_large", 413)


async def test_message_above_the_limit_is_refused_by_the_client() -> None:
    async with running() as (_, _client, port):
        async with AsyncEchoRpcClient(GrpclibTransport(f"127.0.0.1:{port}", max_message_bytes=1000)) as client:
            with pytest.raises(MgError) as caught:
                await client.say(SayRequest(text="x" * 2000))
        assert (caught.value.code, caught.value.status) == ("payload_too_large", 413)


async def test_guard_refuses_before_the_handler_runs() -> None:
    async def guard(call: RpcCall) -> None:
        if call.text("authorization") != "Bearer other":
            raise ApiError("no", code="forbidden", status=403)

    async with running(guard=guard) as (service, client, _port):
        with pytest.raises(ApiError) as caught:
            await client.say(SayRequest(text="x"))
        assert (caught.value.code, service.calls) == ("forbidden", [])


async def test_a_foreign_client_is_served() -> None:
    async with running() as (_, _client, port), grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        call = channel.unary_unary(
            SAY.path, request_serializer=SayRequest.SerializeToString, response_deserializer=SayResponse.FromString
        )

        assert (await call(SayRequest(text="hi"), timeout=5)).text == "hi"
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call(SayRequest(text="wrong"), timeout=5)
        assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call(SayRequest(text="slow"), timeout=0.1)
        assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
