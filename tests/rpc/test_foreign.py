"""Peers that know nothing of ours: plain grpcio with google's classes, grpcio's health and reflection, buf curl."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import grpc
import pytest
from golden_proto.clients.echo_rpc.methods import METHODS
from golden_proto.clients.pb.echo.v1 import RepeatRequest, SayRequest, Volume
from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message_factory

from mg_core.call.options import CallOptions, ReplyInfo
from mg_core.errors import ApiError, DeadlineExceededError
from mg_core.rpc._protobuf import fields
from tests.rpc.echoes import LIBRARIES, Echo, Library, Messages, calling, serving

GOOGLE = Messages(METHODS)
SERVICE = "/echo.v1.EchoService"
LIMIT_S = 15


def call_of(channel: Any, name: str) -> tuple[Any, Any]:
    """A multi-callable of grpcio for a method of the echo service, and its request class."""
    method = GOOGLE.pool.FindServiceByName("echo.v1.EchoService").FindMethodByName(name)
    request, _, serialize, parse = GOOGLE.ends(f"{SERVICE}/{name}")
    kind = {(False, False): "unary_unary", (False, True): "unary_stream", (True, False): "stream_unary"}.get(
        (method.client_streaming, method.server_streaming), "stream_stream"
    )
    made = getattr(channel, kind)(f"{SERVICE}/{name}", request_serializer=serialize, response_deserializer=parse)
    return made, request


@asynccontextmanager
async def foreign_client(library: Library, **more: Any) -> AsyncGenerator[tuple[Any, Echo]]:
    async with serving(library, **more) as (service, port), grpc.aio.insecure_channel(f"127.0.0.1:{port}") as opened:
        yield opened, service


@pytest.fixture(params=LIBRARIES)
async def channel(request: Any) -> AsyncIterator[tuple[Any, Echo]]:
    async with foreign_client(request.param) as found:
        yield found


Served = tuple[Any, Echo]


async def test_a_foreign_client_calls_all_kinds(channel: Served) -> None:
    opened, service = channel
    say, request = call_of(opened, "Say")
    call = say(request(text="hi", volume=2), timeout=5, metadata=(("x-a", "1"), ("x-b-bin", b"\x00\xff")))
    assert (await call).text == "hi"
    assert dict(await call.initial_metadata())["x-heard-bin"] == b"\x00\xff"
    assert dict(await call.trailing_metadata())["x-said"] == "yes"
    seen = service.calls[0]
    assert (seen.metadata["x-a"], seen.metadata["x-b-bin"]) == ("1", b"\x00\xff")
    assert seen.remaining_s is not None
    assert 4 < seen.remaining_s <= 5

    repeat, request = call_of(opened, "Repeat")
    assert [reply.text async for reply in repeat(request(text="n", times=3))] == ["n 0", "n 1", "n 2"]
    gather, request = call_of(opened, "Gather")
    assert (await gather(iter([request(text="a"), request(text="b")]))).text == "a b"
    chat, request = call_of(opened, "Chat")
    assert [reply.text async for reply in chat(iter([request(text="a")]))] == ["re: a"]


async def test_a_foreign_client_gets_rich_errors(channel: Served) -> None:
    opened, _ = channel
    say, request = call_of(opened, "Say")
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await say(request(text="wrong"), timeout=5)
    assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert caught.value.details() == "Email or password is incorrect"
    data = dict(caught.value.trailing_metadata())["grpc-status-details-bin"]
    kinds = {}
    for number, packed in fields(data):
        if number == 3 and isinstance(packed, bytes):
            found = any_pb2.Any.FromString(packed)
            kinds[found.type_url] = found.value
    assert b"INVALID_CREDENTIALS" in kinds["type.googleapis.com/google.rpc.ErrorInfo"]
    assert b"echo.v1.EchoService" in kinds["type.googleapis.com/google.rpc.ErrorInfo"]
    assert b"/email" in kinds["type.googleapis.com/google.rpc.BadRequest"]

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await say(request(text="busy"), timeout=5)
    trailers = dict(caught.value.trailing_metadata())
    assert (caught.value.code(), trailers["grpc-retry-pushback-ms"]) == (grpc.StatusCode.UNAVAILABLE, "1500")

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await say(request(text="defect"), timeout=5)
    assert (caught.value.code(), caught.value.details()) == (grpc.StatusCode.INTERNAL, "the service failed")


async def test_deadline_and_cancellation_of_a_foreign_client_reach_the_handler(channel: Served) -> None:
    opened, service = channel
    say, request = call_of(opened, "Say")
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await say(request(text="slow"), timeout=0.15)
    assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    await service.ended.wait()

    service.started.clear()
    service.ended.clear()
    call = say(request(text="slow"), timeout=10)
    await service.started.wait()
    call.cancel()
    await service.ended.wait()


async def test_unknown_methods_and_broken_messages_of_a_foreign_client(channel: Served) -> None:
    opened, service = channel
    for path, data, code in (
        (f"{SERVICE}/Nothing", b"", grpc.StatusCode.UNIMPLEMENTED),
        (f"{SERVICE}/Say", b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", grpc.StatusCode.INVALID_ARGUMENT),
        (f"{SERVICE}/Say", b"x" * (5 << 20), grpc.StatusCode.RESOURCE_EXHAUSTED),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await opened.unary_unary(path)(data, timeout=5)
        assert caught.value.code() is code
    say, request = call_of(opened, "Say")
    assert (await say(request(text="still here"), timeout=5)).text == "still here"
    assert len(service.calls) == 1


async def test_a_compressed_request_is_unimplemented_for_grpclib() -> None:
    async with foreign_client("grpclib") as (opened, _):
        say, request = call_of(opened, "Say")
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await say(request(text="x" * 5000), timeout=5, compression=grpc.Compression.Gzip)
        assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
        assert (await say(request(text="x"), timeout=5)).text == "x"


async def test_500_calls_of_a_foreign_client(channel: Served) -> None:
    opened, _ = channel
    say, request = call_of(opened, "Say")
    replies = await asyncio.gather(*(say(request(text=str(n)), timeout=10) for n in range(500)))
    assert [reply.text for reply in replies] == [str(n) for n in range(500)]


class ForeignEcho:
    """An echo service of plain grpcio with google's classes."""

    def __init__(self) -> None:
        self.seen: list[Any] = []
        self.cancelled = asyncio.Event()
        self.started = asyncio.Event()

    async def say(self, request: Any, context: Any) -> Any:
        self.seen.append((dict(context.invocation_metadata()), context.time_remaining(), request))
        await context.send_initial_metadata((("x-heard", "yes"),))
        context.set_trailing_metadata((("x-said-bin", b"\x00\xff"),))
        if request.text == "rich":
            info = b"\x0a\x08TOO_MANY\x12\x07foreign"
            packed = any_pb2.Any(type_url="type.googleapis.com/google.rpc.ErrorInfo", value=info)
            delay = any_pb2.Any(type_url="type.googleapis.com/google.rpc.RetryInfo", value=b"\x0a\x02\x08\x02")
            status = b"\x08\x08" + b"".join(
                b"\x1a" + bytes([len(each)]) + each for each in (packed.SerializeToString(), delay.SerializeToString())
            )
            await context.abort(
                grpc.StatusCode.RESOURCE_EXHAUSTED, "zu viele \u00fc", (("grpc-status-details-bin", status),)
            )
        if request.text == "slow":
            self.started.set()
            try:
                await asyncio.Event().wait()
            finally:
                self.cancelled.set()
        return GOOGLE("echo.v1.SayResponse")(text=request.text)

    async def repeat(self, request: Any, context: Any) -> Any:
        for number in range(request.times):
            yield GOOGLE("echo.v1.SayResponse")(text=f"{request.text} {number}")
        if request.text == "fail":
            await context.abort(grpc.StatusCode.NOT_FOUND, "no more")

    async def gather(self, requests: Any, _context: Any) -> Any:
        return GOOGLE("echo.v1.SayResponse")(text=" ".join([request.text async for request in requests]))

    async def chat(self, requests: Any, _context: Any) -> Any:
        async for request in requests:
            yield GOOGLE("echo.v1.SayResponse")(text=f"re: {request.text}")

    def handlers(self) -> Any:
        made = {}
        for name, kind in (
            ("Say", "unary_unary"),
            ("Repeat", "unary_stream"),
            ("Gather", "stream_unary"),
            ("Chat", "stream_stream"),
        ):
            request, response, *_ = GOOGLE.ends(f"{SERVICE}/{name}")
            make = getattr(grpc, f"{kind}_rpc_method_handler")
            made[name] = make(getattr(self, name.lower()), request.FromString, response.SerializeToString)
        return grpc.method_handlers_generic_handler("echo.v1.EchoService", made)


@asynccontextmanager
async def foreign_server(**options: Any) -> AsyncGenerator[tuple[ForeignEcho, int]]:
    service = ForeignEcho()
    server = grpc.aio.server(options=list(options.items()))
    server.add_generic_rpc_handlers((service.handlers(),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        async with asyncio.timeout(LIMIT_S):
            yield service, port
    finally:
        await server.stop(0)


@pytest.mark.parametrize("library", LIBRARIES)
async def test_our_client_calls_a_foreign_server(library: Library) -> None:
    async with foreign_server() as (service, port), calling(library, port, policies={"*": {"retry": None}}) as client:
        info = ReplyInfo()
        sent = CallOptions(timeout_s=4, headers={"x-a-bin": b"\x01"}, info=info)
        assert (await client.say(SayRequest(text="hi", volume=Volume(9)), options=sent)).text == "hi"
        metadata, left_s, request = service.seen[0]
        assert (metadata["x-a-bin"], request.volume) == (b"\x01", 9)
        assert 3 < left_s < 4.1, "grpcio rounds up"
        assert (info.headers["x-heard"], info.trailers["x-said-bin"]) == ("yes", b"\x00\xff")

        texts = [reply.text async for reply in client.repeat(RepeatRequest(text="n", times=200))]
        assert texts == [f"n {number}" for number in range(200)]
        assert (await client.gather(_each("a", "b"))).text == "a b"
        assert [reply.text async for reply in client.chat(_each("a"))] == ["re: a"]


async def _each(*texts: str) -> AsyncIterator[SayRequest]:
    for text in texts:
        yield SayRequest(text=text)


@pytest.mark.parametrize("library", LIBRARIES)
async def test_our_client_reads_the_errors_of_a_foreign_server(library: Library) -> None:
    async with foreign_server() as (service, port), calling(library, port, policies={"*": {"retry": None}}) as client:
        with pytest.raises(ApiError) as caught:
            await client.say(SayRequest(text="rich"))
        error = caught.value
        assert (error.code, error.status, error.retry_after_s, error.message) == (
            "too_many",
            429,
            2.0,
            "zu viele \u00fc",
        )

        replies = client.repeat(RepeatRequest(text="fail", times=1))
        assert (await anext(replies)).text == "fail 0"
        with pytest.raises(ApiError) as caught:
            await anext(replies)
        assert caught.value.status == 404

        with pytest.raises(DeadlineExceededError):
            await client.say(SayRequest(text="slow"), options=CallOptions(timeout_s=0.15))
        await service.cancelled.wait()
        service.cancelled.clear()
        service.started.clear()
        task = asyncio.create_task(client.say(SayRequest(text="slow")))
        await service.started.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await service.cancelled.wait()


HEALTH = """
import asyncio, sys, grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

async def main(port):
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        asked = ["", "echo.v1.EchoService"]
        print([(await stub.Check(health_pb2.HealthCheckRequest(service=name), timeout=5)).status for name in asked])
        try:
            await stub.Check(health_pb2.HealthCheckRequest(service="nobody"), timeout=5)
        except grpc.aio.AioRpcError as error:
            print(error.code().name)
        watch = stub.Watch(health_pb2.HealthCheckRequest(service="echo.v1.EchoService"), timeout=10)
        seen = []
        async for reply in watch:
            seen.append(reply.status)
            print("watched", reply.status, flush=True)
        print(seen)

asyncio.run(main(int(sys.argv[1])))
"""


@pytest.mark.parametrize("library", LIBRARIES)
async def test_grpcios_health_client_checks_and_watches(library: Library) -> None:
    from golden_proto.servers.echo_rpc.service import ENDPOINTS

    from tests.rpc.echoes import SERVERS

    server = SERVERS[library]([(Echo(), ENDPOINTS)])
    port = await server.start()
    # grpcio's health classes live in a process of their own: other tests bring grpclib's, of the same names.
    asking = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HEALTH, str(port), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert asking.stdout is not None
    lines: list[str] = []
    async with asyncio.timeout(LIMIT_S):
        while len(lines) < 3:
            lines.append((await asking.stdout.readline()).decode().strip())
        server.health.set("echo.v1.EchoService", serving=False)
        lines.append((await asking.stdout.readline()).decode().strip())
        server.health.set("echo.v1.EchoService", serving=True)
        lines.append((await asking.stdout.readline()).decode().strip())
        await server.aclose(grace_s=5)
        rest, _ = await asking.communicate()
    assert lines == ["[1, 1]", "NOT_FOUND", "watched 1", "watched 2", "watched 1"]
    assert rest.decode().split("\n")[:2] == ["watched 2", "[1, 2, 1, 2]"]


@pytest.mark.parametrize("library", LIBRARIES)
async def test_grpcios_reflection_client_finds_the_contract(library: Library) -> None:
    database_of: Any = import_module("grpc_reflection.v1alpha.proto_reflection_descriptor_database")

    def ask(port: int) -> tuple[list[str], str, list[str]]:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as opened:
            database = database_of.ProtoReflectionDescriptorDatabase(opened)
            names = list(database.get_services())
            pool = descriptor_pool.DescriptorPool(database)
            service = pool.FindServiceByName("echo.v1.EchoService")
            message = message_factory.GetMessageClass(service.FindMethodByName("Say").input_type)
            file = descriptor_pb2.FileDescriptorProto()
            pool.FindFileContainingSymbol("echo.v1.Volume").CopyToProto(file)
            made: Any = message(text="x")
            return names, made.text, [field.name for field in message.DESCRIPTOR.fields]

    async with serving(library) as (_, port):
        names, text, members = await asyncio.to_thread(ask, port)
    assert {"echo.v1.EchoService", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"} <= set(names)
    assert (text, members) == ("x", ["text", "volume", "heard_at"])


@pytest.mark.parametrize("library", LIBRARIES)
async def test_buf_curl_calls_what_reflection_tells_it(library: Library) -> None:
    buf = shutil.which("buf", path=str(Path(sys.executable).parent))
    assert buf is not None
    async with serving(library) as (service, port):
        asking = await asyncio.create_subprocess_exec(
            buf, "curl", "--http2-prior-knowledge", "--protocol", "grpc",
            "-d", '{"text": "hi", "volume": "VOLUME_LOUD"}',
            f"http://127.0.0.1:{port}{SERVICE}/Say",
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, complaint = await asking.communicate()
    assert asking.returncode == 0, complaint.decode()
    assert json.loads(out) == {"text": "hi"}
    assert len(service.calls) == 1
