"""Both servers against clients of HTTP/2 frames that break the rules of a call, or send nothing but beginnings."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from golden_proto.clients.pb.echo.v1 import SayRequest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import ResponseReceived, StreamEnded, StreamReset, TrailersReceived

from mg_core.rpc import RpcStatus
from tests.rpc.echoes import LIBRARIES, Library, calling, serving

HEADERS = [(":method", "POST"), (":scheme", "http"), (":path", "/echo.v1.EchoService/Say"), (":authority", "x"),
           ("te", "trailers"), ("content-type", "application/grpc")]  # fmt: skip
_DATA = bytes(SayRequest(text="x").SerializeToString())
MESSAGE = b"\0" + len(_DATA).to_bytes(4, "big") + _DATA
RESETS = 5_000

each_library = pytest.mark.parametrize("library", LIBRARIES)


def begun() -> H2Connection:
    connection = H2Connection(H2Configuration(client_side=True, header_encoding="utf-8"))
    connection.initiate_connection()
    return connection


async def status_of(port: int, body: bytes, more: Sequence[tuple[str, str]] = (), *, ends: bool = True) -> str:
    """The `grpc-status` of one call whose body is sent as it is; `reset` when there is none."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    connection, status = begun(), "reset"
    connection.send_headers(1, [*HEADERS, *more])
    connection.send_data(1, body, end_stream=ends)
    over = False
    while not over:
        writer.write(connection.data_to_send())
        for event in connection.receive_data(await reader.read(65536)):
            if isinstance(event, ResponseReceived | TrailersReceived):
                headers: dict[Any, Any] = dict(event.headers or ())
                status = headers.get("grpc-status", status)
            over |= isinstance(event, StreamEnded | StreamReset)
    writer.close()
    return status


@each_library
@pytest.mark.parametrize("body", [MESSAGE * 2, b"", b"\0\0"])
async def test_a_unary_call_has_exactly_one_message(library: Library, body: bytes) -> None:
    async with serving(library) as (service, port):
        assert await status_of(port, body) == str(RpcStatus.INVALID_ARGUMENT.value)
        assert await status_of(port, MESSAGE) == "0"
        assert len(service.calls) == 1


@each_library
@pytest.mark.parametrize("given", ["0S", "0m", "0n"])
async def test_a_call_whose_time_is_over_is_not_served(library: Library, given: str) -> None:
    async with serving(library) as (service, port):
        found = await status_of(port, MESSAGE, [("grpc-timeout", given)])
        assert found == str(RpcStatus.DEADLINE_EXCEEDED.value)
        assert service.calls == []


@each_library
async def test_calls_that_only_begin_end_by_the_servers_deadline(library: Library) -> None:
    async with serving(library, default_deadline_s=0.2) as (service, port):
        found = await asyncio.gather(
            *(status_of(port, body, ends=False) for body in (b"", MESSAGE[:3], MESSAGE) for _ in range(5))
        )
        assert set(found) <= {str(RpcStatus.DEADLINE_EXCEEDED.value), str(RpcStatus.INVALID_ARGUMENT.value)}
        assert service.calls == []


async def test_a_flood_of_resets_keeps_no_neighbour_waiting() -> None:
    """Of grpcio's server: grpclib's reads such a flood in pure Python, and its neighbours wait for that."""
    connection, flood = begun(), bytearray()
    for stream in range(1, 2 * RESETS, 2):
        connection.send_headers(stream, HEADERS)
        connection.reset_stream(stream, ErrorCodes.CANCEL)
        flood += connection.data_to_send()
    async with serving("grpcio") as (_, port), calling("grpcio", port) as client:
        await client.say(SayRequest(text="before"))
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(flood)
        flooding = asyncio.create_task(reader.read())
        loop, worst_s = asyncio.get_running_loop(), 0.0
        for _ in range(20):
            began = loop.time()
            await client.say(SayRequest(text="x"))
            worst_s = max(worst_s, loop.time() - began)
        writer.close()
        flooding.cancel()
        await asyncio.gather(flooding, return_exceptions=True)
        assert worst_s < 1.5
