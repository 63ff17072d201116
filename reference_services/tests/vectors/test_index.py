"""The graph that is built in the background, and searches over it (specification, section 2.4)."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from qdrant_client import models
from reference_services.tests.vectors.titles import Matrix, clustered, nearest, points

from mg_services.adapters.qdrant.ranking import search_available
from mg_services.adapters.qdrant.vectors import COLLECTION, Point, Vectors
from mg_services.engines.qdrant import QdrantEngine
from tests.timing import in_time

MODEL = "minilm-int8"
COUNT = 2_500
AVAILABILITY = {"netflix": 1.0, "hulu": 0.6, "disney": 0.6, "hbo": 0.0}


@pytest.fixture(scope="module")
def rows() -> Matrix:
    return clustered(COUNT, spread=0.6)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[QdrantEngine]:
    """A server that builds a graph from 1000 points on."""
    made = QdrantEngine(tmp_path, index_from=1_000)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


@pytest.fixture
async def store(server: QdrantEngine) -> AsyncIterator[Vectors]:
    made = Vectors(server.url)
    try:
        yield made
    finally:
        await made.aclose()


async def indexed(store: Vectors) -> int:
    """Points in the graph."""
    info = await store.fleet.read(lambda client: client.get_collection(COLLECTION))
    return info.indexed_vectors_count or 0


async def building(store: Vectors) -> bool:
    """A graph is being built."""
    info = await store.fleet.read(lambda client: client.get_collection(COLLECTION))
    return info.status is models.CollectionStatus.YELLOW


async def until_indexed(store: Vectors, count: int) -> None:
    while await indexed(store) < count:
        await asyncio.sleep(0)


def best(titles: list[Point], rows: Matrix, query: Matrix, limit: int) -> list[tuple[str, float]]:
    """(content id, similarity × availability) of the best titles, by looking at every one."""
    found = []
    for each, similarity in zip(titles, rows @ (query / np.linalg.norm(query)), strict=True):
        level = max(AVAILABILITY.get(name, 0.0) for name in each.payload["platforms"])
        if level > 0 and similarity >= 0.7:
            found.append((each.content_id, float(similarity) * level))
    return sorted(found, key=lambda pair: -pair[1])[:limit]


@pytest.mark.scenario("SONA-02")
async def test_indexed_titles_are_ranked_by_similarity_times_availability(store: Vectors, rows: Matrix) -> None:
    titles = points(rows)
    right, wanted_in_all = 0, 0
    async with asyncio.timeout(180):
        await store.ensure(COLLECTION, 768, MODEL)
        await store.upsert(COLLECTION, titles)
        await until_indexed(store, COUNT)
        for number in range(0, COUNT, 100):
            query = rows[number] + np.float32(0.002)
            found = await search_available(store, COLLECTION, query.tolist(), 20, AVAILABILITY, threshold=0.7)
            wanted = best(titles, rows, query, 20)
            right += len({each.hit.content_id for each in found} & {name for name, _ in wanted})
            wanted_in_all += len(wanted)
            scores = [each.score for each in found]
            assert scores == sorted(scores, reverse=True)
            assert all(each.hit.score >= 0.7 for each in found)
            assert all({"netflix", "hulu", "disney"} & set(each.hit.payload["platforms"]) for each in found)
    drawn = itertools.cycle(rows.tolist())
    await in_time(lambda: search_available(store, COLLECTION, next(drawn), 20, AVAILABILITY, threshold=0.7), {95: 0.05})

    assert wanted_in_all > 100
    assert right >= 0.98 * wanted_in_all


async def test_graph_finds_what_comparing_with_every_title_finds(store: Vectors, rows: Matrix) -> None:
    right = 0
    async with asyncio.timeout(180):
        await store.ensure(COLLECTION, 768, MODEL)
        await store.upsert(COLLECTION, points(rows))
        await until_indexed(store, COUNT)
        names = [each.content_id for each in points(rows)]
        for number in range(0, COUNT, 50):
            hits = await store.search(COLLECTION, rows[number].tolist(), 10)
            exact = await store.search(COLLECTION, rows[number].tolist(), 10, exact=True)
            wanted = {names[each] for each in nearest(rows, rows[number], 10)}
            assert {hit.content_id for hit in exact} == wanted
            right += len({hit.content_id for hit in hits} & wanted)

    assert right >= 0.98 * 500


async def test_searches_and_writes_go_on_while_the_graph_is_built(store: Vectors, rows: Matrix) -> None:
    titles = points(rows)
    changed = Point(titles[5].content_id, rows[6].tolist(), {"title": "Changed"})
    searches = 0
    async with asyncio.timeout(180):
        await store.ensure(COLLECTION, 768, MODEL)
        await store.upsert(COLLECTION, titles[:2_000])
        while not await building(store):
            await asyncio.sleep(0)
        await store.upsert(COLLECTION, [changed, *titles[2_000:2_100]])
        await store.delete(COLLECTION, [titles[7].content_id])
        while not await indexed(store):
            hits = await store.search(COLLECTION, rows[2_050].tolist(), 3)
            assert hits[0].content_id == titles[2_050].content_id
            searches += 1
        after = await store.search(COLLECTION, rows[2_050].tolist(), 3)
        (title,) = await store.retrieve(COLLECTION, [changed.content_id])
        gone = await store.retrieve(COLLECTION, [titles[7].content_id])
        count = await store.count(COLLECTION)

    assert searches >= 3
    assert after[0].content_id == titles[2_050].content_id
    assert title.payload["title"] == "Changed"
    assert gone == []
    assert count == 2_099


async def test_kill_while_the_graph_is_built_loses_nothing(server: QdrantEngine, store: Vectors, rows: Matrix) -> None:
    async with asyncio.timeout(180):
        await store.ensure(COLLECTION, 768, MODEL)
        await store.upsert(COLLECTION, points(rows)[:2_000])
        generations = server.data / "collections" / COLLECTION
        while not (generations / "g2").exists():
            await asyncio.sleep(0)
        await store.upsert(COLLECTION, points(rows)[2_000:2_050])
        await server.kill()
        (generations / "g2" / "half-made").touch()
        await server.start()
        cleared = not (generations / "g2" / "half-made").exists()  # the next build may have a g2 of its own by now
        again = Vectors(server.url)
        count = await again.count(COLLECTION)
        await until_indexed(again, 2_000)
        after = await again.count(COLLECTION)
        await again.aclose()

    assert cleared
    assert count == after == 2_050


async def test_collection_can_be_deleted_while_its_graph_is_built(
    server: QdrantEngine, store: Vectors, rows: Matrix
) -> None:
    async with asyncio.timeout(180):
        await store.ensure(COLLECTION, 768, MODEL)
        await store.upsert(COLLECTION, points(rows)[:2_000])
        while not (server.data / "collections" / COLLECTION / "g2").exists():
            await asyncio.sleep(0)
        await store.fleet.write(lambda client: client.delete_collection(COLLECTION))
        await store.ensure(COLLECTION, 768, MODEL)

        assert await store.count(COLLECTION) == 0


async def test_titles_written_during_a_build_get_into_the_next_one(store: Vectors, rows: Matrix) -> None:
    async with asyncio.timeout(180):
        await store.ensure(COLLECTION, 768, MODEL)
        await store.upsert(COLLECTION, points(rows)[:1_100])
        while not await building(store):
            await asyncio.sleep(0)
        await store.upsert(COLLECTION, points(rows)[1_100:])
        await until_indexed(store, COUNT)

        assert await store.count(COLLECTION) == COUNT
