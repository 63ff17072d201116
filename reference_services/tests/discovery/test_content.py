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
async def test_without_sona_popular_titles_of_the_users_platforms_are_recommended(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix")

    body = (await world.http.get("/recommendations")).json()

    scores = [each["score"] for each in body["recommendations"]]
    assert scores
    assert scores == sorted(scores, reverse=True)
    assert {each["reason"] for each in body["recommendations"]} == {"Popular on Netflix"}
    assert {each["platform"] for each in body["recommendations"]} == {"netflix"}
    assert [warning["code"] for warning in body["warnings"]] == ["history_unknown"]
    assert body["algorithm"] == "popularity_fallback"
    assert body["reason"].startswith("Vector search unavailable")
    assert {each["similarity_score"] for each in body["recommendations"]} == {0.0}


@pytest.mark.usefixtures("seeded")
async def test_nothing_is_said_about_the_history_when_it_does_not_matter(make_world: Make) -> None:
    world = await make_world()
    await world.connect("netflix")

    body = (await world.http.get("/recommendations", params={"exclude_watched": "false"})).json()

    assert body["recommendations"]
    assert "warnings" not in body


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
    assert '"postgresql"' in reply.text
    assert '"redis"' in reply.text
