"""Sections 7.2 and 7.3 of the specification, word for word where it gives words."""

import time

import httpx2
import pytest

from mg_core.contract.policy import TimeoutPolicy
from mg_core.rest.server import App
from mg_servers import apple_music as apple_server
from mg_servers import spotify as spotify_server
from mg_services.data.catalog import CatalogTitle
from mg_services.standins.platforms import apple_music, spotify
from mg_services.standins.platforms.app import Emulator
from mg_services.standins.platforms.apple_music import AppleMusicHandlers
from mg_services.standins.platforms.faults import Fault, FaultBoard
from mg_services.standins.platforms.middleware import FaultLayer
from mg_services.standins.platforms.music import Album, Artist, Library, Track
from mg_services.standins.platforms.settings import EmulatorSettings
from mg_services.standins.platforms.spotify import SpotifyHandlers
from mg_services.standins.platforms.tokens import TokenDesk

from .conftest import Make, World

FIVE = ("netflix", "hulu", "disney", "spotify", "apple_music")
WARS = ("Star Wars", *(f"Star Wars: Episode {number}" for number in range(1, 10)))
DOWN = Fault("status", status=500)


def film(number: int, title: str) -> CatalogTitle:
    return CatalogTitle(
        id=number,
        title=title,
        year=1977,
        genres=("science fiction",),
        overview="",
        popularity=50.0,
        vote_average=8.0,
        runtime_min=120,
        platforms=("disney", "netflix", "hulu"),
    )


def record(songs: int) -> Library:
    """Music of which one album and `songs` songs fit `star wars`."""
    artist = Artist("orchestra1", "A Symphony Orchestra", ("soundtrack",))
    album = Album("album1", "Star Wars", artist, "1977-05-25", tuple(f"Cue {number}" for number in range(songs)))
    tracks = tuple(Track(f"track{n}", f"{name} (Star Wars)", album, n, 180_000) for n, name in enumerate(album.tracks))
    return Library((artist,), (album,), tracks, {album.id: album}, {album.id: tracks})


def musical() -> dict[str, Emulator]:
    """Spotify with two things that fit `star wars`, Apple Music with three."""
    desk = TokenDesk(client_id="local-emulator", client_secret="local-emulator", clock=time.monotonic)
    listening = SpotifyHandlers(record(1), desk, clock=time.monotonic)
    owning = AppleMusicHandlers(record(2), developer_token="local-emulator")
    apps = {
        "spotify": spotify.errors_in_shape(App(listening, spotify_server.ENDPOINTS, name="spotify", identity=None)),
        "apple_music": apple_music.errors_in_shape(
            App(owning, apple_server.ENDPOINTS, name="apple_music", identity=None)
        ),
    }
    made = {}
    for name, app in apps.items():
        board = FaultBoard(clock=time.monotonic)
        layer = FaultLayer(app, board, error_body=spotify.error_body, error_media_type="application/json")
        made[name] = Emulator(EmulatorSettings(name), layer, board)
    return made


async def five(make_world: Make) -> World:
    world = await make_world(
        dict.fromkeys(FIVE, (0.0, 0.0)),
        titles=[film(number, title) for number, title in enumerate(WARS, start=1)],
        instead=musical(),
    )
    await world.connect(*FIVE)
    await world.search("warm up")
    return world


def breaker_state(metrics: str, service: str) -> str:
    (line,) = [
        line
        for line in metrics.splitlines()
        if line.startswith("mg_client_breaker_state{") and f'service="{service}"' in line
    ]
    return line.rsplit(" ", 1)[1]


@pytest.mark.scenario("GD-01")
async def test_two_of_five_platforms_down_cost_their_own_results_only(make_world: Make) -> None:
    world = await five(make_world)
    world.fail("netflix", DOWN)
    world.fail("hulu", Fault("hang"))
    world.service.platforms["hulu"].client.policies["*"].set(timeout=TimeoutPolicy(attempt_s=0.2, total_s=0.5))

    reply = await world.search("star wars")

    body = reply.json()
    found = {name: sum(item["platform"] == name for item in body["results"]) for name in FIVE}
    assert reply.status_code == 200
    assert found == {"netflix": 0, "hulu": 0, "disney": 10, "spotify": 2, "apple_music": 3}
    assert len(body["results"]) == 15
    assert body["errors"] == [
        {"platform": "netflix", "error": "unavailable"},
        {"platform": "hulu", "error": "timeout"},
    ]
    assert body["partial_results"] is True


@pytest.mark.scenario("GD-01")
async def test_the_breakers_of_the_two_open_and_those_of_the_others_do_not(make_world: Make) -> None:
    world = await five(make_world)
    world.fail("netflix", DOWN)
    world.fail("hulu", Fault("hang"))
    world.service.platforms["hulu"].client.policies["*"].set(timeout=TimeoutPolicy(attempt_s=0.2, total_s=2.0))
    for _ in range(2):
        await world.search("star wars")
    asked = [world.requests(name) for name in ("netflix", "hulu")]

    reply = await world.search("star wars")

    assert [error["error"] for error in reply.json()["errors"]] == ["circuit_breaker_open"] * 2
    assert len(reply.json()["results"]) == 15
    assert [world.requests(name) for name in ("netflix", "hulu")] == asked


@pytest.mark.scenario("REL-01")
async def test_metrics_show_breaker_and_counts_of_every_platform(make_world: Make) -> None:
    world = await five(make_world)
    world.fail("netflix", DOWN)
    world.fail("hulu", DOWN)
    for _ in range(3):
        await world.search("star wars")

    metrics = (await world.http.get("/metrics")).text

    assert {name: breaker_state(metrics, name) for name in FIVE} == {
        "netflix": "2",
        "hulu": "2",
        "disney": "0",
        "spotify": "0",
        "apple_music": "0",
    }
    for name in FIVE:
        opened = "1" if name in {"netflix", "hulu"} else "0"
        assert f'mg_client_breaker_opened_total{{service="{name}"}} {opened}' in metrics
        assert f'mg_client_calls_total{{service="{name}",operation="search' in metrics
    assert 'mg_client_breaker_rejected_total{service="netflix"} 0' not in metrics
    assert 'mg_client_errors_total{service="netflix",operation="searchCatalog",code="circuit_breaker_open"}' in metrics


@pytest.mark.scenario("FB-01")
async def test_results_of_ten_minutes_ago_are_shown_when_the_platforms_are_down(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu")
    live = (await world.search("inception")).json()
    await world.forget_fresh()
    world.clock.advance(600)
    for name in ("netflix", "hulu"):
        world.fail(name, DOWN)
    for _ in range(3):  # until both circuits are open
        reply = await world.search("inception")

    body = reply.json()
    assert [error["error"] for error in body["errors"]] == ["circuit_breaker_open"] * 2
    assert (body["cached"], body["age_minutes"]) == (True, 10)
    assert reply.headers["X-Cache-Status"] == "HIT"
    assert body["warnings"][0] == {
        "code": "stale_results",
        "message": "Results may be outdated. Some platforms are unavailable.",
    }
    assert body["results"] == live["results"]
    assert await world.service.redis._client.exists(f"stale-search:inception:{world.user_id}")


async def test_a_platform_that_was_disconnected_meanwhile_is_not_shown_from_the_cache(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu")
    await world.search("matrix")
    await world.forget_fresh()
    await world.sql("DELETE FROM user_platforms WHERE platform = 'hulu'")
    world.fail("netflix", DOWN)

    body = (await world.search("matrix")).json()

    assert {item["platform"] for item in body["results"]} == {"netflix"}
    assert body["cached"] is True


@pytest.mark.scenario("GD-04")
@pytest.mark.usefixtures("seeded")
async def test_with_all_platforms_down_the_local_catalog_answers_with_a_warning(make_world: Make) -> None:
    world = await make_world(dict.fromkeys(("netflix", "hulu", "disney"), (0.0, 0.0)))
    await world.connect("netflix", "hulu", "disney")
    await world.sql("UPDATE content_availability SET checked_at = now() - interval '2 hours'")
    for name in world.emulators:
        world.fail(name, DOWN)
    replies: list[httpx2.Response] = [await world.search("matrix") for _ in range(3)]

    body = replies[-1].json()
    assert {reply.status_code for reply in replies} == {200}
    assert {error["error"] for error in body["errors"]} == {"circuit_breaker_open"}
    assert body["warning"] == "Showing cached results. Live platform data is unavailable."
    assert body["data_age"] == "2 hours"
    assert [item["title"] for item in body["results"]] == ["The Matrix", "The Matrix"]


@pytest.mark.scenario("GD-04")
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(("age", "shown"), [("6 days 23 hours", 2), ("7 days 1 minute", 0)])
async def test_the_local_catalog_is_shown_for_seven_days(make_world: Make, age: str, shown: int) -> None:
    world = await make_world(dict.fromkeys(("netflix", "hulu"), (0.0, 0.0)))
    await world.connect("netflix", "hulu")
    await world.sql("UPDATE content_availability SET checked_at = now() - $1::text::interval", age)
    for name in world.emulators:
        world.fail(name, Fault("status", status=403))

    body = (await world.search("matrix")).json()

    assert len(body["results"]) == shown
