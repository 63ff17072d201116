"""Searches and recommendations over gRPC, through the generated client on a real socket, and SONA behind them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from mg_clients.rpc import AsyncDiscoveryRpcClient, messages
from mg_core.call.options import CallOptions
from mg_core.contrib.grpclib.server import GrpclibServer
from mg_core.errors import ApiError, MgError
from mg_core.rpc import RpcCall
from mg_servers.rpc import SONA_ENDPOINTS
from mg_services.standins.platforms.faults import Fault

from .conftest import Make, World

DOWN = Fault("status", status=503)


@contextlib.asynccontextmanager
async def client_of(world: World) -> AsyncIterator[AsyncDiscoveryRpcClient]:
    """A client that names no user by itself."""
    async with AsyncDiscoveryRpcClient(f"127.0.0.1:{world.service.grpc.port}") as client:
        yield client


def asked(world: World, query: str, /, **more: object) -> messages.SearchRequest:
    """A search of the world's user."""
    request = messages.SearchRequest(user_id=str(world.user_id), query=query)
    for name, value in more.items():
        setattr(request, name, value)
    return request


class ScriptedSona:
    """A SONA that turns the order round, or does what a test says; keeps what it was told."""

    def __init__(self, *, fails: bool = False, hangs: bool = False, ranked: bool = True) -> None:
        self.calls: list[RpcCall] = []
        self.requests: list[object] = []
        self.fails = fails
        self.hangs = hangs
        self.ranked = ranked

    async def rank_results(self, call: RpcCall, request: messages.RankingRequest) -> messages.RankingResponse:
        """The last first; the first has a relevance of 0.9, each later one a little less."""
        await self._told(call, request)
        turned = request.results[::-1]
        for place, item in enumerate(turned):
            item.relevance_score = 0.9 - place / 1000
        return messages.RankingResponse(results=turned, ranked=self.ranked)

    async def get_recommendations(
        self, call: RpcCall, request: messages.RecommendationRequest
    ) -> messages.RecommendationResponse:
        """One title."""
        await self._told(call, request)
        item = messages.ContentItem(
            content_id="netflix:7", platform="netflix", title="Seven", type=messages.ContentType.MOVIE
        )
        row = messages.Recommendation("Seven", "netflix", 0.8, "Because you watched “Six”", 0.5, item, ["netflix:6"])
        return messages.RecommendationResponse(recommendations=[row], strategy="vector")

    async def _told(self, call: RpcCall, request: object) -> None:
        self.calls.append(call)
        self.requests.append(request)
        if self.hangs:
            await asyncio.Event().wait()
        if self.fails:
            raise ApiError("SONA is ill", code="service_unavailable", status=503)


@contextlib.asynccontextmanager
async def serving(sona: ScriptedSona) -> AsyncIterator[str]:
    """Its target."""
    rows = [row for row in SONA_ENDPOINTS if hasattr(sona, row.handler)]
    server = GrpclibServer([(sona, rows)])
    try:
        yield f"127.0.0.1:{await server.start()}"
    finally:
        await server.aclose(grace_s=0.1)


async def test_a_search_finds_what_rest_finds(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu")
    over_rest = (await world.search("stranger things")).json()
    async with client_of(world) as rpc:
        answer = await rpc.search_content(asked(world, "stranger things"))

    assert [item.content_id for item in answer.results] == [item["id"] for item in over_rest["results"]]
    assert (answer.total, answer.query) == (over_rest["total"], "stranger things")
    first = answer.results[0]
    assert (first.platform, first.title, first.type) == ("netflix", "Stranger Things", messages.ContentType.SERIES)
    assert (first.seasons, first.available) == (4, True)
    assert first.relevance_score == 1
    assert not answer.partial_results


async def test_a_missing_platform_is_named(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu")
    world.fail("netflix", DOWN)
    async with client_of(world) as rpc:
        answer = await rpc.search_content(asked(world, "stranger things"))

    assert answer.partial_results
    assert [(row.platform, row.error) for row in answer.errors] == [("netflix", "service_unavailable")]
    assert {item.platform for item in answer.results} == {"hulu"}


async def test_filters_restrict_the_results(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu", "spotify")

    async def shown(**filters: object) -> list[messages.ContentItem]:
        wanted = messages.SearchFilters()
        for name, value in filters.items():
            setattr(wanted, name, value)
        async with client_of(world) as rpc:
            answer = await rpc.search_content(asked(world, "stranger things", filters=wanted))
        assert answer.total == len(answer.results) or not filters
        return answer.results

    everything = await shown()
    years = {item.release_year for item in everything if item.release_year}
    genres = {genre for item in everything for genre in item.genres}
    last = max(years)
    genre = min(genres)

    assert {item.type for item in await shown(types=[messages.ContentType.ALBUM])} == {messages.ContentType.ALBUM}
    assert {item.release_year for item in await shown(min_year=last)} == {last}
    assert await shown(max_year=min(years) - 1) == []
    of_genre = await shown(genres=[genre.upper()])
    assert of_genre
    assert all(genre in item.genres for item in of_genre)
    assert all(item.available is not False for item in await shown(available_only=True))


async def test_platforms_and_limit_are_obeyed(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu")
    async with client_of(world) as rpc:
        answer = await rpc.search_content(asked(world, "the", platforms=["hulu", "hulu"], limit=1))

    assert [item.platform for item in answer.results] == ["hulu"]
    assert answer.total > 1


@pytest.mark.parametrize(
    "change", [{"query": ""}, {"query": "x" * 201}, {"platforms": ["vhs"]}, {"query": "a\x00b"}], ids=str
)
async def test_what_rest_refuses_is_refused(make_world: Make, change: dict[str, object]) -> None:
    world = await make_world()
    async with client_of(world) as rpc:
        with pytest.raises(ApiError) as refused:
            await rpc.search_content(asked(world, "fine", **change))

    assert (refused.value.code, refused.value.status) == ("invalid_request", 400)
    assert refused.value.details["details"]


async def test_a_stream_sends_each_part_as_it_arrives(make_world: Make) -> None:
    world = await make_world({"netflix": (200.0, 200.0), "hulu": (0.0, 0.0), "spotify": (0.0, 0.0)})
    await world.connect("netflix", "hulu", "spotify")
    world.fail("spotify", Fault("status", status=403))
    async with client_of(world) as rpc, asyncio.timeout(10):
        parts = [part async for part in rpc.stream_search(asked(world, "stranger things"))]

    assert len(parts) == 3
    assert [error.platform for part in parts for error in part.errors] == ["spotify"]
    assert [{item.platform for item in part.results} for part in parts if part.results] == [{"hulu"}, {"netflix"}]


@pytest.mark.usefixtures("seeded")
async def test_a_title_by_its_id_and_none_for_another(make_world: Make) -> None:
    world = await make_world()
    async with client_of(world) as rpc:
        found = await rpc.search_content(asked(world, "matrix"))
        content_id = found.results[0].content_id
        title = await rpc.get_content(messages.GetContentRequest(content_id=content_id))
        with pytest.raises(ApiError) as missing:
            await rpc.get_content(messages.GetContentRequest(content_id="netflix:0"))

    assert title.item is not None
    assert (title.item.content_id, title.item.title) == (content_id, found.results[0].title)
    assert (missing.value.code, missing.value.status) == ("content_not_found", 404)


@pytest.mark.usefixtures("seeded")
async def test_recommendations_without_sona_are_by_popularity(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix")
    async with client_of(world) as rpc:
        answer = await rpc.get_recommendations(messages.RecommendationRequest(user_id=str(world.user_id), limit=5))

    assert (answer.strategy, answer.fallback) == ("popularity", True)
    assert len(answer.recommendations) == 5
    assert {row.platform for row in answer.recommendations} == {"netflix"}
    assert all(row.item is not None and 0 <= row.score <= 1 for row in answer.recommendations)


async def test_the_user_of_the_request_must_be_the_caller(make_world: Make) -> None:
    world = await make_world()
    other = CallOptions(headers={"x-user-id": str(uuid4())})
    async with client_of(world) as rpc:
        with pytest.raises(ApiError) as refused:
            await rpc.search_content(asked(world, "star"), options=other)
        with pytest.raises(ApiError) as streaming:
            await anext(rpc.stream_search(asked(world, "star"), options=other))
        with pytest.raises(MgError) as nobody:
            await rpc.search_content(messages.SearchRequest(query="star"))

    assert refused.value.details["grpc_status"] == "PERMISSION_DENIED"
    assert streaming.value.code == "forbidden"
    assert nobody.value.code == "unauthorized"


@pytest.mark.usefixtures("seeded")
async def test_sona_orders_and_learns_who_asks_for_what(make_world: Make) -> None:
    sona = ScriptedSona()
    async with serving(sona) as target:
        world = await make_world(sona_target=target, rank_s=5.0)
        await world.connect("netflix", "hulu")
        trace = "00-11111111111111111111111111111111-2222222222222222-01"
        reply = await world.http.get("/search", params={"q": "stranger things"}, headers={"traceparent": trace})
        again = await world.search("stranger things")
        metrics = (await world.http.get("/metrics")).text

    body = reply.json()
    assert body["results"][-1]["title"] == "Stranger Things"
    assert [row["relevance_score"] for row in body["results"]] == sorted(
        (row["relevance_score"] for row in body["results"]), reverse=True
    )
    assert body["results"][0]["relevance_score"] == 0.9
    assert "warnings" not in body
    assert again.json()["results"] == body["results"]
    assert len(sona.calls) == 1  # the order is kept with the answer
    request, call = sona.requests[0], sona.calls[0]
    assert isinstance(request, messages.RankingRequest)
    assert request.user_id == str(world.user_id)
    assert request.context is not None
    assert request.context.search_query == "stranger things"
    assert not request.context.user_preferences  # SONA knows what was watched
    assert call.text("x-user-id") == str(world.user_id)
    assert call.trace_id == "1" * 32
    assert call.remaining_s is not None
    assert 'service="sona"' in metrics


@pytest.mark.parametrize("how", [{"fails": True}, {"hangs": True}, {"ranked": False}], ids=str)
async def test_without_sona_results_are_in_the_order_of_their_words(make_world: Make, how: dict[str, bool]) -> None:
    async with serving(ScriptedSona(**how)) as target:
        world = await make_world(sona_target=target, rank_s=0.2)
        await world.connect("netflix", "hulu")
        async with asyncio.timeout(2):
            body = (await world.search("stranger things")).json()

    assert body["results"][0]["title"] == "Stranger Things"
    assert body["results"][0]["relevance_score"] == 1
    assert [warning["code"] for warning in body["warnings"]] == ["ranking_unavailable"]


async def test_an_answer_kept_while_sona_was_away_is_ordered_once_it_is_back(make_world: Make) -> None:
    sona = ScriptedSona(fails=True)
    async with serving(sona) as target:
        world = await make_world(sona_target=target, rank_s=5.0)
        await world.connect("netflix", "hulu")
        await world.search("stranger things")
        sona.fails = False
        body = (await world.search("stranger things")).json()

    assert body["cached"] is True
    assert body["results"][-1]["title"] == "Stranger Things"
    assert "warnings" not in body


@pytest.mark.usefixtures("seeded")
async def test_recommendations_are_sonas(make_world: Make) -> None:
    sona = ScriptedSona()
    async with serving(sona) as target:
        world = await make_world(sona_target=target, recommend_s=5.0)
        await world.connect("netflix")
        body = (await world.http.get("/recommendations", params={"limit": 7})).json()
        async with client_of(world) as rpc:
            told = messages.RecommendationContext(["crown"], ["drama"], 4.5)
            over_rpc = await rpc.get_recommendations(
                messages.RecommendationRequest(user_id=str(world.user_id), context=told)
            )

    assert body["algorithm"] == "vector_similarity"
    assert "reason" not in body
    assert body["recommendations"] == [
        {
            "id": "netflix:7",
            "platform": "netflix",
            "title": "Seven",
            "type": "movie",
            "genres": [],
            "similarity_score": 0.8,
            "score": 0.5,
            "reason": "Because you watched “Six”",
            "available": True,
        }
    ]
    assert over_rpc.strategy == "vector"
    assert over_rpc.recommendations[0].because_of == ["netflix:6"]
    request, second = sona.requests
    assert isinstance(request, messages.RecommendationRequest)
    assert isinstance(second, messages.RecommendationRequest)
    assert request.limit == 7
    assert request.context is None  # SONA knows what was watched
    assert second.context == told
    assert request.filters is not None
    assert (request.filters.exclude_watched, request.filters.platforms) == (True, ["netflix"])


@pytest.mark.usefixtures("seeded")
@pytest.mark.scenario("FB-02")
async def test_recommendations_while_sona_is_ill_are_by_popularity_and_say_so(make_world: Make) -> None:
    async with serving(ScriptedSona(fails=True)) as target:
        world = await make_world(sona_target=target)
        await world.connect("netflix")
        body = (await world.http.get("/recommendations")).json()

    assert body["algorithm"] == "popularity_fallback"
    assert body["reason"].startswith("Vector search unavailable")
    assert body["recommendations"]
