"""Servers that come and go under load: no call is lost, whoever serves and whoever calls."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc
import pytest
from golden_proto.clients.echo_rpc.client import AsyncEchoRpcClient
from golden_proto.clients.pb.echo.v1 import RepeatRequest, SayRequest
from golden_proto.servers.echo_rpc.service import ENDPOINTS
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import StreamEnded, StreamReset

from mg_core.contract.policy import RetryPolicy
from tests.rpc.echoes import LIBRARIES, SERVERS, TRANSPORTS, Echo, Library

RESTARTS, PAUSE_S, WORKERS = 4, 0.25, 8


class Load:
    """Workers that call one after the other until they are told to stop."""

    def __init__(self) -> None:
        self.done = 0
        self.failed: list[BaseException] = []
        self.stopped = False

    async def work(self, call: Any) -> None:
        """Call until stopped."""
        while not self.stopped:
            ended = await asyncio.gather(call(), return_exceptions=True)
            self.failed += [each for each in ended if each is not None]
            self.done += 1


async def restarts(library: Library, call: Any, port: int, first: Any) -> Load:
    """Put a new server on the port and let the old one leave, again and again, while workers call."""
    load, loop = Load(), asyncio.get_running_loop()
    workers = [asyncio.create_task(load.work(call)) for _ in range(WORKERS)]
    server = first
    for _ in range(RESTARTS):
        ends = loop.time() + PAUSE_S
        await asyncio.wait(workers, timeout=ends - loop.time())
        younger = SERVERS[library]([(Echo(), ENDPOINTS)])
        await younger.start(port=port, reuse_port=True)
        await server.aclose(grace_s=5)
        server = younger
    load.stopped = True
    await asyncio.gather(*workers)
    await server.aclose(grace_s=1)
    return load


@pytest.mark.parametrize("server", LIBRARIES)
@pytest.mark.parametrize("library", LIBRARIES)
async def test_rolling_restarts_lose_no_call_of_ours(library: Library, server: Library) -> None:
    first = SERVERS[server]([(Echo(), ENDPOINTS)])
    port = await first.start(reuse_port=True)
    transport = TRANSPORTS[library](f"127.0.0.1:{port}")
    policies = {"*": {"retry": RetryPolicy()}}
    async with asyncio.timeout(20), AsyncEchoRpcClient(transport, policies=policies, environment={}) as client:

        async def call() -> None:
            assert (await client.say(SayRequest(text="x"))).text == "x"
            texts = [reply.text async for reply in client.repeat(RepeatRequest(text="n", times=3))]
            assert texts == ["n 0", "n 1", "n 2"]

        load = await restarts(server, call, port, first)
    assert load.failed == []
    assert load.done > 50


async def test_rolling_restarts_lose_no_call_of_a_foreign_client() -> None:
    first = SERVERS["grpclib"]([(Echo(), ENDPOINTS)])
    port = await first.start(reuse_port=True)
    message = SayRequest(text="x").SerializeToString()
    async with asyncio.timeout(20), grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        say = channel.unary_unary("/echo.v1.EchoService/Say")

        async def call() -> None:
            await say(message, timeout=5)

        load = await restarts("grpclib", call, port, first)
    assert load.failed == []
    assert load.done > 50


async def test_a_long_call_and_a_long_stream_end_well_across_a_restart() -> None:
    service = Echo()
    server = SERVERS["grpclib"]([(service, ENDPOINTS)])
    port = await server.start(reuse_port=True)
    async with asyncio.timeout(15), AsyncEchoRpcClient(f"127.0.0.1:{port}", environment={}) as client:
        turns: asyncio.Queue[str] = asyncio.Queue()

        async def requests() -> Any:
            while (text := await turns.get()) != "bye":
                yield SayRequest(text=text)

        held = asyncio.create_task(client.say(SayRequest(text="slow")))
        replies = client.chat(requests())
        turns.put_nowait("one")
        assert (await anext(replies)).text == "re: one"
        await service.started.wait()
        younger = SERVERS["grpclib"]([(Echo(), ENDPOINTS)])
        await younger.start(port=port, reuse_port=True)
        leaving = asyncio.create_task(server.aclose(grace_s=5))
        assert (await client.say(SayRequest(text="new"))).text == "new"
        turns.put_nowait("two")
        assert (await anext(replies)).text == "re: two"
        turns.put_nowait("bye")
        assert [reply async for reply in replies] == []
        service.release.set()
        assert (await held).text == "slow"
        await leaving
        await younger.aclose(grace_s=0.05)


async def test_a_leaving_server_says_so_twice_and_refuses_what_comes_later() -> None:
    service = Echo()
    server = SERVERS["grpclib"]([(service, ENDPOINTS)])
    port = await server.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    peer = _Peer()
    async with asyncio.timeout(10):
        writer.write(peer.call(1, "slow"))
        await service.started.wait()
        leaving = asyncio.create_task(server.aclose(grace_s=5))
        while len(peer.last_streams) < 2:
            writer.write(peer.hear(await _some(reader)))
        writer.write(peer.call(3, "late"))
        while 3 not in peer.resets:
            writer.write(peer.hear(await _some(reader)))
        service.release.set()
        while data := await reader.read(65536):
            writer.write(peer.hear(data))
        await leaving
    writer.close()
    assert peer.last_streams == [2**31 - 1, 1]
    assert peer.resets[3] == ErrorCodes.REFUSED_STREAM
    assert peer.ended == [1]
    assert len(service.calls) == 1


async def _some(reader: asyncio.StreamReader) -> bytes:
    data = await reader.read(65536)
    assert data, "the server hung up"
    return data


class _Peer(H2Connection):
    """A client of frames that goes on after GOAWAY."""

    def __init__(self) -> None:
        super().__init__(H2Configuration(client_side=True, header_encoding="utf-8"))
        self.initiate_connection()
        self.last_streams: list[int] = []
        self.resets: dict[int, int] = {}
        self.ended: list[int] = []

    def call(self, stream: int, text: str) -> bytes:
        """The bytes of a call."""
        path = "/echo.v1.EchoService/Say"
        headers = [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "x"), ("te", "trailers")]
        self.send_headers(stream, [*headers, ("content-type", "application/grpc")])
        data = bytes(SayRequest(text=text).SerializeToString())
        self.send_data(stream, b"\0" + len(data).to_bytes(4, "big") + data, end_stream=True)
        return self.data_to_send()

    def hear(self, data: bytes) -> bytes:
        """What to answer."""
        for event in self.receive_data(data):
            if isinstance(event, StreamReset):
                self.resets[event.stream_id] = event.error_code
            if isinstance(event, StreamEnded):
                self.ended.append(event.stream_id)
        return self.data_to_send()

    def _receive_goaway_frame(self, frame: Any) -> Any:
        self.last_streams.append(frame.last_stream_id)
        return [], []
