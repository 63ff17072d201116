"""The vector server as a process: rubbish, crashes, two on one folder, health under load."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from qdrant_client import AsyncQdrantClient
from qdrant_client import models as m
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse
from reference_services.tests.vectors.titles import clustered

from mg_core.errors import ConfigurationError
from mg_services.engines import sources
from mg_services.engines.qdrant import QdrantEngine
from mg_services.engines.sources import EngineSettings

NAME = "titles"
GOOD = {"id": 1, "vector": [1.0, 0.0, 0.0, 0.0], "payload": {"year": 2000}}
PUT, POST = "PUT", "POST"
POINTS, QUERY, NEW = "/collections/titles/points", "/collections/titles/points/query", "/collections/new"


def upsert(**changed: Any) -> dict[str, Any]:
    return {"points": [GOOD, {**GOOD, "id": 2, **changed}]}


def query(**members: Any) -> dict[str, Any]:
    return {"query": [1.0, 0.0, 0.0, 0.0], **members}


def where(condition: Any) -> dict[str, Any]:
    return query(filter={"must": [condition]})


BAD: list[tuple[str, str, Any, int, str]] = [
    (PUT, POINTS, b"{", 400, "JSON"),
    (PUT, POINTS, b"\xff\xfe", 400, "JSON"),
    (PUT, POINTS, b"[" * 100_000, 400, "JSON"),
    (PUT, POINTS, [], 400, "object"),
    (PUT, POINTS, {}, 400, "points"),
    (PUT, POINTS, {"points": []}, 400, "at least one"),
    (PUT, POINTS, {"points": [GOOD], "pionts": []}, 400, "`pionts`"),
    (PUT, POINTS, upsert(vector=[1.0, 0.0, 0.0]), 400, "expected dim: 4, got 3 (points[1].vector)"),
    (PUT, POINTS, upsert(vector=[1.0, 0.0, 0.0, "1"]), 400, "points[1].vector"),
    (PUT, POINTS, upsert(vector=[1.0, 0.0, 0.0, True]), 400, "points[1].vector"),
    (PUT, POINTS, upsert(vector=[1.0, 0.0, 0.0, None]), 400, "points[1].vector"),
    (PUT, POINTS, b'{"points": [{"id": 1, "vector": [1e999, 0, 0, 0]}]}', 400, "beyond"),
    (PUT, POINTS, b'{"points": [{"id": 1, "vector": [NaN, 0, 0, 0]}]}', 400, "JSON"),
    (PUT, POINTS, upsert(vector={"other": [1.0]}), 400, "unnamed"),
    (PUT, POINTS, upsert(id=-1), 400, "not a valid point ID"),
    (PUT, POINTS, upsert(id=2**64), 400, "not a valid point ID"),
    (PUT, POINTS, upsert(id="netflix:80057281"), 400, "not a valid point ID"),
    (PUT, POINTS, upsert(id=True), 400, "not a valid point ID"),
    (PUT, POINTS, upsert(payload=[1]), 400, "points[1].payload"),
    (PUT, POINTS, {"batch": {"ids": [1, 2], "vectors": [[1.0, 0.0, 0.0, 0.0]]}}, 400, "2 ids, 1 vectors"),
    (PUT, "/collections/others/points", upsert(), 404, "others"),
    (POST, QUERY, query(query=[1.0]), 400, "expected dim: 4, got 1"),
    (POST, QUERY, query(limit=-1), 400, "limit"),
    (POST, QUERY, query(limit="10"), 400, "limit"),
    (POST, QUERY, query(limit=10**9), 400, "limit"),
    (POST, QUERY, query(score_threshold="0.7"), 400, "score_threshold"),
    (POST, QUERY, query(query={"fusion": "rrf"}), 400, "fusion"),
    (POST, QUERY, query(query=77), 404, "77"),
    (POST, QUERY, query(using="image"), 400, "image"),
    (POST, QUERY, query(params={"hnsw_eff": 5}), 400, "`hnsw_eff`"),
    (POST, QUERY, where({"key": "year"}), 400, "at least one condition"),
    (POST, QUERY, where({"key": "year", "range": {"gte": "x"}}), 400, "range"),
    (POST, QUERY, where({"key": "year", "range": {"more": 1}}), 400, "`more`"),
    (POST, QUERY, where({"key": "year", "match": {"any": [1, "a"]}}), 400, "match.any"),
    (POST, QUERY, where({"key": "year", "match": {"value": [1]}}), 400, "match.value"),
    (POST, QUERY, where({"key": "a[[", "match": {"value": 1}}), 400, "JSON path"),
    (POST, QUERY, where({"has_id": ["x"]}), 400, "has_id[0]"),
    (POST, QUERY, where("year"), 400, "filter.must[0]"),
    (POST, QUERY, where({"sharp": True}), 400, "sharp"),
    (POST, f"{POINTS}/delete", {}, 400, "`points`, `filter`"),
    (POST, f"{POINTS}/payload", {"payload": {"a": 1}, "points": [1, 77]}, 404, "77"),
    (PUT, f"{POINTS}/vectors", {"points": [{"id": 77, "vector": [1.0, 0.0, 0.0, 0.0]}]}, 404, "77"),
    (PUT, "/collections/titles/index", {"field_name": "year", "field_schema": "roman"}, 400, "roman"),
    (PUT, NEW, {"vectors": {"size": 0, "distance": "Cosine"}}, 400, "vectors.size"),
    (PUT, NEW, {"vectors": {"size": 4, "distance": "Far"}}, 400, "Far"),
    (PUT, NEW, {"vectors": {"text": {"size": 4, "distance": "Dot"}}}, 400, "`text`"),
    (PUT, "/collections/titles", {"vectors": {"size": 4, "distance": "Dot"}}, 409, "already exists"),
    (PUT, "/collections/a%2Fb", {"vectors": {"size": 4, "distance": "Dot"}}, 400, "path"),
    (PUT, "/collections/.hidden", {"vectors": {"size": 4, "distance": "Dot"}}, 400, "name"),
    ("PATCH", "/collections/titles", {}, 405, "Allowed"),
    ("GET", "/nowhere", b"", 404, "path"),
]  # fmt: skip


async def test_rubbish_is_refused_in_words_and_changes_nothing(client: AsyncQdrantClient, qdrant_url: str) -> None:
    await client.create_collection(NAME, m.VectorParams(size=4, distance=m.Distance.COSINE))
    await client.upsert(NAME, [m.PointStruct(id=1, vector=[0.0, 1.0, 0.0, 0.0], payload={"a": 0})])
    before = await client.scroll(NAME, with_vectors=True)
    found = []
    async with httpx.AsyncClient(base_url=qdrant_url) as wire:
        for method, path, body, status, says in BAD:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            answer = await wire.request(method, path, content=content)
            message = answer.json()["status"]["error"]
            if answer.status_code != status or says not in message or len(message) > 700:
                found.append((path, body if len(str(body)) < 200 else "...", answer.status_code, message))

    assert found == []
    assert await client.scroll(NAME, with_vectors=True) == before
    assert [each.name for each in (await client.get_collections()).collections] == [NAME]


async def test_huge_body_is_refused_and_the_server_lives_on(qdrant_url: str) -> None:
    async with httpx.AsyncClient(base_url=qdrant_url, timeout=30) as wire:
        answer = await wire.put(POINTS, content=b"x" * 34_000_000)
        alive = await wire.get("/readyz")

    assert answer.status_code == 413
    assert "larger than" in answer.json()["status"]["error"]
    assert alive.status_code == 200


async def test_acknowledged_points_survive_a_kill(engine: QdrantEngine) -> None:
    client = AsyncQdrantClient(engine.url, check_compatibility=False)
    acknowledged: set[int] = set()

    async def write(lane: int) -> None:
        for number in range(lane, 100_000, 4):
            await client.upsert(NAME, [m.PointStruct(id=number, vector=[1.0, float(number)], payload={"n": number})])
            acknowledged.add(number)

    async with asyncio.timeout(60):
        await client.create_collection(NAME, m.VectorParams(size=2, distance=m.Distance.DOT))
        await client.create_payload_index(NAME, "n", m.PayloadSchemaType.INTEGER)
        lanes = [asyncio.create_task(write(lane)) for lane in range(4)]
        while len(acknowledged) < 100:
            await asyncio.sleep(0)
        await engine.kill()
        outcomes = await asyncio.gather(*lanes, return_exceptions=True)
        await engine.start()
        points, _ = await client.scroll(NAME, limit=10_000, with_vectors=True)
        info = await client.get_collection(NAME)
        await client.close()

    assert all(isinstance(outcome, ResponseHandlingException) for outcome in outcomes)
    found = {int(point.id): (point.payload, point.vector) for point in points}
    assert len(acknowledged) >= 100
    assert acknowledged <= found.keys()
    assert len(found) <= len(acknowledged) + 4
    assert all(content == ({"n": number}, [1.0, float(number)]) for number, content in found.items())
    assert info.payload_schema["n"].data_type == m.PayloadSchemaType.INTEGER


async def test_collection_half_made_when_the_server_died_is_not_there(engine: QdrantEngine) -> None:
    await engine.kill()
    half = engine.data / "collections" / ".new-half"
    half.mkdir(parents=True)
    (half / "schema.json").write_text("{")
    await engine.start()
    client = AsyncQdrantClient(engine.url, check_compatibility=False)

    assert (await client.get_collections()).collections == []
    assert not half.exists()
    await client.close()


async def run(*words: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "mg_services.standins.vectors", *words,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(30):
        out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def test_second_server_on_the_same_data_ends_with_one_line(engine: QdrantEngine) -> None:
    status, _, words = await run("--port", "0", "--data", str(engine.data))

    assert status == 1
    assert words.count("\n") == 1
    assert "in use" in words


async def test_port_in_use_and_data_that_cannot_be_read_end_with_one_line(engine: QdrantEngine, tmp_path: Path) -> None:
    taken = await run("--port", engine.url.rsplit(":", 1)[1], "--data", str(tmp_path / "other"))
    broken = tmp_path / "broken" / "collections" / "titles"
    broken.mkdir(parents=True)
    unreadable = await run("--port", "0", "--data", str(tmp_path / "broken"))

    assert (taken[0], taken[2].count("\n")) == (1, 1)
    assert (unreadable[0], unreadable[2].count("\n")) == (1, 1)
    assert "titles" in unreadable[2]


async def test_help_shows_how_it_is_used() -> None:
    status, out, _ = await run("--help")

    assert status == 0
    assert "examples:" in out
    assert "MG_QDRANT_URL" in out


async def test_health_is_answered_while_searches_and_writes_go_on(client: AsyncQdrantClient, qdrant_url: str) -> None:
    rows = clustered(3_000)
    await client.create_collection(NAME, m.VectorParams(size=768, distance=m.Distance.COSINE))
    waits_s: list[float] = []
    steps_s: list[float] = []
    done = asyncio.Event()

    async def load() -> None:
        for start in range(0, 3_000, 100):
            batch = [m.PointStruct(id=n, vector=rows[n].tolist()) for n in range(start, start + 100)]
            began = time.perf_counter()
            await client.upsert(NAME, batch)
            await asyncio.gather(*(client.query_points(NAME, rows[n].tolist(), limit=20) for n in range(5)))
            steps_s.append(time.perf_counter() - began)
        done.set()

    async def watch() -> None:
        async with httpx.AsyncClient(base_url=qdrant_url) as wire:
            while not done.is_set():
                began = time.perf_counter()
                assert (await wire.get("/healthz")).status_code == 200
                waits_s.append(time.perf_counter() - began)

    async with asyncio.timeout(60):
        await asyncio.gather(load(), watch())

    assert len(waits_s) >= 10
    assert statistics.median(waits_s) < statistics.median(steps_s)  # it waits for no write and its searches to end


async def test_server_ends_gently_and_keeps_everything(engine: QdrantEngine) -> None:
    client = AsyncQdrantClient(engine.url, check_compatibility=False)
    await client.create_collection(NAME, m.VectorParams(size=2, distance=m.Distance.DOT))
    await client.upsert(NAME, [m.PointStruct(id=7, vector=[1.0, 2.0])])
    pid = engine.pid
    os.kill(pid, signal.SIGTERM)
    await engine.stop()
    await engine.start()

    assert (await client.count(NAME)).count == 1
    await client.delete_collection(NAME)
    with pytest.raises(UnexpectedResponse):
        await client.count(NAME)
    assert list((engine.data / "collections").iterdir()) == []
    await client.close()


async def test_engines_start_a_server_only_when_vectors_are_wanted(
    tmp_path: Path, engines: sources.Engines, engine: QdrantEngine
) -> None:
    usual = EngineSettings(postgres_url=engines.postgres_dsn, redis_url=engines.redis_url)
    async with asyncio.timeout(60):
        async with _start(replace(usual, data_dir=tmp_path / "a")) as none:
            pass
        async with _start(replace(usual, data_dir=tmp_path / "b", vectors=True)) as started:
            alive = await asyncio.to_thread(httpx.get, f"{started.qdrant_url}/readyz")
        given = replace(usual, data_dir=tmp_path / "c", vectors=True, qdrant_url=engine.url)
        async with _start(given) as taken:
            pass

    assert (none.qdrant, none.qdrant_url) == (None, "")
    assert started.qdrant is not None
    assert alive.status_code == 200
    assert (taken.qdrant, taken.qdrant_url) == (None, engine.url)


async def test_vectors_at_a_url_that_does_not_answer_are_one_line(tmp_path: Path, engines: sources.Engines) -> None:
    settings = EngineSettings(
        data_dir=tmp_path, vectors=True, qdrant_url="http://127.0.0.1:1",
        postgres_url=engines.postgres_dsn, redis_url=engines.redis_url,
    )  # fmt: skip
    with pytest.raises(ConfigurationError) as caught:
        async with _start(settings):
            pass

    assert "MG_QDRANT_URL" in caught.value.message


_start = sources.start
