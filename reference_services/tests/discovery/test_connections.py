"""Discovery asks the auth service what a user has connected: seldom, shortly, and never at the cost of an answer."""

import asyncio
import time
from dataclasses import replace

from mg_clients.auth import AsyncAuthClient
from mg_services.adapters.connections import ASK_S, Connections
from mg_services.services.discovery.app import Discovery
from mg_services.services.discovery.search import Outcome, SearchRequest

from .conftest import Make, World


async def searched(world: World, auth_url: str) -> Outcome:
    """A search of a discovery whose auth service is elsewhere."""
    service = Discovery(replace(world.service.settings, auth_url=auth_url))
    async with service.postgres:
        try:
            return await service.search.run(SearchRequest(query="matrix", user_id=str(world.user_id)))
        finally:
            await service.aclose()


async def test_without_the_auth_service_all_platforms_are_searched_and_the_user_is_told(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix")

    outcome = await searched(world, "http://127.0.0.1:1")

    assert {str(item.platform) for item in outcome.findings.items} >= {"netflix", "hulu"}
    assert [note.code for note in outcome.notes] == ["connections_unknown"]


async def test_an_auth_service_that_hangs_costs_half_a_second(make_world: Make) -> None:
    world = await make_world()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        began = time.monotonic()
        outcome = await searched(world, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        took_s = time.monotonic() - began

    assert outcome.findings.items
    assert [note.code for note in outcome.notes] == ["connections_unknown"]
    assert ASK_S <= took_s < 5


async def test_what_is_connected_is_asked_once_a_second_at_most(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix")
    user, now = str(world.user_id), 0.0
    async with AsyncAuthClient(str(world.auth.base_url)) as client:
        connections = Connections(client, ttl_s=1.0, monotonic=lambda: now)
        first = await connections.of(user)
        await world.connect("hulu")
        kept, asked = await connections.of(user), await connections.now(user)
        now = 1.1
        later = await connections.of(user)

    assert first == kept == ("netflix",)
    assert asked == later == ("hulu", "netflix")


async def test_a_revoked_connection_is_none_and_an_expired_one_is_searched_still(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu")
    await world.sql("UPDATE user_platforms SET status = 'revoked' WHERE platform = 'hulu'")
    await world.sql("UPDATE user_platforms SET expires_at = now() - interval '1 day' WHERE platform = 'netflix'")

    body = (await world.search("matrix")).json()

    assert {item["platform"] for item in body["results"]} == {"netflix"}
