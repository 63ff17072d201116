"""Titles by id, and recommendations, from the local catalog."""

import pytest

from .conftest import Make


@pytest.mark.usefixtures("seeded")
async def test_a_title_by_its_id(make_world: Make) -> None:
    world = await make_world()

    body = (await world.http.get("/content/netflix:80057281")).json()

    assert (body["title"], body["platform"], body["seasons"], body["year"]) == ("Stranger Things", "netflix", 4, 2016)


@pytest.mark.usefixtures("seeded")
async def test_an_unknown_title_is_404(make_world: Make) -> None:
    world = await make_world()

    reply = await world.http.get("/content/netflix:1")

    assert (reply.status_code, reply.json()["error"]) == (404, "content_not_found")


@pytest.mark.usefixtures("seeded")
async def test_recommendations_are_unwatched_titles_of_the_users_platforms_by_views(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix")
    watched = """
        WITH other AS (
            INSERT INTO users (email, password_hash, name) VALUES ('o@example.com', '', 'O') RETURNING id
        ) INSERT INTO watch_history (user_id, content_id) SELECT id, 'netflix:603' FROM other
    """
    await world.sql(watched)
    episode = "INSERT INTO watch_history (user_id, content_id) VALUES ($1, 'netflix:80057281:s01e01')"
    await world.sql(episode, world.user_id)

    body = (await world.http.get("/recommendations")).json()

    titles = [each["title"] for each in body["recommendations"]]
    assert titles[0] == "The Matrix"
    assert body["recommendations"][0]["reason"] == "Watched by 1 on Netflix"
    assert {each["platform"] for each in body["recommendations"]} == {"netflix"}
    assert "Stranger Things" not in titles
    assert body["algorithm"] == "popularity_fallback"
    assert body["reason"].startswith("Vector search unavailable")
    assert {each["similarity_score"] for each in body["recommendations"]} == {0.0}


@pytest.mark.usefixtures("seeded")
async def test_watched_titles_come_back_when_asked_for(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix")
    await world.sql("INSERT INTO watch_history (user_id, content_id) VALUES ($1, 'netflix:603')", world.user_id)

    body = (await world.http.get("/recommendations", params={"exclude_watched": "false"})).json()

    assert "The Matrix" in [each["title"] for each in body["recommendations"]]


@pytest.mark.usefixtures("seeded")
async def test_a_title_on_several_platforms_is_recommended_once(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix", "hulu")

    body = (await world.http.get("/recommendations", params={"limit": 3})).json()

    titles = [each["title"] for each in body["recommendations"]]
    assert len(titles) == len(set(titles)) == 3


@pytest.mark.parametrize("path", ["/content/nothing", "/content/netflix:", "/recommendations?limit=51"])
async def test_a_bad_question_is_400(make_world: Make, path: str) -> None:
    world = await make_world()

    reply = await world.http.get(path)

    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")


async def test_health_tells_of_both_stores(make_world: Make) -> None:
    world = await make_world()

    reply = await world.http.get("/health")

    assert reply.status_code == 200
    assert '"postgres"' in reply.text
    assert '"redis"' in reply.text
