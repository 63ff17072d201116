"""TLS over every transport, with certificates of a throw-away authority."""

from __future__ import annotations

import ssl

import pytest
from transports.certificates import Authority
from transports.hostile import Peer, reply, serving
from transports.kinds import KINDS, sender

from mg_core.errors import ConnectError, ConnectionLostError, MgError, TransportError

OURS, OTHERS = Authority(), Authority()


def named(url: str) -> str:
    return url.replace("127.0.0.1", "localhost")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_known_authority_is_trusted_and_connections_are_reused(kind: str) -> None:
    async with (
        serving(reply(b"[]"), tls=OURS.server_side("localhost")) as server,
        sender(kind, tls=OURS.client_side()) as client,
    ):
        answers = [await client.get(named(server.url)) for _ in range(3)]

        assert answers == [(200, b"[]")] * 3
        assert server.connections == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("certificate", "says"),
    [
        (OTHERS.server_side("localhost"), "unable to get local issuer certificate|self.signed"),
        (OURS.server_side("elsewhere.test"), "Hostname mismatch|not valid for"),
        (OURS.server_side("localhost", expired=True), "certificate has expired"),
    ],
    ids=["unknown authority", "wrong host", "expired"],
)
async def test_a_certificate_that_cannot_be_trusted_is_an_error_of_connecting_that_says_why(
    certificate: ssl.SSLContext, says: str, kind: str
) -> None:
    async with (
        serving(reply(), tls=certificate) as server,
        sender(kind, tls=OURS.client_side()) as client,
    ):
        with pytest.raises(ConnectError, match=says):
            await client.get(named(server.url))

        assert server.requests == []


@pytest.mark.parametrize("kind", KINDS)
async def test_the_machine_does_not_trust_our_authority_by_itself(kind: str) -> None:
    async with serving(reply(), tls=OURS.server_side("localhost")) as server, sender(kind, tls=None) as client:
        with pytest.raises(ConnectError, match="certificate verify failed"):
            await client.get(named(server.url))


@pytest.mark.parametrize("kind", KINDS)
async def test_a_client_certificate_is_shown_to_who_asks(kind: str) -> None:
    tls = OURS.server_side("localhost", clients=OURS)
    async with serving(reply(b"[]"), tls=tls) as server:
        async with sender(kind, tls=OURS.client_side("client.test")) as client:
            answer = await client.get(named(server.url))
        async with sender(kind, tls=OURS.client_side()) as client:
            with pytest.raises(TransportError):
                await client.get(named(server.url))

    assert answer == (200, b"[]")
    assert len(server.requests) == 1


@pytest.mark.parametrize("kind", KINDS)
async def test_half_a_body_without_close_notify_is_a_lost_connection(kind: str) -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.say(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")
        peer.writer.transport.abort()

    async with (
        serving(script, tls=OURS.server_side("localhost")) as server,
        sender(kind, tls=OURS.client_side()) as client,
    ):
        with pytest.raises(ConnectionLostError):
            await client.get(named(server.url))


@pytest.mark.parametrize("kind", KINDS)
async def test_a_connection_closed_without_close_notify_while_idle_costs_at_most_one_attempt(kind: str) -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.say(reply(b"[]"))
        peer.writer.transport.abort()

    async with (
        serving(script, tls=OURS.server_side("localhost")) as server,
        sender(kind, tls=OURS.client_side()) as client,
    ):
        answers = []
        for _ in range(5):
            try:
                answers.append(await client.get(named(server.url)))
            except MgError as error:
                assert isinstance(error, ConnectionLostError)  # noqa: PT017 - not each call ends with it
                answers.append(await client.get(named(server.url)))

        assert answers == [(200, b"[]")] * 5
