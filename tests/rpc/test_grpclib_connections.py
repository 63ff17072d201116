"""Connections of the grpclib transport: dialling, waiting, keepalive, TLS, servers that age their connections."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import grpc
import pytest
import trustme
from golden_proto.clients.echo_rpc.client import AsyncEchoRpcClient
from golden_proto.clients.pb.echo.v1 import SayRequest
from golden_proto.servers.echo_rpc.service import ENDPOINTS
from hyperframe.frame import SettingsFrame

from mg_core.call.options import CallOptions
from mg_core.contract.policy import RetryPolicy
from mg_core.contrib.grpclib.server import GrpclibServer
from mg_core.contrib.grpclib.transport import GrpclibTransport
from mg_core.errors import ConfigurationError, ConnectError, ConnectionLostError, MgError
from mg_core.rpc.settings import Keepalive, Redial
from tests.rpc.echoes import Echo, calling, serving
from tests.rpc.scripts import NO_RETRY, X, client_of


async def test_64_calls_to_a_dead_port_dial_once_and_fail_at_once() -> None:
    async with serving() as (_, port):
        pass
    now = [100.0]
    redial = Redial(first_s=1.0, factor=2.0, most_s=3.0, clock=lambda: now[0], rng=lambda: 0.5)
    async with client_of(GrpclibTransport(f"127.0.0.1:{port}", redial=redial)) as client:
        for _ in range(3):
            failures = await asyncio.gather(*(client.say(X) for _ in range(64)), return_exceptions=True)
            assert {type(failure) for failure in failures} == {ConnectError}
        assert redial.dials == 1

        waits: list[float] = []
        for _ in range(4):
            before = now[0]
            while redial.dials == len(waits) + 1:
                now[0] += 0.25
                await asyncio.gather(client.say(X), return_exceptions=True)
            waits.append(now[0] - before)
        assert waits == [1.0, 2.0, 3.0, 3.0]


async def test_a_server_that_comes_back_is_found_by_the_policy() -> None:
    server = GrpclibServer([(Echo(), ENDPOINTS)])
    port = await server.start()
    await server.aclose()
    async with client_of(GrpclibTransport(f"127.0.0.1:{port}"), {"*": {"retry": RetryPolicy()}}) as client:
        held = asyncio.create_task(client.say(X))
        await asyncio.sleep(0)
        await server.start(port=port)
        assert (await held).text == "x"
    await server.aclose(grace_s=0.05)


async def test_a_mute_listener_costs_the_connect_timeout_only() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        target, tls = f"127.0.0.1:{mute.getsockname()[1]}", trusting(trustme.CA())
        for each in (tls, None):
            async with client_of(GrpclibTransport(target, tls=each, connect_timeout_s=0.1)) as client:
                with pytest.raises(ConnectError, match="did not answer in time"):
                    await client.say(X)


async def test_a_peer_that_speaks_another_protocol_is_named_and_nothing_was_sent() -> None:
    async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(65536))
        writer.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")
        writer.close()

    heard: list[bytes] = []
    listening = await asyncio.start_server(web, "127.0.0.1", 0)
    async with client_of(GrpclibTransport(f"127.0.0.1:{listening.sockets[0].getsockname()[1]}")) as client:
        with pytest.raises(ConnectError, match="before its first word"):
            await client.timeout(X)
    listening.close()
    assert b"timeout" not in heard[0].lower()


@pytest.mark.parametrize(
    "target", ["localhost", "localhost:", ":80", "localhost:http", "localhost:0", "localhost:70000"]
)
def test_a_target_without_host_and_port_is_refused(target: str) -> None:
    with pytest.raises(ConfigurationError):
        GrpclibTransport(target)
    with pytest.raises(ConfigurationError):
        AsyncEchoRpcClient(target)


async def test_connections_are_added_when_each_is_full() -> None:
    async with serving() as (service, port):
        transport = GrpclibTransport(f"127.0.0.1:{port}", max_connections=3)
        async with client_of(transport) as client:
            options = CallOptions(timeout_s=9, attempt_timeout_s=9)
            calls = [asyncio.create_task(client.say(SayRequest(text="slow"), options=options)) for _ in range(250)]
            async with asyncio.timeout(5):
                while len(service.calls) < 250:
                    await asyncio.sleep(0)
            assert transport.redial.dials == 3
            assert len({call.peer for call in service.calls}) == 3
            service.release.set()
            await asyncio.gather(*calls)


async def test_calls_beyond_the_servers_streams_wait_in_order() -> None:
    async with serving() as (service, port), calling("grpclib", port, policies=NO_RETRY) as client:
        options = CallOptions(timeout_s=9, attempt_timeout_s=9)
        held = [asyncio.create_task(client.say(SayRequest(text="slow"), options=options)) for _ in range(100)]
        await service.started.wait()
        numbered = [CallOptions(timeout_s=9, attempt_timeout_s=9, headers={"x-n": str(n)}) for n in range(150)]
        calls = [asyncio.create_task(client.say(X, options=each)) for each in numbered]
        for number in (3, 50, 149):
            await asyncio.sleep(0)
            calls[number].cancel()
        service.release.set()
        await asyncio.gather(*held, *calls, return_exceptions=True)
        order = [int(str(call.metadata["x-n"])) for call in service.calls if "x-n" in call.metadata]
        assert order == [number for number in range(150) if number not in {3, 50, 149}]


async def test_keepalive_finds_a_dead_peer() -> None:
    async def mute(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(SettingsFrame(stream_id=0).serialize())
        held.append(writer)

    held: list[asyncio.StreamWriter] = []
    listening = await asyncio.start_server(mute, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    keepalive = Keepalive(interval_s=0.1, timeout_s=0.1)
    async with client_of(GrpclibTransport(f"127.0.0.1:{port}", keepalive=keepalive)) as client:
        began = asyncio.get_running_loop().time()
        with pytest.raises(ConnectionLostError):
            await client.say(X, options=CallOptions(timeout_s=9, attempt_timeout_s=9))
        assert asyncio.get_running_loop().time() - began < 2
    listening.close()
    for writer in held:
        writer.close()


async def test_keepalive_leaves_a_living_peer_alone() -> None:
    keepalive = Keepalive(interval_s=0.02, timeout_s=0.5, without_calls=True)
    async with serving() as (service, port), calling("grpclib", port, keepalive=keepalive) as client:
        held = asyncio.create_task(client.say(SayRequest(text="slow")))
        async with asyncio.timeout(0.3):
            await service.started.wait()
        await asyncio.wait({held}, timeout=0.3)
        service.release.set()
        assert (await held).text == "slow"


def trusting(authority: trustme.CA, identity: str = "") -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    if identity:
        authority.issue_cert(identity).configure_cert(context)
    return context


def presenting(authority: trustme.CA, *, clients: trustme.CA | None = None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    if clients is not None:
        clients.configure_trust(context)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


@asynccontextmanager
async def secured(tls: ssl.SSLContext) -> AsyncGenerator[tuple[Echo, str]]:
    service = Echo()
    server = GrpclibServer([(service, ENDPOINTS)])
    port = await server.start(tls=tls)
    try:
        yield service, f"127.0.0.1:{port}"
    finally:
        await server.aclose(grace_s=0.05)


async def test_tls_and_mutual_tls() -> None:
    ours = trustme.CA()
    async with secured(presenting(ours)) as (service, target):
        async with client_of(GrpclibTransport(target, tls=trusting(ours))) as client:
            assert (await client.say(X)).text == "x"
        assert not service.calls[0].certificate
    async with secured(presenting(ours, clients=ours)) as (service, target):
        async with client_of(GrpclibTransport(target, tls=trusting(ours, "caller.example"))) as client:
            await client.say(X)
        assert ("DNS", "caller.example") in service.calls[0].certificate["subjectAltName"]


async def test_certificates_that_are_not_trusted_or_missing_are_named() -> None:
    ours, others = trustme.CA(), trustme.CA()
    async with secured(presenting(ours)) as (_, target):
        async with client_of(GrpclibTransport(target, tls=trusting(others))) as client:
            with pytest.raises(ConnectError, match="its certificate is not trusted"):
                await client.say(X)
        async with client_of(GrpclibTransport(target)) as client:
            with pytest.raises(MgError):
                await client.say(X)
    async with secured(presenting(ours, clients=ours)) as (_, target):
        for tls in (trusting(ours), trusting_with(ours, others)):
            async with client_of(GrpclibTransport(target, tls=tls)) as client:
                with pytest.raises(ConnectError, match="TLS"):
                    await client.say(X)


def trusting_with(authority: trustme.CA, own: trustme.CA) -> ssl.SSLContext:
    context = trusting(authority)
    own.issue_cert("caller.example").configure_cert(context)
    return context


async def test_a_foreign_server_that_ages_its_connections_loses_no_call() -> None:
    async def say(request: bytes, _context: Any) -> bytes:
        return request

    server = grpc.aio.server(options=[("grpc.max_connection_age_ms", 300), ("grpc.max_connection_age_grace_ms", 3000)])
    handlers = {"Say": grpc.unary_unary_rpc_method_handler(say)}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("echo.v1.EchoService", handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    transport = GrpclibTransport(f"127.0.0.1:{port}")
    async with client_of(transport) as client:
        done = await asyncio.gather(*(_calls(client, 2.0) for _ in range(8)))
    await server.stop(0)
    assert sum(done) > 200
    assert transport.redial.dials > 3


async def _calls(client: AsyncEchoRpcClient, seconds: float) -> int:
    loop, count = asyncio.get_running_loop(), 0
    ends = loop.time() + seconds
    while loop.time() < ends:
        await client.say(X)
        count += 1
    return count
