"""What a search shows when platforms or stores are away."""

import asyncio
from dataclasses import replace

import pytest

from mg_core.errors import CircuitOpenError
from mg_services.adapters.postgres import PoolSettings, Postgres
from mg_services.services.discovery.app import Discovery
from mg_services.services.discovery.search import SearchRequest
from mg_services.services.discovery.store import CatalogStore
from mg_services.standins.platforms.faults import Fault
from tests.timing import in_time

from .conftest import Make, World

DOWN = Fault("status", status=500)


async def open_netflix(world: World) -> None:
    """Search until Netflix has failed five times in a row."""
    world.fail("netflix", DOWN)
    async with asyncio.timeout(20):
        while world.requests("netflix") < 5:
            await world.search("matrix")


@pytest.mark.scenario("CB-01")
async def test_after_five_failures_in_a_row_netflix_is_left_alone(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu")
    await open_netflix(world)

    body = (await world.search("matrix")).json()

    warning = body["warnings"][0]
    assert world.requests("netflix") == 5
    assert warning["error"] == "circuit_breaker_open"
    assert warning["message"] == "Netflix service is temporarily unavailable"
    assert 28 <= warning["retry_after"] <= 30


@pytest.mark.scenario("CB-01")
async def test_an_open_breaker_answers_within_10_ms(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu")
    await open_netflix(world)

    async def refused() -> None:
        with pytest.raises(CircuitOpenError):
            await world.service.platforms["netflix"].search("matrix", 20)

    await in_time(refused, {95: 0.01})
    assert world.requests("netflix") == 5


@pytest.mark.scenario("CB-03")
async def test_an_open_breaker_of_netflix_leaves_spotify_and_hulu_alone(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu", "spotify")
    await open_netflix(world)

    reply = await world.search("inception")

    body = reply.json()
    assert reply.headers["X-Partial-Results"] == "true"
    assert [error["platform"] for error in body["errors"]] == ["netflix"]
    assert body["errors"][0]["error"] == "circuit_breaker_open"
    assert {item["platform"] for item in body["results"]} == {"spotify"}


async def test_a_platform_that_hangs_costs_its_own_results_only(make_world: Make) -> None:
    world = await make_world(search_s=0.5)
    await world.connect("netflix", "hulu")
    world.fail("netflix", Fault("hang"))

    async with asyncio.timeout(8):
        body = (await world.search("matrix")).json()

    assert body["errors"] == [{"platform": "netflix", "error": "timeout"}]
    assert {item["platform"] for item in body["results"]} == {"hulu"}


async def test_when_no_platform_answers_the_last_complete_answer_is_shown_as_stale(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu")
    live = (await world.search("inception")).json()
    redis = world.service.redis._client
    await redis.delete(*await redis.keys("search:*"))
    for name in ("netflix", "hulu"):
        world.fail(name, Fault("status", status=403))

    reply = await world.search("inception")

    body = reply.json()
    assert reply.headers["X-Cache-Status"] == "HIT"
    assert body["results"] == live["results"]
    assert (body["cached"], body["age_minutes"], body["partial_results"]) == (True, 0, True)
    assert body["warnings"][0]["code"] == "stale_results"
    assert {warning.get("platform") for warning in body["warnings"][1:]} == {"netflix", "hulu"}


@pytest.mark.usefixtures("seeded")
async def test_when_nothing_was_kept_the_local_catalog_answers_with_a_warning(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu")
    await world.sql("UPDATE content_availability SET checked_at = now() - interval '2 hours'")
    for name in ("netflix", "hulu"):
        world.fail(name, Fault("status", status=403))

    reply = await world.search("matrix")

    body = reply.json()
    assert reply.headers["X-Cache-Status"] == "MISS"
    assert {item["platform"] for item in body["results"]} == {"netflix", "hulu"}
    assert body["warning"] == "Showing cached results. Live platform data is unavailable."
    assert body["data_age"] == "2 hours"


@pytest.mark.usefixtures("seeded")
async def test_a_catalog_older_than_seven_days_is_not_shown(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix")
    await world.sql("UPDATE content_availability SET checked_at = now() - interval '8 days'")
    world.fail("netflix", Fault("status", status=403))

    body = (await world.search("matrix")).json()

    assert body["results"] == []


@pytest.mark.parametrize("query", ["100%", "_", "\\", "'; DROP TABLE content; --"])
@pytest.mark.usefixtures("seeded")
async def test_a_query_is_text_and_no_pattern(make_world: Make, query: str) -> None:
    world = await make_world()
    await world.connect("netflix")
    world.fail("netflix", Fault("status", status=403))

    body = (await world.search(query)).json()

    assert body["results"] == []


async def test_without_redis_the_platforms_are_asked_each_time(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix")
    nowhere = replace(world.service.settings, redis_url="redis://127.0.0.1:1/0")
    away = Discovery(nowhere)
    async with away.postgres:
        request = SearchRequest(query="matrix", user_id=str(world.user_id))
        outcomes = [await away.search.run(request) for _ in range(2)]
        await away.app.lifecycle.stop()

    assert [outcome.source for outcome in outcomes] == ["platforms", "platforms"]
    assert world.requests("netflix") == 2


async def test_without_platforms_and_database_the_answer_is_503(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix")
    for name in world.emulators:
        world.fail(name, Fault("status", status=403))
    nowhere = Postgres("postgresql://nobody@127.0.0.1:1/nothing", PoolSettings(min_size=0))
    async with nowhere:
        world.service.search.catalog = CatalogStore(nowhere)
        reply = await world.search("matrix")

    assert (reply.status_code, reply.json()["error"]) == (503, "service_unavailable")
    assert [warning["platform"] for warning in reply.json()["warnings"]] == ["netflix"]


async def test_single_flight_asks_once_for_many_users_tabs(make_world: Make) -> None:
    world = await make_world({"netflix": (50.0, 50.0)})
    await world.connect("netflix")

    replies = await asyncio.gather(*(world.search("matrix") for _ in range(20)))

    assert {reply.status_code for reply in replies} == {200}
    assert world.requests("netflix") == 1
