"""What the fields of a policy may be, written beside each field: `Annotated[float, POSITIVE]`."""

from __future__ import annotations

import json
import math
from dataclasses import fields
from typing import Any, Final, NamedTuple, Protocol, get_type_hints


class Bound(Protocol):
    """What one field may be."""

    def problem(self, value: Any) -> str:
        """What is wrong with `value`, or ""."""
        ...


class Number(NamedTuple):
    """A number and its bounds."""

    low: float = 0
    high: float = math.inf
    above: bool = False
    """`low` itself is not allowed."""
    whole: bool = False

    def problem(self, value: Any) -> str:
        """See `Bound`."""
        kinds = int if self.whole else (int, float)
        typed = isinstance(value, kinds) and not isinstance(value, bool)
        if typed and math.isfinite(value) and self.low <= value <= self.high and not (self.above and value == self.low):
            return ""
        return f"must be {self.wanted()}, not {value!r}"

    def wanted(self) -> str:
        """The bounds in words."""
        kind = "a whole number" if self.whole else "a number"
        if self.high < math.inf:
            return f"{kind} from {self.low:g} to {self.high:g}"
        return f"{kind} above {self.low:g}" if self.above else f"{kind} of at least {self.low:g}"


class Numbers(NamedTuple):
    """A list of numbers."""

    each: Number
    length: int = 0
    """Exactly that many; 0 for one or more."""
    empty: bool = False

    def problem(self, value: Any) -> str:
        """See `Bound`."""
        size = f"{self.length} numbers" if self.length else "numbers"
        if not isinstance(value, tuple) or (self.length and len(value) != self.length):
            return f"must be a list of {size}, not {value!r}"
        if not value and not self.empty:
            return "must hold at least one number"
        return next((f"holds what it must not: each {text}" for text in map(self.each.problem, value) if text), "")


class Word(NamedTuple):
    """One of some words."""

    words: tuple[str, ...]

    def problem(self, value: Any) -> str:
        """See `Bound`."""
        return "" if value in self.words else f"must be one of {', '.join(self.words)}, not {value!r}"


class JsonOrFunction:
    """JSON text, or a function that makes the value."""

    def problem(self, value: Any) -> str:
        """See `Bound`."""
        if callable(value):
            return ""
        try:
            json.loads(value, parse_constant=_refuse_constant)
        except (TypeError, ValueError) as error:
            return f"must be JSON text or a function: {error}"
        return ""


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


SHARE: Final = Number(0, 1)
POSITIVE: Final = Number(above=True)
COUNT: Final = Number(1, whole=True)
AT_LEAST_0: Final = Number()


_KNOWN: Final[dict[type, dict[str, Bound]]] = {}


def bounds_of(kind: type[Any]) -> dict[str, Bound]:
    """Field → what it may be, for a dataclass whose fields carry their bounds."""
    found = _KNOWN.get(kind)
    if found is None:
        hints = get_type_hints(kind, include_extras=True)
        found = _KNOWN[kind] = {field.name: hints[field.name].__metadata__[0] for field in fields(kind)}
    return found
