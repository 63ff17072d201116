"""Path, query and header parameters: text on the wire to values that fit their schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote_to_bytes

import jsonschema_rs

from mg_core import headers
from mg_core.contract.operation import Operation, Param

from ..serving.problems import invalid

MAX_QUERY_PAIRS: Final = 200
"""Name=value pairs accepted in one query string or form."""

_INTEGER: Final = re.compile(r"-?(0|[1-9][0-9]{0,18})\Z")
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?\Z")

Detail = dict[str, str]


class QueryError(ValueError):
    """A query string or form that cannot be read: bad UTF-8, NUL, too many pairs."""


def read_pairs(raw: bytes) -> list[tuple[str, str]]:
    """Split `a=1&b=2`, decoding `%xx` and `+`.

    Raises:
        QueryError: not UTF-8, a NUL, or more than MAX_QUERY_PAIRS pairs.
    """
    if not raw:
        return []
    parts = raw.split(b"&", MAX_QUERY_PAIRS)
    if len(parts) > MAX_QUERY_PAIRS:
        msg = f"more than {MAX_QUERY_PAIRS} parameters"
        raise QueryError(msg)
    pairs = []
    for part in parts:
        if part:
            name, _, value = part.partition(b"=")
            pairs.append((_text(name), _text(value)))
    return pairs


def _text(raw: bytes) -> str:
    if b"+" in raw:
        raw = raw.replace(b"+", b" ")
    try:
        text = (unquote_to_bytes(raw) if b"%" in raw else raw).decode()
    except UnicodeDecodeError:
        msg = "not valid UTF-8"
        raise QueryError(msg) from None
    if "\x00" in text:
        msg = "a NUL character"
        raise QueryError(msg)
    return text


def compile_schema(schema: Any) -> jsonschema_rs.Validator:
    """A compiled validator: formats are checked, and messages never repeat a value."""
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, mask="value")


def pointer_of(path: list[str | int]) -> str:
    """JSON Pointer of a path."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def json_types(schema: Any, root: Any) -> frozenset[str]:
    """The JSON types that a schema names, through `$ref`, `allOf`, `anyOf` and `oneOf`; empty when it names none."""
    if not isinstance(schema, Mapping):
        return frozenset()
    ref = schema.get("$ref")
    if isinstance(ref, str) and ref.startswith("#/"):
        target: Any = root
        for part in ref[2:].split("/"):
            target = target.get(part.replace("~1", "/").replace("~0", "~"), {})
        return json_types(target, root)
    kinds = schema.get("type")
    if isinstance(kinds, str):
        return frozenset({kinds})
    if kinds:
        return frozenset(kinds)
    found: frozenset[str] = frozenset()
    for word in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(word, ()):
            found |= json_types(part, root)
    return found


def coerce_scalar(text: str, kinds: frozenset[str]) -> Any:
    """Text as the first of integer, number, boolean that the schema allows and the text spells; else the text."""
    if "integer" in kinds and _INTEGER.match(text):
        return int(text)
    if "number" in kinds and _NUMBER.match(text):
        return float(text)
    if "boolean" in kinds and text in {"true", "false"}:
        return text == "true"
    return text


@dataclass(frozen=True, slots=True)
class _Field:
    """One parameter, compiled."""

    param: Param
    default: Any
    is_array: bool
    kinds: frozenset[str]
    validator: jsonschema_rs.Validator

    def coerce(self, values: list[str]) -> Any:
        """The wire values as one Python value."""
        if not self.is_array:
            return coerce_scalar(values[0], self.kinds)
        if not self.param.explode:
            values = values[0].split(",") if values[0] else []
        return [coerce_scalar(value, self.kinds) for value in values]

    def check(self, values: list[str], into: dict[str, Any], problems: list[Detail]) -> None:
        """Coerce and validate; put the value into the arguments or a line into the problems."""
        wire = self.param.wire
        if len(values) > 1 and not (self.is_array and self.param.explode):
            problems.append({"pointer": f"{self.param.location}/{wire}", "message": "is given more than once"})
            return
        value = self.coerce(values)
        if self.validator.is_valid(value):
            into[self.param.name] = value
            return
        for error in self.validator.iter_errors(value):
            where = f"{self.param.location}/{wire}{pointer_of(error.instance_path)}"
            problems.append({"pointer": where, "message": error.message})


class ParamReader:
    """Reads the parameters of one operation. Compiled once, used for every request."""

    def __init__(self, operation: Operation, schemas: Mapping[str, Any]) -> None:
        self._path: list[_Field] = []
        self._query: dict[str, _Field] = {}
        self._headers: list[_Field] = []
        self._defaults: dict[str, Any] = {}
        self._required: list[Param] = []
        for param in operation.params:
            if param.location == "header" and param.wire.lower() in headers.OWNED:
                continue
            field = _compile(param, schemas.get(param.wire, {}), schemas.get("$defs"))
            self._defaults[param.name] = field.default
            if param.required:
                self._required.append(param)
            if param.location == "query":
                self._query[param.wire] = field
            else:
                (self._path if param.location == "path" else self._headers).append(field)

    def read(self, path: Mapping[str, str], query: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        """The handler's keyword arguments.

        Raises:
            ProblemError: 400 `invalid_request` with one detail per fault.
        """
        arguments = dict(self._defaults)
        problems: list[Detail] = []
        given: set[str] = set()
        for field in self._path:
            field.check([path[field.param.wire]], arguments, problems)
            given.add(field.param.name)
        for field in self._headers:
            value = headers.get(field.param.wire.lower())
            if value is not None:
                field.check([value], arguments, problems)
                given.add(field.param.name)
        if query or self._query:
            self._read_query(query, arguments, problems, given)
        problems.extend(
            {"pointer": f"{param.location}/{param.wire}", "message": "is required"}
            for param in self._required
            if param.name not in given
        )
        if problems:
            raise invalid(problems)
        return arguments

    def _read_query(self, raw: bytes, arguments: dict[str, Any], problems: list[Detail], given: set[str]) -> None:
        try:
            pairs = read_pairs(raw)
        except QueryError as error:
            problems.append({"pointer": "query", "message": str(error)})
            return
        values: dict[str, list[str]] = {}
        for name, value in pairs:
            values.setdefault(name, []).append(value)
        for name, found in values.items():
            field = self._query.get(name)
            if field is None:
                problems.append({"pointer": "query", "message": "an unknown parameter is given"})
                continue
            field.check(found, arguments, problems)
            given.add(field.param.name)


def _compile(param: Param, schema: Any, definitions: Any) -> _Field:
    if definitions and isinstance(schema, dict) and "$defs" not in schema:
        schema = {**schema, "$defs": definitions}
    kinds = json_types(schema, schema)
    is_array = "array" in kinds
    if is_array:
        kinds = json_types(schema.get("items", {}), schema)
    default = schema.get("default") if isinstance(schema, Mapping) else None
    return _Field(param, default, is_array, kinds, compile_schema(schema))


def form_values(pairs: list[tuple[str, str]], schema: Any, on_fault: Callable[[Detail], None]) -> dict[str, Any]:
    """A form as the object that its schema describes; repeated scalars are reported to `on_fault`."""
    properties = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
    out: dict[str, Any] = {}
    for name, value in pairs:
        kinds = json_types(properties.get(name, {}), schema)
        if "array" in kinds:
            items = json_types(properties[name].get("items", {}), schema)
            out.setdefault(name, []).append(coerce_scalar(value, items))
        elif name in out:
            on_fault({"pointer": pointer_of([name]), "message": "is given more than once"})
        else:
            out[name] = coerce_scalar(value, kinds)
    return out
