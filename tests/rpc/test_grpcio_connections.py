"""Connections of the grpcio transport and server: TLS, peers that fall silent or speak something else."""

from __future__ import annotations

import asyncio

import pytest
import trustme
from golden_proto.servers.echo_rpc.service import ENDPOINTS
from hyperframe.frame import SettingsFrame

from mg_core.call.options import CallOptions
from mg_core.contrib.grpcio import GrpcioServer, GrpcioTransport, ServerTlsFiles, TlsFiles
from mg_core.errors import ConnectError, ConnectionLostError
from mg_core.rpc.settings import Keepalive
from tests.rpc.echoes import Echo
from tests.rpc.scripts import X, client_of


def presented(authority: trustme.CA, name: str) -> tuple[bytes, bytes]:
    """(key, certificate chain) as PEM."""
    made = authority.issue_cert(name)
    return made.private_key_pem.bytes(), b"".join(part.bytes() for part in made.cert_chain_pems)


def roots(authority: trustme.CA) -> bytes:
    return authority.cert_pem.bytes()


@pytest.mark.parametrize("mutual", [False, True])
async def test_tls_and_mutual_tls(mutual: bool) -> None:  # noqa: FBT001 - a parameter of the test
    ours, others = trustme.CA(), trustme.CA()
    service = Echo()
    server = GrpcioServer([(service, ENDPOINTS)])
    key, chain = presented(ours, "127.0.0.1")
    port = await server.start(tls=ServerTlsFiles(key, chain, roots(ours) if mutual else None))
    known, stranger = presented(ours, "caller.example"), presented(others, "caller.example")
    cases = {
        TlsFiles(roots(ours), *known): True,
        TlsFiles(roots(ours), *stranger): not mutual,
        TlsFiles(roots(ours)): not mutual,
        TlsFiles(roots(others), *known): False,
        None: False,
    }
    for tls, welcome in cases.items():
        async with client_of(GrpcioTransport(f"127.0.0.1:{port}", tls=tls)) as client:
            if welcome:
                assert (await client.say(X)).text == "x"
            else:
                with pytest.raises(ConnectError):
                    await client.say(X)
    await server.aclose(grace_s=0.05)
    shown = service.calls[0].certificate
    assert ("DNS", "caller.example") in shown["subjectAltName"] if mutual else shown is None


async def test_keepalive_finds_a_dead_peer() -> None:
    async def mute(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(SettingsFrame(stream_id=0).serialize())
        held.append(writer)

    held: list[asyncio.StreamWriter] = []
    listening = await asyncio.start_server(mute, "127.0.0.1", 0)
    target = f"127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with client_of(GrpcioTransport(target, keepalive=Keepalive(interval_s=0.1, timeout_s=0.1))) as client:
        began = asyncio.get_running_loop().time()
        with pytest.raises(ConnectionLostError):
            await client.say(X, options=CallOptions(timeout_s=9, attempt_timeout_s=9))
        assert asyncio.get_running_loop().time() - began < 5
    listening.close()
    for writer in held:
        writer.close()


async def test_a_peer_that_speaks_another_protocol_was_sent_nothing() -> None:
    async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        writer.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")
        writer.close()

    listening = await asyncio.start_server(web, "127.0.0.1", 0)
    async with client_of(GrpcioTransport(f"127.0.0.1:{listening.sockets[0].getsockname()[1]}")) as client:
        with pytest.raises(ConnectError):
            await client.timeout(X)
    listening.close()
