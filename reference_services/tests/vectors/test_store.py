"""The adapter against one server: what the specification asks of Qdrant (sections 2.4 and 3.5)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import numpy as np
import pytest
from qdrant_client import AsyncQdrantClient
from qdrant_client import models as m
from reference_services.tests.vectors.titles import clustered, nearest, points

from mg_core import deadline
from mg_core.errors import ApiError, ConfigurationError, ConnectError, DeadlineExceededError
from mg_core.testing import ManualClock
from mg_services.adapters.qdrant.filters import all_of, any_of, between
from mg_services.adapters.qdrant.vectors import COLLECTION, Hit, Point, Vectors, VectorSettings
from mg_services.engines.qdrant import QdrantEngine
from tests.timing import in_time

MODEL = "minilm-int8"


@pytest.mark.scenario("QD-01")
async def test_upserted_titles_are_found_within_a_second_and_by_their_payload(vectors: Vectors) -> None:
    async with asyncio.timeout(30):
        await vectors.ensure(COLLECTION, 768, MODEL)
        await vectors.upsert(COLLECTION, points(clustered(200)))
        title = Point(
            "netflix:80057281",
            clustered(1, seed=99)[0].tolist(),
            {"title": "Stranger Things", "platform": "netflix", "genres": ["sci-fi", "horror", "drama"], "year": 2016},
        )

        async def put_and_find() -> None:
            await vectors.delete(COLLECTION, [title.content_id])
            await vectors.upsert(COLLECTION, [title])
            (hit,) = await vectors.search(COLLECTION, title.vector, 1)
            assert (hit.content_id, round(hit.score, 4)) == ("netflix:80057281", 1.0)
            assert hit.payload == {**title.payload, "content_id": "netflix:80057281"}

        await in_time(put_and_find, {95: 1.0})
        horror = await vectors.search(COLLECTION, title.vector, 5, filter=all_of(any_of("genres", ["horror"])))
        comedy = await vectors.search(COLLECTION, title.vector, 5, filter=all_of(any_of("genres", ["comedy"])))

    assert horror[0].content_id == "netflix:80057281"
    assert {genre for each in comedy for genre in each.payload["genres"]} == {"comedy"}
    assert "netflix:80057281" not in [each.content_id for each in comedy]


@pytest.mark.scenario("QD-02")
async def test_filtered_search_gives_the_most_similar_recent_titles_in_order(vectors: Vectors) -> None:
    rows = clustered(2_000, spread=0.4)
    titles = points(rows)
    query = rows[17] + 0.01
    recent = [number for number, each in enumerate(titles) if each.payload["year"] >= 2020]
    wanted = [titles[number].content_id for number in nearest(rows, query, 2_000, recent)]
    async with asyncio.timeout(60):
        await vectors.ensure(COLLECTION, 768, MODEL)
        await vectors.upsert(COLLECTION, titles)

        async def search() -> Sequence[Hit]:
            recent = all_of(between("year", 2020))
            return await vectors.search(COLLECTION, query.tolist(), 10, threshold=0.7, filter=recent)

        hits = await search()
        await in_time(search, {95: 0.05})

    assert 0 < len(hits) <= 10
    assert [hit.content_id for hit in hits] == wanted[: len(hits)]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.score >= 0.7 and hit.payload["year"] >= 2020 for hit in hits)


@pytest.mark.scenario("QD-03")
async def test_collection_is_made_as_specified(vectors: Vectors, client: AsyncQdrantClient) -> None:
    async with asyncio.timeout(20):
        await vectors.ensure(COLLECTION, 768, MODEL)
        await vectors.ensure(COLLECTION, 768, MODEL)
        info = await client.get_collection(COLLECTION)
        await vectors.upsert(COLLECTION, points(clustered(3)))
        count = await vectors.count(COLLECTION)

    assert isinstance(info.config.params.vectors, m.VectorParams)
    assert (info.config.params.vectors.size, info.config.params.vectors.distance) == (768, m.Distance.COSINE)
    assert (info.config.hnsw_config.m, info.config.hnsw_config.ef_construct) == (16, 100)
    assert info.config.metadata == {"embedder": MODEL}
    assert info.payload_schema["year"].data_type == m.PayloadSchemaType.INTEGER
    assert count == 3


@pytest.mark.scenario("QD-03")
@pytest.mark.parametrize(
    ("size", "distance", "hnsw", "embedder", "says"),
    [
        (384, m.Distance.COSINE, (16, 100), MODEL, "384"),
        (768, m.Distance.DOT, (16, 100), MODEL, "Dot"),
        (768, m.Distance.COSINE, (8, 100), MODEL, "m 8"),
        (768, m.Distance.COSINE, (16, 200), MODEL, "ef_construct 200"),
        (768, m.Distance.COSINE, (16, 100), "another-model", "another-model"),
        (768, m.Distance.COSINE, (16, 100), None, "None"),
    ],
)
async def test_collection_of_another_kind_is_refused_with_both_and_the_way_out(
    size: int,
    distance: m.Distance,
    hnsw: tuple[int, int],
    embedder: str | None,
    says: str,
    vectors: Vectors,
    client: AsyncQdrantClient,
) -> None:
    await client.create_collection(
        COLLECTION,
        m.VectorParams(size=size, distance=distance),
        hnsw_config=m.HnswConfigDiff(m=hnsw[0], ef_construct=hnsw[1]),
        metadata={"embedder": embedder} if embedder else None,
    )
    with pytest.raises(ConfigurationError) as caught:
        await vectors.ensure(COLLECTION, 768, MODEL)

    assert says in caught.value.message
    assert f"768, Cosine, m 16, ef_construct 100, embedder {MODEL!r}" in caught.value.message
    assert "curl -X DELETE" in caught.value.message


@asynccontextmanager
async def counting(url: str) -> AsyncIterator[tuple[str, list[float]]]:
    """A way to the server that notes every connection made through it."""
    target, opened = urlsplit(url), list[float]()

    async def pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65_536):
                sink.write(data)
                await sink.drain()
        finally:
            sink.close()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(time.monotonic())
        there_reader, there_writer = await asyncio.open_connection(target.hostname, target.port)
        await asyncio.gather(pipe(reader, there_writer), pipe(there_reader, writer), return_exceptions=True)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", opened
    finally:
        server.close()


@pytest.mark.scenario("QD-04")
async def test_a_thousand_titles_in_batches_of_a_hundred_over_few_connections(qdrant_url: str) -> None:
    titles = points(clustered(1_000))
    took_s, requests = [], 0
    async with asyncio.timeout(60), counting(qdrant_url) as (url, opened):
        vectors = Vectors(url)
        await vectors.ensure(COLLECTION, 768, MODEL)
        for _ in range(2):
            began = time.perf_counter()
            await vectors.upsert(COLLECTION, titles)
            took_s.append(time.perf_counter() - began)
            requests += 10
        one_after_the_other = len(opened)
        await asyncio.gather(*(vectors.search(COLLECTION, titles[n].vector, 3) for n in range(100)))
        count = await vectors.count(COLLECTION)
        await vectors.aclose()

    assert min(took_s) < 5.0
    assert count == 1_000
    assert one_after_the_other == 1, f"{requests} requests"
    assert len(opened) <= 20


async def test_retrieve_keeps_the_order_and_leaves_out_what_is_missing(vectors: Vectors) -> None:
    titles = points(clustered(5))
    await vectors.ensure(COLLECTION, 768, MODEL)
    await vectors.upsert(COLLECTION, titles)
    found = await vectors.retrieve(COLLECTION, ["hbo:3", "nobody:1", "netflix:0"], with_vectors=True)
    await vectors.delete(COLLECTION, ["hbo:3"])

    assert [hit.content_id for hit in found] == ["hbo:3", "netflix:0"]
    assert np.allclose(found[0].vector or [], titles[3].vector, atol=1e-6)
    assert await vectors.count(COLLECTION) == 4
    assert await vectors.count(COLLECTION, all_of(any_of("platforms", ["hulu"]))) == 2
    assert await vectors.retrieve(COLLECTION, []) == []


async def test_excluded_titles_are_no_answers_and_the_filter_still_holds(vectors: Vectors) -> None:
    rows = clustered(100)
    await vectors.ensure(COLLECTION, 768, MODEL)
    await vectors.upsert(COLLECTION, points(rows))
    hulu = all_of(any_of("platform", ["hulu"]))
    all_found = await vectors.search(COLLECTION, rows[1].tolist(), 5, filter=hulu)
    rest = await vectors.search(COLLECTION, rows[1].tolist(), 4, filter=hulu, exclude=[all_found[0].content_id])

    assert all_found[0].content_id == "hulu:1"
    assert [hit.content_id for hit in rest] == [hit.content_id for hit in all_found[1:]]


async def test_wrong_requests_are_refused_and_nothing_is_written(vectors: Vectors) -> None:
    titles = points(clustered(10))
    await vectors.ensure(COLLECTION, 768, MODEL)
    codes = []
    for work in (
        vectors.search("unknown", [0.5] * 768, 5),
        vectors.search(COLLECTION, [0.5] * 767, 5),
        vectors.upsert(COLLECTION, [*titles, Point("short:1", [0.5] * 767)]),
        vectors.search(COLLECTION, [0.5] * 768, 5, filter={"musst": []}),
    ):
        with pytest.raises(ApiError) as caught:
            await work
        codes.append((caught.value.code, caught.value.status))

    invalid = ("invalid_request", 400)
    assert codes == [("not_found", 404), invalid, invalid, invalid]
    assert await vectors.count(COLLECTION) == 0


async def test_server_that_is_away_is_one_error_and_is_found_again(engine: QdrantEngine) -> None:
    clock = ManualClock()
    vectors = Vectors(engine.url, clock=clock)
    rows = clustered(50)
    async with asyncio.timeout(60):
        await vectors.ensure(COLLECTION, 768, MODEL)
        await vectors.upsert(COLLECTION, points(rows))
        searches = [asyncio.create_task(vectors.search(COLLECTION, rows[0].tolist(), 5)) for _ in range(20)]
        await asyncio.sleep(0)
        await engine.kill()
        outcomes = await asyncio.gather(*searches, return_exceptions=True)
        with pytest.raises(ConnectError) as caught:
            await vectors.search(COLLECTION, rows[0].tolist(), 5)
        ill = await vectors.healthy()
        await engine.start()
        clock.advance(6.0)
        hits = await vectors.search(COLLECTION, rows[0].tolist(), 5)
        well = await vectors.healthy()
        await vectors.aclose()

    assert all(isinstance(outcome, list | ConnectError) for outcome in outcomes), outcomes
    assert (caught.value.code, caught.value.status) == ("service_unavailable", 503)
    assert (ill, well) == (False, True)
    assert hits[0].content_id == "netflix:0"


async def test_deadline_of_the_caller_ends_a_search(qdrant_url: str) -> None:
    vectors = Vectors(qdrant_url)
    with deadline.budget(0.0), pytest.raises(DeadlineExceededError):
        await vectors.search(COLLECTION, [0.5] * 768, 5)
    await vectors.aclose()


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"MG_QDRANT_URL": "localhost:6333"},
        {"MG_QDRANT_URL": "http://ann:geheim@a:1"},
        {"MG_QDRANT_URL": "http://a", "MG_QDRANT_REPLICATION": "magic"},
    ],
)
def test_settings_that_cannot_be_are_refused(environment: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        VectorSettings.from_environment(environment)

    assert "MG_QDRANT" in caught.value.message
    assert "geheim" not in str(caught.value)


def test_settings_read_several_servers_and_hide_the_key() -> None:
    given = {"MG_QDRANT_URL": "http://a:1/, http://b:2", "MG_QDRANT_API_KEY": "geheim"}
    settings = VectorSettings.from_environment(given)

    assert settings.urls == ("http://a:1", "http://b:2")
    assert "geheim" not in repr(settings)
