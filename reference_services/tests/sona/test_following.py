"""SONA's copy of the catalog: follows discovery, survives its absence, and is no worse after two have followed."""

import asyncio
from pathlib import Path

from mg_services.services.sona.app import SonaServer
from mg_services.services.sona.embeddings import HashedWordsEmbedder
from mg_services.services.sona.settings import SonaSettings

from .conftest import Make, World, film, titles

COPIED = "SELECT count(*) FROM followed_titles"
CARRIED = "SELECT count(*) FROM content"


async def restarted(world: World, qdrant_url: str, data_dir: Path) -> SonaServer:
    """Another SONA of the same database, whose discovery is away."""
    settings = SonaSettings(
        postgres_dsn=world.dsn, qdrant_url=qdrant_url, discovery_target="127.0.0.1:1", data_dir=data_dir
    )
    return SonaServer(settings, embedder=HashedWordsEmbedder())


async def test_the_copy_is_the_catalog(world: World) -> None:
    copied = await world.server.engine.store.everything()

    assert await world.sql(COPIED) == await world.sql(CARRIED)
    assert {entry.title.title for entry in copied} == {title.title for title in titles()}


async def test_a_title_that_appears_is_recommended_and_in_the_index(world: World) -> None:
    await world.sql(
        "INSERT INTO content (id, platform, title, type) VALUES ('netflix:99', 'netflix', 'New', 'movie')",
    )
    await world.sql(
        "INSERT INTO content_availability (content_id, title_number, platform) VALUES ('netflix:99', 99, 'netflix')"
    )
    before = await world.server.engine.index.count()

    await world.follow()

    assert await world.server.engine.index.count() == before + 1
    assert (await world.server.engine.store.carried(["netflix:99"], ["netflix"])).keys() == {"netflix:99"}


async def test_several_that_follow_at_once_take_turns(world: World) -> None:
    await world.sql("UPDATE content SET title = title || ' II' WHERE id = $1", film("orbit", 3))

    taken = await asyncio.gather(*(world.server.feed.follow() for _ in range(4)))

    assert sorted(taken) == [0, 0, 0, 1]


async def test_without_discovery_the_copy_serves(world: World, qdrant_url: str, tmp_path: Path) -> None:
    other = await restarted(world, qdrant_url, tmp_path)
    async with other.postgres:
        await other.indexer.run()
        state = other.indexer.state
        await other.aclose()

    assert state == "ready"


async def test_a_look_at_an_unchanged_catalog_writes_nothing_to_the_index(world: World) -> None:
    world.vectors.written.clear()

    await world.follow()

    assert world.vectors.written == []


async def test_without_the_auth_service_titles_of_all_platforms_are_recommended(
    make_world: Make, qdrant_url: str
) -> None:
    world = await make_world(qdrant_url, search_s=5.0, auth_url="http://127.0.0.1:1")
    await world.connect("hulu")
    await world.watched(film("orbit", 2))

    answer = await world.recommend()

    assert answer["algorithm"] == "vector_similarity"
    assert "netflix" in {row["platform"] for row in answer["recommendations"]}


async def test_genres_that_a_user_prefers_come_first_for_somebody_new(world: World) -> None:
    await world.sql("INSERT INTO user_tastes (user_id, version, genres) VALUES ($1, 0, '{Romance}')", world.user_id)

    answer = await world.recommend(limit=5)

    assert len(answer["recommendations"]) == 5
    assert all("romance" in row["reason"] for row in answer["recommendations"])
