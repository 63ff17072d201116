"""A JSON value that knows where it stands, so that what is wrong with it can be named."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mg_core.errors import ConfigurationError

NUMBER_DIGITS_MAX = 1000
"""Exponent of a number at most: a short text may not become a long body."""


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a stub file."""

    value: Any
    file: str
    path: str = "$"
    """JSON path from the root of the file."""

    def refused(self, says: str) -> ConfigurationError:
        """The error for this value: `file: path: says`."""
        return ConfigurationError(f"{self.file}: {self.path}: {says}")

    def members(self, allowed: Collection[str]) -> dict[str, Node]:
        """Members of an object, all of which must be allowed; `null` counts as left out.

        Raises:
            ConfigurationError: no object, or a member that is not allowed.
        """
        members = self.free_members()
        for name, node in members.items():
            if name not in allowed:
                raise node.refused(f"not supported here; allowed are {', '.join(allowed)}")
        return {name: node for name, node in members.items() if node.value is not None}

    def free_members(self) -> dict[str, Node]:
        """Members of an object whatever their names.

        Raises:
            ConfigurationError: no object.
        """
        if not isinstance(self.value, dict):
            raise self.refused("must be an object")
        return {name: Node(value, self.file, f"{self.path}.{name}") for name, value in self.value.items()}

    def items(self) -> Iterator[Node]:
        """Elements of an array.

        Raises:
            ConfigurationError: no array.
        """
        if not isinstance(self.value, list):
            raise self.refused("must be an array")
        for index, value in enumerate(self.value):
            yield Node(value, self.file, f"{self.path}[{index}]")

    def text(self) -> str:
        """A text.

        Raises:
            ConfigurationError: anything else.
        """
        if not isinstance(self.value, str):
            raise self.refused("must be text")
        return self.value

    def integer(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`.

        Raises:
            ConfigurationError: anything else.
        """
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not low <= self.value <= high:
            raise self.refused(f"must be a whole number from {low} to {high}")
        return self.value

    def flag(self) -> bool:
        """True or false.

        Raises:
            ConfigurationError: anything else.
        """
        if not isinstance(self.value, bool):
            raise self.refused("must be true or false")
        return self.value


def parse_json(text: str | bytes) -> Any:
    """A JSON document; numbers with a point keep all their digits.

    Raises:
        ValueError: not JSON, or nested too deep.
    """
    try:
        return json.loads(text, parse_float=_decimal, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if number.is_finite() and abs(number.adjusted()) > NUMBER_DIGITS_MAX:
        raise ValueError(f"the number {text} is out of range")
    return number


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


def write_json(value: Any) -> str:
    """The document without spaces; numbers as they were written, without exponent."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{write_json(name)}:{write_json(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(write_json(each) for each in value) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value, ensure_ascii=False)
