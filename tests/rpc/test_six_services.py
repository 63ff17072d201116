"""Each contract of ours can be served by either server and called by a client that knows only its descriptors."""

from __future__ import annotations

import asyncio
import inspect
from types import ModuleType
from typing import Any

import grpc
import pytest

import mg_servers.rpc
from mg_core.rpc import RpcEndpoint
from tests.rpc.echoes import LIBRARIES, SERVERS, Library, Messages

SERVICES = [name.removesuffix("RpcService") for name in mg_servers.rpc.__all__ if name.endswith("RpcService")]


def table_of(stem: str) -> tuple[RpcEndpoint, ...]:
    module: ModuleType | None = inspect.getmodule(getattr(mg_servers.rpc, f"{stem}RpcService"))
    assert module is not None
    endpoints: tuple[RpcEndpoint, ...] = module.ENDPOINTS
    return endpoints


class Trivial:
    """Answers every method with an empty reply, and remembers what it was asked."""

    def __init__(self, table: tuple[RpcEndpoint, ...]) -> None:
        self.heard: dict[str, list[Any]] = {}
        for row in table:
            self.heard[row.method.name] = []
            setattr(self, row.handler, self._many(row) if row.method.server_streaming else self._one(row))

    def _one(self, row: RpcEndpoint) -> Any:
        async def handle(_call: Any, asked: Any) -> Any:
            await self._hear(row, asked)
            return row.method.response()

        return handle

    def _many(self, row: RpcEndpoint) -> Any:
        async def handle(_call: Any, asked: Any) -> Any:
            await self._hear(row, asked)
            yield row.method.response()
            yield row.method.response()

        return handle

    async def _hear(self, row: RpcEndpoint, asked: Any) -> None:
        heard = self.heard[row.method.name]
        heard += [each async for each in asked] if row.method.client_streaming else [asked]


def filled(message: Any) -> Any:
    """A message with a value in each simple field."""
    values = {"string": "x", "int": 7, "float": 0.5, "bool": True}
    for field in message.DESCRIPTOR.fields:
        if field.is_repeated or field.message_type is not None:
            continue
        kinds = {field.CPPTYPE_STRING: "string", field.CPPTYPE_BOOL: "bool", field.CPPTYPE_ENUM: "int"}
        floats = {field.CPPTYPE_DOUBLE, field.CPPTYPE_FLOAT}
        kind = "float" if field.cpp_type in floats else kinds.get(field.cpp_type, "int")
        value: Any = b"x" if field.type == field.TYPE_BYTES else values[kind]
        if field.cpp_type == field.CPPTYPE_ENUM:
            value = field.enum_type.values[-1].number
        setattr(message, field.name, value)
    return message


def test_there_are_six_services() -> None:
    assert sorted(SERVICES) == ["Auth", "Discovery", "Ingestion", "Playback", "Sona", "Sync"]


@pytest.mark.scenario("MCP-02")
@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("stem", SERVICES)
async def test_a_foreign_client_calls_every_method(stem: str, library: Library) -> None:
    table = table_of(stem)
    google = Messages([row.method for row in table])
    service = Trivial(table)
    server = SERVERS[library]([(service, table)])
    port = await server.start()
    try:
        async with asyncio.timeout(15), grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            for row in table:
                await _call(channel, google, row, service)
    finally:
        await server.aclose(grace_s=0.05)


async def _call(channel: Any, google: Messages, row: RpcEndpoint, service: Trivial) -> None:
    method = row.method
    request, response, serialize, parse = google.ends(method.path)
    kind = f"{'stream' if method.client_streaming else 'unary'}_{'stream' if method.server_streaming else 'unary'}"
    made = getattr(channel, kind)(method.path, request_serializer=serialize, response_deserializer=parse)
    sent = filled(request())
    call = made(iter([sent, sent]) if method.client_streaming else sent, timeout=5)
    replies = [reply async for reply in call] if method.server_streaming else [await call]
    assert replies == [response()] * (2 if method.server_streaming else 1)
    heard = service.heard[method.name]
    assert [request.FromString(each.SerializeToString()) for each in heard] == [sent] * (1 + method.client_streaming)


GIVEN = {
    "mediagateway.v1.SearchRequest": {"user_id": 1, "query": 2, "platforms": 3, "filters": 4},
    "mediagateway.v1.SearchResponse": {"results": 1, "total": 2, "execution_time_ms": 3, "errors": 4},
}
"""Field numbers of the integration specification, section 2.3.1."""


@pytest.mark.scenario("MCP-02")
def test_fields_have_the_numbers_of_the_specification() -> None:
    table = table_of("Discovery")
    assert {"SearchContent", "GetRecommendations"} <= {row.method.name for row in table}
    pool = Messages([row.method for row in table]).pool
    for name, numbers in GIVEN.items():
        fields = pool.FindMessageTypeByName(name).fields_by_name
        assert {field: fields[field].number for field in numbers} == numbers
