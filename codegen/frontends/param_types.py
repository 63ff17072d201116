"""Annotations of REST parameters: scalars, enumerations and arrays of them; anything else is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from codegen.frontends.schemas import Schemas, is_class, union
from codegen.ir import Source
from codegen.schema_graph import REF
from codegen.source import unsupported

_SCALARS: Final = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_MAX_DEPTH: Final = 10
"""References followed before a type counts as recursive."""


@dataclass(frozen=True, slots=True)
class ParamTyper:
    """Types one parameter."""

    schemas: Schemas
    what: str
    """The parameter, for messages."""
    source: Source
    client: bool = False
    """What a caller may pass (enum members, any sequence) in place of what a handler gets."""
    depth: int = 0

    def annotation(self, schema: Mapping[str, Any]) -> str:
        """The annotation of a converted schema; None only where null is its only type.

        Raises:
            SourceError: objects, arrays of arrays, recursive types.
        """
        if self.depth > _MAX_DEPTH:
            raise unsupported(self.source, f"{self.what}: a recursive type")
        inner = replace(self, depth=self.depth + 1)
        if "$ref" in schema:
            return inner._named(schema["$ref"].removeprefix(REF))
        if "enum" in schema or "const" in schema:
            return _values([value for value in schema.get("enum", [schema.get("const")]) if value is not None])
        for key in ("oneOf", "anyOf", "allOf"):
            if schema.get(key):
                return _without_null([inner.annotation(item) for item in schema[key]])
        kind = schema.get("type", "string")
        if isinstance(kind, list):
            return _without_null([inner.annotation({**schema, "type": one}) for one in kind])
        return inner._array(schema) if kind == "array" else self._scalar(kind)

    def _named(self, name: str) -> str:
        schema = self.schemas.known[name]
        kind = self.annotation(schema)
        return f"models.{name} | {kind}" if self.client and "enum" in schema and is_class(schema) else kind

    def _array(self, schema: Mapping[str, Any]) -> str:
        item = self.annotation(schema.get("items", {}))
        if item.startswith(("list[", "Sequence[")):
            raise unsupported(self.source, f"{self.what}: an array of arrays")
        return f"Sequence[{item}]" if self.client else f"list[{item}]"

    def _scalar(self, kind: str) -> str:
        if kind not in _SCALARS:
            raise unsupported(self.source, f"{self.what}: an object (only scalars and arrays of scalars are sent)")
        return _SCALARS[kind]


def _values(values: list[Any]) -> str:
    if all(isinstance(value, str | int) for value in values):
        return f"Literal[{', '.join(repr(value) for value in values)}]"
    return union([type(value).__name__ for value in values])


def _without_null(kinds: list[str]) -> str:
    return union([kind for kind in kinds if kind != "None"]) or "None"
