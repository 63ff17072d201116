"""JSON of Qdrant's REST interface to engine objects and back: ids, vectors, points, payload selectors.

What is wrong raises `RequestError` before the engine is asked, so that a batch is taken whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from pydantic_core import from_json
from qdrant_edge import IsEmptyCondition, PayloadSelector, Point, Record, ScoredPoint

JsonObject = dict[str, Any]
PointId = int | UUID | str

ID_MAX: Final = 2**64 - 1
"""Largest number that is an id."""
VALUE_MAX: Final = 3.4e38
"""Largest value of a vector's component: what a 32-bit float holds."""
LIMIT_MAX: Final = 100_000
"""Most points of one answer."""


class RequestError(Exception):
    """A request that cannot be served; `status` is 4xx, the message names the place and what is wrong."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def read_json(raw: bytes) -> JsonObject:
    """The body's JSON object without its nulls, which mean "not given"; an empty body is an empty object.

    Raises:
        RequestError: the body is no JSON or no object.
    """
    if not raw.strip():
        return {}
    try:
        body = from_json(raw, allow_inf_nan=False)
    except ValueError as error:
        raise RequestError(f"Format error in JSON body: {error}") from None
    return read_object(body, "the body")


def read_object(value: object, where: str, known: Iterable[str] | None = None) -> JsonObject:
    """A JSON object without its nulls; with `known`, no other keys.

    Raises:
        RequestError: no object, or an unknown key.
    """
    if not isinstance(value, dict):
        raise RequestError(f"Format error in JSON body: {where} must be an object")
    if known is not None:
        allowed = set(known)
        unknown = sorted(value.keys() - allowed)
        if unknown:
            raise RequestError(
                f"Format error in JSON body: unknown field `{unknown[0]}` in {where}, "
                f"expected one of {', '.join(f'`{name}`' for name in sorted(allowed))}"
            )
    return {name: each for name, each in value.items() if each is not None}


def read_list(value: object, where: str) -> list[Any]:
    """A JSON array.

    Raises:
        RequestError: anything else.
    """
    if not isinstance(value, list):
        raise RequestError(f"Format error in JSON body: {where} must be an array")
    return value


def read_whole(value: object, where: str, *, low: int = 0, high: int = ID_MAX) -> int:
    """An integer within bounds.

    Raises:
        RequestError: anything else.
    """
    if type(value) is not int or not low <= value <= high:
        raise RequestError(f"Format error in JSON body: {where} must be an integer from {low} to {high}")
    return value


def read_number(value: object, where: str) -> float:
    """A number.

    Raises:
        RequestError: anything else.
    """
    if type(value) not in {int, float}:
        raise RequestError(f"Format error in JSON body: {where} must be a number")
    return float(value)  # type: ignore[arg-type]  # the line above left numbers only


def read_flag(value: object, where: str) -> bool:
    """True or false.

    Raises:
        RequestError: anything else.
    """
    if not isinstance(value, bool):
        raise RequestError(f"Format error in JSON body: {where} must be true or false")
    return value


def read_text(value: object, where: str) -> str:
    """A string that is not empty.

    Raises:
        RequestError: anything else.
    """
    if not isinstance(value, str) or not value:
        raise RequestError(f"Format error in JSON body: {where} must be a string")
    return value


def read_path(value: object, where: str) -> str:
    """The path of a payload's member, such as `year` or `cast[].name`.

    Raises:
        RequestError: anything else.
    """
    path = read_text(value, where)
    try:
        IsEmptyCondition(path)
    except ValueError:
        raise RequestError(f"Format error in JSON body: {where}: invalid JSON path {path!r:.60}") from None
    return path


def read_id(value: object, where: str) -> PointId:
    """A point's id: a whole number of 64 bits or a UUID.

    Raises:
        RequestError: anything else.
    """
    if type(value) is int and 0 <= value <= ID_MAX:
        return value
    if isinstance(value, str):
        try:
            return UUID(value)
        except ValueError:
            pass
    raise RequestError(
        f"Format error in JSON body: {where}: value {value!r:.60} is not a valid point ID, "
        "valid values are either an unsigned integer or a UUID"
    )


def read_ids(value: object, where: str) -> list[PointId]:
    """An array of ids.

    Raises:
        RequestError: anything else.
    """
    return [read_id(each, f"{where}[{at}]") for at, each in enumerate(read_list(value, where))]


def read_vector(value: object, size: int, where: str) -> list[float]:
    """A dense vector of `size` finite numbers; `{"": [...]}` is the same unnamed vector.

    Raises:
        RequestError: anything else, a wrong length among it.
    """
    if isinstance(value, dict):
        if value.keys() != {""}:
            raise RequestError(f"Wrong input: {where}: this node serves one unnamed dense vector a point")
        value = value[""]
    vector = read_list(value, where)
    if not set(map(type, vector)) <= {int, float}:
        raise RequestError(f"Format error in JSON body: {where} must hold numbers only")
    if len(vector) != size:
        raise RequestError(f"Wrong input: Vector dimension error: expected dim: {size}, got {len(vector)} ({where})")
    if max(vector) > VALUE_MAX or min(vector) < -VALUE_MAX:
        raise RequestError(f"Wrong input: {where} holds a number beyond {VALUE_MAX}")
    return vector


def read_points(body: Mapping[str, Any], size: int) -> list[Point]:
    """The points of an upsert, in the form of a list or of a batch.

    Raises:
        RequestError: the first point that cannot be taken.
    """
    if "batch" in body:
        return _batch(body["batch"], size)
    points = []
    for at, each in enumerate(read_list(body.get("points"), "points")):
        row = read_object(each, f"points[{at}]", ("id", "vector", "payload"))
        points.append(_point(row.get("id"), row.get("vector"), row.get("payload"), size, f"points[{at}]"))
    return points


def _batch(value: object, size: int) -> list[Point]:
    batch = read_object(value, "batch", ("ids", "vectors", "payloads"))
    ids = read_list(batch.get("ids"), "batch.ids")
    vectors = batch.get("vectors")
    if isinstance(vectors, dict) and vectors.keys() == {""}:
        vectors = vectors[""]
    rows = read_list(vectors, "batch.vectors")
    payloads = read_list(batch.get("payloads", [None] * len(ids)), "batch.payloads")
    if not len(ids) == len(rows) == len(payloads):
        raise RequestError(f"Wrong input: batch has {len(ids)} ids, {len(rows)} vectors and {len(payloads)} payloads")
    triples = zip(ids, rows, payloads, strict=True)
    return [_point(*triple, size, f"batch[{at}]") for at, triple in enumerate(triples)]


def _point(identity: object, vector: object, payload: object, size: int, where: str) -> Point:
    return Point(
        read_id(identity, f"{where}.id"),
        read_vector(vector, size, f"{where}.vector"),
        None if payload is None else read_payload(payload, f"{where}.payload"),
    )


def read_payload(value: object, where: str) -> JsonObject:
    """A payload: any JSON object.

    Raises:
        RequestError: anything else.
    """
    if not isinstance(value, dict):
        raise RequestError(f"Format error in JSON body: {where} must be an object")
    return value


def read_payload_selector(value: object, *, default: bool) -> bool | list[str] | PayloadSelector:
    """`with_payload`: true, false, names, or `{"include": names}`, `{"exclude": names}`.

    Raises:
        RequestError: anything else.
    """
    if value is None:
        return default
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return PayloadSelector.Include(_names(value, "with_payload"))
    body = read_object(value, "with_payload", ("include", "exclude"))
    if len(body) != 1:
        raise RequestError("Format error in JSON body: with_payload takes one of `include`, `exclude`")
    if "include" in body:
        return PayloadSelector.Include(_names(body["include"], "with_payload.include"))
    return PayloadSelector.Exclude(_names(body["exclude"], "with_payload.exclude"))


def read_vector_selector(value: object) -> bool:
    """`with_vector`: true or false.

    Raises:
        RequestError: anything else; names of vectors among it, since there is only the unnamed one.
    """
    return False if value is None else read_flag(value, "with_vector")


def _names(value: object, where: str) -> list[str]:
    return [read_text(each, f"{where}[{at}]") for at, each in enumerate(read_list(value, where))]


def write_id(value: int | str | UUID) -> int | str:
    """An id as JSON has it."""
    return value if isinstance(value, int) else str(value)


def write_records(records: Sequence[Record]) -> list[JsonObject]:
    """Points as scroll and retrieve answer them."""
    return [_members(record) for record in records]


def write_scored(points: Sequence[ScoredPoint]) -> list[JsonObject]:
    """Points as a query answers them."""
    return [{"version": point.version, "score": point.score, **_members(point)} for point in points]


def _members(record: Record | ScoredPoint) -> JsonObject:
    found: JsonObject = {"id": write_id(record.id)}
    if record.payload is not None:
        found["payload"] = record.payload
    if record.vector is not None:
        found["vector"] = record.vector
    return found
