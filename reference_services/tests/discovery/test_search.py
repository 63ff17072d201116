"""Search over the wire: what is asked, what comes back, what is kept."""

import itertools

import pytest

from mg_core.serving.asgi import Receive, Scope, Send
from mg_services.standins.platforms.faults import Fault
from tests.timing import in_time

from .conftest import Make

DOWN = Fault("status", status=500)


@pytest.mark.scenario("DISC-01")
async def test_platforms_are_asked_in_parallel_and_their_titles_come_in_one_list(make_world: Make) -> None:
    world = await make_world({"netflix": (120.0, 120.0), "hulu": (95.0, 95.0), "spotify": (80.0, 80.0)})
    await world.connect("netflix", "hulu", "spotify")
    await world.search("warm up")  # fetches Spotify's token and opens the connections

    reply = await world.search("stranger things")

    body = reply.json()
    assert reply.status_code == 200
    assert body["query"] == "stranger things"
    assert body["execution_time_ms"] >= 120
    assert body["total"] == len(body["results"]) > 2
    shown = [(item["platform"], item["title"], item["type"]) for item in body["results"]]
    assert shown[0] == ("netflix", "Stranger Things", "series")
    assert ("hulu", "Stranger Things Aftershow", "series") in shown
    assert ("spotify", "Stranger Things (Original Soundtrack)", "album") in shown
    assert body["results"][0]["seasons"] == 4
    assert "X-Partial-Results" not in reply.headers
    assert "warnings" not in body


@pytest.mark.scenario("DISC-01")
async def test_a_search_takes_less_than_the_sum_of_its_platforms_times(make_world: Make) -> None:
    world = await make_world({"netflix": (120.0, 120.0), "hulu": (95.0, 95.0), "hbo": (80.0, 80.0)})
    await world.connect("netflix", "hulu", "hbo")
    queries = itertools.count()

    async def search() -> None:
        reply = await world.search(f"stranger {next(queries)}")
        assert (reply.status_code, reply.headers["X-Cache-Status"]) == (200, "MISS")
        assert "X-Partial-Results" not in reply.headers

    await in_time(search, {95: 0.295}, together=4)


@pytest.mark.scenario("DISC-02")
async def test_a_failing_platform_is_retried_twice_and_the_others_answer(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu", "spotify")
    world.fail("netflix", DOWN)

    reply = await world.search("stranger things")

    body = reply.json()
    assert reply.status_code == 200
    assert world.requests("netflix") == 3  # the first and 2 retries
    assert reply.headers["X-Partial-Results"] == "true"
    assert body["partial_results"] is True
    assert body["warnings"][0]["platform"] == "netflix"
    assert body["warnings"][0]["error"] == "service_unavailable"
    assert body["warnings"][0]["message"] == "Netflix is temporarily unavailable"
    assert body["errors"] == [{"platform": "netflix", "error": "unavailable"}]
    assert {item["platform"] for item in body["results"]} == {"hulu", "spotify"}


@pytest.mark.scenario("RD-02")
async def test_the_second_search_asks_no_platform(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu", "spotify")
    first = await world.search("inception")
    asked = [world.emulators[name].faults.requests.total() for name in world.emulators]

    second = await world.search("Inception ")
    await in_time(lambda: world.search("Inception "), {95: 0.05})

    assert [world.emulators[name].faults.requests.total() for name in world.emulators] == asked
    assert (first.headers["X-Cache-Status"], second.headers["X-Cache-Status"]) == ("MISS", "HIT")
    assert second.json()["results"] == first.json()["results"]
    assert (second.json()["cached"], second.json()["age_minutes"]) == (True, 0)


@pytest.mark.scenario("RD-02")
async def test_an_answer_lies_in_redis_for_300_seconds(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix")
    await world.search("inception")

    client = world.service.redis._client
    keys = [str(key) for key in await client.keys("search:*")]

    assert len(keys) == 1
    assert keys[0].startswith("search:inception:")
    assert str(world.user_id) in keys[0]
    assert 290 < await client.ttl(keys[0]) <= 300


async def test_a_partial_answer_is_not_kept(make_world: Make) -> None:
    world = await make_world(local_s=5.0)
    await world.connect("netflix", "hulu")
    world.fail("netflix", Fault("status", status=404))
    world.fail("hulu", Fault("status", status=403))
    await world.search("the")
    world.emulators["hulu"].faults.clear()

    reply = await world.search("the")

    assert reply.headers["X-Cache-Status"] == "MISS"
    assert "warnings" not in reply.json()


async def test_the_cache_in_the_process_needs_no_redis(make_world: Make) -> None:
    world = await make_world(local_s=60.0)
    await world.connect("netflix")
    await world.search("matrix")
    await world.service.redis._client.flushdb()

    reply = await world.search("matrix")

    assert reply.headers["X-Cache-Status"] == "HIT"
    assert world.requests("netflix") == 1


async def test_a_platform_that_was_connected_meanwhile_is_asked(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix")
    await world.search("matrix")
    await world.connect("hulu")

    reply = await world.search("matrix")

    assert reply.headers["X-Cache-Status"] == "MISS"
    assert {item["platform"] for item in reply.json()["results"]} == {"netflix", "hulu"}


async def test_a_user_without_platforms_sees_all_and_is_told(make_world: Make) -> None:
    world = await make_world()

    body = (await world.search("stranger things")).json()

    assert {item["platform"] for item in body["results"]} == {"netflix", "hulu", "spotify"}
    assert [warning["code"] for warning in body["warnings"]] == ["no_connected_platforms"]


async def test_a_connected_platform_that_cannot_be_searched_here_is_named(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "apple_music")

    body = (await world.search("matrix")).json()

    assert [(note["code"], note["platform"]) for note in body["warnings"]] == [
        ("platform_not_available", "apple_music")
    ]
    assert "partial_results" not in body


async def test_only_the_wanted_platforms_are_asked(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu")

    body = (await world.search("matrix", platforms="hulu,spotify")).json()

    assert {item["platform"] for item in body["results"]} == {"hulu"}
    assert [(note["code"], note["platform"]) for note in body["warnings"]] == [("platform_not_connected", "spotify")]
    assert world.requests("netflix") == 0


async def test_results_are_narrowed_to_one_type_and_to_the_limit(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "spotify")

    albums = (await world.search("inception", type="album")).json()
    two = (await world.search("inception", limit=2)).json()

    assert [item["title"] for item in albums["results"]] == ["Inception (Original Soundtrack)"]
    assert albums["total"] == 1
    assert len(two["results"]) == 2
    assert two["total"] > 2


@pytest.mark.scenario("SPOT-01")
async def test_music_keeps_what_only_spotify_knows(make_world: Make) -> None:
    world = await make_world()
    await world.connect("spotify")

    body = (await world.search("taylor swift")).json()

    kinds = {item["type"] for item in body["results"]}
    track = next(item for item in body["results"] if item["type"] == "track")
    assert kinds == {"artist", "album", "track"}
    assert track["metadata"]["spotify_uri"].startswith("spotify:track:")
    assert track["metadata"]["preview_url"].startswith("https://")
    assert track["metadata"]["album_art"].startswith("https://")
    assert track["artists"] == ["Taylor Swift"]
    assert body["execution_time_ms"] < 400


async def test_an_expired_spotify_token_is_renewed_on_the_way(make_world: Make) -> None:
    world = await make_world()
    await world.connect("spotify")
    await world.search("midnights")
    world.fail("spotify", Fault("status", status=401, path="/v1/search", next=1))

    reply = await world.search("karma")

    assert "warnings" not in reply.json()
    assert world.emulators["spotify"].faults.requests["POST /api/token"] == 2


@pytest.mark.scenario("RT-02")
@pytest.mark.parametrize(("status", "code"), [(401, "unauthorized"), (403, "forbidden"), (422, "rejected")])
async def test_a_permanent_error_costs_one_request_and_is_named(make_world: Make, status: int, code: str) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu")
    world.fail("netflix", Fault("status", status=status))

    body = (await world.search("matrix")).json()

    assert world.requests("netflix") == 1
    assert body["errors"] == [{"platform": "netflix", "error": code}]
    assert {item["platform"] for item in body["results"]} == {"hulu"}


async def test_a_404_to_a_search_means_that_nothing_was_found(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu")
    world.fail("netflix", Fault("status", status=404))

    body = (await world.search("matrix")).json()

    assert world.requests("netflix") == 1
    assert "errors" not in body


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault("drop"), "unavailable"),
        (Fault("half"), "unavailable"),
        (Fault("html", status=200), "invalid_response"),
        (Fault("garbage"), "invalid_response"),
        (Fault("rate_limit", retry_after_s=15), "rate_limited"),
    ],
)
async def test_whatever_a_platform_does_the_others_answer(make_world: Make, fault: Fault, code: str) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu")
    world.fail("netflix", fault)

    body = (await world.search("matrix")).json()

    assert [error["error"] for error in body["errors"]] == [code]
    assert {item["platform"] for item in body["results"]} == {"hulu"}


async def test_platforms_do_not_learn_who_asks(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix")
    seen: list[dict[bytes, bytes]] = []
    inner = world.emulators["netflix"].app.app

    async def listening(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(dict(scope["headers"]))
        await inner(scope, receive, send)

    world.emulators["netflix"].app.app = listening
    await world.search("matrix")

    assert b"x-api-key" in seen[0]
    assert b"x-user-id" not in seen[0]
    assert b"x-user-roles" not in seen[0]


async def test_without_an_identity_nobody_searches(make_world: Make) -> None:
    world = await make_world()
    del world.http.headers["X-User-ID"]

    reply = await world.search("matrix")

    assert (reply.status_code, reply.json()["error"]) == (401, "unauthorized")


@pytest.mark.parametrize("query", ["", "?q=", "?q=x&limit=0", "?q=x&type=opera", "?q=x&platforms=vhs", "?q=%00"])
async def test_a_bad_question_is_400(make_world: Make, query: str) -> None:
    world = await make_world()

    reply = await world.http.get(f"/search{query}")

    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")
