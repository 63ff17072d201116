"""Telling Apple Music what was played (the playback service will call it)."""

import asyncpg
import pytest

from mg_clients.apple_music import AsyncAppleMusicClient
from mg_core.call.options import CallOptions
from mg_core.errors import ApiError, MgError
from mg_services.adapters.platforms.apple_music import AppleMusicPlatform
from mg_services.standins.platforms.faults import Fault

from .conftest import Make, World

PLAYED = "/v1/me/recent/played/tracks"
SONGS = ("1440818839", "i.Ab1")


async def playing(make_world: Make, token: str = "user-token-1") -> tuple[World, AppleMusicPlatform]:
    world = await make_world({"apple_music": (0.0, 0.0)})
    await world.connect_with("apple_music", access_token=token)
    platform = world.service.platforms["apple_music"]
    assert isinstance(platform, AppleMusicPlatform)
    return world, platform


async def events(world: World) -> list[tuple[str, str, str]]:
    connection = await asyncpg.connect(world.dsn)
    try:
        rows = await connection.fetch("SELECT user_id, content_id, event_type FROM playback_events ORDER BY id")
        return [(str(row["user_id"]), row["content_id"], row["event_type"]) for row in rows]
    finally:
        await connection.close()


def reports(world: World) -> int:
    return world.emulators["apple_music"].faults.requests[f"POST {PLAYED}"]


@pytest.mark.scenario("APPL-03")
async def test_a_report_changes_the_listening_history_and_is_logged(make_world: Make) -> None:
    world, platform = await playing(make_world)
    heard = world.listen("apple_music")

    await platform.report_played(str(world.user_id), SONGS)

    sent = heard[0]
    token = {"Music-User-Token": "user-token-1"}
    recent = await platform.client.list_recent_tracks(options=CallOptions(headers=token))
    user = str(world.user_id)
    assert (sent.method, sent.path, sent.headers["music-user-token"]) == ("POST", PLAYED, "user-token-1")
    assert [(song.id, song.type) for song in recent.data] == [("i.Ab1", "library-songs"), ("1440818839", "songs")]
    assert await events(world) == [
        (user, "apple_music:1440818839", "played"),
        (user, "apple_music:i-Ab1", "played"),
    ]


@pytest.mark.scenario("APPL-03")
@pytest.mark.parametrize("fault", [Fault("status", status=503), Fault("drop"), Fault("half")])
async def test_a_report_that_may_have_arrived_is_not_repeated_and_is_logged(make_world: Make, fault: Fault) -> None:
    world, platform = await playing(make_world)
    world.fail("apple_music", fault)

    with pytest.raises(MgError):
        await platform.report_played(str(world.user_id), SONGS)

    assert reports(world) == 1
    assert len(await events(world)) == 2


async def test_a_report_that_was_never_sent_is_not_logged_so_that_it_can_be_repeated(make_world: Make) -> None:
    world, platform = await playing(make_world)
    good = platform.client
    async with AsyncAppleMusicClient("http://127.0.0.1:1", token="any") as platform.client:
        with pytest.raises(MgError):
            await platform.report_played(str(world.user_id), SONGS)
    before = await events(world)
    platform.client = good

    await platform.report_played(str(world.user_id), SONGS)

    assert before == []
    assert len(await events(world)) == 2


async def test_an_expired_connection_has_to_be_made_again(make_world: Make) -> None:
    world, platform = await playing(make_world, "expired-1")

    with pytest.raises(ApiError) as refused:
        await platform.report_played(str(world.user_id), SONGS)

    assert refused.value.code == "platform_authorization_needed"
    assert "expired-1" not in str(refused.value)


@pytest.mark.parametrize("songs", [(), ("1",) * 101])
async def test_a_report_holds_1_to_100_songs(make_world: Make, songs: tuple[str, ...]) -> None:
    world, platform = await playing(make_world)

    with pytest.raises(ApiError) as refused:
        await platform.report_played(str(world.user_id), songs)

    assert (refused.value.code, reports(world)) == ("invalid_request", 0)
