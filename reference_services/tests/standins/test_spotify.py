"""The Spotify stand-in, asked over its socket."""

import pytest

from mg_clients.spotify import AsyncSpotifyClient
from mg_core.rest.transports.fast import FastTransport
from mg_services.serving.settings import LOCAL_KEY

from .conftest import Served

SEARCH = "/v1/search?q=Taylor+Swift&type=artist,album,track&limit=20"


def bearer(served: Served) -> str:
    return served.http.headers["Authorization"].removeprefix("Bearer ")


@pytest.mark.scenario("SPOT-01")
async def test_search_answers_a_page_for_each_type_that_was_asked_for(spotify: Served) -> None:
    async with AsyncSpotifyClient(spotify.url, token=bearer(spotify)) as client:
        found = await client.search_items(q="Taylor Swift", type_=["artist", "album", "track"], limit=20)

    assert found.artists is not None
    assert found.tracks is not None
    assert found.artists.items[0].id == "06HL4z0CvFAxyc27GXpf02"
    assert found.artists.items[0].genres == ["pop", "country"]
    assert found.tracks.items[0].uri
    assert found.tracks.items[0].preview_url
    assert found.tracks.items[0].album
    assert found.tracks.items[0].album.images
    assert found.playlists is None


async def test_soundtracks_of_the_catalogs_titles_are_found(spotify: Served) -> None:
    found = (await spotify.http.get("/v1/search?q=inception&type=album,track&limit=3")).json()

    assert found["albums"]["items"][0]["name"] == "Inception (Original Soundtrack)"
    assert (len(found["tracks"]["items"]), found["tracks"]["total"]) == (3, 5)
    assert found["tracks"]["next"].startswith(spotify.url)
    following = (await spotify.http.get(found["tracks"]["next"])).json()["tracks"]
    assert (len(following["items"]), following.get("next")) == (2, None)


async def test_an_album_comes_with_its_tracks(spotify: Served) -> None:
    async with AsyncSpotifyClient(spotify.url, token=bearer(spotify)) as client:
        album = await client.get_album(id="1EoDsNmgTLtmwe1BDAVxV5")

    assert (album.name, album.release_date) == ("Midnights", "2022-10-21")
    assert album.tracks is not None
    assert len(album.tracks.items) == album.total_tracks == 4


async def test_180_calls_in_30_seconds_are_allowed_and_the_next_is_429(spotify: Served) -> None:
    transport, headers = FastTransport(), {"authorization": spotify.http.headers["Authorization"]}
    remaining = []
    for _ in range(180):
        _, answered, _ = await transport.send("GET", f"{spotify.url}/v1/me", headers, b"", 5.0)
        remaining.append(answered["x-ratelimit-remaining"])
    await transport.aclose()
    refused = await spotify.http.get("/v1/me")
    spotify.watch.now += int(refused.headers["retry-after"])

    assert (remaining[0], remaining[-1]) == ("179", "0")
    assert refused.status_code == 429
    assert refused.json() == {"error": {"status": 429, "message": "API rate limit exceeded"}}
    assert (await spotify.http.get("/v1/me")).status_code == 200


async def test_a_token_ends_after_an_hour(spotify: Served) -> None:
    spotify.watch.now += 3599
    assert (await spotify.http.get("/v1/me")).status_code == 200
    spotify.watch.now += 1

    reply = await spotify.http.get("/v1/me")

    assert reply.status_code == 401
    assert reply.json()["error"]["status"] == 401
    assert reply.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"grant_type": "client_credentials", "client_id": LOCAL_KEY, "client_secret": "x"}, 401, "invalid_client"),
        ({"grant_type": "refresh_token", "client_id": LOCAL_KEY, "client_secret": LOCAL_KEY}, 400, "invalid_grant"),
        ({"grant_type": "password", "client_id": LOCAL_KEY, "client_secret": LOCAL_KEY}, 400, "invalid_request"),
    ],
)
async def test_the_token_endpoint_refuses_in_the_words_of_rfc_6749(
    spotify: Served, form: dict[str, str], status: int, code: str
) -> None:
    reply = await spotify.http.post("/api/token", data=form)

    assert (reply.status_code, reply.json()["error"]) == (status, code)


async def test_an_unknown_album_is_404_in_spotifys_shape(spotify: Served) -> None:
    reply = await spotify.http.get("/v1/albums/unknown")

    assert (reply.status_code, reply.json()["error"]["status"]) == (404, 404)


async def test_a_fault_has_spotifys_shape_too(spotify: Served) -> None:
    await spotify.http.put("/__faults", json={"kind": "status", "status": 503})

    reply = await spotify.http.get(SEARCH)

    assert (reply.status_code, reply.json()["error"]["status"]) == (503, 503)
