"""Qdrant as the platform uses it: titles as points, searched by vector, filtered by payload.

Qdrant's ids are numbers or UUIDs, so a point's id is made from the content id, which is kept in the payload. The model
that made the vectors is kept with the collection: vectors of two models are never compared.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast, get_args

from qdrant_client import AsyncQdrantClient, models

from mg_core.clock import Clock, SystemClock
from mg_core.errors import ApiError, ConfigurationError, ConnectError, MgError
from mg_core.rest.transports.http import origin_of

from .filters import Filter, read_filter
from .fleet import Fleet, Replication
from .node import Asked, Node, NodeSettings, states

COLLECTION: Final = "media_content"
"""The collection of titles."""
M: Final = 16
"""Neighbours of a point in the graph (specification, section 3.5)."""
EF_CONSTRUCT: Final = 100
"""Candidates looked at while the graph is built (specification, section 3.5)."""
EF: Final = 128
"""Candidates looked at in a search (specification, section 2.4)."""
BATCH: Final = 100
"""Points of one request (specification, section 3.5)."""
PAYLOAD_INDEXES: Final[Mapping[str, models.PayloadSchemaType]] = {
    "platforms": models.PayloadSchemaType.KEYWORD,
    "genres": models.PayloadSchemaType.KEYWORD,
    "type": models.PayloadSchemaType.KEYWORD,
    "year": models.PayloadSchemaType.INTEGER,
    "popularity": models.PayloadSchemaType.FLOAT,
}
"""Members of the payload that are indexed, because searches filter by them."""

_SPACE: Final = uuid.UUID("6f0f4a34-9a5b-5b0a-8d0f-1c5f2f6f7a11")


@dataclass(frozen=True, slots=True)
class Point:
    """A title to keep."""

    content_id: str
    vector: Sequence[float]
    payload: Mapping[str, Any] = field(default_factory=dict)
    """Members that searches filter by or show; `content_id` joins them."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A title that was found."""

    content_id: str
    score: float
    """Cosine similarity to what was searched, -1 to 1; 0 when nothing was compared."""
    payload: Mapping[str, Any]
    vector: list[float] | None = None
    """Its vector, of length 1, when it was asked for."""


@dataclass(frozen=True, slots=True)
class VectorSettings:
    """Where Qdrant is and how it is called."""

    urls: tuple[str, ...]
    """MG_QDRANT_URL: one URL, or those of several servers separated by commas."""
    replication: Replication = "copies"
    """MG_QDRANT_REPLICATION: `copies` writes to every server; `cluster` leaves that to a Qdrant cluster."""
    node: NodeSettings = field(default_factory=NodeSettings)
    """Limits of one server; its key is MG_QDRANT_API_KEY."""
    probe_s: float = 10.0
    """Seconds between two looks at each of several servers."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> VectorSettings:
        """Read the settings.

        Raises:
            ConfigurationError: a value that is missing or cannot be.
        """
        values = os.environ if environment is None else environment
        replication = values.get("MG_QDRANT_REPLICATION", "") or "copies"
        if replication not in get_args(Replication):
            raise ConfigurationError(f"MG_QDRANT_REPLICATION={replication!r} is unknown: take copies or cluster")
        node = NodeSettings(api_key=values.get("MG_QDRANT_API_KEY", ""))
        return cls(read_urls(values.get("MG_QDRANT_URL", "")), cast("Replication", replication), node)


def read_urls(text: str) -> tuple[str, ...]:
    """URLs separated by commas.

    Raises:
        ConfigurationError: there is none, or one that is no http URL.
    """
    urls = tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())
    if not urls:
        raise ConfigurationError("MG_QDRANT_URL is not set: give the URL of a running Qdrant, or use `mg up`")
    for url in urls:
        origin_of(url, "MG_QDRANT_URL")
    return urls


class Vectors:
    """The vector store; one object a process, usable by many tasks at once.

    Every method raises `ConnectError` (`service_unavailable`, with a time to try again) when no server answers,
    `DeadlineExceededError` when the caller's time is over, and `ApiError` when the request is wrong (`not_found` for a
    collection that is not there, `invalid_request` for a vector of another length).
    """

    def __init__(self, settings: VectorSettings | str, *, clock: Clock | None = None) -> None:
        if isinstance(settings, str):
            settings = VectorSettings(read_urls(settings))
        clock = clock or SystemClock()
        nodes = [Node(url, settings.node, clock) for url in settings.urls]
        self.fleet = Fleet(nodes, replication=settings.replication, probe_s=settings.probe_s, clock=clock)

    async def ensure(
        self,
        collection: str,
        size: int,
        embedder: str,
        *,
        indexes: Mapping[str, models.PayloadSchemaType] = PAYLOAD_INDEXES,
    ) -> None:
        """Make the collection on every server that answers, or check the one that is there.

        Args:
            collection: its name.
            size: numbers in a vector.
            embedder: id of the model that makes the vectors.
            indexes: members of the payload to index.

        Raises:
            ConfigurationError: what is there was made otherwise; names both and the way out.
        """
        wanted = Shape(size, embedder)

        async def prepare(node: Node) -> None:
            await _prepare(node, collection, wanted, indexes)

        answered = False
        for node in self.fleet.nodes:
            try:
                await prepare(node)
                answered = True
            except ConfigurationError:
                raise
            except MgError as error:
                last = error
        if not answered:
            raise ConnectError(f"the vector store is away: {last.message}") from last
        self.fleet.collections[collection] = prepare
        await self.fleet.compare(collection)

    async def upsert(self, collection: str, points: Sequence[Point]) -> None:
        """Write points, new ones or in place of those with the same content id, `BATCH` a request.

        Points are searchable when this returns. When it raises, earlier batches may have been written; to write all
        of them again is safe.
        """
        for start in range(0, len(points), BATCH):
            rows = [
                models.PointStruct(
                    id=point_id(point.content_id),
                    vector=_numbers(point.vector),
                    payload={**point.payload, "content_id": point.content_id},
                )
                for point in points[start : start + BATCH]
            ]
            await self.fleet.write(_upserting(collection, rows))

    async def search(
        self,
        collection: str,
        vector: Sequence[float],
        limit: int,
        *,
        threshold: float | None = None,
        filter: Filter | None = None,  # noqa: A002 - Qdrant's own word for it
        exact: bool = False,
        exclude: Sequence[str] = (),
        with_vectors: bool = False,
    ) -> list[Hit]:
        """The titles most similar to a vector, best first.

        Args:
            collection: where to look.
            vector: what to compare with; its length does not matter, its direction does.
            limit: titles at most.
            threshold: lowest similarity of an answer.
            filter: what the payload must be like.
            exact: compare with every title instead of walking the graph.
            exclude: content ids that are no answers.
            with_vectors: also give the titles' vectors.
        """
        wanted = _with_exclusion(read_filter(filter), exclude)
        params = models.SearchParams(exact=True) if exact else _GRAPH
        numbers = _numbers(vector)

        async def query(client: AsyncQdrantClient) -> models.QueryResponse:
            return await client.query_points(
                collection,
                numbers,
                limit=limit,
                query_filter=wanted,
                score_threshold=threshold,
                search_params=params,
                with_vectors=with_vectors,
            )

        return [_hit(point, point.score) for point in (await self.fleet.read(query)).points]

    async def retrieve(
        self,
        collection: str,
        content_ids: Sequence[str],
        with_vectors: bool = False,  # noqa: FBT001, FBT002 - may be given by position
    ) -> list[Hit]:
        """The titles of these ids that are there, in the order of the ids."""
        ids = [point_id(each) for each in content_ids]
        if not ids:
            return []
        records = await self.fleet.read(lambda client: client.retrieve(collection, ids, with_vectors=with_vectors))
        found = {str(record.id): _hit(record, 0.0) for record in records}
        return [found[each] for each in ids if each in found]

    async def delete(self, collection: str, content_ids: Sequence[str]) -> None:
        """Delete the titles of these ids; those that are not there do not matter."""
        if content_ids:
            await self.fleet.write(_deleting(collection, [point_id(each) for each in content_ids]))

    async def count(self, collection: str, filter: Filter | None = None) -> int:  # noqa: A002 - Qdrant's own word for it
        """Number of titles."""
        wanted = read_filter(filter)
        return (await self.fleet.read(lambda client: client.count(collection, wanted))).count

    async def healthy(self) -> bool:
        """Whether any server answers now."""
        try:
            await self.fleet.read(lambda client: client.info())
        except MgError:
            return False
        return True

    def nodes(self) -> dict[str, Any]:
        """State of each server by host and port: `ok`, `away`, `behind` or `joining`."""
        return states(self.fleet.nodes)

    async def aclose(self) -> None:
        """Close every connection."""
        await self.fleet.aclose()


@dataclass(frozen=True, slots=True)
class Shape:
    """What a collection is made of."""

    size: int
    embedder: str | None
    distance: str = "Cosine"
    m: int = M
    ef_construct: int = EF_CONSTRUCT

    def __str__(self) -> str:
        return f"{self.size}, {self.distance}, m {self.m}, ef_construct {self.ef_construct}, embedder {self.embedder!r}"

    @classmethod
    def of(cls, info: models.CollectionInfo) -> Shape:
        """That of a collection which is there."""
        vectors, hnsw = info.config.params.vectors, info.config.hnsw_config
        embedder = (info.config.metadata or {}).get("embedder")
        if not isinstance(vectors, models.VectorParams):
            return cls(0, embedder, "several vectors a point", hnsw.m, hnsw.ef_construct)
        return cls(vectors.size, embedder, vectors.distance.value, hnsw.m, hnsw.ef_construct)


def point_id(content_id: str) -> str:
    """The id under which Qdrant keeps a title: the same for the same content id, for ever."""
    return str(uuid.uuid5(_SPACE, content_id))


_GRAPH: Final = models.SearchParams(
    hnsw_ef=EF,
    # Twice as many candidates from the small copies of the vectors, ordered by the vectors themselves.
    quantization=models.QuantizationSearchParams(rescore=True, oversampling=2.0),
)
# The graph is built on small copies of the vectors: a quarter of the time. They span the whole range of values; cut off
# at a quantile of 0.99, the graph found 95.6 % instead of 99.1 % of the ten best of 20,000.
_INT8: Final = models.ScalarQuantization(
    scalar=models.ScalarQuantizationConfig(type=models.ScalarType.INT8, quantile=1.0, always_ram=True)
)


async def _prepare(node: Node, name: str, wanted: Shape, indexes: Mapping[str, models.PayloadSchemaType]) -> None:
    if not await node.read(lambda client: client.collection_exists(name)):
        try:
            await node.write(_creating(name, wanted))
        except ApiError as error:
            if error.status not in {400, 409}:  # another process was faster: what it made is checked below
                raise
    info = await node.read(lambda client: client.get_collection(name))
    found = Shape.of(info)
    if found != wanted:
        raise ConfigurationError(
            f"collection {name} at {node.place} holds vectors of another kind ({found}) than wanted ({wanted}): "
            f"take another name, or delete it (curl -X DELETE {node.url}/collections/{name}) and index again"
        )
    for key, kind in indexes.items():
        if key not in info.payload_schema:
            await node.write(_indexing(name, key, kind))


def _creating(name: str, wanted: Shape) -> Asked[Any]:
    return lambda client: client.create_collection(
        name,
        vectors_config=models.VectorParams(size=wanted.size, distance=models.Distance(wanted.distance)),
        hnsw_config=models.HnswConfigDiff(m=wanted.m, ef_construct=wanted.ef_construct),
        quantization_config=_INT8,
        metadata={"embedder": wanted.embedder},
    )


def _indexing(name: str, key: str, kind: models.PayloadSchemaType) -> Asked[Any]:
    return lambda client: client.create_payload_index(name, key, kind, wait=True)


def _upserting(name: str, rows: list[models.PointStruct]) -> Asked[Any]:
    return lambda client: client.upsert(name, rows, wait=True)


def _deleting(name: str, ids: list[str]) -> Asked[Any]:
    selected = models.PointIdsList(points=list(ids))
    return lambda client: client.delete(name, selected, wait=True)


def _with_exclusion(wanted: models.Filter | None, exclude: Sequence[str]) -> models.Filter | None:
    if not exclude:
        return wanted
    without: models.Condition = models.HasIdCondition(has_id=[point_id(each) for each in exclude])
    return models.Filter(must=None if wanted is None else [wanted], must_not=[without])


def _numbers(vector: Sequence[float]) -> list[float]:
    return [float(number) for number in vector]


def _hit(point: models.Record | models.ScoredPoint, score: float) -> Hit:
    payload = dict(point.payload or {})
    vector = cast("list[float] | None", point.vector)
    return Hit(str(payload.get("content_id", point.id)), score, payload, vector)
