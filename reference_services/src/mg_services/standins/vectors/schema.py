"""What a collection is made with: checked, kept as JSON beside its data, reported as Qdrant does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

import qdrant_edge as edge

from .wire import JsonObject, RequestError, read_number, read_object, read_text, read_whole

SIZE_MAX: Final = 65_536
"""Longest vector."""
NAME: Final = re.compile(r"(?!\.)[^\x00-\x1f/\\*<>|\"?:]{1,200}")
"""What a collection may be called; it is also the name of a folder."""
VECTOR_BYTES: Final = 4

_DISTANCES: Final = {
    "Cosine": edge.Distance.Cosine,
    "Dot": edge.Distance.Dot,
    "Euclid": edge.Distance.Euclid,
    "Manhattan": edge.Distance.Manhattan,
}
_HNSW: Final[Mapping[str, tuple[int, int]]] = {
    "m": (0, 256),
    "ef_construct": (4, 10_000),
    "full_scan_threshold": (0, 2**40),
}
_HNSW_DEFAULTS: Final = {"m": 16, "ef_construct": 100, "full_scan_threshold": 10_000}
_ONE_NODE: Final = (
    "shard_number", "replication_factor", "write_consistency_factor", "on_disk_payload", "wal_config",
    "optimizers_config", "strict_mode_config", "timeout",
)  # fmt: skip
"""Taken and left without effect: they are about clusters and disks."""


@dataclass(frozen=True, slots=True)
class Schema:
    """One unnamed dense vector a point, and how it is indexed."""

    size: int
    distance: str
    hnsw: Mapping[str, int] = field(default_factory=lambda: dict(_HNSW_DEFAULTS))
    int8: Mapping[str, Any] | None = None
    """Qdrant's scalar quantization; None keeps full floats only."""
    metadata: Mapping[str, Any] | None = None
    """Whatever the maker wrote down."""

    @classmethod
    def read(cls, body: JsonObject) -> Self:
        """From the body of a request that makes a collection.

        Raises:
            RequestError: the first thing that is wrong or not served.
        """
        known = ("vectors", "hnsw_config", "quantization_config", "metadata", *_ONE_NODE)
        body = read_object(body, "the body", known)
        vectors = read_object(body.get("vectors"), "vectors", ("size", "distance", "on_disk"))
        distance = read_text(vectors.get("distance"), "vectors.distance")
        if distance not in _DISTANCES:
            raise RequestError(f"Format error in JSON body: vectors.distance: unknown variant {distance!r:.60}")
        given = read_object(body.get("hnsw_config", {}), "hnsw_config")
        hnsw = {
            name: read_whole(given[name], f"hnsw_config.{name}", low=low, high=high)
            for name, (low, high) in _HNSW.items()
            if name in given
        }
        metadata = body.get("metadata")
        return cls(
            size=read_whole(vectors.get("size"), "vectors.size", low=1, high=SIZE_MAX),
            distance=distance,
            hnsw=_HNSW_DEFAULTS | hnsw,
            int8=_read_int8(body.get("quantization_config")),
            metadata=None if metadata is None else read_object(metadata, "metadata"),
        )

    @classmethod
    def load(cls, kept: JsonObject) -> Self:
        """From what `kept` made."""
        return cls(**kept)

    def kept(self) -> JsonObject:
        """A JSON object to keep."""
        return {
            "size": self.size,
            "distance": self.distance,
            "hnsw": dict(self.hnsw),
            "int8": None if self.int8 is None else dict(self.int8),
            "metadata": self.metadata,
        }

    def engine(self, index_from: int) -> edge.EdgeConfig:
        """The engine's configuration: segments from `index_from` points on get a graph."""
        quantization = self.int8 and edge.ScalarQuantizationConfig(
            edge.ScalarType.Int8, self.int8.get("quantile"), self.int8.get("always_ram", True)
        )
        return edge.EdgeConfig(
            vectors=edge.EdgeVectorParams(size=self.size, distance=_DISTANCES[self.distance]),
            hnsw_config=edge.HnswIndexConfig(
                self.hnsw["m"], self.hnsw["ef_construct"], self.hnsw["full_scan_threshold"]
            ),
            quantization_config=quantization or None,
            optimizers=edge.EdgeOptimizersConfig(
                indexing_threshold=max(1, index_from * self.size * VECTOR_BYTES // 1024)
            ),
        )

    def report(self, index_from: int) -> JsonObject:
        """The `config` of Qdrant's description of a collection."""
        return {
            "params": {"vectors": {"size": self.size, "distance": self.distance}, "shard_number": 1,
                       "replication_factor": 1, "write_consistency_factor": 1, "on_disk_payload": True},
            "hnsw_config": {**self.hnsw, "max_indexing_threads": 0},
            "optimizer_config": {"default_segment_number": 0, "flush_interval_sec": 5,
                                 "indexing_threshold": index_from * self.size * VECTOR_BYTES // 1024},
            "quantization_config": None if self.int8 is None else {"scalar": {"type": "int8", **self.int8}},
            "metadata": self.metadata,
        }  # fmt: skip


def read_name(name: str) -> str:
    """A collection's name.

    Raises:
        RequestError: it cannot be one.
    """
    if not NAME.fullmatch(name):
        raise RequestError(f"Wrong input: {name!r:.60} cannot be the name of a collection")
    return name


def _read_int8(value: object) -> JsonObject | None:
    if value is None:
        return None
    scalar = read_object(read_object(value, "quantization_config", ("scalar",)).get("scalar"), "scalar")
    if scalar.pop("type", None) != "int8":
        raise RequestError("Wrong input: this node serves quantization_config.scalar.type `int8` only")
    found = read_object(scalar, "quantization_config.scalar", ("quantile", "always_ram"))
    if "quantile" in found:
        found["quantile"] = read_number(found["quantile"], "quantization_config.scalar.quantile")
    return found
