"""Qdrant's filters: JSON to engine objects.

Served: must, should, must_not, min_should and filters inside of filters; conditions on a key (match value, any,
except, text, phrase; range of numbers or times; values_count; is_empty, is_null) and on the id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

import numpy as np
import qdrant_edge as edge

from .wire import (
    JsonObject,
    RequestError,
    read_flag,
    read_ids,
    read_list,
    read_number,
    read_object,
    read_path,
    read_text,
    read_whole,
)

DEPTH_MAX: Final = 16
"""Filters inside of filters."""

_LISTS = ("must", "should", "must_not")
_RANGE = ("gt", "gte", "lt", "lte")


def read_filter(value: object, where: str = "filter", depth: int = 0) -> edge.Filter | None:
    """The filter; None when there is none.

    Raises:
        RequestError: the first thing that is wrong, with its place.
    """
    if value is None:
        return None
    if depth > DEPTH_MAX:
        raise RequestError(f"Wrong input: {where[:60]}... is nested deeper than {DEPTH_MAX} filters")
    body = read_object(value, where, (*_LISTS, "min_should"))
    lists = {name: _conditions(body[name], f"{where}.{name}", depth) for name in _LISTS if name in body}
    return edge.Filter(**lists, min_should=_min_should(body.get("min_should"), f"{where}.min_should", depth))


def _min_should(value: object, where: str, depth: int) -> edge.MinShould | None:
    if value is None:
        return None
    body = read_object(value, where, ("conditions", "min_count"))
    return edge.MinShould(
        _conditions(body.get("conditions"), f"{where}.conditions", depth),
        read_whole(body.get("min_count"), f"{where}.min_count"),
    )


def _conditions(value: object, where: str, depth: int) -> list[Any]:
    rows = value if isinstance(value, list) else [value]
    return [_condition(each, f"{where}[{at}]", depth) for at, each in enumerate(rows)]


def _condition(value: object, where: str, depth: int) -> Any:
    body = read_object(value, where)
    for name, read in _SPECIAL.items():
        if name in body:
            read_object(body, where, (name,))
            return read(body[name], f"{where}.{name}")
    if "key" in body:
        return _field(body, where)
    if not body or body.keys() & {*_LISTS, "min_should"}:
        return read_filter(body, where, depth + 1)
    raise RequestError(
        f"Format error in JSON body: {where} is no condition that this node serves ({', '.join(sorted(body))})"
    )


def _has_id(value: object, where: str) -> edge.HasIdCondition:
    return edge.HasIdCondition(set(read_ids(value, where)))


def _is_empty(value: object, where: str) -> edge.IsEmptyCondition:
    return edge.IsEmptyCondition(_key(value, where))


def _is_null(value: object, where: str) -> edge.IsNullCondition:
    return edge.IsNullCondition(_key(value, where))


def _key(value: object, where: str) -> str:
    return read_path(read_object(value, where, ("key",)).get("key"), f"{where}.key")


_SPECIAL: Final[Mapping[str, Callable[[object, str], Any]]] = {
    "has_id": _has_id,
    "is_empty": _is_empty,
    "is_null": _is_null,
}


def _field(value: JsonObject, where: str) -> edge.FieldCondition:
    body = read_object(value, where, ("key", "match", "range", "values_count", "is_empty", "is_null"))
    key = read_path(body.pop("key"), f"{where}.key")
    if not body:
        raise RequestError(f"Format error in JSON body: {where}: at least one condition must be specified")
    readers: dict[str, Callable[[object, str], Any]] = {
        "match": _match,
        "range": _range,
        "values_count": _values_count,
        "is_empty": read_flag,
        "is_null": read_flag,
    }
    return edge.FieldCondition(key, **{name: readers[name](each, f"{where}.{name}") for name, each in body.items()})


def _match(value: object, where: str) -> Any:
    body = read_object(value, where, ("value", "any", "except", "text", "text_any", "phrase"))
    if len(body) != 1:
        raise RequestError(f"Format error in JSON body: {where} takes one kind of match, not {len(body)}")
    (kind, wanted), place = next(iter(body.items())), f"{where}.{next(iter(body))}"
    if kind == "value":
        if not isinstance(wanted, bool | int | str):
            raise RequestError(f"Format error in JSON body: {place} must be a string, an integer or a boolean")
        # The engine takes Python's truth values for integers, and numpy's for what they are.
        return edge.MatchValue(cast("bool", np.bool_(wanted)) if isinstance(wanted, bool) else wanted)
    if kind in {"any", "except"}:
        return (edge.MatchAny if kind == "any" else edge.MatchExcept)(_variants(wanted, place))
    kinds = {"text": edge.MatchText, "text_any": edge.MatchTextAny, "phrase": edge.MatchPhrase}
    return kinds[kind](read_text(wanted, place))


def _variants(value: object, where: str) -> list[Any]:
    wanted = read_list(value, where)
    if set(map(type, wanted)) not in ({str}, {int}, set()):
        raise RequestError(f"Format error in JSON body: {where} must hold strings only or integers only")
    return wanted


def _range(value: object, where: str) -> Any:
    body = read_object(value, where, _RANGE)
    if body and all(isinstance(bound, str) for bound in body.values()):
        try:
            return edge.RangeDateTime(**body)
        except (ValueError, TypeError) as error:
            raise RequestError(f"Format error in JSON body: {where}: {error}") from None
    return edge.RangeFloat(**{name: read_number(bound, f"{where}.{name}") for name, bound in body.items()})


def _values_count(value: object, where: str) -> edge.ValuesCount:
    body = read_object(value, where, _RANGE)
    return edge.ValuesCount(**{name: read_whole(bound, f"{where}.{name}") for name, bound in body.items()})
