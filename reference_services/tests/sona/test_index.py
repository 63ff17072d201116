"""The index: written over both interfaces, resumed, and refused when another model has made it."""

import asyncio
import math
from collections.abc import AsyncIterator

import pytest

from mg_clients.rpc import messages
from mg_services.adapters.qdrant.vectors import Vectors
from mg_services.services.sona.index import TITLES

from .conftest import Make, World, film

NEW = {
    "id": "netflix:9000001",
    "platform": "netflix",
    "title": "Orbit Revisited",
    "type": "movie",
    "year": 2025,
    "genres": ["science fiction", "adventure"],
    "overview": "An orbit story, told again.",
}


async def test_a_title_is_found_as_soon_as_it_is_written(world: World) -> None:
    reply = await world.http.post("/index", json={"items": [NEW]})
    similar = await world.http.get("/content/netflix:9000001/similar", params={"limit": 5})

    assert reply.json() == {"indexed": 1}
    rows = similar.json()["recommendations"]
    assert rows
    assert rows[0]["title"].startswith("Orbit")
    assert "Similar to “Orbit Revisited”" in rows[0]["reason"]


async def test_a_stream_of_items_says_what_it_refused(world: World) -> None:
    async def items() -> AsyncIterator[messages.IndexContentRequest]:
        for number in range(150):
            yield messages.IndexContentRequest(
                item=messages.ContentItem(content_id=f"hulu:77{number}", platform="hulu", title=f"New {number}")
            )
        yield messages.IndexContentRequest(item=messages.ContentItem(content_id="nonsense", platform="x", title="x"))

    before = await world.server.engine.index.count()

    answer = await world.rpc.index_content(items())

    assert answer.indexed == 150
    assert list(answer.refused) == ["nonsense"]
    assert await world.server.engine.index.count() == before + 150


async def test_similar_titles_keep_to_years_and_platforms(world: World) -> None:
    reply = await world.http.get(
        f"/content/{film('wedding', 3)}/similar", params={"min_year": 2015, "platforms": "hulu", "limit": 10}
    )

    rows = reply.json()["recommendations"]
    assert rows
    assert {row["platform"] for row in rows} == {"hulu"}
    assert all(int(row["title"].split()[-1]) >= 15 for row in rows if row["title"].startswith("Wedding"))
    assert "Wedding 3" not in [row["title"] for row in rows]


async def test_an_unknown_title_has_nothing_similar(world: World) -> None:
    reply = await world.http.get("/content/netflix:404/similar")

    assert (reply.status_code, reply.json()["error"]) == (404, "content_not_found")


async def test_vectors_of_texts_have_768_numbers_and_length_one(world: World) -> None:
    reply = await world.http.post("/embeddings", json={"texts": ["Stranger Things sci-fi horror series", "A heist"]})

    answer = reply.json()
    assert answer["dimensions"] == 768
    assert [len(vector) for vector in answer["vectors"]] == [768, 768]
    assert [math.fsum(n * n for n in vector) for vector in answer["vectors"]] == pytest.approx([1, 1], abs=1e-4)


async def test_a_second_start_computes_nothing(make_world: Make, qdrant_url: str) -> None:
    world = await make_world(qdrant_url)
    world.vectors.written.clear()
    await world.sql("UPDATE content SET overview = 'Something else.' WHERE id = $1", film("orbit", 3))

    await world.server.indexer.run()

    assert world.vectors.written == [1]


async def test_an_index_of_another_model_is_left_alone_and_lists_are_by_popularity(
    make_world: Make, qdrant_url: str
) -> None:
    vectors = Vectors(qdrant_url)
    await vectors.ensure(TITLES, 768, "another-model")
    await vectors.aclose()

    world = await make_world(qdrant_url, indexed=False)
    async with asyncio.timeout(10):
        while "another-model" not in (health := (await world.http.get("/health")).text):
            assert "degraded" in health
    await world.watched(film("orbit", 2))
    answer = await world.recommend()

    assert answer["algorithm"] == "popularity_fallback"
    assert answer["recommendations"]


async def test_search_results_come_in_the_users_order(world: World) -> None:
    await world.watched(*(film("heist", number) for number in (1, 2, 3, 4)))
    results = [
        messages.ContentItem(content_id=film(kind, 12), platform="hulu", title=title, relevance_score=0.8)
        for kind, title in (("orbit", "Orbit 12"), ("heist", "Heist 12"), ("wedding", "Wedding 12"))
    ]

    answer = await world.rpc.rank_results(
        messages.RankingRequest(
            user_id=str(world.user_id), results=results, context=messages.RankingContext(search_query="12")
        )
    )

    assert answer.ranked
    assert answer.results[0].title == "Heist 12"
    scores = [item.relevance_score or 0.0 for item in answer.results]
    assert scores == sorted(scores, reverse=True)
    assert len(answer.results) == 3
