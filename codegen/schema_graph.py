"""Converted schemas as a graph: what refers to what, and how to rewrite all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from codegen.ir import Schema

REF: Final = "#/components/schemas/"
"""A reference is this and a class name."""
ONE: Final = ("additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then",
               "unevaluatedItems", "unevaluatedProperties")  # fmt: skip
"""Keywords whose value is one schema."""
MANY: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
"""Keywords whose value is a list of schemas."""
NAMED: Final = ("dependentSchemas", "patternProperties", "properties")
"""Keywords whose value is a mapping of names to schemas."""


def reached(known: Mapping[str, Schema], *schemas: Any) -> list[str]:
    """Class names that converted schemas refer to, directly or not, in the order of first use."""
    found: dict[str, None] = {}
    waiting = list(schemas)
    while waiting:
        new = dict.fromkeys(name for name in references(waiting.pop(0)) if name not in found)
        found.update(new)
        waiting.extend(known[name] for name in new)
    return list(found)


def references(schema: Any) -> list[str]:
    """Class names that a converted schema mentions, in order."""
    if not isinstance(schema, Mapping):
        return []
    own = schema.get("$ref")
    first = [own.removeprefix(REF)] if isinstance(own, str) else []
    tagged = [target.removeprefix(REF) for target in schema.get("discriminator", {}).get("mapping", {}).values()]
    return first + tagged + [name for part in subschemas(schema) for name in references(part)]


def subschemas(schema: Mapping[str, Any]) -> list[Any]:
    """The schemas directly inside a converted schema."""
    found = [schema[key] for key in ONE if key in schema]
    found += [item for key in MANY for item in schema.get(key, ())]
    return found + [item for key in NAMED for item in schema.get(key, {}).values()]


def rewritten(schema: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """A converted schema with every schema in it passed through `change`, inner ones first."""
    if not isinstance(schema, Mapping):
        return schema
    result: dict[str, Any] = {}
    for key, value in schema.items():
        if key in ONE:
            result[key] = rewritten(value, change)
        elif key in MANY:
            result[key] = [rewritten(item, change) for item in value]
        elif key in NAMED:
            result[key] = {name: rewritten(item, change) for name, item in value.items()}
        else:
            result[key] = value
    return change(result)


_NOT_CHECKED: Final = frozenset(
    {"x-mg-closed", "discriminator", "description", "title", "deprecated", "$comment"}
)  # fmt: skip
"""Keywords that no validator looks at."""


def complete(schema: Mapping[str, Any], known: Mapping[str, Schema]) -> dict[str, Any]:
    """A schema that a validator takes: all that it refers to stands under `$defs`."""
    found = reached(known, schema)
    result: dict[str, Any] = rewritten(schema, _checked)
    if found:
        result["$defs"] = {name: rewritten(known[name], _checked) for name in sorted(found)}
    return result


def _checked(schema: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in schema.items() if key not in _NOT_CHECKED}
    if "$ref" in kept:
        kept["$ref"] = f"#/$defs/{kept['$ref'].removeprefix(REF)}"
    return kept
