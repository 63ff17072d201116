"""The engine's one thread, and what goes on beside requests: writing segments, building graphs.

Engine calls block and hold Python's lock, each for milliseconds; only loading a new graph takes longer, about a second
of computing, because the engine repeats up to 64 MB of its log. They run one after the other in a thread of their
own; between two of them the event loop gets its turn, so that health is answered under load.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from mg_core.observe.logging import get_logger
from mg_core.tasks import end

from .queries import Query
from .schema import Schema, read_name
from .shards import Collection, Collections
from .updates import Write
from .wire import JsonObject, RequestError

INDEX_FROM: Final = 30_000
"""Points without a graph from which one is built; below, a full scan is as fast."""
FLUSH_EVERY_S: Final = 5.0
QUIET_S: Final = 1.0
"""A build begins when nothing was written for so long, so that a load is indexed once and not in pieces ..."""
PATIENCE_S: Final = 60.0
"""... but after so long in any case."""
_CATCH_UP: Final = 20
_POLL_S: Final = 0.25

T = TypeVar("T")
_log = get_logger("mg.vectors")


@dataclass(slots=True)
class _Upkeep:
    """What is going on with one collection."""

    writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    wrote_at: float = 0.0
    due_since: float | None = None
    building: bool = False
    failed: str = ""
    left_over: int = 0
    """Vectors that the last build left without a graph: these alone are no reason for another."""
    build: asyncio.Task[None] | None = None


class Engine:
    """Collections for an event loop.

    Args:
        data: folder of everything that is kept.
        index_from: points without a graph from which one is built in the background.
    """

    def __init__(self, data: Path, *, index_from: int = INDEX_FROM) -> None:
        self._data = data
        self._index_from = index_from
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="vectors")
        self._all: Collections | None = None
        self._upkeep: dict[str, _Upkeep] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._operations = 0

    def open(self) -> None:
        """Load everything; blocks.

        Raises:
            ConfigurationError: the data directory cannot be used; one line with the way out.
        """
        self._all = self._thread.submit(lambda: Collections(self._data, index_from=self._index_from)).result()

    async def start(self) -> None:
        """Begin the upkeep."""
        task = asyncio.create_task(self._look_after())
        self._tasks.add(task)

    async def close(self) -> None:
        """End builds, write everything, let go of the data."""
        await end(self._tasks)
        if self._all is not None:
            await self.run(self._all.close)
        self._thread.shutdown()

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """Run `work` in the engine's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)

    def names(self) -> list[str]:
        """Names of all collections."""
        return sorted(self._collections.by_name)

    def find(self, name: str) -> Collection:
        """A collection.

        Raises:
            RequestError: 404, there is none of this name.
        """
        found = self._collections.by_name.get(name)
        if found is None:
            raise RequestError(f"Not found: Collection `{name:.200}` doesn't exist!", status=404)
        return found

    async def create(self, name: str, schema: Schema) -> bool:
        """Make a collection.

        Raises:
            RequestError: 409, there is one already; 400, it cannot be called so.
        """
        read_name(name)

        def make() -> None:
            # In the engine's thread, so that of two requests for one name the second finds the first one's work.
            if name in self._collections.by_name:
                raise RequestError(f"Wrong input: Collection `{name}` already exists!", status=409)
            self._collections.create(name, schema)

        await self.run(make)
        return True

    async def remove(self, name: str) -> bool:
        """Delete a collection; whether there was one."""
        build = self._upkeep[name].build if name in self._upkeep else None
        if build is not None:
            await end((build,))

        def drop() -> bool:
            if name not in self._collections.by_name:
                return False
            self._collections.remove(name)
            return True

        removed = await self.run(drop)
        self._upkeep.pop(name, None)
        return removed

    async def write(self, collection: Collection, writes: Sequence[Write]) -> int:
        """Apply writes; the number of the operation."""
        upkeep = self._of(collection)
        async with upkeep.writing:
            await self.run(collection.write, writes)
        upkeep.wrote_at = asyncio.get_running_loop().time()
        self._operations += 1
        return self._operations

    async def query(self, collection: Collection, queries: Sequence[Query]) -> list[list[JsonObject]]:
        """The points of each query."""
        return await self.run(lambda: [query.run(collection) for query in queries])

    async def describe(self, collection: Collection) -> JsonObject:
        """Qdrant's description of a collection."""
        upkeep = self._of(collection)
        return await self.run(lambda: collection.report(building=upkeep.building, failed=upkeep.failed))

    @property
    def _collections(self) -> Collections:
        if self._all is None:
            raise RequestError("the data is not loaded yet", status=503)
        return self._all

    def _of(self, collection: Collection) -> _Upkeep:
        return self._upkeep.setdefault(collection.name, _Upkeep())

    async def _look_after(self) -> None:
        loop = asyncio.get_running_loop()
        flushed_at = loop.time()
        while True:
            await asyncio.sleep(_POLL_S)
            now = loop.time()
            for collection in self._collections:
                if self._is_due(collection, now):
                    self._begin_build(collection)
            if now - flushed_at >= FLUSH_EVERY_S:
                flushed_at = now
                for collection in self._collections:
                    with suppress(Exception):
                        await self.run(collection.flush)

    def _begin_build(self, collection: Collection) -> None:
        upkeep = self._of(collection)
        upkeep.building = True
        upkeep.build = asyncio.create_task(self._build(collection))
        self._tasks.add(upkeep.build)
        upkeep.build.add_done_callback(self._tasks.discard)

    def _is_due(self, collection: Collection, now: float) -> bool:
        upkeep = self._of(collection)
        enough = collection.unindexed >= self._index_from + upkeep.left_over
        if upkeep.building or not enough:
            upkeep.due_since = None
            return False
        if upkeep.due_since is None:
            upkeep.due_since = now
        return now - upkeep.wrote_at >= QUIET_S or now - upkeep.due_since >= PATIENCE_S

    async def _build(self, collection: Collection) -> None:
        upkeep = self._of(collection)
        began = asyncio.get_running_loop().time()
        try:
            await self._build_copy(collection, upkeep)
            upkeep.failed = ""
            took = asyncio.get_running_loop().time() - began
            _log.info("index_built", collection=collection.name, seconds=round(took, 1))
        except Exception as error:  # noqa: BLE001 - the build is optional: whatever stops it is reported, searches go on
            upkeep.failed, upkeep.left_over = f"index not built: {error}"[:300], collection.unindexed
            _log.warning("index_not_built", collection=collection.name, reason=str(error)[:300])
            await self.run(collection.abandon_copy)
        finally:
            upkeep.building = False

    async def _build_copy(self, collection: Collection, upkeep: _Upkeep) -> None:
        async with upkeep.writing:
            source, target = await self.run(collection.begin_copy)
            await asyncio.to_thread(_copy, source, target)
        await _run_builder(target)
        shard = await self.run(collection.open_copy, target)
        info = await self.run(shard.info)
        upkeep.left_over = max(0, info.points_count - info.indexed_vectors_count)
        while await self.run(collection.catch_up, shard, _CATCH_UP) > _CATCH_UP:
            pass
        await self.run(collection.take_over, shard, target)


async def _run_builder(folder: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "mg_services.standins.vectors.indexing",
        str(folder),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, words = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        lines = words.decode("utf-8", "replace").strip().splitlines()
        raise RuntimeError(f"the builder ended with {process.returncode}: {lines[-1] if lines else 'no word'}")


def _copy(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
