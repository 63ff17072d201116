"""The user's Apple Music library: read to the end, stored in one piece, listed page by page."""

import asyncio
import time
from collections.abc import Callable

import asyncpg
import pytest

from mg_clients.apple_music import AppleSong, AppleSongPage
from mg_services.adapters.platforms.apple_music import AppleMusicPlatform
from mg_services.standins.platforms.faults import Fault

from .conftest import Make, World

APPLE = {"apple_music": (0.0, 0.0)}
PAGE = "/v1/me/library/songs"
SYNC = "/library/apple_music/sync"


async def connected(make_world: Make, latency_ms: float = 0.0) -> World:
    world = await make_world({"apple_music": (latency_ms, latency_ms)})
    await world.connect_with("apple_music", access_token="user-token-1")
    return world


async def stored(world: World) -> list[tuple[str, str]]:
    connection = await asyncpg.connect(world.dsn)
    try:
        rows = await connection.fetch("SELECT track_id, title FROM library_tracks ORDER BY position")
        return [(row["track_id"], row["title"]) for row in rows]
    finally:
        await connection.close()


def shelf(songs: Callable[[], list[tuple[str, str]]], *, with_total: bool = True) -> Callable[..., object]:
    """In place of `list_library_songs` of Apple's client: these songs, in pages."""

    async def page(*, limit: int, offset: int, **_options: object) -> AppleSongPage:
        every = songs()
        data = [
            AppleSong.model_validate({"id": key, "type": "library-songs", "attributes": {"name": name}})
            for key, name in every[offset : offset + limit]
        ]
        more = f"{PAGE}?offset={offset + limit}" if offset + limit < len(every) else None
        meta = {"total": len(every)} if with_total else None
        return AppleSongPage.model_validate({"data": data, "next": more, "meta": meta})

    return page


def put_on_shelf(world: World, page: Callable[..., object], monkeypatch: pytest.MonkeyPatch) -> None:
    platform = world.service.platforms["apple_music"]
    assert isinstance(platform, AppleMusicPlatform)
    monkeypatch.setattr(platform.client, "list_library_songs", page)


@pytest.mark.scenario("APPL-02")
async def test_a_library_of_1000_songs_is_read_to_the_end_and_stored_within_10_seconds(make_world: Make) -> None:
    world = await connected(make_world, latency_ms=150.0)
    heard = world.listen("apple_music")

    began = time.monotonic()
    reply = await world.http.post(SYNC)
    took_s = time.monotonic() - began

    body = reply.json()
    rows = await stored(world)
    assert reply.status_code == 200, reply.text
    assert (body["platform"], body["total"], body["added"], body["removed"]) == ("apple_music", 1000, 1000, 0)
    assert len(rows) == 1000
    assert world.requests("apple_music", PAGE) == 10
    assert {wire.headers["music-user-token"] for wire in heard} == {"user-token-1"}
    assert {wire.headers["authorization"] for wire in heard} == {"Bearer local-emulator"}
    assert took_s < 10


@pytest.mark.scenario("APPL-02")
async def test_a_stored_library_is_listed_in_pages_and_in_order(make_world: Make) -> None:
    world = await connected(make_world)
    await world.http.post(SYNC)
    pages, cursor = [], ""
    for _ in range(6):
        query = f"?platform=apple_music&limit=200{'&cursor=' + cursor if cursor else ''}"
        pages.append((await world.http.get(f"/library{query}")).json())
        cursor = pages[-1].get("next_cursor", "")
        if not cursor:
            break

    items = [item for page in pages for item in page["items"]]
    assert [len(page["items"]) for page in pages] == [200] * 5
    assert {page["total"] for page in pages} == {1000}
    assert [item["title"] for item in items] == [title for _, title in await stored(world)]
    assert {item["platform"] for item in items} == {"apple_music"}
    assert items[0]["metadata"]["artwork_url"].endswith("/{w}x{h}bb.jpg")
    assert items[0]["metadata"]["apple_music_url"].startswith("https://")
    assert items[0]["id"].removeprefix("apple_music:").isdigit()


async def test_a_second_synchronisation_adds_changes_and_removes(
    make_world: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await connected(make_world)
    songs = [(f"i.{number}", f"Song {number}") for number in range(250)]
    put_on_shelf(world, shelf(lambda: songs), monkeypatch)
    await world.http.post(SYNC)
    songs[:] = [("i.new", "New"), ("i.1", "Song 1, remastered"), *songs[2:]]

    body = (await world.http.post(SYNC)).json()

    assert (body["total"], body["added"], body["removed"]) == (250, 1, 1)
    assert await stored(world) == songs


@pytest.mark.parametrize("songs", [0, 1, 100, 101, 250])
@pytest.mark.parametrize("with_total", [True, False])
async def test_libraries_of_every_size_are_read_whole(
    make_world: Make, monkeypatch: pytest.MonkeyPatch, songs: int, *, with_total: bool
) -> None:
    world = await connected(make_world)
    every = [(f"i.{number}", f"Song {number}") for number in range(songs)]
    put_on_shelf(world, shelf(lambda: every, with_total=with_total), monkeypatch)

    body = (await world.http.post(SYNC)).json()

    assert body["total"] == songs
    assert await stored(world) == every


async def test_a_library_that_changes_while_it_is_read_is_read_again(
    make_world: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await connected(make_world)
    songs = [(f"i.{number}", f"Song {number}") for number in range(300)]
    asked = 0

    def changing() -> list[tuple[str, str]]:
        nonlocal asked
        asked += 1
        if asked == 2:
            songs.insert(0, ("i.new", "New"))
        return songs

    put_on_shelf(world, shelf(changing), monkeypatch)

    body = (await world.http.post(SYNC)).json()

    assert body["total"] == 301
    assert await stored(world) == songs


async def test_a_page_that_fails_leaves_the_old_library_whole(make_world: Make) -> None:
    world = await connected(make_world)
    await world.http.post(SYNC)
    before = await stored(world)
    await world.connect_with("apple_music", access_token="user-token-2")  # another library
    world.fail("apple_music", Fault("status", status=500, path=PAGE, probability=0.7, seed=4))

    reply = await world.http.post(SYNC)

    assert (reply.status_code, reply.json()["error"]) == (503, "service_unavailable")
    assert len(before) == 1000
    assert await stored(world) == before


async def test_a_row_that_fails_leaves_the_old_library_whole(make_world: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    world = await connected(make_world)
    songs = [(f"i.{number}", f"Song {number}") for number in range(1200)]
    put_on_shelf(world, shelf(lambda: songs[:600]), monkeypatch)
    await world.http.post(SYNC)
    before = await stored(world)
    await world.sql("ALTER TABLE library_tracks ADD CHECK (title <> 'Song 1100')")
    put_on_shelf(world, shelf(lambda: songs[300:]), monkeypatch)

    reply = await world.http.post(SYNC)

    assert reply.status_code == 500
    assert await stored(world) == before


async def test_synchronisations_that_meet_are_one(make_world: Make) -> None:
    world = await connected(make_world, latency_ms=30.0)

    replies = await asyncio.gather(*(world.http.post(SYNC) for _ in range(5)))

    assert [reply.json()["total"] for reply in replies] == [1000] * 5
    assert world.requests("apple_music", PAGE) == 10


async def test_a_platform_that_is_not_connected_is_403(make_world: Make) -> None:
    world = await make_world(APPLE)

    reply = await world.http.post(SYNC)

    assert (reply.status_code, reply.json()["error"]) == (403, "platform_not_connected")
    assert world.requests("apple_music", PAGE) == 0


@pytest.mark.parametrize("tokens", [{"account_id": "a-1"}, {"access_token": "expired-1"}])
async def test_a_connection_without_a_good_token_has_to_be_made_again(make_world: Make, tokens: dict[str, str]) -> None:
    world = await make_world(APPLE)
    await world.connect_with("apple_music", **tokens)

    reply = await world.http.post(SYNC)

    assert (reply.status_code, reply.json()["error"]) == (403, "platform_authorization_needed")
    assert "expired-1" not in reply.text


@pytest.mark.parametrize("path", ["/library/spotify/sync", "/library/netflix/sync", "/library/vhs/sync"])
async def test_other_platforms_have_no_library_here(make_world: Make, path: str) -> None:
    world = await connected(make_world)

    reply = await world.http.post(path)

    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")


async def test_before_the_first_synchronisation_the_library_is_empty(make_world: Make) -> None:
    world = await connected(make_world)

    body = (await world.http.get("/library", params={"platform": "apple_music"})).json()

    assert body == {"items": [], "total": 0}


async def test_a_foreign_cursor_is_400(make_world: Make) -> None:
    world = await connected(make_world)

    reply = await world.http.get("/library", params={"platform": "apple_music", "cursor": "abc"})

    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")


async def test_users_see_their_own_library_only(make_world: Make) -> None:
    world = await connected(make_world)
    await world.http.post(SYNC)

    other = await world.http.get(
        "/library", params={"platform": "apple_music"}, headers={"X-User-ID": "3f0c6f5e-7a3b-4a54-9c7e-5a6f3f1b2c4d"}
    )

    assert other.json()["total"] == 0
