"""Three servers with the same titles, one of them failing (specification, section 3.5)."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from qdrant_client import AsyncQdrantClient, models
from reference_services.tests.vectors.titles import clustered, points

from mg_core.call.call import Call
from mg_core.errors import ConnectError
from mg_services.adapters.qdrant.fleet import Fleet
from mg_services.adapters.qdrant.node import Asked, Node, NodeSettings
from mg_services.adapters.qdrant.vectors import COLLECTION, Hit, Vectors, VectorSettings
from mg_services.engines.qdrant import QdrantEngine

T = TypeVar("T")
MODEL = "minilm-int8"
ROWS = clustered(300)
TITLES = points(ROWS)


class SteppedClock:
    """A clock that moves by `advance` only; whoever sleeps wakes when his time has come."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._moved = asyncio.Event()

    def monotonic(self) -> float:
        return self._now

    def time(self) -> float:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        end = self._now + seconds
        while self._now < end:
            await self._moved.wait()


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
async def store(three: Sequence[QdrantEngine], clock: SteppedClock) -> AsyncIterator[Vectors]:
    made = Vectors(settings_of(three), clock=clock)
    await made.ensure(COLLECTION, 768, MODEL)
    await made.upsert(COLLECTION, TITLES)
    try:
        yield made
    finally:
        await made.aclose()


def settings_of(servers: Sequence[QdrantEngine]) -> VectorSettings:
    return VectorSettings(tuple(each.url for each in servers), node=NodeSettings(read_s=2.0), probe_s=10.0)


async def search(store: Vectors, number: int) -> list[Hit]:
    return await store.search(COLLECTION, ROWS[number].tolist(), 5)


async def counts(servers: Sequence[QdrantEngine]) -> list[int]:
    found = []
    for each in servers:
        alone = Vectors(each.url)
        found.append(await alone.count(COLLECTION))
        await alone.aclose()
    return found


async def contents(server: QdrantEngine) -> dict[str, object]:
    """Payloads by id."""
    alone = Vectors(server.url)
    points, _ = await alone.fleet.read(lambda client: client.scroll(COLLECTION, limit=10_000))
    await alone.aclose()
    return {str(point.id): point.payload for point in points}


@pytest.mark.scenario("QD-05")
async def test_no_search_fails_when_one_of_three_dies_under_load(
    three: Sequence[QdrantEngine], store: Vectors, clock: SteppedClock
) -> None:
    done = 0

    async def user(number: int) -> None:
        nonlocal done
        for step in range(30):
            hits = await search(store, (number * 30 + step) % 300)
            assert hits[0].content_id == TITLES[(number * 30 + step) % 300].content_id
            done += 1

    async with asyncio.timeout(120):
        users = [asyncio.create_task(user(number)) for number in range(6)]
        while done < 30:
            await asyncio.sleep(0)
        await three[1].kill()
        await asyncio.gather(*users)
        noticed = store.nodes()
        await store.upsert(COLLECTION, points(clustered(310))[300:])
        while_away = store.nodes()
        found = await search(store, 5)
        await three[1].start()
        clock.advance(10.0)
        await store.fleet.probe()

    places = [each.url.removeprefix("http://") for each in three]
    assert done == 180
    assert noticed == {places[0]: "ok", places[1]: "away", places[2]: "ok"}
    assert while_away == noticed
    assert found[0].content_id == TITLES[5].content_id
    assert store.nodes() == dict.fromkeys(places, "ok")
    assert await counts(three) == [310, 310, 310]


@pytest.mark.scenario("QD-05")
async def test_failed_node_is_noticed_without_a_search_within_30_seconds(
    three: Sequence[QdrantEngine], store: Vectors
) -> None:
    await search(store, 1)
    await three[2].kill()
    async with asyncio.timeout(60):
        for _ in range(2):
            await store.fleet.probe()

    assert 2 * replace(settings_of(three)).probe_s < 30
    assert store.nodes()[three[2].url.removeprefix("http://")] == "away"


async def test_probes_go_on_by_themselves(three: Sequence[QdrantEngine], store: Vectors, clock: SteppedClock) -> None:
    place = three[0].url.removeprefix("http://")
    await search(store, 1)
    await three[0].kill()
    async with asyncio.timeout(60):
        while store.nodes()[place] != "away":
            clock.advance(10.0)
            await asyncio.sleep(0)


async def test_what_a_dead_node_missed_is_made_good_changes_and_deletions_too(
    three: Sequence[QdrantEngine], store: Vectors, clock: SteppedClock
) -> None:
    changed = replace(TITLES[0], payload={"title": "Another"}, vector=ROWS[9].tolist())
    async with asyncio.timeout(120):
        await three[0].kill()
        await store.upsert(COLLECTION, [changed, *points(clustered(320))[300:]])
        await store.delete(COLLECTION, [TITLES[1].content_id, TITLES[2].content_id])
        await three[0].start()
        stale = await store.search(COLLECTION, ROWS[1].tolist(), 1)
        clock.advance(10.0)
        repair = asyncio.create_task(store.fleet.probe())
        more, written = points(clustered(900)), 320
        while not repair.done():
            again = [replace(title, payload={"round": written}) for title in TITLES[10:100]]
            await store.upsert(COLLECTION, [*again, *more[written : written + 10]])
            written += 10
        await repair
        held = [await contents(each) for each in three]
        alone = Vectors(three[0].url)
        (title,) = await alone.retrieve(COLLECTION, [changed.content_id])
        gone = await alone.retrieve(COLLECTION, [TITLES[1].content_id, TITLES[2].content_id])
        await alone.aclose()

    assert written >= 360, "hardly a write fell into the repair"
    assert stale[0].content_id != TITLES[1].content_id
    assert set(store.nodes().values()) == {"ok"}
    assert len(held[0]) == min(written, 900) - 2
    assert held[0] == held[1] == held[2]
    assert title.payload == {"title": "Another", "content_id": changed.content_id}
    assert gone == []


async def test_node_that_comes_back_with_an_empty_disk_is_filled_again(
    three: Sequence[QdrantEngine], store: Vectors, clock: SteppedClock
) -> None:
    async with asyncio.timeout(120):
        await three[1].kill()
        shutil.rmtree(three[1].data)
        await three[1].start()
        clock.advance(10.0)
        hits = [await search(store, number) for number in range(6)]
        await store.fleet.probe()

    assert [found[0].content_id for found in hits] == [title.content_id for title in TITLES[:6]]
    assert await counts(three) == [300, 300, 300]
    assert set(store.nodes().values()) == {"ok"}


async def test_node_that_hangs_is_left_for_another_within_the_call(
    three: Sequence[QdrantEngine], clock: SteppedClock
) -> None:
    quick = replace(settings_of(three), node=NodeSettings(read_s=0.5))
    store = Vectors(quick, clock=clock)
    async with asyncio.timeout(60):
        await store.ensure(COLLECTION, 768, MODEL)
        await store.upsert(COLLECTION, TITLES)
        os.kill(three[0].pid, signal.SIGSTOP)
        try:
            hits = [await search(store, number) for number in range(9)]
        finally:
            os.kill(three[0].pid, signal.SIGCONT)
        await store.aclose()

    assert [found[0].content_id for found in hits] == [title.content_id for title in TITLES[:9]]
    assert store.nodes()[three[0].url.removeprefix("http://")] == "away"


async def test_another_process_finds_the_node_that_missed_writes_by_its_count(
    three: Sequence[QdrantEngine], store: Vectors
) -> None:
    async with asyncio.timeout(60):
        await three[2].kill()
        await store.upsert(COLLECTION, points(clustered(310))[300:])
        await three[2].start()
        reader = Vectors(settings_of(three))
        await reader.ensure(COLLECTION, 768, MODEL)
        seen = reader.nodes()
        await reader.aclose()

    assert seen[three[2].url.removeprefix("http://")] == "behind"


async def test_all_three_away_is_one_error_that_says_so(three: Sequence[QdrantEngine], store: Vectors) -> None:
    for each in three:
        await each.kill()
    async with asyncio.timeout(60):
        with pytest.raises(ConnectError) as read:
            await search(store, 1)
        with pytest.raises(ConnectError) as written:
            await store.upsert(COLLECTION, TITLES[:1])

    assert (read.value.code, written.value.code) == ("service_unavailable", "service_unavailable")
    assert not await store.healthy()


async def test_cluster_writes_to_one_server_only(three: Sequence[QdrantEngine]) -> None:
    store = Vectors(replace(settings_of(three), replication="cluster"))
    async with asyncio.timeout(60):
        await store.ensure(COLLECTION, 768, MODEL)
        await store.upsert(COLLECTION, TITLES[:100])
        await store.aclose()

    assert sorted(await counts(three)) == [0, 0, 100]


class MemoryNode(Node):
    """A node in this process that gives others a turn before and after each call."""

    def __init__(self, name: str, clock: SteppedClock) -> None:
        super().__init__(f"http://{name}", NodeSettings(), clock)
        self._client = AsyncQdrantClient(":memory:")

    async def send(self, call: Call[Asked[Any]], left_s: float) -> Any:
        for _ in range(3):
            await asyncio.sleep(0)
        answer = await super().send(call, left_s)
        for _ in range(3):
            await asyncio.sleep(0)
        return answer


async def test_change_made_while_its_page_is_copied_is_not_undone(clock: SteppedClock) -> None:
    nodes = [MemoryNode(name, clock) for name in ("a", "b")]
    fleet = Fleet(nodes, replication="copies", probe_s=10.0, clock=clock)

    async def prepare(node: Node) -> None:
        if not await node.read(lambda client: client.collection_exists("c")):
            config = models.VectorParams(size=2, distance=models.Distance.DOT)
            await node.write(lambda client: client.create_collection("c", config))

    def put(number: int, version: int) -> Asked[object]:
        point = models.PointStruct(id=number, vector=[1.0, 2.0], payload={"version": version})
        return lambda client: client.upsert("c", [point])

    async with asyncio.timeout(60):
        for node in nodes:
            await prepare(node)
        fleet.collections["c"] = prepare
        for number in range(250):
            await fleet.write(put(number, 0))
        nodes[1].behind = True
        repair = asyncio.create_task(fleet.probe())
        version = 0
        while not repair.done():
            version += 1
            await fleet.write(put(version * 7 % 250, version))
        pages = [await node.read(lambda client: client.scroll("c", limit=1000)) for node in nodes]
        await fleet.aclose()

    assert version > 5
    assert not nodes[1].behind
    assert [(p.id, p.payload) for p in pages[0][0]] == [(p.id, p.payload) for p in pages[1][0]]
