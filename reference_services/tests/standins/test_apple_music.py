"""The Apple Music stand-in, asked over its socket."""

import pytest

from mg_clients.apple_music import ApplePlayedTracks, AsyncAppleMusicClient
from mg_core.call.options import CallOptions
from mg_core.errors import ApiError
from mg_services.serving.settings import LOCAL_KEY

from .conftest import Served

SEARCH = "/v1/catalog/us/search?term=The+Beatles&types=artists,albums,songs&limit=25"
LIBRARY = "/v1/me/library/songs"
PLAYED = "/v1/me/recent/played/tracks"
USER = CallOptions(headers={"Music-User-Token": "user-1"}, max_retries=0)


def client_of(served: Served) -> AsyncAppleMusicClient:
    return AsyncAppleMusicClient(served.url, token=LOCAL_KEY)


@pytest.mark.scenario("APPL-01")
async def test_search_answers_resources_with_attributes_relationships_links_and_artwork(apple_music: Served) -> None:
    async with client_of(apple_music) as client:
        found = await client.search_catalog(
            storefront="us", term="The Beatles", types=["artists", "albums", "songs"], limit=25, options=USER
        )

    results = found.results
    assert results.artists is not None
    assert results.albums is not None
    assert results.songs is not None
    artist = results.artists.data[0]
    assert artist.attributes is not None
    assert (artist.id, artist.type, artist.attributes.name) == ("136975", "artists", "The Beatles")
    assert artist.attributes.genre_names == ["Rock"]
    song = results.songs.data[0]
    assert song.attributes is not None
    assert song.attributes.artwork is not None
    assert song.relationships is not None
    assert song.relationships.artists is not None
    assert song.relationships.albums is not None
    assert song.attributes.url
    assert "{w}x{h}" in song.attributes.artwork.url
    assert [each.id for each in song.relationships.artists.data or ()] == ["136975"]
    assert (song.relationships.albums.data or [])[0].id == results.albums.data[0].id
    assert results.playlists is None


async def test_a_kind_without_results_is_left_out(apple_music: Served) -> None:
    reply = await apple_music.http.get("/v1/catalog/de/search?term=abbey+road&types=artists,albums")

    assert list(reply.json()["results"]) == ["albums"]


async def test_pages_of_a_search_lead_to_the_end(apple_music: Served) -> None:
    path, names = "/v1/catalog/us/search?term=soundtrack&types=albums&limit=5", []
    while path:
        page = (await apple_music.http.get(path)).json()["results"]["albums"]
        names += [album["attributes"]["name"] for album in page["data"]]
        path = page.get("next")

    whole = (await apple_music.http.get("/v1/catalog/us/search?term=soundtrack&types=albums&limit=25")).json()
    assert names == [album["attributes"]["name"] for album in whole["results"]["albums"]["data"]]
    assert len(names) == len(set(names)) > 5


@pytest.mark.scenario("APPL-02")
async def test_the_library_has_a_thousand_songs_over_its_pages(apple_music: Served) -> None:
    path, songs, pages = f"{LIBRARY}?limit=100", [], 0
    while path:
        page = (await apple_music.http.get(path)).json()
        songs += page["data"]
        pages += 1
        path = page.get("next")

    assert pages == 10
    assert page["meta"]["total"] == len(songs) == len({song["id"] for song in songs}) == 1000
    assert {song["type"] for song in songs} == {"library-songs"}
    assert len({(song["attributes"]["name"], song["attributes"]["albumName"]) for song in songs}) == 1000


async def test_the_library_is_the_users_own_and_the_same_each_time(apple_music: Served) -> None:
    once, again = [(await apple_music.http.get(LIBRARY)).json()["data"] for _ in range(2)]
    other = (await apple_music.http.get(LIBRARY, headers={"Music-User-Token": "user-2"})).json()["data"]

    assert once == again
    assert len(once) == len(other) == 25
    assert not {song["id"] for song in once} & {song["id"] for song in other}


async def test_a_page_past_the_end_is_empty_and_the_last_one(apple_music: Served) -> None:
    page = (await apple_music.http.get(f"{LIBRARY}?offset=1000")).json()

    assert page["data"] == []
    assert "next" not in page


@pytest.mark.scenario("APPL-03")
async def test_played_tracks_come_back_newest_first(apple_music: Served) -> None:
    found = (await apple_music.http.get(SEARCH)).json()["results"]["songs"]["data"]
    async with client_of(apple_music) as client:
        for tracks in ([found[0]["id"]], ["song-id", found[1]["id"]]):
            rows = [{"id": each, "type": "songs", "attributes": {"playParams": {"id": each}}} for each in tracks]
            await client.report_played_tracks(ApplePlayedTracks.model_validate({"data": rows}), options=USER)
        heard = await client.list_recent_tracks(options=USER)
        page = await client.list_recent_tracks(limit=1, offset=1, options=USER)
        stranger = await client.list_recent_tracks(options=CallOptions(headers={"Music-User-Token": "user-2"}))

    assert [song.id for song in heard.data] == [found[1]["id"], "song-id", found[0]["id"]]
    assert heard.data[0].attributes is not None
    assert heard.data[0].attributes.name == found[1]["attributes"]["name"]
    assert heard.data[1].attributes is None
    assert [song.id for song in page.data] == ["song-id"]
    assert page.next == f"{PLAYED}?limit=1&offset=2"
    assert stranger.data == []


async def test_a_report_is_accepted_with_202_and_no_body(apple_music: Served) -> None:
    reply = await apple_music.http.post(PLAYED, json={"data": [{"id": "1", "type": "songs"}]})

    assert (reply.status_code, reply.content) == (202, b"")


@pytest.mark.parametrize("authorization", ["", "Bearer wrong", f"Basic {LOCAL_KEY}"])
@pytest.mark.parametrize("path", [SEARCH, LIBRARY, PLAYED])
async def test_without_the_developer_token_everything_is_401(
    apple_music: Served, path: str, authorization: str
) -> None:
    reply = await apple_music.http.get(path, headers={"Authorization": authorization})

    assert reply.status_code == 401
    assert [(error["status"], error["code"]) for error in reply.json()["errors"]] == [("401", "40100")]


@pytest.mark.parametrize("token", ["", "expired-yesterday"])
@pytest.mark.parametrize("path", [LIBRARY, PLAYED])
async def test_a_users_own_data_needs_a_valid_user_token(apple_music: Served, path: str, token: str) -> None:
    reply = await apple_music.http.get(path, headers={"Music-User-Token": token})

    assert (reply.status_code, reply.json()["errors"][0]["code"]) == (403, "40300")


@pytest.mark.scenario("APPL-01")
async def test_search_needs_no_user_token_but_refuses_an_expired_one(apple_music: Served) -> None:
    del apple_music.http.headers["Music-User-Token"]

    assert (await apple_music.http.get(SEARCH)).status_code == 200
    assert (await apple_music.http.get(SEARCH, headers={"Music-User-Token": "expired"})).status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/catalog/zz/search?term=x&types=songs", 404),
        ("/v1/catalog/US/search?term=x&types=songs", 400),
        ("/v1/catalog/us/search?types=songs", 400),
        ("/v1/catalog/us/search?term=x&types=films", 400),
        ("/v1/catalog/us/search?term=x&types=songs&limit=26", 400),
        (f"{LIBRARY}?limit=101", 400),
        (f"{LIBRARY}?limit=0", 400),
        (f"{LIBRARY}?offset=-1", 400),
        (f"{PLAYED}?limit=31", 400),
        ("/v1/me/library/films", 404),
    ],
)
async def test_what_is_wrong_is_refused_in_apples_shape(apple_music: Served, path: str, status: int) -> None:
    reply = await apple_music.http.get(path)

    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/json"
    [error] = reply.json()["errors"]
    assert {"id", "title", "detail", "status", "code"} == error.keys()
    assert error["status"] == str(status)


@pytest.mark.parametrize("body", [b"", b"{", b'{"data": []}', b'{"data": [{"id": "1", "type": "films"}]}'])
async def test_a_report_that_makes_no_sense_is_400(apple_music: Served, body: bytes) -> None:
    reply = await apple_music.http.post(PLAYED, content=body, headers={"Content-Type": "application/json"})

    assert (reply.status_code, reply.json()["errors"][0]["status"]) == (400, "400")
    assert (await apple_music.http.get(PLAYED)).json()["data"] == []


async def test_faults_have_apples_shape_too(apple_music: Served) -> None:
    await apple_music.http.put("/__faults", json={"kind": "rate_limit", "retry_after_s": 15})

    reply = await apple_music.http.get(SEARCH)
    async with client_of(apple_music) as client:
        with pytest.raises(ApiError) as caught:
            await client.list_library_songs(options=USER)

    assert (reply.status_code, reply.headers["retry-after"]) == (429, "15")
    assert reply.json()["errors"][0]["code"] == "42900"
    assert (caught.value.status, caught.value.code, caught.value.retry_after_s) == (429, "rate_limited", 15)
