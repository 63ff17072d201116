"""Collections on disk and in the engine.

    DATA/lock                       held by the one process that uses DATA
    DATA/collections/NAME/schema.json
    DATA/collections/NAME/CURRENT   name of the generation that counts
    DATA/collections/NAME/g1/       the engine's files of generation 1

A generation is written to until the next one, a copy with graphs, takes over: `CURRENT` is replaced in one step, so
that a crash at any moment finds one complete generation. Acknowledged writes are in the engine's log by then.

Everything here runs in the engine's thread (`engine.Engine`), and blocks.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, TextIO

import qdrant_edge as edge

from mg_core.errors import ConfigurationError

from .schema import Schema
from .updates import Write
from .wire import JsonObject, PointId, RequestError

_MADE: Final = ".new-"
_GONE: Final = ".gone-"


class Collection:
    """One collection: its schema and its engine shard.

    Attributes:
        shard: the current generation.
        size: numbers in a vector.
        unindexed: vectors written since the last index was made; an upper bound.
    """

    def __init__(self, folder: Path, *, index_from: int) -> None:
        self.name = folder.name
        self.folder = folder
        self.schema = Schema.load(json.loads((folder / "schema.json").read_text("utf-8")))
        self.size = self.schema.size
        self.index_from = index_from
        self._generation = _current(folder)
        self._sweep()
        self.shard = self._load(self._generation)
        info = self.shard.info()
        self.unindexed = max(0, info.points_count - info.indexed_vectors_count)
        self.dirty = False
        self._journal: list[Write] | None = None

    @staticmethod
    def make(parent: Path, name: str, schema: Schema, *, index_from: int) -> Collection:
        """Make an empty one; it appears complete or not at all."""
        half = parent / f"{_MADE}{name}"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        edge.EdgeShard.create(str(half / "g1"), schema.engine(index_from)).close()
        (half / "schema.json").write_text(json.dumps(schema.kept()), "utf-8")
        _write_current(half, "g1")
        half.rename(parent / name)
        return Collection(parent / name, index_from=index_from)

    def write(self, writes: Sequence[Write]) -> None:
        """Apply writes in order; each is in the engine's log when this returns.

        Raises:
            RequestError: 404, a point that has to be there is not; that write and those behind it are not applied.
        """
        for each in writes:
            self._check(each.needs)
            self.shard.update(each.operation)
            self.dirty = True
            self.unindexed += each.vectors
            if self._journal is not None:
                self._journal.append(each)

    def _check(self, needs: Sequence[PointId]) -> None:
        if needs:
            records = self.shard.retrieve(list(needs), with_payload=False, with_vector=False)
            found = {str(record.id) for record in records}
            missing = [str(each) for each in needs if str(each) not in found]
            if missing:
                raise RequestError(f"Not found: No point with id {missing[0]} found", status=404)

    def flush(self) -> None:
        """Write the segments, so that the log can be cut."""
        if self.dirty:
            self.shard.flush()
            self.dirty = False

    def remove(self) -> None:
        """Delete it with its data."""
        self.shard.close()
        gone = self.folder.with_name(f"{_GONE}{self.name}")
        shutil.rmtree(gone, ignore_errors=True)
        self.folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def close(self) -> None:
        """Write everything and let go of the files."""
        self.shard.flush()
        self.shard.close()

    def report(self, *, building: bool, failed: str) -> JsonObject:
        """Qdrant's description of a collection."""
        info = self.shard.info()
        fields = {
            name: {"data_type": str(each.data_type).rsplit(".", 1)[-1].lower(), "points": each.points}
            for name, each in info.payload_schema.items()
        }
        return {
            "status": "yellow" if building else "green",
            "optimizer_status": {"error": failed} if failed else "ok",
            "indexed_vectors_count": info.indexed_vectors_count,
            "points_count": info.points_count,
            "segments_count": info.segments_count,
            "config": self.schema.report(self.index_from),
            "payload_schema": fields,
        }

    def begin_copy(self) -> tuple[Path, Path]:
        """Prepare the next generation: from here on writes are also kept for it. Where to copy from, and to."""
        self.flush()
        self._journal = []
        number = int(self._generation.removeprefix("g"))
        return self.folder / self._generation, self.folder / f"g{number + 1}"

    def open_copy(self, folder: Path) -> edge.EdgeShard:
        """Load the next generation once its graphs are built."""
        return edge.EdgeShard.load(str(folder), self.schema.engine(self.index_from))

    def catch_up(self, shard: edge.EdgeShard, most: int) -> int:
        """Apply up to `most` of the kept writes to the next generation; how many are left."""
        journal = self._journal or []
        for each in journal[:most]:
            shard.update(each.operation)
        del journal[:most]
        return len(journal)

    def take_over(self, shard: edge.EdgeShard, folder: Path) -> None:
        """Make the next generation the current one, with the last of the kept writes."""
        while self.catch_up(shard, 1_000):
            pass
        shard.flush()
        _write_current(self.folder, folder.name)
        old, self.shard = self.shard, shard
        self._generation, self._journal, self.dirty = folder.name, None, False
        info = shard.info()
        self.unindexed = max(0, info.points_count - info.indexed_vectors_count)
        old.close()
        self._sweep()

    def abandon_copy(self) -> None:
        """Drop the next generation and the writes kept for it."""
        self._journal = None
        self._sweep()

    def _load(self, generation: str) -> edge.EdgeShard:
        return edge.EdgeShard.load(str(self.folder / generation), self.schema.engine(self.index_from))

    def _sweep(self) -> None:
        for path in self.folder.glob("g*"):
            if path.name != self._generation:
                shutil.rmtree(path, ignore_errors=True)


class Collections:
    """All collections of a data directory; one process at a time.

    Raises:
        ConfigurationError: another process uses it, it cannot be written, or a collection in it cannot be read.
    """

    def __init__(self, data: Path, *, index_from: int) -> None:
        self._parent = data / "collections"
        self._index_from = index_from
        self._lock = _take(data)
        self.by_name: dict[str, Collection] = {}
        try:
            self._parent.mkdir(exist_ok=True)
            for path in sorted(self._parent.iterdir()):
                if path.name.startswith((_MADE, _GONE)):
                    shutil.rmtree(path, ignore_errors=True)
                elif path.is_dir():
                    self.by_name[path.name] = self._open(path)
        except BaseException:
            self.close()
            raise

    def create(self, name: str, schema: Schema) -> Collection:
        """Make a collection."""
        made = Collection.make(self._parent, name, schema, index_from=self._index_from)
        self.by_name[name] = made
        return made

    def remove(self, name: str) -> None:
        """Delete a collection with its data."""
        self.by_name.pop(name).remove()

    def close(self) -> None:
        """Write everything, close everything, let go of the data directory."""
        for each in self.by_name.values():
            each.close()
        self.by_name.clear()
        self._lock.close()

    def __iter__(self) -> Iterator[Collection]:
        return iter(list(self.by_name.values()))

    def _open(self, path: Path) -> Collection:
        try:
            return Collection(path, index_from=self._index_from)
        except Exception as error:
            message = f"collection {path.name} in {path} cannot be read ({_first_line(error)}): move it away"
            raise ConfigurationError(message) from error


def _take(data: Path) -> TextIO:
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / "lock").open("a")
    except OSError as error:
        message = f"cannot write to {data} ({error.strerror}): give another folder with --data"
        raise ConfigurationError(message) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        message = f"{data} is in use by another vector server: stop it, or give another folder with --data"
        raise ConfigurationError(message) from None
    return lock


def _current(folder: Path) -> str:
    return (folder / "CURRENT").read_text("utf-8").strip()


def _write_current(folder: Path, generation: str) -> None:
    fresh = folder / "CURRENT.new"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(generation)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / "CURRENT")


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
