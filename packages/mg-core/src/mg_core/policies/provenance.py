"""Where a result comes from: the service itself, the cache, a stale answer, or a fallback.

A result is what the contract says it is, so the facts about it travel with the object and not in its members:
they are in no dump, no comparison and no repr. A live result carries nothing and costs nothing.

    page = await discovery.search(q="matrix")
    origin = provenance_of(page)
    if origin.source == "stale":
        print(f"{origin.age_s / 60:.0f} minutes old", *[notice.message for notice in origin.warnings])
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, TypeVar

from ..contract.model import Model, carried, carry

Source = Literal["live", "cache", "stale", "fallback"]
"""`live`: asked just now. `cache`: stored, younger than its `ttl_s`. `stale`: stored, older than that.
`fallback`: the policy's substitute."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that a person who reads the result should know."""

    code: str
    """`stale_results`, `fallback_used`, or the code of the error that left a part out, e.g. `deadline_exceeded`."""
    message: str
    service: str = ""
    """Contract name of the service that it is about, or ""."""
    operation: str = ""
    """operationId, or ""."""
    cause: str = ""
    """Code of the error behind it, e.g. `circuit_breaker_open`, or ""."""
    part: str = ""
    """Name of the part of a `gather_partial` that it is about, or ""."""


class Provenance(NamedTuple):
    """Where a result comes from. A named tuple: one is made for every answer out of a cache."""

    source: Source
    age_s: float = 0.0
    """Seconds since the service gave this answer; 0 for `live` and `fallback`."""
    warnings: tuple[Notice, ...] = ()


LIVE: Final = Provenance("live")
"""What is known about a result that carries nothing."""


class CarryingList(list[Any]):
    """A list with a provenance; equal to the plain one."""

    __slots__ = ("provenance",)
    provenance: Provenance


class CarryingDict(dict[Any, Any]):
    """A dict with a provenance; equal to the plain one."""

    __slots__ = ("provenance",)
    provenance: Provenance


class CarryingStr(str):
    """A string with a provenance; equal to the plain one."""

    __slots__ = ("provenance",)
    provenance: Provenance


class CarryingBytes(bytes):
    """Bytes with a provenance; equal to the plain ones."""

    provenance: Provenance


_CARRIERS: Final[dict[type, Any]] = {
    carrier.__mro__[1]: carrier for carrier in (CarryingList, CarryingDict, CarryingStr, CarryingBytes)
}


def provenance_of(result: object) -> Provenance:
    """Where `result`, the return value of a client's method, comes from.

    Only models, lists, dicts, strings and bytes can carry the answer. None, numbers, booleans, enumeration members
    and other objects cannot: for them this says `live` whatever they come from. Pickling a model forgets it too.
    """
    found: Provenance | None = None
    if isinstance(result, Model):
        found = carried(result)
    elif type(result) in _CARRIERS.values():
        found = getattr(result, "provenance", None)
    return LIVE if found is None else found


def with_provenance(result: T, provenance: Provenance) -> T:
    """A shallow copy of `result` that carries `provenance`; `result` itself, unchanged, if it cannot carry any.

    The copy equals the original and shares its members.
    """
    if isinstance(result, Model):
        twin = copy.copy(result)
        carry(twin, provenance)
        return twin
    kind = type(result)
    carrier: Any = kind if kind in _CARRIERS.values() else _CARRIERS.get(kind)
    if carrier is None:
        return result
    carrying: Any = carrier(result)
    carrying.provenance = provenance
    given: T = carrying
    return given
