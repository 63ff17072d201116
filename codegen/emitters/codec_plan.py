"""What the codec of a message needs to know of each field: descriptors in, plain rows out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from betterproto2_compiler.compile.naming import pythonize_class_name, pythonize_field_name
from google.protobuf import descriptor_pb2

from codegen.ir_rpc import ProtoSet

_Type = descriptor_pb2.FieldDescriptorProto
SCALARS: Final[Mapping[int, str]] = {
    _Type.TYPE_DOUBLE: "double",
    _Type.TYPE_FLOAT: "float",
    _Type.TYPE_INT64: "int64",
    _Type.TYPE_UINT64: "uint64",
    _Type.TYPE_INT32: "int32",
    _Type.TYPE_FIXED64: "fixed64",
    _Type.TYPE_FIXED32: "fixed32",
    _Type.TYPE_BOOL: "bool",
    _Type.TYPE_STRING: "string",
    _Type.TYPE_BYTES: "bytes",
    _Type.TYPE_UINT32: "uint32",
    _Type.TYPE_ENUM: "enum",
    _Type.TYPE_SFIXED32: "sfixed32",
    _Type.TYPE_SFIXED64: "sfixed64",
    _Type.TYPE_SINT32: "sint32",
    _Type.TYPE_SINT64: "sint64",
}
FIXED: Final = {"double": 8, "fixed64": 8, "sfixed64": 8, "float": 4, "fixed32": 4, "sfixed32": 4}
"""Kinds of a fixed size, in bytes."""
PLAIN: Final = {"int32", "int64", "uint32", "uint64", "enum"}
"""Kinds whose numbers below 128 are one byte of the same value."""
SIZED: Final = {"string", "bytes", "message", "pair", "wrapper"}
"""Kinds that begin with their length."""
PAIRS: Final = {"Timestamp": "datetime", "Duration": "timedelta"}
"""Messages of seconds and nanoseconds that are Python values in message classes."""
WRAPPERS: Final = {
    "BoolValue": "bool",
    "Int32Value": "int",
    "Int64Value": "int",
    "UInt32Value": "int",
    "UInt64Value": "int",
    "FloatValue": "float",
    "DoubleValue": "float",
    "StringValue": "str",
    "BytesValue": "bytes",
}
"""Messages of one value that are that value in message classes."""
_PYTHON: Final = {"string": "str", "bytes": "bytes", "bool": "bool", "double": "float", "float": "float"}
_DEFAULTS: Final = {"str": '""', "bytes": 'b""', "bool": "False", "float": "0.0", "int": "0"}

Label = Literal["single", "optional", "repeated", "map"]


@dataclass(frozen=True, slots=True)
class Ref:
    """A class of some package."""

    package: str
    name: str
    """Name of the Python class."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field; of a map its entry's key and value are fields, too."""

    number: int
    name: str
    """Name of the Python attribute."""
    kind: str
    """A scalar's proto type, `enum`, `message`, `pair`, `wrapper` or `map`."""
    label: Label
    packed: bool = False
    oneof: str = ""
    ref: Ref | None = None
    """Class of an enumeration or message."""
    key: Field | None = None
    value: Field | None = None

    @property
    def wire_type(self) -> int:
        """Wire type of one value that is not packed."""
        if self.kind in SIZED or self.kind == "map":
            return 2
        return {8: 1, 4: 5}.get(FIXED.get(self.kind, 0), 0)

    @property
    def tag(self) -> int:
        """The tag of one value that is not packed."""
        return self.number << 3 | self.wire_type

    @property
    def packed_tag(self) -> int | None:
        """The tag of a packed list; None for fields that have none."""
        if self.label != "repeated" or self.wire_type == 2:
            return None
        return self.number << 3 | 2

    def python_type(self, alias: Mapping[Ref, str]) -> str:
        """The type of one value while a message is read."""
        if self.kind in {"enum", "message"} and self.ref:
            return alias[self.ref]
        if self.kind == "pair":
            return "tuple[int, int]"
        if self.kind == "wrapper" and self.ref:
            return WRAPPERS[self.ref.name]
        return _PYTHON.get(self.kind, "int")

    def default(self) -> str:
        """The value of a field that was not sent, of one with a default."""
        return _DEFAULTS[_PYTHON.get(self.kind, "int")]


@dataclass(frozen=True, slots=True)
class MessagePlan:
    """One message class."""

    ref: Ref
    proto_name: str
    """Full name in the contract."""
    fields: tuple[Field, ...]
    """By number."""

    @property
    def oneofs(self) -> dict[str, list[Field]]:
        """Members of each oneof."""
        found: dict[str, list[Field]] = {}
        for field in self.fields:
            if field.oneof:
                found.setdefault(field.oneof, []).append(field)
        return found


def plans(proto_set: ProtoSet) -> dict[str, list[MessagePlan]]:
    """Every message of a set, by package, sorted by class name.

    Raises:
        ValueError: two messages of a package have the same Python name.
    """
    types = _types(proto_set)
    found: dict[str, dict[str, MessagePlan]] = {}
    for file in proto_set.files:
        packed = file.syntax == "proto3"
        for name, message in walk(file):
            if message.options.map_entry:
                continue
            full = f"{file.package}.{name}" if file.package else name
            ref = Ref(file.package, pythonize_class_name(name))
            place = found.setdefault(file.package, {})
            if ref.name in place:
                raise ValueError(f"the messages {place[ref.name].proto_name} and {full} share the name {ref.name}")
            fields = [_field(member, message, types, packed=packed) for member in message.field]
            place[ref.name] = MessagePlan(ref, full, tuple(sorted(fields, key=lambda field: field.number)))
    return {package: [place[name] for name in sorted(place)] for package, place in sorted(found.items())}


def walk(file: descriptor_pb2.FileDescriptorProto) -> Iterator[tuple[str, descriptor_pb2.DescriptorProto]]:
    """Every message of a file with its name inside the package, `Outer.Inner`."""
    waiting = [(item.name, item) for item in file.message_type]
    while waiting:
        name, message = waiting.pop(0)
        yield name, message
        waiting += [(f"{name}.{item.name}", item) for item in message.nested_type]


def _types(proto_set: ProtoSet) -> dict[str, Ref]:
    """Messages and enumerations by their name as descriptors write it, `.package.Outer.Inner`."""
    found: dict[str, Ref] = {}
    for file in proto_set.files:
        prefix = f".{file.package}" if file.package else ""
        listed = [(item.name, item) for item in file.enum_type]
        for name, message in walk(file):
            found[f"{prefix}.{name}"] = Ref(file.package, pythonize_class_name(name))
            listed += [(f"{name}.{item.name}", item) for item in message.enum_type]
        for name, _ in listed:
            found[f"{prefix}.{name}"] = Ref(file.package, pythonize_class_name(name))
    return found


def _field(member: Any, message: Any, types: Mapping[str, Ref], *, packed: bool) -> Field:
    name = pythonize_field_name(member.name)
    entry = _entry(member, message)
    if entry is not None:
        key, value = (_field(part, entry, types, packed=packed) for part in entry.field)
        return Field(member.number, name, "map", "map", key=key, value=value)
    ref = types[member.type_name] if member.type_name else None
    kind = SCALARS.get(member.type, "message")
    if kind == "message" and ref and ref.package == "google.protobuf":
        kind = "pair" if ref.name in PAIRS else "wrapper" if ref.name in WRAPPERS else kind
    repeated, options = member.label == _Type.LABEL_REPEATED, member.options
    packable = kind not in SIZED
    in_oneof = member.HasField("oneof_index") and not member.proto3_optional
    present = member.proto3_optional or in_oneof or kind in {"message", "pair", "wrapper"}
    return Field(
        number=member.number,
        name=name,
        kind=kind,
        label="repeated" if repeated else "optional" if present else "single",
        packed=repeated and packable and (options.packed if options.HasField("packed") else packed),
        oneof=message.oneof_decl[member.oneof_index].name if in_oneof else "",
        ref=ref,
    )


def _entry(member: Any, message: Any) -> Any:
    """The entry type of a map field, or None."""
    if member.type != _Type.TYPE_MESSAGE:
        return None
    last = member.type_name.rpartition(".")[2]
    found = [item for item in message.nested_type if item.name == last and item.options.map_entry]
    return found[0] if found else None
