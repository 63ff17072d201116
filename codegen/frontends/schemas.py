"""Schemas of one contract: bundled under unique class names, in JSON Schema 2020-12, and typed as annotations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from codegen import names
from codegen.ir import Finding, Schema, Source
from codegen.schema_graph import MANY, NAMED, ONE, REF
from codegen.source import Documents, Map, Seq, SourceError, fail, unsupported

_KEPT: Final = frozenset(
    {
        "$comment", "additionalProperties", "allOf", "anyOf", "const", "contains", "contentEncoding",
        "contentMediaType", "default", "dependentRequired", "dependentSchemas", "deprecated", "description",
        "discriminator", "else", "enum", "exclusiveMaximum", "exclusiveMinimum", "format", "if", "items", "maxContains",
        "maxItems", "maxLength", "maxProperties", "maximum", "minContains", "minItems", "minLength", "minProperties",
        "minimum", "multipleOf", "not", "oneOf", "pattern", "patternProperties", "prefixItems", "properties",
        "propertyNames", "readOnly", "required", "then", "title", "type", "unevaluatedItems", "unevaluatedProperties",
        "uniqueItems", "writeOnly", "x-mg-closed",
    }
)  # fmt: skip
_DROPPED: Final = frozenset(
    {"example", "examples", "externalDocs", "xml", "nullable", "id", "$id", "$schema", "$ref", "$defs", "definitions"}
)
_REFUSED: Final = frozenset({"$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$anchor", "contentSchema"})
_TYPES: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_SCALARS: Final = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


@dataclass(slots=True)
class Schemas:
    """The schemas that the operations of one contract reach."""

    documents: Documents
    legacy: bool
    """OpenAPI 3.0: `nullable`, boolean `exclusiveMinimum`, no siblings of `$ref`."""
    foreign: bool = False
    """A keyword that nobody defined is a note and no error."""
    known: dict[str, Schema] = field(default_factory=dict)
    """Converted schemas by class name."""
    failed: dict[str, SourceError] = field(default_factory=dict)
    """Why a schema could not be converted, by class name: whatever reaches it is refused too."""
    notes: list[Finding] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    _names: dict[tuple[Path, str], str] = field(default_factory=dict)
    _folded: set[str] = field(default_factory=set)

    def convert(self, node: Any, path: Path) -> Any:
        """A schema in JSON Schema 2020-12 with references to `known`; what it refers to is added there.

        Raises:
            SourceError: a keyword that is not understood, a reference to nothing.
        """
        if not isinstance(node, Map):
            return node
        reference = node.get("$ref")
        if isinstance(reference, str):
            target = {"$ref": REF + self._reference(reference, path, node.at("$ref"))}
            siblings = {} if self.legacy else self._keywords(node, path)
            return {**target, **siblings}
        return self._nullable(node, self._keywords(node, path))

    def hoist(self, schema: Mapping[str, Any], wanted: str, source: Source) -> str:
        """Give an inline schema a class name of its own; returns the name."""
        name = self._new_name(wanted)
        self.known[name] = schema
        self.sources[name] = source
        return name

    def _reference(self, reference: str, path: Path, source: Source) -> str:
        node, where, pointer = self.documents.resolve(reference, path, source)
        key = (where, pointer)
        if key in self._names:
            if self._names[key] in self.failed:
                raise self.failed[self._names[key]]
            return self._names[key]
        if not isinstance(node, Map):
            raise fail(source, f"$ref to something that is no schema: {reference}")
        name = self._new_name(_last_name(pointer) or where.stem)
        self._names[key] = name
        self.known[name] = {}
        self.sources[name] = node.at()
        try:
            self.known[name] = self.convert(node, where)
        except SourceError as error:
            self.failed[name] = error
            raise
        return name

    def _new_name(self, wanted: str) -> str:
        name = names.pascal(wanted)
        while name.lower() in self._folded:
            name = names.unique(name, {name}) if not name[-1].isdigit() else _next(name)
        self._folded.add(name.lower())
        return name

    def _keywords(self, node: Map, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in node.items():
            if key in _DROPPED or (key.startswith("x-") and key not in _KEPT):
                continue
            if key in _REFUSED or (key not in _KEPT and not self.foreign):
                raise unsupported(node.at(key), f"the schema keyword {key!r} is not understood")
            if key not in _KEPT:
                self.notes.append(Finding(node.at(key), f"the schema keyword {key!r} is not defined; ignored", "note"))
                continue
            result[key] = self._keyword(key, value, node, path)
        if self.legacy:
            for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
                if result.get(exclusive) is True:
                    result[exclusive] = result.pop(bound)
                elif result.get(exclusive) is False:
                    del result[exclusive]
        return result

    def _keyword(self, key: str, value: Any, node: Map, path: Path) -> Any:
        if key in ONE:
            if not isinstance(value, Map | bool):
                raise fail(node.at(key), f"{key!r} is no schema")
            return self.convert(value, path)
        if key in MANY:
            if not isinstance(value, Seq):
                raise fail(node.at(key), f"{key!r} is not a list of schemas")
            return [self.convert(item, path) for item in value]
        if key in NAMED:
            if not isinstance(value, Map):
                raise fail(node.at(key), f"{key!r} is not a mapping of schemas")
            return {name: self.convert(item, path) for name, item in value.items()}
        if key == "discriminator" and isinstance(value, Map):
            return self._discriminator(value, path, node.at(key))
        return self._simple(key, value, node)

    def _simple(self, key: str, value: Any, node: Map) -> Any:
        stated = [value] if isinstance(value, str) else value
        if key == "type" and not (isinstance(stated, list) and stated and set(stated) <= _TYPES):
            raise fail(node.at(key), f"unknown type {plain(value)!r}; there are: {', '.join(sorted(_TYPES))}")
        if key in {"enum", "required"} and not isinstance(value, Seq):
            raise fail(node.at(key), f"{key!r} is not a list")
        if key in {"description", "title", "pattern", "format"} and not isinstance(value, str):
            return ""
        return plain(value)

    def _discriminator(self, value: Map, path: Path, source: Source) -> dict[str, Any]:
        result: dict[str, Any] = {"propertyName": value.get("propertyName")}
        mapping = value.get("mapping")
        if isinstance(mapping, Map):
            result["mapping"] = {
                tag: REF + self._reference(target if "#" in target or "." in target else REF + target, path, source)
                for tag, target in mapping.items()
            }
        return result

    def _nullable(self, node: Map, result: dict[str, Any]) -> dict[str, Any]:
        if not self.legacy or node.get("nullable") is not True:
            return result
        kind = result.get("type")
        if isinstance(kind, str):
            result["type"] = [kind, "null"]
            if "enum" in result and None not in result["enum"]:
                result["enum"] = [*result["enum"], None]
            return result
        if kind is None and not ({"allOf", "anyOf", "oneOf", "enum"} & result.keys()):
            return result
        outer: dict[str, Any] = {key: result.pop(key) for key in ("description", "title", "default") if key in result}
        return {**outer, "anyOf": [result, {"type": "null"}]}

    def annotation(self, schema: Any, wanted: str, source: Source, seen: frozenset[str] = frozenset()) -> str:
        """The Python type of a converted schema; models are written `models.X`.

        Args:
            schema: a converted schema.
            wanted: class name for an inline object.
            source: where an inline object is written.
            seen: class names on the way here, to end a circle of aliases.
        """
        if not isinstance(schema, Mapping):
            return "Any"
        if "$ref" in schema:
            name = str(schema["$ref"]).removeprefix(REF)
            if is_class(self.known[name]):
                return f"models.{name} | None" if is_nullable(self.known[name]) else f"models.{name}"
            if name in seen:
                return "Any"
            return self.annotation(self.known[name], name, self.sources[name], seen | {name})
        if is_class(schema) and "enum" not in schema:
            name = self.hoist(schema, wanted, source)
            return f"models.{name} | None" if is_nullable(schema) else f"models.{name}"
        for key in ("oneOf", "anyOf", "allOf"):
            if schema.get(key):
                kinds = [self.annotation(item, f"{wanted}{n}", source, seen) for n, item in enumerate(schema[key], 1)]
                return union(kinds)
        return self._by_type(schema, wanted, source, seen)

    def _by_type(self, schema: Mapping[str, Any], wanted: str, source: Source, seen: frozenset[str]) -> str:
        kind = schema.get("type")
        if isinstance(kind, list):
            return union([self._by_type({**schema, "type": one}, wanted, source, seen) for one in kind])
        if kind == "array":
            return f"list[{self.annotation(schema.get('items', {}), f'{wanted}Item', source, seen)}]"
        if kind == "object" or (kind is None and "additionalProperties" in schema):
            if schema.get("properties"):
                return f"models.{self.hoist({**schema, 'type': 'object'}, wanted, source)}"
            extra = schema.get("additionalProperties")
            value = self.annotation(extra, f"{wanted}Value", source, seen) if isinstance(extra, Mapping) else "Any"
            return f"dict[str, {value}]"
        return _SCALARS.get(str(kind), "Any")


def is_class(schema: Mapping[str, Any]) -> bool:
    """Whether the models emitter makes a class of it: an object with members, or a string enumeration."""
    stated = schema.get("type")
    kinds = [kind for kind in (stated if isinstance(stated, list) else [stated]) if kind != "null"]
    if kinds in (["object"], [None]) and schema.get("properties"):
        return True
    if len(schema.get("allOf", ())) > 1 or ("allOf" in schema and schema.get("required")):
        return True
    values = schema.get("enum")
    known = [value for value in values if value is not None] if isinstance(values, list) else []
    return kinds == ["string"] and len(known) > 1


def is_nullable(schema: Mapping[str, Any]) -> bool:
    """Whether the schema's own type lets null through."""
    return isinstance(schema.get("type"), list) and "null" in schema["type"]


def union(kinds: list[str]) -> str:
    """`A | B` without doubles, None last."""
    parts = list(dict.fromkeys(part for kind in kinds for part in _split(kind)))
    if "Any" in parts:
        return "Any"
    return " | ".join([part for part in parts if part != "None"] + ["None"] * ("None" in parts))


def _split(kind: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(kind):
        depth += (sign == "[") - (sign == "]")
        if depth == 0 and kind.startswith(" | ", at):
            parts.append(kind[start:at])
            start = at + 3
    return [*parts, kind[start:]]


def plain(value: Any) -> Any:
    """Data without places."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def _last_name(pointer: str) -> str:
    parts = [part.replace("~1", " ").replace("~0", " ") for part in pointer.split("/") if part]
    if len(parts) >= 2 and parts[-2] in {"schemas", "$defs", "definitions"}:
        return parts[-1]
    return " ".join(part for part in parts if part not in {"components", "schemas", "properties", "schema", "paths"})


def _next(name: str) -> str:
    stem = name.rstrip("0123456789")
    return f"{stem}{int(name[len(stem) :]) + 1}"
