"""Searching Apple Music: JSON:API in, the common shape out."""

import pytest

from mg_clients.apple_music import AppleSearchResponse
from mg_services.adapters.platforms.apple_music import content_id, items_of_results
from mg_services.standins.platforms.faults import Fault

from .conftest import Make

APPLE = {"apple_music": (0.0, 0.0)}


@pytest.mark.scenario("APPL-01")
async def test_the_catalog_is_searched_with_developer_token_and_user_token(make_world: Make) -> None:
    world = await make_world(APPLE)
    await world.connect_with("apple_music", access_token="user-token-1")
    heard = world.listen("apple_music")

    body = (await world.search("The Beatles")).json()

    assert [(wire.method, wire.path) for wire in heard] == [("GET", "/v1/catalog/us/search")]
    assert heard[0].headers["authorization"] == "Bearer local-emulator"
    assert heard[0].headers["music-user-token"] == "user-token-1"
    assert {item["type"] for item in body["results"]} == {"artist", "album", "track"}


@pytest.mark.scenario("APPL-01")
async def test_attributes_relationships_links_and_artwork_are_kept(make_world: Make) -> None:
    world = await make_world(APPLE)
    await world.connect("apple_music")

    body = (await world.search("The Beatles")).json()

    artist = next(item for item in body["results"] if item["type"] == "artist")
    album = next(item for item in body["results"] if item["type"] == "album")
    song = next(item for item in body["results"] if item["type"] == "track")
    assert (artist["id"], artist["title"], artist["genres"]) == ("apple_music:136975", "The Beatles", ["rock"])
    assert (album["title"], album["year"], album["artists"]) == ("Abbey Road", 1969, ["The Beatles"])
    assert album["metadata"]["related"] == [artist["id"]]
    assert song["metadata"]["related"] == [artist["id"], album["id"]]
    assert song["metadata"]["album"] == "Abbey Road"
    assert song["duration_ms"] > 0
    assert len(song["metadata"]["isrc"]) == 12
    assert song["metadata"]["preview_url"].startswith("https://")
    for item in (artist, album, song):
        assert item["url"] == item["metadata"]["apple_music_url"]
        assert item["url"].startswith("https://")
        assert item["metadata"]["artwork_url"].endswith("/{w}x{h}bb.jpg")
        assert item["image_url"].endswith("/600x600bb.jpg")


async def test_a_user_without_a_token_searches_the_catalog(make_world: Make) -> None:
    world = await make_world(APPLE)
    await world.connect("apple_music")
    heard = world.listen("apple_music")

    body = (await world.search("beatles")).json()

    assert body["results"]
    assert "music-user-token" not in heard[0].headers


async def test_an_expired_connection_is_said(make_world: Make) -> None:
    world = await make_world(APPLE)
    await world.connect_with("apple_music", access_token="expired-1")

    body = (await world.search("beatles")).json()

    assert body["warnings"][-1]["error"] == "forbidden"


async def test_apple_music_down_costs_its_own_results_only(make_world: Make) -> None:
    world = await make_world({"apple_music": (0.0, 0.0), "netflix": (0.0, 0.0)})
    await world.connect("apple_music", "netflix")
    world.fail("apple_music", Fault("status", status=500))

    body = (await world.search("inception")).json()

    assert body["errors"] == [{"platform": "apple_music", "error": "unavailable"}]
    assert {item["platform"] for item in body["results"]} == {"netflix"}


def test_what_cannot_be_shown_is_left_out() -> None:
    answer = AppleSearchResponse.model_validate(
        {
            "results": {
                "artists": {"data": [{"id": "1", "type": "artists"}]},
                "songs": {
                    "data": [
                        {"id": "a b", "type": "songs", "attributes": {"name": "Unusable id"}},
                        {"id": "i.Ab1", "type": "library-songs", "attributes": {"name": "Kept"}},
                    ]
                },
            }
        }
    )

    (item,) = items_of_results(answer.results)

    assert (item.id, item.title, item.image_url, item.genres) == ("apple_music:i-Ab1", "Kept", None, None)


@pytest.mark.parametrize(("apple", "ours"), [("136975", "apple_music:136975"), ("i.Ab1", "apple_music:i-Ab1")])
def test_our_id_of_an_apple_id(apple: str, ours: str) -> None:
    assert content_id(apple) == ours
