"""JSON Schema 2020-12 of protobuf messages by their proto3-JSON form, with the field names as written.

A request is checked strictly: unknown fields are refused. A reply is described as it is written by our servers: fields
without presence always stand in it, those of later versions may.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

from betterproto2.casing import snake_case
from google.protobuf.descriptor_pb2 import DescriptorProto, EnumDescriptorProto, FieldDescriptorProto

from codegen.ir_rpc import ProtoSet

Side = Literal["request", "reply"]

_F: Final = FieldDescriptorProto
_INT64: Final = {"type": "string", "pattern": "^-?[0-9]{1,20}$"}
_NUMBER: Final = {"anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}]}
_RANGES: Final[Mapping[int, tuple[int, int]]] = {
    **dict.fromkeys((_F.TYPE_INT32, _F.TYPE_SINT32, _F.TYPE_SFIXED32), (-(2**31), 2**31 - 1)),
    **dict.fromkeys((_F.TYPE_UINT32, _F.TYPE_FIXED32), (0, 2**32 - 1)),
    **dict.fromkeys((_F.TYPE_INT64, _F.TYPE_SINT64, _F.TYPE_SFIXED64), (-(2**63), 2**63 - 1)),
    **dict.fromkeys((_F.TYPE_UINT64, _F.TYPE_FIXED64), (0, 2**64 - 1)),
}
_WELL_KNOWN: Final[Mapping[str, Mapping[str, Any]]] = {
    "google.protobuf.Timestamp": {"type": "string", "format": "date-time"},
    "google.protobuf.Duration": {"type": "string", "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,9})?s$"},
    "google.protobuf.FieldMask": {"type": "string"},
    "google.protobuf.Empty": {"type": "object", "properties": {}, "additionalProperties": False},
    "google.protobuf.Any": {"type": "object", "required": ["@type"]},
    "google.protobuf.Struct": {"type": "object"},
    "google.protobuf.ListValue": {"type": "array"},
    "google.protobuf.Value": {},
    "google.protobuf.DoubleValue": {"type": "number"},
    "google.protobuf.FloatValue": {"type": "number"},
    # As a string in proto3-JSON; betterproto2 writes and reads a number.
    "google.protobuf.Int64Value": {"type": "integer"},
    "google.protobuf.UInt64Value": {"type": "integer", "minimum": 0},
    "google.protobuf.Int32Value": {"type": "integer"},
    "google.protobuf.UInt32Value": {"type": "integer", "minimum": 0},
    "google.protobuf.BoolValue": {"type": "boolean"},
    "google.protobuf.StringValue": {"type": "string"},
    "google.protobuf.BytesValue": {"type": "string", "contentEncoding": "base64"},
}


def json_name(field: FieldDescriptorProto) -> str:
    """The name of a field in JSON: as written, in snake case where it is written otherwise."""
    return snake_case(field.name).rstrip("_")


class ProtoSchemas:
    """Makes the schemas of one contract set."""

    def __init__(self, proto_set: ProtoSet) -> None:
        self._proto_set = proto_set

    def fields(self, message: str) -> tuple[str, ...]:
        """JSON names of a message's fields, in their order."""
        return tuple(json_name(field) for field in self._messages[message].descriptor.field)

    def schema(
        self, message: str, side: Side, *, leave_out: frozenset[str] = frozenset(), required: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """The schema of a message; nested messages stand under `$defs`.

        Args:
            message: full name without a leading dot.
            side: whether it is checked strictly or described.
            leave_out: JSON names of fields that the caller does not give.
            required: JSON names of fields that must be given.
        """
        builder = _Builder(self._messages, self._enums, side)
        result = builder.message(message, leave_out)
        if side == "request" and required:
            result["required"] = sorted(required)
        if builder.definitions:
            result["$defs"] = dict(sorted(builder.definitions.items()))
        return result

    @cached_property
    def _messages(self) -> dict[str, _Described]:
        return dict(_messages(self._proto_set))

    @cached_property
    def _enums(self) -> dict[str, _Described]:
        found: dict[str, _Described] = {}
        for file in self._proto_set.files:
            comments = _comments(file)
            for number, enum in enumerate(file.enum_type):
                found[_full(file.package, enum.name)] = _Described(enum, (5, number), comments)
        for name, outer in list(self._messages.items()):
            for number, enum in enumerate(outer.descriptor.enum_type):
                found[f"{name}.{enum.name}"] = _Described(enum, (*outer.place, 4, number), outer.comments)
        return found


@dataclass(frozen=True, slots=True)
class _Described:
    """A message or an enum, and where the comments of its members are found."""

    descriptor: Any
    place: tuple[int, ...]
    comments: Mapping[tuple[int, ...], str]

    def comment(self, *below: int) -> str:
        """The comment of a member."""
        return self.comments.get((*self.place, *below), "")


class _Builder:
    def __init__(self, messages: Mapping[str, _Described], enums: Mapping[str, _Described], side: Side) -> None:
        self._messages = messages
        self._enums = enums
        self._side = side
        self.definitions: dict[str, dict[str, Any]] = {}

    def message(self, name: str, leave_out: frozenset[str] = frozenset()) -> dict[str, Any]:
        described = self._messages[name]
        descriptor: DescriptorProto = described.descriptor
        properties: dict[str, Any] = {}
        for number, field in enumerate(descriptor.field):
            if json_name(field) not in leave_out:
                schema = self._field(field)
                comment = " ".join(filter(None, (described.comment(2, number), schema.pop("description", ""))))
                properties[json_name(field)] = {**schema, "description": comment} if comment else schema
        result: dict[str, Any] = {"type": "object", "properties": properties}
        if self._side == "request":
            result["additionalProperties"] = False
            exclusive = [{"not": {"required": list(pair)}} for pair in _exclusive(descriptor)]
            if exclusive:
                result["allOf"] = exclusive
        else:
            always = sorted(json_name(field) for field in descriptor.field if self._always(field))
            if always:
                result["required"] = always
        return result

    def _field(self, field: FieldDescriptorProto) -> dict[str, Any]:
        entry = self._map_entry(field)
        if entry is not None:
            return {"type": "object", "additionalProperties": self._single(entry.field[1])}
        if field.label == _F.LABEL_REPEATED:
            return {"type": "array", "items": self._single(field)}
        return self._single(field)

    def _single(self, field: FieldDescriptorProto) -> dict[str, Any]:
        kind = field.type
        if kind == _F.TYPE_MESSAGE:
            return self._reference(field.type_name.lstrip("."))
        if kind == _F.TYPE_ENUM:
            return self._enum(self._enums[field.type_name.lstrip(".")])
        if kind in _RANGES:
            low, high = _RANGES[kind]
            if self._side == "reply" and abs(high) > 2**32:
                return dict(_INT64)
            bounds = {"minimum": low, "maximum": high} if self._side == "request" else {}
            return {"type": "integer", **bounds}
        if kind in {_F.TYPE_DOUBLE, _F.TYPE_FLOAT}:
            return dict(_NUMBER) if self._side == "reply" else {"type": "number"}
        if kind == _F.TYPE_BOOL:
            return {"type": "boolean"}
        return {"type": "string", "contentEncoding": "base64"} if kind == _F.TYPE_BYTES else {"type": "string"}

    def _reference(self, name: str) -> dict[str, Any]:
        known = _WELL_KNOWN.get(name)
        if known is not None:
            return dict(known)
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name].update(self.message(name))
        return {"$ref": f"#/$defs/{name}"}

    def _enum(self, described: _Described) -> dict[str, Any]:
        enum: EnumDescriptorProto = described.descriptor
        rows = [(value.name, described.comment(2, number)) for number, value in enumerate(enum.value)]
        if self._side == "request":
            # Leaving a field out says the same as its zero value.
            rows = [row for row in rows if not row[0].endswith("_UNSPECIFIED")] or rows
            told = " ".join(f"{name}: {comment}" for name, comment in rows if comment)
            found: dict[str, Any] = {"type": "string", "enum": [name for name, _ in rows]}
            return {**found, "description": told} if told else found
        # A value of a later version of the contract is passed on as its number.
        return {"anyOf": [{"enum": [name for name, _ in rows]}, {"type": "integer"}]}

    def _map_entry(self, field: FieldDescriptorProto) -> DescriptorProto | None:
        if field.type != _F.TYPE_MESSAGE or field.type_name.lstrip(".") not in self._messages:
            return None
        descriptor: DescriptorProto = self._messages[field.type_name.lstrip(".")].descriptor
        return descriptor if descriptor.options.map_entry else None

    def _always(self, field: FieldDescriptorProto) -> bool:
        if field.label == _F.LABEL_REPEATED:
            return True
        return field.type != _F.TYPE_MESSAGE and not field.HasField("oneof_index")


def _exclusive(descriptor: DescriptorProto) -> Iterator[tuple[str, str]]:
    """Pairs of fields of which only one may be given."""
    groups: dict[int, list[str]] = {}
    for field in descriptor.field:
        if field.HasField("oneof_index") and not field.proto3_optional:
            groups.setdefault(field.oneof_index, []).append(json_name(field))
    for members in groups.values():
        for number, name in enumerate(members):
            yield from ((name, other) for other in members[number + 1 :])


def _messages(proto_set: ProtoSet) -> Iterator[tuple[str, _Described]]:
    for file in proto_set.files:
        comments = _comments(file)
        waiting: list[tuple[str, Any, tuple[int, ...]]]
        waiting = [(_full(file.package, item.name), item, (4, n)) for n, item in enumerate(file.message_type)]
        while waiting:
            name, message, place = waiting.pop(0)
            yield name, _Described(message, place, comments)
            waiting += [(f"{name}.{item.name}", item, (*place, 3, n)) for n, item in enumerate(message.nested_type)]


def _comments(file: Any) -> dict[tuple[int, ...], str]:
    return {
        tuple(location.path): " ".join((location.leading_comments or location.trailing_comments).split())
        for location in file.source_code_info.location
        if location.leading_comments or location.trailing_comments
    }


def _full(package: str, name: str) -> str:
    return f"{package}.{name}" if package else name
