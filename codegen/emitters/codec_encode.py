"""Functions that write messages: one `enc_X(o, w)` per message, straight through its fields by number.

In what is written here, `o` is the message, `w` what was written so far, `vN` the value of field N, `c` its bytes, `n`
a length, `i` the position at which a nested message began. `T10[n]` is the tag 10 followed by the byte n.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from codegen.emitters.codec_decode import indented
from codegen.emitters.codec_plan import FIXED, PAIRS, PLAIN, SIZED, Field, MessagePlan, Ref


def varint(value: int) -> bytes:
    """The wire form of a number."""
    made = bytearray()
    while value > 127:
        made.append(value & 127 | 128)
        value >>= 7
    made.append(value)
    return bytes(made)


def literal(content: bytes) -> str:
    """Bytes as Python writes them, each one in hexadecimal."""
    return 'b"' + "".join(f"\\x{byte:02x}" for byte in content) + '"'


class Encoder:
    """Writes the functions of one package; `tables` has the tags of which the functions use `T...`.

    Args:
        classes: what a class is called in the module.
        functions: what the writing function of a message is called there.
    """

    def __init__(self, classes: Mapping[Ref, str], functions: Mapping[Ref, str]) -> None:
        self._classes = classes
        self._functions = functions
        self.tables: set[int] = set()

    def message(self, plan: MessagePlan) -> Iterator[str]:
        """The function of one message."""
        yield f"def enc_{plan.ref.name}(o: {self._classes[plan.ref]}, w: bytearray) -> None:"
        yield f'    """Append a {plan.proto_name} to `w`."""'
        for name, members in plan.oneofs.items():
            if len(members) > 1:
                yield from indented(self._one_of(name, members))
        for field in plan.fields:
            yield from indented(self._field(field))
        yield from indented(["if o._unknown_fields:", "    w += o._unknown_fields"])

    def _one_of(self, name: str, members: list[Field]) -> list[str]:
        count = " + ".join(f"(o.{member.name} is not None)" for member in members)
        return [f"if {count} > 1:", f'    raise ValueError("more than one member of the oneof {name} is set")']

    def _field(self, field: Field) -> list[str]:
        value = f"v{field.number}"
        got = f"{value} = o.{field.name}"
        if field.label == "map":
            return self._map(field)
        if field.label == "repeated":
            if field.packed:
                return [got, f"if {value}:", *indented(self._packed(field, value))]
            return [f"for {value} in o.{field.name}:", *indented(self._value(field, value))]
        if field.label == "optional":
            return [got, f"if {value} is not None:", *indented(self._value(field, value))]
        if field.kind == "bool":
            return [f"if o.{field.name}:", *indented([f"w += {_bool(field)}"])]
        set_ = f"{value} or copysign(1.0, {value}) < 0" if field.kind in {"double", "float"} else value
        return [got, f"if {set_}:", *indented(self._value(field, value))]

    def _value(self, field: Field, value: str) -> list[str]:
        """Statements that write tag and value."""
        tag = literal(varint(field.tag))
        if field.kind == "message":
            return self._nested(field.tag, [f"{self._function(field)}({value}, w)"])
        if field.kind == "wrapper" and field.ref:
            return self._nested(field.tag, [f"{self._function(field)}({self._classes[field.ref]}({value}), w)"])
        if field.kind in SIZED:
            return self._sized(field, value)
        if field.kind in PLAIN:
            kind = "int32" if field.kind == "enum" else field.kind
            table = self._table(field.tag)
            return [f"w += {table}[{value}] if 0 <= {value} < 128 else {tag} + put_{kind}({value})"]
        if field.kind == "bool":
            return [f"w += {_bool(field)} if {value} else {_bool(field, 0)}"]
        if field.kind in FIXED and field.tag < 128:
            return [f"w += put_tag_{field.kind}({field.tag}, {value})"]
        return [f"w += {tag} + put_{field.kind}({value})"]

    def _sized(self, field: Field, value: str) -> list[str]:
        table, tag = self._table(field.tag), literal(varint(field.tag))
        if field.kind == "pair" and field.ref:
            made = f"put_pair(pair_of_{PAIRS[field.ref.name]}({value}))"
            return [f"c = {made}", f"w += {table}[len(c)]", "w += c"]
        content = f"{value}.encode()" if field.kind == "string" else value
        return [
            f"c = {content}",
            "n = len(c)",
            f"w += {table}[n] if n < 128 else {tag} + put_varint(n)",
            "w += c",
        ]

    def _packed(self, field: Field, value: str) -> list[str]:
        tag = literal(varint(field.number << 3 | 2))
        if field.kind in FIXED:
            letter = {"double": "d", "float": "f", "fixed32": "I", "fixed64": "Q", "sfixed32": "i", "sfixed64": "q"}
            content = f'pack(f"<{{len({value})}}{letter[field.kind]}", *{value})'
        elif field.kind == "bool":
            content = f"bytes(map(bool, {value}))"
        else:
            content = f'b"".join(map(put_{"int32" if field.kind == "enum" else field.kind}, {value}))'
        return [f"c = {content}", f"w += {tag} + put_varint(len(c))", "w += c"]

    def _map(self, field: Field) -> list[str]:
        if field.key is None or field.value is None:
            raise TypeError(f"{field.name} is no map")
        key, value = f"k{field.number}", f"v{field.number}"
        # A key or value is written even if it is the default.
        body = [*self._value(field.key, key), *self._value(field.value, value)]
        return [f"for {key}, {value} in o.{field.name}.items():", *indented(self._nested(field.tag, body, "j"))]

    def _nested(self, tag: int, body: list[str], start: str = "i") -> list[str]:
        """Write a message whose length is known afterwards: one byte is kept free for it."""
        return [
            f"w += {literal(varint(tag) + bytes([0]))}",
            f"{start} = len(w)",
            *body,
            f"n = len(w) - {start}",
            "if n < 128:",
            f"    w[{start} - 1] = n",
            "else:",
            f"    w[{start} - 1 : {start}] = put_varint(n)",
        ]

    def _function(self, field: Field) -> str:
        if field.ref is None:
            raise TypeError(f"{field.name} has no class")
        return self._functions[field.ref]

    def _table(self, tag: int) -> str:
        self.tables.add(tag)
        return f"T{tag}"


def _bool(field: Field, value: int = 1) -> str:
    return literal(varint(field.tag) + bytes([value]))
