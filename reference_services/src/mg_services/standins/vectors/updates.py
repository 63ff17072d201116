"""Qdrant's write requests: JSON to the engine's update operations, checked before the first is applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from qdrant_edge import PointVectors, UpdateOperation

from .filters import read_filter
from .queries import read_field_type
from .wire import (
    JsonObject,
    PointId,
    RequestError,
    read_id,
    read_ids,
    read_list,
    read_object,
    read_path,
    read_payload,
    read_points,
    read_vector,
)


@dataclass(frozen=True, slots=True)
class Write:
    """One operation of the engine."""

    operation: UpdateOperation
    vectors: int = 0
    """Vectors that it writes, which an index does not know yet."""
    needs: tuple[PointId, ...] = ()
    """Points that have to be there."""


Reader = Callable[[JsonObject, int], Write]
"""Turns a body into a write, for vectors of a size; raises `RequestError`."""


def upsert(body: JsonObject, size: int) -> Write:
    """Write points, new ones or in place of those with the same ids."""
    _only(body, "points", "batch")
    if ("points" in body) == ("batch" in body):
        raise RequestError("Format error in JSON body: an upsert takes one of `points`, `batch`")
    points = read_points(body, size)
    if not points:
        raise RequestError("Validation error in JSON body: an upsert needs at least one point")
    return Write(UpdateOperation.upsert_points(points), len(points))


def delete(body: JsonObject, size: int) -> Write:
    """Delete points by ids or by a filter."""
    del size
    _only(body, "points", "filter")
    by_ids, by_filter = UpdateOperation.delete_points, UpdateOperation.delete_points_by_filter
    return Write(_selected(body, by_ids, by_filter).operation)


def set_payload(body: JsonObject, size: int) -> Write:
    """Put members into payloads; the others stay."""
    del size
    _only(body, "payload", "points", "filter", "key")
    return _selected(body, UpdateOperation.set_payload, UpdateOperation.set_payload_by_filter, *_change(body))


def overwrite_payload(body: JsonObject, size: int) -> Write:
    """Put payloads in place of those that are there."""
    del size
    _only(body, "payload", "points", "filter", "key")
    by_ids, by_filter = UpdateOperation.overwrite_payload, UpdateOperation.overwrite_payload_by_filter
    return _selected(body, by_ids, by_filter, *_change(body))


def delete_payload(body: JsonObject, size: int) -> Write:
    """Take members out of payloads."""
    del size
    _only(body, "keys", "points", "filter")
    keys = [read_path(key, f"keys[{at}]") for at, key in enumerate(read_list(body.get("keys"), "keys"))]
    return _selected(body, UpdateOperation.delete_payload, UpdateOperation.delete_payload_by_filter, keys)


def clear_payload(body: JsonObject, size: int) -> Write:
    """Empty payloads."""
    del size
    _only(body, "points", "filter")
    return _selected(body, UpdateOperation.clear_payload, UpdateOperation.clear_payload_by_filter)


def update_vectors(body: JsonObject, size: int) -> Write:
    """Give stored points other vectors; their payloads stay."""
    _only(body, "points")
    points, ids = [], []
    for at, each in enumerate(read_list(body.get("points"), "points")):
        row = read_object(each, f"points[{at}]", ("id", "vector"))
        ids.append(read_id(row.get("id"), f"points[{at}].id"))
        points.append(PointVectors(ids[-1], read_vector(row.get("vector"), size, f"points[{at}].vector")))
    return Write(UpdateOperation.update_vectors(points), len(points), tuple(ids))


def create_index(body: JsonObject, size: int) -> Write:
    """Index a member of the payloads."""
    del size
    _only(body, "field_name", "field_schema")
    name = read_path(body.get("field_name"), "field_name")
    return Write(UpdateOperation.create_field_index(name, read_field_type(body.get("field_schema"))))


OPERATIONS: Final[Mapping[str, Reader]] = {
    "upsert": upsert,
    "delete": delete,
    "set_payload": set_payload,
    "overwrite_payload": overwrite_payload,
    "delete_payload": delete_payload,
    "clear_payload": clear_payload,
    "update_vectors": update_vectors,
}
"""Names of operations in a batch."""


def read_batch(body: JsonObject, size: int) -> list[Write]:
    """Several writes in one request; all are checked before the first is applied.

    Raises:
        RequestError: the first that cannot be taken.
    """
    _only(body, "operations")
    writes = []
    for at, each in enumerate(read_list(body.get("operations"), "operations")):
        row = read_object(each, f"operations[{at}]", OPERATIONS)
        if len(row) != 1:
            raise RequestError(f"Format error in JSON body: operations[{at}] takes one operation, not {len(row)}")
        ((name, content),) = row.items()
        writes.append(OPERATIONS[name](read_object(content, f"operations[{at}].{name}"), size))
    return writes


def _selected(
    body: JsonObject, by_ids: Callable[..., UpdateOperation], by_filter: Callable[..., UpdateOperation], *more: Any
) -> Write:
    if ("points" in body) == ("filter" in body):
        raise RequestError("Format error in JSON body: points are named by one of `points`, `filter`")
    if "points" in body:
        ids = read_ids(body["points"], "points")
        return Write(by_ids(ids, *more), needs=tuple(ids))
    return Write(by_filter(read_filter(body["filter"]), *more))


def _change(body: JsonObject) -> tuple[JsonObject, str | None]:
    key = body.get("key")
    return read_payload(body.get("payload"), "payload"), None if key is None else read_path(key, "key")


def _only(body: JsonObject, *known: str) -> None:
    read_object(body, "the body", (*known, "shard_key"))
