"""Vector search over 100,000 titles: the unmodified Qdrant client, the vector server, the graph.

Every search is the specification's (section 2.4): limit 20, ef 128, threshold 0.7, only titles that the user's
platforms carry. Beside it in the same run: numpy comparing with every title, and the client's own in-memory mode on a
tenth of the titles. The graph is built before anything is measured, which takes a minute or more of both cores.

    MG_BENCH_TITLES=20000 python -m bench vectors       a smaller run
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from qdrant_client import AsyncQdrantClient, models

from bench.table import Row
from mg_services.adapters.qdrant.filters import all_of, any_of, read_filter
from mg_services.adapters.qdrant.node import NodeSettings
from mg_services.adapters.qdrant.vectors import COLLECTION, EF, Point, Vectors, VectorSettings
from mg_services.engines.qdrant import QdrantEngine

Matrix = npt.NDArray[np.float32]

TITLES = int(os.environ.get("MG_BENCH_TITLES", "100000"))
SIZE = 768
SEARCHES = 300
PLATFORMS = ("netflix", "hulu", "disney", "hbo", "prime")
MINE = ("netflix", "hulu")
"""The user's platforms; they carry two titles of five."""
LIMIT = 20
THRESHOLD = 0.7
Search = Callable[[Matrix], Awaitable[list[str]]]
"""One search: ids, best first."""


def run() -> list[Row]:
    """Rows of the comparison."""
    return asyncio.run(_compare())


def titles(count: int, seed: int = 5) -> tuple[Matrix, Matrix]:
    """Unit vectors in clusters of about 50, and vectors to search for that lie close to one of them each."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(count // 50, SIZE)).astype(np.float32)
    rows = centres[random.integers(0, len(centres), count)]
    rows += 0.6 * random.standard_normal(size=rows.shape, dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    wanted = rows[random.integers(0, count, SEARCHES)]
    wanted = wanted + 0.01 * random.standard_normal(size=wanted.shape, dtype=np.float32)
    return rows, wanted


def payload(number: int) -> dict[str, object]:
    """Members that searches filter by."""
    carriers = [PLATFORMS[number % 5]]
    return {"platforms": carriers, "genres": ["drama"], "year": 1990 + number % 36, "popularity": number % 97 / 97}


def points(rows: Matrix, start: int, end: int) -> list[Point]:
    """Titles of a range of rows."""
    return [Point(str(number), rows[number].tolist(), payload(number)) for number in range(start, end)]


async def _compare() -> list[Row]:
    _say(f"{TITLES} titles")
    rows, wanted = titles(TITLES)
    carried = np.array([PLATFORMS[number % 5] in MINE for number in range(TITLES)])
    with tempfile.TemporaryDirectory(prefix="mg-bench-") as folder:
        server = QdrantEngine(Path(folder), index_from=min(30_000, TITLES // 2))
        await server.start()
        try:
            return await _against(server, rows, wanted, carried)
        finally:
            await server.stop()


async def _against(server: QdrantEngine, rows: Matrix, wanted: Matrix, carried: npt.NDArray[np.bool_]) -> list[Row]:
    # The server is silent for a second or more when it takes a new graph over; nothing is measured then.
    store = Vectors(VectorSettings((server.url,), node=NodeSettings(read_s=20.0)))
    per_s, build_s = await _load(store, rows)

    async def ours(query: Matrix) -> list[str]:
        mine = all_of(any_of("platforms", MINE))
        hits = await store.search(COLLECTION, query.tolist(), LIMIT, threshold=THRESHOLD, filter=mine)
        return [hit.content_id for hit in hits]

    async def exact(query: Matrix) -> list[str]:
        scores = rows @ (query / np.linalg.norm(query))
        scores[~carried] = -1.0
        order = np.argpartition(-scores, LIMIT)[:LIMIT]
        return [str(each) for each in order[np.argsort(-scores[order])] if scores[each] >= THRESHOLD]

    took, found = await _measure(ours, wanted)
    exact_took, right = await _measure(exact, wanted)
    pairs = list(zip(found, right, strict=True))
    recall = sum(len(set(a[:10]) & set(b[:10])) for a, b in pairs) / max(1, sum(len(b[:10]) for _, b in pairs))
    small = max(1_000, TITLES // 10)
    _say(f"the client's in-memory mode with {small} titles")
    memory_took, _ = await _measure(await _in_memory(rows[:small]), wanted[:30])
    await store.aclose()
    asked = f"search of {TITLES} titles, limit {LIMIT}, ef {EF}, threshold {THRESHOLD}, by platform"
    return [
        Row(f"{asked}: 95th percentile", _at(took, 0.95), None, "ms", "<= 50"),
        Row(f"{asked}: recall@10 against comparing with all", recall * 100, None, "%", ">= 98"),
        Row(f"{asked}: median, beside numpy comparing with all here", _at(took, 0.5), _at(exact_took, 0.5), "ms"),
        Row(
            f"the same, median, beside the client's in-memory mode with {small} titles only",
            _at(took, 0.5), _at(memory_took, 0.5), "ms", "<= 0.5",
        ),
        Row("titles written in batches of 100", per_s, None, "titles/s", ">= 200"),
        Row("graph built in the background", build_s, None, "s"),
    ]  # fmt: skip


async def _load(store: Vectors, rows: Matrix) -> tuple[float, float]:
    """Titles written per second, and seconds until all are in the graph."""
    await store.ensure(COLLECTION, SIZE, "made up")
    began = time.perf_counter()
    for start in range(0, TITLES, 5_000):
        await store.upsert(COLLECTION, points(rows, start, min(TITLES, start + 5_000)))
        _say(f"{min(TITLES, start + 5_000)} written after {time.perf_counter() - began:.0f} s")
    written = time.perf_counter()
    while True:
        info = await store.fleet.read(lambda client: client.get_collection(COLLECTION))
        indexed, took_s = info.indexed_vectors_count or 0, time.perf_counter() - written
        _say(f"{indexed} in the graph after {took_s:.0f} s, {info.status.value}")
        if indexed >= TITLES * 0.99 and info.status == models.CollectionStatus.GREEN:
            return TITLES / (written - began), time.perf_counter() - written
        await asyncio.sleep(5)


async def _in_memory(rows: Matrix) -> Search:
    client = AsyncQdrantClient(":memory:")
    await client.create_collection(COLLECTION, models.VectorParams(size=SIZE, distance=models.Distance.COSINE))
    made = [models.PointStruct(id=n, vector=rows[n].tolist(), payload=payload(n)) for n in range(len(rows))]
    await client.upsert(COLLECTION, made)
    mine = read_filter(all_of(any_of("platforms", MINE)))

    async def search(query: Matrix) -> list[str]:
        answer = await client.query_points(
            COLLECTION, query.tolist(), limit=LIMIT, score_threshold=THRESHOLD, query_filter=mine
        )
        return [str(point.id) for point in answer.points]

    return search


async def _measure(search: Search, wanted: Matrix) -> tuple[list[float], list[list[str]]]:
    """Milliseconds of each search, in order of size, and the answers in order of the searches."""
    took, answers = [], []
    for query in wanted[:10]:
        await search(query)
    for query in wanted:
        began = time.perf_counter()
        answers.append(await search(query))
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took), answers


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _say(text: str) -> None:
    print(f"  vectors: {text}", file=sys.stderr, flush=True)
