"""Contracts of others whose names are those of clients, of Python and of generated code: their stubs talk."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest
from codegen.emitters.codec_plan import plans
from codegen.tests.codec_pairs import TORTURE, proto_set_of, torture_target

from mg_core.errors import DecodeError
from mg_core.rpc import RpcCall, RpcMethod, make_server

torture_target()
pb = importlib.import_module("torture_sdk.clients.pb.torture.v1")
client = importlib.import_module("torture_sdk.clients.names_rpc.client")
methods = importlib.import_module("torture_sdk.clients.names_rpc.methods")
service = importlib.import_module("torture_sdk.servers.names_rpc.service")
LIMIT_S = 20


class Names:
    """Implements the generated Protocol; each answer tells which method made it."""

    async def timeout(self, call: RpcCall, request: Any) -> Any:
        return pb.NamesException(args=f"timeout {request.from_}")

    async def metadata(self, call: RpcCall, request: Any) -> Any:
        return pb.Names(w="metadata", value={"k": pb.WireError(text="v")})

    async def channel(self, call: RpcCall, requests: AsyncIterator[Any]) -> Any:
        return pb.Names(len=[request.b async for request in requests])

    async def deadline(self, call: RpcCall, request: Any) -> AsyncIterator[Any]:
        for number in range(3):
            yield pb.Names(t=f"deadline {number}", error=pb.NamesException(args=request.import_))

    async def close_(self, call: RpcCall, request: Any) -> Any:
        return pb.Names(o="close")

    async def import_(self, call: RpcCall, request: Any) -> Any:
        return request


async def each(*texts: str) -> AsyncIterator[Any]:
    for text in texts:
        yield pb.Names(b=text)


async def test_methods_and_fields_with_clashing_names_talk() -> None:
    server = make_server([(Names(), service.ENDPOINTS)])
    port = await server.start()
    odd = pb.Names(w="1", b="2", p="3", class_="4", dict=["5"], datetime="6", self="7", cls="8")
    async with asyncio.timeout(LIMIT_S), client.AsyncNamesRpcClient(f"127.0.0.1:{port}") as names:
        try:
            assert (await names.timeout(pb.Names(from_="a"))).args == "timeout a"
            assert (await names.metadata(odd)).value["k"].text == "v"
            assert (await names.channel(each("x", "y"))).len == ["x", "y"]
            async with aclosing(names.deadline(pb.Names(import_="i"))) as replies:
                assert [(reply.t, reply.error.args) async for reply in replies][2] == ("deadline 2", "i")
            assert (await names.close_(odd)).o == "close"
            assert await names.import_(odd) == odd
        finally:
            await names.aclose()
            await server.aclose(grace_s=0.1)


class Broken:
    """Sends what is no message of the contract."""

    def SerializeToString(self) -> bytes:  # noqa: N802 - the name that protobuf runtimes use
        return b"\x0a\x05ab"


async def test_a_broken_answer_is_an_error_of_reading() -> None:
    class Wrong(Names):
        """Answers with bytes that end too early."""

        async def close_(self, call: RpcCall, request: Any) -> Any:
            return Broken()

    raw = RpcMethod(**{name: getattr(methods.CLOSE, name) for name in methods.CLOSE.__slots__} | {"response": Broken})
    row = next(row for row in service.ENDPOINTS if row.method is methods.CLOSE)
    server = make_server([(Wrong(), [type(row)(raw, row.handler)])])
    port = await server.start()
    async with asyncio.timeout(LIMIT_S), client.AsyncNamesRpcClient(f"127.0.0.1:{port}") as names:
        try:
            with pytest.raises(DecodeError):
                await names.close_(pb.Names())
        finally:
            await names.aclose()
            await server.aclose(grace_s=0.1)


def test_messages_that_would_share_a_class_are_refused() -> None:
    proto_set = proto_set_of(TORTURE)
    clash = type(proto_set.files[0])()
    clash.CopyFrom(next(file for file in proto_set.files if file.name == "torture/v1/torture.proto"))
    clash.message_type.add(name="TreeLeaf")
    files = tuple(clash if file.name == clash.name else file for file in proto_set.files)

    with pytest.raises(ValueError, match=r"torture.v1.TreeLeaf and torture.v1.Tree.Leaf share the name TreeLeaf"):
        plans(type(proto_set)(files, proto_set.own, proto_set.message_types))
