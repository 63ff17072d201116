"""What becomes of each of Spotify's error answers (specification, section 3.1)."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from mg_core.clock import SystemClock
from mg_services.standins.platforms.faults import Fault

from .conftest import Make, World

SEARCH = "/v1/search"


async def music_and_films(make_world: Make) -> World:
    """A user of Spotify and Netflix whose tokens are fetched already."""
    world = await make_world()
    await world.connect("netflix", "spotify")
    await world.search("warm up")
    return world


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await condition():
            await SystemClock().sleep(0.01)


@pytest.mark.scenario("SPOT-04")
async def test_403_is_returned_as_an_error_after_one_request(make_world: Make) -> None:
    world = await music_and_films(make_world)
    before = world.requests("spotify", SEARCH)
    world.fail("spotify", Fault("status", status=403, path=SEARCH))

    body = (await world.search("inception")).json()

    assert body["errors"] == [{"platform": "spotify", "error": "forbidden"}]
    assert body["warnings"][0]["error"] == "forbidden"
    assert world.requests("spotify", SEARCH) == before + 1
    assert {item["platform"] for item in body["results"]} == {"netflix"}


@pytest.mark.scenario("SPOT-04")
async def test_404_is_an_empty_answer(make_world: Make) -> None:
    world = await music_and_films(make_world)
    world.fail("spotify", Fault("status", status=404, path=SEARCH))

    body = (await world.search("inception")).json()

    assert "errors" not in body
    assert "partial_results" not in body
    assert {item["platform"] for item in body["results"]} == {"netflix"}


@pytest.mark.scenario("SPOT-04")
async def test_500_is_retried_three_times_and_then_costs_spotifys_results_only(make_world: Make) -> None:
    world = await music_and_films(make_world)
    before = world.requests("spotify", SEARCH)
    world.fail("spotify", Fault("status", status=500, path=SEARCH))

    body = (await world.search("inception")).json()

    assert world.requests("spotify", SEARCH) == before + 4
    assert body["errors"] == [{"platform": "spotify", "error": "unavailable"}]
    assert {item["platform"] for item in body["results"]} == {"netflix"}


@pytest.mark.scenario("SPOT-04")
async def test_500_that_passes_is_not_noticed(make_world: Make) -> None:
    world = await music_and_films(make_world)
    world.fail("spotify", Fault("status", status=500, path=SEARCH, next=3))

    body = (await world.search("inception")).json()

    assert "errors" not in body
    assert {item["platform"] for item in body["results"]} == {"netflix", "spotify"}


@pytest.mark.scenario("SPOT-04")
async def test_503_opens_the_breaker_and_the_cache_serves(make_world: Make) -> None:
    world = await music_and_films(make_world)
    live = (await world.search("inception")).json()
    await world.forget_fresh()
    world.fail("spotify", Fault("status", status=503, path=SEARCH))
    await world.search("matrix")
    await world.search("matrix")
    before = world.requests("spotify", SEARCH)

    reply = await world.search("inception")

    body = reply.json()
    assert world.requests("spotify", SEARCH) == before  # open: nothing is sent
    assert body["errors"] == [{"platform": "spotify", "error": "circuit_breaker_open"}]
    assert {item["id"] for item in body["results"]} == {item["id"] for item in live["results"]}
    assert (body["cached"], body["partial_results"], reply.headers["X-Cache-Status"]) == (True, True, "HIT")
    assert "stale_results" in [warning.get("code") for warning in body["warnings"]]


@pytest.mark.scenario("SPOT-02", "SPOT-04")
async def test_429_is_answered_at_once_in_part_and_asked_again_when_the_pause_is_over(make_world: Make) -> None:
    world = await music_and_films(make_world)
    world.fail("spotify", Fault("rate_limit", retry_after_s=15, path=SEARCH))
    before = world.requests("spotify", SEARCH)

    began = time.monotonic()
    body = (await world.search("inception")).json()
    took_s = time.monotonic() - began
    again = (await world.search("inception")).json()
    pauses = [due - world.clock.monotonic() for due, _ in world.clock.waits]
    world.emulators["spotify"].faults.set()
    asked_meanwhile = world.requests("spotify", SEARCH) - before
    world.clock.advance(15.1)
    await until(lambda: world.is_fresh("inception"))
    reply = await world.search("inception")

    assert took_s < 1
    assert body["errors"] == [{"platform": "spotify", "error": "rate_limited"}]
    assert body["warnings"][0]["retry_after"] == 15
    assert {item["platform"] for item in body["results"]} == {"netflix"}
    assert again["partial_results"] is True
    assert len(pauses) == 1  # queued once for both searches
    assert 14 < pauses[0] <= 15
    assert asked_meanwhile <= 2
    assert world.requests("netflix") == 3  # warm up, and once for each search: not for the retry
    assert reply.headers["X-Cache-Status"] == "HIT"
    assert {item["platform"] for item in reply.json()["results"]} == {"netflix", "spotify"}
    assert "errors" not in reply.json()


@pytest.mark.scenario("SPOT-02")
async def test_while_spotify_is_too_busy_the_cache_serves_what_it_has(make_world: Make) -> None:
    world = await music_and_films(make_world)
    live = (await world.search("inception")).json()
    await world.forget_fresh()
    world.clock.advance(600)
    world.fail("spotify", Fault("rate_limit", retry_after_s=15, path=SEARCH))

    body = (await world.search("inception")).json()

    assert {item["id"] for item in body["results"]} == {item["id"] for item in live["results"]}
    assert body["total"] == live["total"]
    assert (body["cached"], body["age_minutes"]) == (True, 10)


@pytest.mark.scenario("SPOT-02")
async def test_more_searches_than_the_limit_allows_neither_hang_nor_reach_spotify(make_world: Make) -> None:
    world = await music_and_films(make_world)

    async with asyncio.timeout(20):
        replies = await asyncio.gather(*(world.search(f"inception {number}") for number in range(60)))

    codes = {error["error"] for reply in replies for error in reply.json().get("errors", ())}
    assert {reply.status_code for reply in replies} == {200}
    assert codes == {"rate_limited"}
    assert world.requests("spotify", SEARCH) <= 45


@pytest.mark.scenario("SPOT-02")
async def test_what_waits_for_its_turn_ends_with_the_service(make_world: Make) -> None:
    world = await music_and_films(make_world)
    world.fail("spotify", Fault("rate_limit", retry_after_s=15, path=SEARCH))
    await world.search("inception")
    waiting = len(world.service.search.retries)

    async with asyncio.timeout(5):
        await world.service.search.aclose()

    assert (waiting, len(world.service.search.retries)) == (1, 0)


async def test_a_retry_that_fails_again_is_given_up(make_world: Make) -> None:
    world = await music_and_films(make_world)
    world.fail("spotify", Fault("rate_limit", retry_after_s=15, path=SEARCH))
    await world.search("inception")
    before = world.requests("spotify", SEARCH)
    world.clock.advance(15.1)

    async def given_up() -> bool:
        return len(world.service.search.retries) == 0

    await until(given_up)

    assert world.requests("spotify", SEARCH) == before + 1
    assert not await world.is_fresh("inception")
