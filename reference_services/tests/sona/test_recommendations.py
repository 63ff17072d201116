"""Recommendations over both interfaces: from a history, for somebody new, and after one more film."""

import asyncio
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from mg_clients.rpc import messages
from mg_core.call.options import CallOptions
from mg_core.errors import ApiError
from mg_services.services.sona.index import TASTES

from .conftest import NOON, World, film

SPACE_FAN = [film("orbit", number) for number in (2, 5, 7, 11)]


def _titles(answer: dict[str, Any]) -> list[str]:
    return [row["title"] for row in answer["recommendations"]]


def _heists(answer: dict[str, Any]) -> int:
    return sum(title.startswith("Heist") for title in _titles(answer))


@pytest.mark.scenario("SONA-01")
async def test_a_grpc_request_with_a_viewing_context_gets_titles_with_platform_similarity_and_reason(
    world: World,
) -> None:
    request = messages.RecommendationRequest(
        user_id="user-123",
        context=messages.RecommendationContext(
            recent_views=["crown", "handmaid", "mandalorian"],
            preferred_genres=["drama", "sci-fi"],
            avg_rating=4.76,
        ),
        limit=10,
    )

    answer = await world.rpc.get_recommendations(request)

    assert answer.strategy == "vector"
    assert not answer.fallback
    assert 0 <= answer.execution_time_ms < 5000
    assert 0 < len(answer.recommendations) <= 10
    named = {"The Crown", "The Handmaid's Tale", "The Mandalorian"}
    for row in answer.recommendations:
        assert row.title
        assert row.title not in named
        assert row.platform in {"netflix", "hulu", "hbo", "disney", "prime"}
        assert 0.7 <= row.similarity_score <= 1
        assert any(f"“{title}”" in row.reason for title in named), row.reason


@pytest.mark.scenario("E2E-04")
async def test_a_history_gives_unwatched_titles_of_the_users_platforms_in_order_of_their_score(world: World) -> None:
    await world.watched(*SPACE_FAN)
    await world.connect("netflix", "hulu")
    answer = await world.recommend(limit=20, filters={"exclude_watched": True, "platforms": ["netflix", "hulu"]})

    assert world.vectors.searched == [50]
    assert answer["algorithm"] == "vector_similarity"
    rows = answer["recommendations"]
    assert len(rows) == 20
    assert not {row["id"] for row in rows} & set(SPACE_FAN)
    assert {row["platform"] for row in rows} <= {"netflix", "hulu"}
    scores = [row["score"] for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert all(title.startswith("Orbit") for title in _titles(answer)[:10])


async def test_reasons_name_titles_that_were_watched(world: World) -> None:
    await world.watched(*SPACE_FAN)

    answer = await world.rpc.get_recommendations(messages.RecommendationRequest(user_id=str(world.user_id), limit=8))

    for row in answer.recommendations:
        assert set(row.because_of) <= set(SPACE_FAN)
        assert row.because_of
        assert "“Orbit " in row.reason


async def test_one_more_film_changes_the_list(world: World) -> None:
    await world.watched(*SPACE_FAN)
    before = await world.recommend(limit=40)

    reply = await world.http.post(f"/users/{world.user_id}/views", json={"content_id": film("heist", 4)})
    after = await world.recommend(limit=40)

    assert reply.status_code == 204, reply.text
    assert _heists(after) > _heists(before)
    assert "Heist 4" not in _titles(after)


async def test_a_disliked_film_draws_nothing_towards_it_and_is_not_shown_again(world: World) -> None:
    await world.watched(*SPACE_FAN)

    before = await world.recommend(limit=40)
    await world.http.post(f"/users/{world.user_id}/views", json={"content_id": film("heist", 4), "rating": 0.5})
    answer = await world.recommend(limit=40)

    assert _heists(answer) <= _heists(before)
    assert "Heist 4" not in _titles(answer)


async def test_watched_titles_come_back_when_they_are_wanted(world: World) -> None:
    await world.watched(*SPACE_FAN)

    answer = await world.recommend(limit=30, filters={"exclude_watched": False})

    assert {"Orbit 2", "Orbit 5"} & set(_titles(answer))


async def test_a_title_that_one_platform_has_watched_is_watched_on_all(world: World) -> None:
    await world.watched(film("wedding", 1, "netflix"), film("wedding", 2, "netflix"))

    answer = await world.recommend(limit=50, filters={"platforms": ["hulu"]})

    assert answer["algorithm"] == "vector_similarity"
    assert not {"Wedding 1", "Wedding 2"} & set(_titles(answer))
    assert {row["platform"] for row in answer["recommendations"]} == {"hulu"}


async def test_a_title_that_is_no_longer_available_is_not_recommended(world: World) -> None:
    await world.watched(*SPACE_FAN)
    first = (await world.recommend(limit=1))["recommendations"][0]

    await world.sql("UPDATE content_availability SET available = false WHERE content_id = $1", first["id"])
    await world.follow()
    answer = await world.recommend(limit=20)

    assert first["title"] not in _titles(answer)


async def test_somebody_new_gets_popular_titles_of_the_genres_that_they_prefer(world: World) -> None:
    answer = await world.rpc.get_recommendations(
        messages.RecommendationRequest(
            user_id=str(world.user_id),
            context=messages.RecommendationContext(preferred_genres=["Romance"]),
            limit=5,
        )
    )

    assert answer.strategy == "cold_start"
    assert not answer.fallback
    assert len(answer.recommendations) == 5
    for row in answer.recommendations:
        assert row.item is not None
        assert "romance" in row.item.genres


@pytest.mark.parametrize(("second", "moves"), [(NOON, 0), (NOON.replace(hour=13), 1), (NOON.replace(hour=11), 0)])
async def test_only_a_later_moment_moves_the_vector_again(world: World, second: datetime, moves: int) -> None:
    async def watch(moment: datetime) -> int:
        request = messages.RecordWatchRequest(
            user_id=str(world.user_id), content_id=film("orbit", 3), completion=1.0, watched_at=moment
        )
        return (await world.rpc.record_watch(request)).vector_version

    first = await watch(NOON)

    assert await watch(second) == first + moves


async def test_a_watched_title_moves_the_vector_that_qdrant_keeps(world: World) -> None:
    async def vector_after(content_id: str) -> np.ndarray[Any, Any]:
        await world.http.post(f"/users/{world.user_id}/views", json={"content_id": content_id})
        hits = await world.server.vectors.retrieve(TASTES, [str(world.user_id)], with_vectors=True)
        return np.asarray(hits[0].vector)

    first = await vector_after(film("orbit", 3))
    second = await vector_after(film("heist", 9))

    target = (await world.server.engine.index.vectors_of([film("heist", 9)]))[film("heist", 9)]
    assert np.linalg.norm(second) == pytest.approx(1, abs=1e-5)
    assert second @ target > first @ target


async def test_watches_at_the_same_time_all_count(world: World) -> None:
    ids = [film("orbit", number) for number in range(1, 9)]
    replies = await asyncio.gather(
        *(world.http.post(f"/users/{world.user_id}/views", json={"content_id": each}) for each in ids)
    )

    assert [reply.status_code for reply in replies] == [204] * 8
    assert await world.sql("SELECT version FROM user_tastes WHERE user_id = $1", world.user_id) == 8


async def test_a_part_of_a_title_is_not_a_watched_title(world: World) -> None:
    answer = await world.rpc.record_watch(
        messages.RecordWatchRequest(user_id=str(world.user_id), content_id=film("orbit", 3), completion=0.5)
    )

    assert answer.vector_version == 0
    assert await world.sql("SELECT count(*) FROM watch_history") == 0


async def test_unknown_titles_and_users_are_refused(world: World) -> None:
    unknown = await world.http.post(f"/users/{world.user_id}/views", json={"content_id": "netflix:404"})
    nobody = await world.http.post("/users/user-123/views", json={"content_id": film("orbit", 3)})

    assert (unknown.status_code, unknown.json()["error"]) == (404, "content_not_found")
    assert (nobody.status_code, nobody.json()["error"]) == (404, "user_not_found")


async def test_nobody_learns_or_changes_what_another_user_likes(world: World) -> None:
    stranger = CallOptions(headers={"x-user-id": str(await world.account())})
    read = messages.RecommendationRequest(user_id=str(world.user_id))
    write = messages.RecordWatchRequest(user_id=str(world.user_id), content_id=film("orbit", 3), completion=1.0)

    for call in (
        world.rpc.get_recommendations(read, options=stranger),
        world.rpc.record_watch(write, options=stranger),
    ):
        with pytest.raises(ApiError) as caught:
            await call
        assert (caught.value.code, caught.value.details["grpc_status"]) == ("forbidden", "PERMISSION_DENIED")
    assert await world.sql("SELECT count(*) FROM watch_history") == 0
