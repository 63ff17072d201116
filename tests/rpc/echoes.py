"""The echo contract served by either server, called by either transport, and google's classes for the same messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Literal

from golden_proto.clients.echo_rpc.client import AsyncEchoRpcClient
from golden_proto.clients.pb.echo.v1 import RepeatRequest, SayRequest, SayResponse, SayResponseInner
from golden_proto.servers.echo_rpc.service import ENDPOINTS
from google.protobuf import descriptor_pool, message_factory

from mg_core.contrib.grpcio.server import GrpcioServer
from mg_core.contrib.grpcio.transport import GrpcioTransport
from mg_core.contrib.grpclib.server import GrpclibServer
from mg_core.contrib.grpclib.transport import GrpclibTransport
from mg_core.errors import ApiError
from mg_core.rpc import RpcCall
from mg_core.rpc.reflection import files_of

LIMIT_S = 15
Library = Literal["grpclib", "grpcio"]
LIBRARIES: tuple[Library, ...] = ("grpclib", "grpcio")
SERVERS: dict[Library, Any] = {"grpclib": GrpclibServer, "grpcio": GrpcioServer}
TRANSPORTS: dict[Library, Any] = {"grpclib": GrpclibTransport, "grpcio": GrpcioTransport}


class Echo:
    """Says what it hears, and does what some words ask for."""

    def __init__(self) -> None:
        self.calls: list[RpcCall] = []
        self.started = asyncio.Event()
        self.ended = asyncio.Event()
        self.release = asyncio.Event()
        self.repeated = 0

    async def say(self, call: RpcCall, request: SayRequest) -> SayResponse:
        self.calls.append(call)
        call.reply_metadata["x-heard"] = "yes"
        call.reply_metadata["x-heard-bin"] = b"\x00\xff"
        call.trailers["x-said"] = "yes"
        act = getattr(self, f"_{request.text.partition(' ')[0]}", None)
        if act is not None:
            await act()
        return SayResponse(text=request.text)

    async def _wrong(self) -> None:
        details = {"details": [{"pointer": "/email", "message": "is no address"}]}
        raise ApiError("Email or password is incorrect", code="invalid_credentials", status=401, details=details)

    async def _busy(self) -> None:
        raise ApiError("come back later", code="service_unavailable", status=503, retry_after_s=1.5)

    async def _defect(self) -> None:
        secret = "the database password is hunter2"
        raise RuntimeError(secret)

    async def _slow(self) -> None:
        self.started.set()
        try:
            await self.release.wait()
        finally:
            self.ended.set()

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
            if request.text == "enough":
                break
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
async def serving(library: Library = "grpclib", **more: Any) -> AsyncGenerator[tuple[Echo, int]]:
    """An echo service on a port of its own."""
    service = Echo()
    server = SERVERS[library]([(service, ENDPOINTS)], **more)
    port = await server.start()
    try:
        async with asyncio.timeout(LIMIT_S):
            yield service, port
    finally:
        await server.aclose(grace_s=0.05)


@asynccontextmanager
async def calling(library: Library, port: int, **more: Any) -> AsyncGenerator[AsyncEchoRpcClient]:
    """A client of it; `more` is for the transport, except `policies`."""
    policies = more.pop("policies", None)
    transport = TRANSPORTS[library](f"127.0.0.1:{port}", **more)
    async with asyncio.timeout(LIMIT_S), AsyncEchoRpcClient(transport, policies=policies, environment={}) as client:
        yield client


async def each(*texts: str) -> AsyncIterator[SayRequest]:
    for text in texts:
        yield SayRequest(text=text)


class Messages:
    """Google's classes of the messages that some methods use, in a pool of their own."""

    def __init__(self, methods: Any) -> None:
        self.pool = descriptor_pool.DescriptorPool()
        for data in files_of(methods):
            self.pool.AddSerializedFile(data)

    def __call__(self, full_name: str) -> Any:
        return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(full_name))

    def ends(self, path: str) -> tuple[Any, Any, Callable[[Any], bytes], Callable[[bytes], Any]]:
        """Request class, response class, serializer and deserializer of a method's path."""
        service, _, name = path.strip("/").rpartition("/")
        method = self.pool.FindServiceByName(service).FindMethodByName(name)
        request, response = (message_factory.GetMessageClass(each) for each in (method.input_type, method.output_type))
        return request, response, request.SerializeToString, response.FromString


def cancelling() -> int:
    """Requests to cancel the running task that nobody took back."""
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError
    return task.cancelling()
