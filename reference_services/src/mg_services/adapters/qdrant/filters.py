"""Filters of Qdrant searches, made of conditions on the payload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from qdrant_client import models

from mg_core.errors import ApiError

Filter = models.Filter | Mapping[str, Any]
"""Qdrant's filter, as its model or as its JSON."""


def any_of(key: str, values: Sequence[str | int]) -> dict[str, Any]:
    """A condition: the member `key` is, or holds, one of the values."""
    return {"key": key, "match": {"any": list(values)}}


def between(key: str, low: float | None = None, high: float | None = None) -> dict[str, Any]:
    """A condition: the member `key` is from `low` to `high`, both included."""
    bounds = {"gte": low, "lte": high}
    return {"key": key, "range": {name: bound for name, bound in bounds.items() if bound is not None}}


def all_of(*conditions: Mapping[str, Any]) -> dict[str, Any]:
    """A filter that every condition has to hold for."""
    return {"must": [dict(each) for each in conditions]}


def read_filter(value: Filter | None) -> models.Filter | None:
    """Qdrant's filter model.

    Raises:
        ApiError: `invalid_request`, it is no filter.
    """
    if value is None or isinstance(value, models.Filter):
        return value
    try:
        return models.Filter.model_validate(value)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ApiError(f"not a filter of Qdrant: see {where}", code="invalid_request", status=400) from None
