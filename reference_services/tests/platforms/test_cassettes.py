"""Recorded once, replayed without a network, and no credential in any of them (SPOT-05)."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
import yaml
from reference_services.tests.platforms import recording
from reference_services.tests.platforms.recording import ADDRESSES, CASSETTES, SCENES, Scene, emulated, recorder
from reference_services.tests.platforms.secrets_in_text import secrets_in
from vcr.errors import CannotOverwriteExistingCassetteException

from mg_core.errors import MgError

EVERY_CASSETTE = sorted(CASSETTES.rglob("*.yml"))


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever connects or looks a name up fails the test."""

    def refused(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket.socket, "connect_ex", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


async def replay(scene: Scene) -> Any:
    with recorder("none").use_cassette(str(scene.path)) as cassette:
        result = await scene.play(ADDRESSES[scene.folder])
        assert cassette.all_played
        return result


@pytest.mark.scenario("SPOT-05")
@pytest.mark.usefixtures("no_network")
async def test_the_artist_search_is_replayed_without_a_network() -> None:
    page = await replay(SCENES[0])

    assert page.items[0].title == "The Beatles"
    assert {str(item.type) for item in page.items} == {"artist", "album", "track"}


@pytest.mark.scenario("SPOT-05")
@pytest.mark.usefixtures("no_network")
async def test_the_search_and_the_album_of_the_specification_are_replayed_without_a_network() -> None:
    page, album = await replay(SCENES[1])

    assert page.items[0].id == "spotify:artist:06HL4z0CvFAxyc27GXpf02"
    assert (album.name, album.release_date) == ("Midnights", "2022-10-21")


@pytest.mark.usefixtures("no_network")
async def test_apples_search_is_replayed_without_a_network() -> None:
    page = await replay(SCENES[2])

    assert (page.items[0].id, page.items[0].genres) == ("apple_music:136975", ["rock"])


@pytest.mark.usefixtures("no_network")
async def test_a_library_page_is_replayed_without_a_network() -> None:
    page = await replay(SCENES[3])

    assert [song.type for song in page.data] == ["library-songs"] * 5
    assert page.meta.total == 1000


@pytest.mark.usefixtures("no_network")
async def test_what_was_not_recorded_is_refused() -> None:
    with (
        recorder("none").use_cassette(str(SCENES[0].path)),
        pytest.raises((MgError, CannotOverwriteExistingCassetteException)),
    ):
        async with recording.spotify(ADDRESSES["spotify"]) as platform:
            await platform.search("somebody else", 20)


@pytest.mark.scenario("SPOT-05")
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_a_conversation_is_recorded_once_and_then_replayed(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "cassette.yml"
    async with emulated(scene.folder) as (emulator, url):
        with recorder("once").use_cassette(str(path)):
            live = await scene.play(url)
        written, asked = path.read_bytes(), emulator.faults.requests.total()
        with recorder("once").use_cassette(str(path)):
            again = await scene.play(url)

        assert 0 < asked == emulator.faults.requests.total()
    assert path.read_bytes() == written
    assert again == live
    assert secrets_in(path.read_text()) == []


@pytest.mark.scenario("SPOT-05")
def test_there_is_a_cassette_for_every_scene_and_no_other() -> None:
    assert sorted(scene.path for scene in SCENES) == EVERY_CASSETTE


@pytest.mark.scenario("SPOT-05")
@pytest.mark.parametrize("path", EVERY_CASSETTE, ids=lambda path: path.stem)
def test_no_cassette_holds_a_credential(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    sent = [interaction["request"]["headers"] for interaction in yaml.safe_load(text)["interactions"]]

    assert secrets_in(text) == []
    assert {value for headers in sent for value in headers.get("authorization", ())} <= {"Bearer REDACTED"}
    assert {value for headers in sent for value in headers.get("music-user-token", ())} <= {"REDACTED"}
    assert any("authorization" in headers for headers in sent)


PLANTED = (
    "authorization:\n      - Bearer BQC9aVd3",
    'authorization: "bearer abc.def"',
    "Authorization: Basic bG9jYWw6ZW11bGF0b3I=",
    "music-user-token:\n      - AsV2k9",
    "X-API-Key:\n    - k3y",
    '"access_token": "NgCXRKMzYjw"',
    r'string: "{\"api_key\":\"bodysecret\"}"',
    "body: grant_type=refresh_token&refresh_token=AQD-refresh&client_id=REDACTED",
    "body: client_id=REDACTED&client_secret=hush",
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJURUFNIn0.c2lnbmF0dXJl",
    "set-cookie:\n  - sp_t=1",
    "note: pJ4kQ9zXw1Lr7Tb3Vn8Yc2Md6Hs0Fg5Ke-uAiOq",
)


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_credential_is_found(planted: str, tmp_path: Path) -> None:
    clean = EVERY_CASSETTE[0].read_text(encoding="utf-8")
    path = tmp_path / "planted.yml"
    path.write_text(f"{clean}\n{planted}\n", encoding="utf-8")

    assert secrets_in(clean) == []
    assert len(secrets_in(path.read_text(encoding="utf-8"))) >= 1
