"""The streaming platforms' stand-ins, asked over their socket."""

from datetime import UTC, datetime

import httpx2
import pytest

from mg_clients.streaming_platform import AsyncStreamingPlatformClient, StreamUrlRequest
from mg_core.call.options import CallOptions
from mg_core.errors import ApiError
from mg_services.serving.settings import LOCAL_KEY

from .conftest import Served

KEY = CallOptions(headers={"X-API-Key": LOCAL_KEY})


@pytest.mark.scenario("PLAT-NETFLIX")
async def test_netflix_finds_its_title_in_the_shape_of_the_contract(netflix: Served) -> None:
    async with AsyncStreamingPlatformClient(netflix.url, service="netflix") as client:
        page = await client.search_catalog(q="stranger things", options=KEY)

    title = page.results[0]
    assert (title.id, title.title, title.type, title.seasons) == ("80057281", "Stranger Things", "series", 4)
    assert title.available
    assert (page.total, page.page, page.limit) == (1, 1, 20)


@pytest.mark.scenario("PLAT-HULU")
async def test_hulu_finds_its_own_titles_and_not_those_of_netflix(hulu: Served) -> None:
    async with AsyncStreamingPlatformClient(hulu.url, service="hulu") as client:
        page = await client.search_catalog(q="stranger things", options=KEY)

    assert [title.title for title in page.results] == ["Stranger Things Aftershow"]


async def test_pages_follow_each_other_without_gap_or_overlap(netflix: Served) -> None:
    first = (await netflix.http.get("/catalog/search", params={"q": "t", "limit": 2})).json()
    second = (await netflix.http.get("/catalog/search", params={"q": "t", "limit": 2, "page": 2})).json()

    ids = [title["id"] for title in (*first["results"], *second["results"])]
    assert first["total"] == second["total"] >= 3
    assert len(ids) == len(set(ids)) >= 3


@pytest.mark.scenario("PLAT-NETFLIX")
async def test_the_watchlist_of_an_account_is_the_same_each_time_and_newest_first(netflix: Served) -> None:
    async with AsyncStreamingPlatformClient(netflix.url) as client:
        once = await client.get_watchlist(account_id="netflix-123", options=KEY)
        again = await client.get_watchlist(account_id="netflix-123", options=KEY)
        other = await client.get_watchlist(account_id="netflix-456", options=KEY)

    assert once == again != other
    assert once.items == sorted(once.items, key=lambda item: item.added_at, reverse=True)


async def test_a_title_can_be_looked_up_and_an_unknown_one_is_404(netflix: Served) -> None:
    async with AsyncStreamingPlatformClient(netflix.url) as client:
        title = await client.get_title(id="603", options=KEY)
        with pytest.raises(ApiError) as caught:
            await client.get_title(id="nothing", options=KEY)

    assert title.title == "The Matrix"
    assert (caught.value.status, caught.value.code) == (404, "not_found")


async def test_a_stream_address_expires_in_four_hours(netflix: Served) -> None:
    async with AsyncStreamingPlatformClient(netflix.url) as client:
        stream = await client.create_stream_url(StreamUrlRequest(content_id="603", device_id="tv-1"), options=KEY)

    assert stream.url.startswith("https://stream.netflix.example/603/")
    assert stream.expires_at == datetime.fromtimestamp(netflix.watch.now + 4 * 3600, UTC)
    assert stream.duration_ms == 136 * 60_000


@pytest.mark.parametrize("key", [None, "", "wrong"])
async def test_without_the_right_key_everything_is_401(netflix: Served, key: str | None) -> None:
    async with httpx2.AsyncClient(base_url=netflix.url, trust_env=False) as http:
        reply = await http.get("/catalog/search?q=x", headers={} if key is None else {"X-API-Key": key})

    assert reply.status_code == 401
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["www-authenticate"].startswith("ApiKey")
    assert reply.json()["error"] == "unauthorized"


@pytest.mark.parametrize("query", ["", "?q=", "?q=x&page=0", "?q=x&limit=51", "?q=x&colour=red", "?q=" + "x" * 201])
async def test_a_bad_question_is_400(netflix: Served, query: str) -> None:
    reply = await netflix.http.get(f"/catalog/search{query}")

    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")


@pytest.mark.scenario("PLAT-NETFLIX")
async def test_latency_lies_between_the_set_bounds(slow_netflix: Served) -> None:
    for _ in range(50):
        await slow_netflix.http.get("/catalog/search?q=x")

    slept = slow_netflix.watch.slept
    assert len(slept) == 50
    assert 0.1 <= min(slept) < 0.12
    assert 0.18 < max(slept) <= 0.2


async def test_health_needs_no_key_and_waits_for_no_latency(slow_netflix: Served) -> None:
    async with httpx2.AsyncClient(trust_env=False) as http:
        reply = await http.get(f"{slow_netflix.url}/health")

    assert reply.status_code == 200
    assert slow_netflix.watch.slept == []
