"""The server does what Qdrant does: the client's own in-memory implementation is asked the same questions.

With MG_QDRANT_TEST_URL set, the server of that URL is asked instead of ours, which checks the questions.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from qdrant_client import AsyncQdrantClient
from qdrant_client import models as m

SIZE = 8
NAME = "titles"
IDS: list[int | str] = [*range(1, 61), *(str(uuid.UUID(int=number)) for number in range(1000, 1020))]
Ask = Callable[[AsyncQdrantClient], Awaitable[Any]]


def vector(seed: int) -> list[float]:
    source = random.Random(seed)
    return [source.gauss(0, 1) for _ in range(SIZE)]


def payload(number: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "year": 1990 + number % 35,
        "platforms": ["netflix", "hulu", "disney"][: number % 4],
        "kind": "movie" if number % 2 else "series",
        "kids": number % 3 == 0,
        "rating": number / 7,
        "made": {"by": f"studio {number % 5}", "in": ["US", "FR"][number % 2]},
    }
    if number % 5 == 0:
        made["note"] = None
    if number % 5 == 1:
        made["note"] = "seen"
    return made


async def fill(client: AsyncQdrantClient) -> None:
    await client.create_collection(NAME, m.VectorParams(size=SIZE, distance=m.Distance.COSINE))
    points = [m.PointStruct(id=each, vector=vector(number), payload=payload(number)) for number, each in enumerate(IDS)]
    await client.upsert(NAME, points)


def plain(value: Any) -> Any:
    """Results as plain data: what only a server knows left out, numbers rounded to what 32 bits hold."""
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if hasattr(value, "model_dump"):
        return plain(value.model_dump(exclude={"version", "order_value", "shard_key", "operation_id"}))
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return round(value, 4) + 0.0 if isinstance(value, float) else value


def key(name: str, **condition: Any) -> dict[str, Any]:
    return {"key": name, **condition}


FILTERS: dict[str, dict[str, Any]] = {
    "value, text": {"must": [key("kind", match={"value": "movie"})]},
    "value, number": {"must": [key("year", match={"value": 2000})]},
    "value, truth": {"must": [key("kids", match={"value": True})]},
    "value in a list": {"must": [key("platforms", match={"value": "hulu"})]},
    "any": {"must": [key("platforms", match={"any": ["hulu", "disney"]})]},
    "any, nothing": {"must": [key("platforms", match={"any": []})]},
    "except": {"must": [key("kind", match={"except": ["movie"]})]},
    "except numbers": {"must": [key("year", match={"except": [1990, 1991, 1992]})]},
    "range": {"must": [key("year", range={"gte": 2010, "lt": 2020})]},
    "range of floats": {"must": [key("rating", range={"gt": 1.5, "lte": 3.25})]},
    "nested key": {"must": [key("made.by", match={"value": "studio 3"})]},
    "must not": {"must_not": [key("kind", match={"value": "movie"}), key("kids", match={"value": True})]},
    "should": {"should": [key("year", match={"value": 1990}), key("year", match={"value": 1991})]},
    "all three": {
        "must": [key("kind", match={"value": "movie"})],
        "should": [key("platforms", match={"value": "hulu"}), key("year", range={"gte": 2015})],
        "must_not": [key("kids", match={"value": True})],
    },
    "filter in a filter": {
        "must": [{"should": [key("year", match={"value": 1990}), key("kind", match={"any": ["series"]})]}]
    },
    "at least two": {
        "min_should": {
            "conditions": [
                key("kind", match={"value": "movie"}),
                key("kids", match={"value": True}),
                key("year", range={"gte": 2005}),
            ],
            "min_count": 2,
        }
    },
    "ids": {"must": [{"has_id": [1, 5, IDS[-1], 999_999]}]},
    "not ids": {"must_not": [{"has_id": IDS[:70]}]},
    "empty": {"must": [{"is_empty": {"key": "note"}}]},
    "null": {"must": [{"is_null": {"key": "note"}}]},
    "number of values": {"must": [key("platforms", values_count={"gte": 2})]},
    "nothing": {},
    "unknown key": {"must": [key("colour", match={"value": "red"})]},
}


def nearest(seed: int = 1, **more: Any) -> Ask:
    return lambda client: client.query_points(NAME, vector(seed), **more)


def recommend(strategy: m.RecommendStrategy, positive: list[Any], negative: list[Any]) -> Ask:
    query = m.RecommendQuery(recommend=m.RecommendInput(positive=positive, negative=negative, strategy=strategy))
    return lambda client: client.query_points(NAME, query, limit=6)


READS: dict[str, Ask] = {
    "nearest": nearest(limit=7),
    "nearest to a stored point": lambda client: client.query_points(NAME, 3, limit=5),
    "nearest to a stored point with a UUID": lambda client: client.query_points(NAME, str(IDS[-3]), limit=5),
    "threshold": nearest(limit=50, score_threshold=0.3),
    "threshold that none reaches": nearest(limit=50, score_threshold=0.9999),
    "offset": nearest(limit=5, offset=4),
    "offset behind the end": nearest(limit=5, offset=500),
    "vectors": nearest(limit=3, with_vectors=True),
    "no payload": nearest(limit=3, with_payload=False),
    "some payload": nearest(limit=3, with_payload=["year", "made.by"]),
    "payload but": nearest(limit=3, with_payload=m.PayloadSelectorExclude(exclude=["made", "note"])),
    "no query": lambda client: client.query_points(NAME, limit=4),
    "average": recommend(m.RecommendStrategy.AVERAGE_VECTOR, [1, 2], []),
    "average with negatives": recommend(m.RecommendStrategy.AVERAGE_VECTOR, [1, 2, vector(9)], [4]),
    "best score": recommend(m.RecommendStrategy.BEST_SCORE, [1, 2], [4, vector(8)]),
    "sum of scores": recommend(m.RecommendStrategy.SUM_SCORES, [1, vector(9)], [4, 5]),
    "batch of queries": lambda client: client.query_batch_points(
        NAME, [m.QueryRequest(query=vector(5), limit=3), m.QueryRequest(query=7, limit=2, with_payload=True)]
    ),
    "first page": lambda client: client.scroll(NAME, limit=9),
    "page in the middle": lambda client: client.scroll(NAME, limit=9, offset=20, with_vectors=True),
    "last page": lambda client: client.scroll(NAME, limit=30, offset=IDS[-5]),
    "page of a filter": lambda client: client.scroll(NAME, m.Filter.model_validate(FILTERS["any"]), limit=9),
    "retrieve": lambda client: client.retrieve(NAME, [5, IDS[-1], 999_999], with_vectors=True),
    "count": lambda client: client.count(NAME),
    "exists": lambda client: client.collection_exists(NAME),
    "does not exist": lambda client: client.collection_exists("others"),
    "names": lambda client: client.get_collections(),
}
"""Questions that change nothing."""

IDS_OF = m.PointIdsList(points=[1, 2, IDS[-1]])
MOVIES = m.FilterSelector(filter=m.Filter.model_validate(FILTERS["value, text"]))
WRITES: dict[str, Ask] = {
    "upsert again": lambda client: client.upsert(NAME, [m.PointStruct(id=3, vector=vector(77), payload={"year": 1})]),
    "upsert as a batch": lambda client: client.upsert(
        NAME, m.Batch(ids=[3, 900], vectors=[vector(70), vector(71)], payloads=[{"a": 1}, {"b": [True]}])
    ),
    "upsert without payload": lambda client: client.upsert(NAME, m.Batch(ids=[901], vectors=[vector(72)])),
    "delete ids": lambda client: client.delete(NAME, IDS_OF),
    "delete ids that are not there": lambda client: client.delete(NAME, m.PointIdsList(points=[12345])),
    "delete by filter": lambda client: client.delete(NAME, MOVIES),
    "set payload": lambda client: client.set_payload(NAME, {"year": 5, "new": {"a": 1}}, points=[1, 2]),
    "set payload by filter": lambda client: client.set_payload(NAME, {"kind": "film"}, points=MOVIES.filter),
    "set payload below a key": lambda client: client.set_payload(NAME, {"by": "us"}, points=[1], key="made"),
    "overwrite payload": lambda client: client.overwrite_payload(NAME, {"only": 1}, points=[1, IDS[-1]]),
    "delete members": lambda client: client.delete_payload(NAME, ["year", "kids"], points=[1, 2]),
    "clear payload": lambda client: client.clear_payload(NAME, IDS_OF),
    "other vectors": lambda client: client.update_vectors(NAME, [m.PointVectors(id=1, vector=vector(80))]),
    "several at once": lambda client: client.batch_update_points(
        NAME,
        [
            m.UpsertOperation(upsert=m.PointsList(points=[m.PointStruct(id=950, vector=vector(90), payload={})])),
            m.SetPayloadOperation(set_payload=m.SetPayload(payload={"x": 1}, points=[950])),
            m.DeleteOperation(delete=m.PointIdsList(points=[5])),
        ],
    ),
}
"""Changes; compared is what is there afterwards."""


@pytest.fixture
async def oracle() -> AsyncQdrantClient:
    made = AsyncQdrantClient(":memory:")
    await fill(made)
    return made


async def test_reads_answer_as_qdrant_does(client: AsyncQdrantClient, oracle: AsyncQdrantClient) -> None:
    await fill(client)

    for name, ask in READS.items():
        assert (name, plain(await ask(client))) == (name, plain(await ask(oracle)))


async def test_filters_find_what_qdrant_finds(client: AsyncQdrantClient, oracle: AsyncQdrantClient) -> None:
    await fill(client)
    found: dict[str, Any] = {}
    wanted: dict[str, Any] = {}
    for name, content in FILTERS.items():
        chosen = m.Filter.model_validate(content)
        for results, asked in ((found, client), (wanted, oracle)):
            nearby = await asked.query_points(NAME, vector(4), query_filter=chosen, limit=100, with_payload=False)
            results[name] = plain([nearby, await asked.count(NAME, chosen)])

    assert found == wanted
    assert len({str(each) for each in wanted.values()}) > len(FILTERS) - 4, "the filters hardly differ"


@pytest.mark.parametrize("name", WRITES)
async def test_writes_leave_what_qdrant_leaves(name: str, client: AsyncQdrantClient) -> None:
    memory = AsyncQdrantClient(":memory:")
    left = []
    for each in (client, memory):
        await fill(each)
        await WRITES[name](each)
        left.append(plain([await each.scroll(NAME, limit=200, with_vectors=True), await each.count(NAME)]))

    assert left[0] == left[1]


@pytest.mark.parametrize("distance", [m.Distance.DOT, m.Distance.EUCLID, m.Distance.MANHATTAN])
async def test_other_distances_rank_as_qdrant_does(distance: m.Distance, client: AsyncQdrantClient) -> None:
    answers = []
    for each in (client, AsyncQdrantClient(":memory:")):
        await each.create_collection(NAME, m.VectorParams(size=SIZE, distance=distance))
        await each.upsert(NAME, [m.PointStruct(id=number, vector=vector(number)) for number in range(30)])
        answers.append(plain(await each.query_points(NAME, vector(99), limit=10)))

    assert answers[0] == answers[1]


async def test_client_finds_a_version_that_it_is_made_for(client: AsyncQdrantClient) -> None:
    from importlib.metadata import version

    from qdrant_client.common.version_check import is_compatible

    assert is_compatible(version("qdrant-client"), (await client.info()).version)
