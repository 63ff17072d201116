"""Qdrant's queries: JSON to engine objects, run on one shard.

Served: nearest to a vector or to a stored point, recommend (all three strategies), and no query at all, which gives
points in the order of their ids. Prefetch, fusion, formulas and named vectors are refused in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import qdrant_edge as edge

from .filters import read_filter
from .wire import (
    LIMIT_MAX,
    JsonObject,
    PointId,
    RequestError,
    read_flag,
    read_id,
    read_list,
    read_number,
    read_object,
    read_payload_selector,
    read_text,
    read_vector,
    read_vector_selector,
    read_whole,
    write_id,
    write_records,
    write_scored,
)

LIMIT_DEFAULT: Final = 10
EF_MAX: Final = 100_000

_QUERY = (
    "query", "filter", "params", "score_threshold", "limit", "offset", "with_payload", "with_vector", "using",
    "prefetch", "lookup_from", "shard_key",
)  # fmt: skip
_STRATEGIES = ("average_vector", "best_score", "sum_scores")


class Searchable(Protocol):
    """What a query needs of a collection."""

    shard: edge.EdgeShard
    size: int


Example = list[float] | PointId
"""A vector, or the id of a stored point whose vector is meant."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """How points are scored: a strategy over examples."""

    strategy: str
    positive: tuple[Example, ...]
    negative: tuple[Example, ...] = ()

    @property
    def ids(self) -> list[PointId]:
        """The stored points among the examples; they are no answers."""
        return [example for example in (*self.positive, *self.negative) if not isinstance(example, list)]


@dataclass(frozen=True, slots=True)
class Query:
    """One checked query."""

    ranking: Ranking | None
    filter: edge.Filter | None
    params: edge.SearchParams | None
    threshold: float | None
    limit: int
    offset: int
    with_payload: Any
    with_vector: bool

    def run(self, target: Searchable) -> list[JsonObject]:
        """The points, best first.

        Raises:
            RequestError: a stored point that an example names is not there.
        """
        if self.limit == 0:
            return []
        ids = self.ranking.ids if self.ranking else []
        own = edge.Filter(must_not=[edge.HasIdCondition(set(ids))]) if ids else None
        both = edge.Filter(must=[self.filter, own]) if own and self.filter else own or self.filter
        found = target.shard.query(
            edge.QueryRequest(
                limit=self.limit,
                offset=self.offset or None,
                query=_scoring(self.ranking, target) if self.ranking else None,
                filter=both,
                score_threshold=self.threshold,
                params=self.params,
                with_payload=self.with_payload,
                with_vector=self.with_vector,
            )
        )
        return write_scored(found)


def read_query(value: object, size: int, where: str = "the body") -> Query:
    """A query for vectors of `size` numbers.

    Raises:
        RequestError: the first thing that is wrong, or a kind of query that is not served.
    """
    body = read_object(value, where, _QUERY)
    for name in ("prefetch", "lookup_from"):
        if body.get(name):
            raise RequestError(f"Wrong input: `{name}` is not served by this node")
    if body.get("using"):
        raise RequestError(f"Wrong input: Not existing vector name error: {body['using']!r:.60}")
    threshold = body.get("score_threshold")
    return Query(
        ranking=_ranking(body["query"], size) if "query" in body else None,
        filter=read_filter(body.get("filter")),
        params=_params(body.get("params")),
        threshold=None if threshold is None else read_number(threshold, "score_threshold"),
        limit=read_whole(body.get("limit", LIMIT_DEFAULT), "limit", high=LIMIT_MAX),
        offset=read_whole(body.get("offset", 0), "offset"),
        with_payload=read_payload_selector(body.get("with_payload"), default=False),
        with_vector=read_vector_selector(body.get("with_vector")),
    )


def _ranking(value: object, size: int) -> Ranking:
    if not isinstance(value, dict):
        return Ranking("nearest", (_example(value, size, "query"),))
    body = read_object(value, "query")
    if body.keys() == {"nearest"}:
        return Ranking("nearest", (_example(body["nearest"], size, "query.nearest"),))
    if body.keys() == {"recommend"}:
        return _recommend(body["recommend"], size)
    raise RequestError(f"Wrong input: this node serves no query of the kind {', '.join(sorted(body)) or 'nothing'}")


def _recommend(value: object, size: int) -> Ranking:
    body = read_object(value, "query.recommend", ("positive", "negative", "strategy"))
    strategy = body.get("strategy", "average_vector")
    if strategy not in _STRATEGIES:
        raise RequestError(f"Format error in JSON body: unknown strategy {strategy!r:.60}")
    positive, negative = (
        tuple(_example(each, size, f"{place}[{at}]") for at, each in enumerate(read_list(body.get(name, []), place)))
        for name, place in (("positive", "query.recommend.positive"), ("negative", "query.recommend.negative"))
    )
    if not positive and (strategy == "average_vector" or not negative):
        raise RequestError("Wrong input: At least one positive vector is required in recommend")
    return Ranking(strategy, positive, negative)


def _example(value: object, size: int, where: str) -> Example:
    return read_vector(value, size, where) if isinstance(value, list | dict) else read_id(value, where)


def _params(value: object) -> edge.SearchParams | None:
    if value is None:
        return None
    body = read_object(value, "params", ("hnsw_ef", "exact", "indexed_only", "quantization"))
    ef = body.get("hnsw_ef")
    return edge.SearchParams(
        hnsw_ef=None if ef is None else read_whole(ef, "params.hnsw_ef", high=EF_MAX),
        exact=read_flag(body.get("exact", False), "params.exact"),
        indexed_only=read_flag(body.get("indexed_only", False), "params.indexed_only"),
        quantization=_quantization(body.get("quantization")),
    )


def _quantization(value: object) -> edge.QuantizationSearchParams | None:
    if value is None:
        return None
    body = read_object(value, "params.quantization", ("ignore", "rescore", "oversampling"))
    rescore, oversampling = body.get("rescore"), body.get("oversampling")
    return edge.QuantizationSearchParams(
        ignore=read_flag(body.get("ignore", False), "params.quantization.ignore"),
        rescore=None if rescore is None else read_flag(rescore, "params.quantization.rescore"),
        oversampling=None if oversampling is None else read_number(oversampling, "params.quantization.oversampling"),
    )


def _scoring(ranking: Ranking, target: Searchable) -> Any:
    stored = _stored_vectors(ranking.ids, target)
    examples: list[Any] = [
        [example if isinstance(example, list) else stored[write_id(example)] for example in side]
        for side in (ranking.positive, ranking.negative)
    ]
    positive, negative = examples
    if ranking.strategy == "nearest":
        return edge.Query.Nearest(positive[0])
    if ranking.strategy == "average_vector":
        return edge.Query.Nearest(_average(positive, negative))
    kind = edge.Query.RecommendBestScore if ranking.strategy == "best_score" else edge.Query.RecommendSumScores
    return kind(edge.RecommendQuery(positive, negative))


def _stored_vectors(ids: Sequence[PointId], target: Searchable) -> dict[int | str, list[float]]:
    if not ids:
        return {}
    records = target.shard.retrieve(list(ids), with_payload=False, with_vector=True)
    found: dict[int | str, Any] = {write_id(record.id): record.vector for record in records}
    for each in ids:
        if write_id(each) not in found:
            raise RequestError(f"Not found: No point with id {each} found", status=404)
    return found


def _average(positive: list[list[float]], negative: list[list[float]]) -> list[float]:
    mean = [sum(column) / len(positive) for column in zip(*positive, strict=True)]
    if not negative:
        return mean
    away = [sum(column) / len(negative) for column in zip(*negative, strict=True)]
    return [2 * near - far for near, far in zip(mean, away, strict=True)]


@dataclass(frozen=True, slots=True)
class Scroll:
    """One checked request for points in the order of their ids."""

    filter: edge.Filter | None
    limit: int
    offset: PointId | None
    with_payload: Any
    with_vector: bool

    def run(self, target: Searchable) -> JsonObject:
        """The points and the id that the next page begins with."""
        records, following = target.shard.scroll(
            edge.ScrollRequest(
                offset=self.offset,
                limit=self.limit,
                filter=self.filter,
                with_payload=self.with_payload,
                with_vector=self.with_vector,
            )
        )
        after = None if following is None else write_id(following)
        return {"points": write_records(records), "next_page_offset": after}


def read_scroll(value: object) -> Scroll:
    """A scroll.

    Raises:
        RequestError: the first thing that is wrong; `order_by` is not served.
    """
    body = read_object(value, "the body", ("filter", "limit", "offset", "with_payload", "with_vector", "shard_key"))
    return Scroll(
        filter=read_filter(body.get("filter")),
        limit=read_whole(body.get("limit", LIMIT_DEFAULT), "limit", low=1, high=LIMIT_MAX),
        offset=read_id(body["offset"], "offset") if "offset" in body else None,
        with_payload=read_payload_selector(body.get("with_payload"), default=True),
        with_vector=read_vector_selector(body.get("with_vector")),
    )


def read_field_type(value: object) -> Any:
    """The engine's name for a payload index's type, given as `"keyword"` or `{"type": "keyword", ...}`.

    Raises:
        RequestError: an unknown type.
    """
    name = read_text(
        read_object(value, "field_schema").get("type") if isinstance(value, dict) else value, "field_schema"
    )
    kind = getattr(edge.PayloadSchemaType, name.capitalize(), None)
    if kind is None:
        raise RequestError(f"Format error in JSON body: field_schema: unknown type {name!r:.60}")
    return kind
