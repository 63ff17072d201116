"""Without the vector server: lists by popularity, in time, and by taste again when it is back."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mg_clients.rpc import messages
from mg_core.call.options import CallOptions
from mg_core.errors import MgError
from mg_services.engines.qdrant import QdrantEngine

from .conftest import Make, film


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[QdrantEngine]:
    """A vector server that a test may kill."""
    made = QdrantEngine(tmp_path / "vectors-of-its-own")
    await made.start()
    yield made
    await made.stop()


@pytest.mark.scenario("FB-02")
async def test_popular_titles_of_the_users_platforms_when_qdrant_dies(make_world: Make, engine: QdrantEngine) -> None:
    world = await make_world(engine.url, search_s=5.0)
    await world.watched(film("orbit", 2))
    await world.connect("hulu")
    for number in (7, 7, 7, 9, 9, 4):
        await world.watched(film("heist", number), user_id=await world.account())
    before = await world.recommend()

    await engine.kill()
    after = await world.recommend()

    assert before["algorithm"] == "vector_similarity"
    assert after["algorithm"] == "popularity_fallback"
    assert after["reason"] == "Vector search unavailable"
    assert [row["title"] for row in after["recommendations"][:3]] == ["Heist 7", "Heist 9", "Heist 4"]
    assert {row["platform"] for row in after["recommendations"]} == {"hulu"}
    assert after["recommendations"][0]["reason"] == "3 people have watched it"


async def test_lists_are_by_taste_again_when_qdrant_is_back(make_world: Make, engine: QdrantEngine) -> None:
    world = await make_world(engine.url, search_s=5.0)
    await world.watched(film("orbit", 2))
    await engine.kill()
    assert (await world.recommend())["algorithm"] == "popularity_fallback"

    await engine.start()

    async with asyncio.timeout(60):
        while (answer := await world.recommend())["algorithm"] != "vector_similarity":
            assert answer["recommendations"]


async def test_a_watch_is_not_lost_while_qdrant_is_away(make_world: Make, engine: QdrantEngine) -> None:
    world = await make_world(engine.url)
    await engine.kill()

    reply = await world.http.post(f"/users/{world.user_id}/views", json={"content_id": film("orbit", 3)})

    assert reply.status_code == 204
    assert await world.sql("SELECT completed FROM watch_history WHERE user_id = $1", world.user_id)


async def test_what_changed_while_qdrant_was_away_is_in_the_index_afterwards(
    make_world: Make, engine: QdrantEngine
) -> None:
    world = await make_world(engine.url)
    await engine.kill()
    await world.sql("UPDATE content SET overview = 'Something else.' WHERE id = $1", film("orbit", 3))
    with pytest.raises(MgError):
        await world.follow()
    world.vectors.written.clear()

    await engine.start()

    async with asyncio.timeout(60):
        while not world.vectors.written:
            with contextlib.suppress(MgError):
                await world.follow()
    assert set(world.vectors.written) == {1}


async def test_ranking_keeps_the_given_order_without_qdrant(make_world: Make, engine: QdrantEngine) -> None:
    world = await make_world(engine.url)
    await world.watched(film("heist", 1))
    await engine.kill()
    results = [
        messages.ContentItem(content_id=film(kind, 12), platform="hulu", title=kind, relevance_score=score)
        for kind, score in (("orbit", 0.9), ("heist", 0.8), ("wedding", 0.7))
    ]

    answer = await world.rpc.rank_results(messages.RankingRequest(user_id=str(world.user_id), results=results))

    assert not answer.ranked
    assert [item.title for item in answer.results] == ["orbit", "heist", "wedding"]


async def test_a_qdrant_that_never_answers_costs_part_of_the_deadline(make_world: Make, engine: QdrantEngine) -> None:
    world = await make_world(engine.url, search_s=30.0)
    await world.watched(film("orbit", 2))

    world.vectors.hangs = True
    answer = await world.rpc.get_recommendations(
        messages.RecommendationRequest(user_id=str(world.user_id)), options=CallOptions(timeout_s=2.5)
    )

    assert answer.strategy == "popularity"
    assert answer.fallback
    assert answer.recommendations
