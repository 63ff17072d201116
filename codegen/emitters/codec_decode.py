"""Functions that read messages: one `dec_X(b, p, e, d, o)` per message, straight through its fields.

In what is written here, `b` is the whole input, `p` the position, `e` the end of the message, `d` the levels still
allowed, `o` the message to read into, `t` the tag at `p`, `n` a number just read, `q` the end of a value, `u` unknown
fields. A tag of several bytes is read at the head of the loop only; `x` is the position of the last one, `s` where it
really began. The chain of tests follows the order of the numbers; what comes out of order starts the chain again.

A value that ends after its message is found at the end, `p != e`: what was read of it until then is thrown away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from codegen.emitters.codec_plan import FIXED, PAIRS, SIZED, Field, MessagePlan, Ref

_STEP: Final = "    "
_KEEP: Final = ["if not isinstance(u, bytearray):", "    u = bytearray(u)"]
"""Begins to collect unknown fields."""


def indented(lines: list[str], levels: int = 1) -> list[str]:
    """The lines, further to the right."""
    return [f"{_STEP * levels}{line}" for line in lines]


def size_of_tag(tag: int) -> int:
    """Bytes of a tag's shortest form."""
    return (tag.bit_length() + 6) // 7


class Decoder:
    """Writes the functions of one package.

    Args:
        package: the proto package.
        classes: what a class is called in the module.
        functions: what the reading function of a message is called there.
    """

    def __init__(self, package: str, classes: Mapping[Ref, str], functions: Mapping[Ref, str]) -> None:
        self._package = package
        self._classes = classes
        self._functions = functions

    def message(self, plan: MessagePlan) -> Iterator[str]:
        """The function of one message, and those of its maps' entries."""
        for field in plan.fields:
            if field.label == "map":
                yield from self._entry(plan, field)
        cls = self._classes[plan.ref]
        yield f"def dec_{plan.ref.name}(b: bytes, p: int, e: int, d: int, o: {cls} | None = None) -> {cls}:"
        yield f'    """Read a {plan.proto_name} from b[p:e]; into `o` if it is given."""'
        yield from indented(self._head(plan))
        yield "    while p < e:"
        yield from indented(self._chain(list(plan.fields), plan), 2)
        yield from indented(["if p != e:", "    raise WireError(TRUNCATED)"])
        yield from indented(self._made(plan))

    def _head(self, plan: MessagePlan) -> list[str]:
        lines = ["if d < 0:", "    raise WireError(TOO_DEEP)", "if o is None:"]
        lines += [f"    f{field.number}: {self._local(field)} = {self._start(field)}" for field in plan.fields]
        lines += ['    u: bytes | bytearray = b""', "else:"]
        lines += [f"    f{field.number} = {self._given(field)}" for field in plan.fields]
        return [*lines, "    u = o._unknown_fields", *(["x = s = -1"] if plan.fields else [])]

    def _made(self, plan: MessagePlan) -> list[str]:
        lines = ["if o is None:", f"    o = new({self._classes[plan.ref]})"]
        lines += ["    if u:", "        u = bytes(u)"]
        rows = [f'"{field.name}": {self._final(field)},' for field in plan.fields]
        return [*lines, "o.__dict__ = {", *indented(rows), '    "_unknown_fields": u,', "}", "return o"]

    def _local(self, field: Field) -> str:
        """The type of the variable that a field is read into."""
        if field.label == "map" and field.key and field.value:
            return f"dict[{field.key.python_type(self._classes)}, {self._value_type(field.value)}]"
        if field.label == "repeated":
            return f"list[{self._value_type(field)}]"
        kind = field.python_type(self._classes)
        return f"{kind} | None" if field.label == "optional" else kind

    def _value_type(self, field: Field) -> str:
        if field.kind == "pair" and field.ref:
            return PAIRS[field.ref.name]
        return field.python_type(self._classes)

    def _start(self, field: Field) -> str:
        if field.label == "single":
            return self._zero(field)
        return {"map": "{}", "repeated": "[]", "optional": "None"}[field.label]

    def _zero(self, field: Field) -> str:
        return f"E_{self._classes[field.ref]}[0]" if field.kind == "enum" and field.ref else field.default()

    def _given(self, field: Field) -> str:
        """The value that a message to read into already has."""
        value = f"o.{field.name}"
        if field.kind == "pair" and field.label == "optional" and field.ref:
            return f"None if {value} is None else pair_of_{PAIRS[field.ref.name]}({value})"
        return value

    def _final(self, field: Field) -> str:
        value = f"f{field.number}"
        if field.kind == "pair" and field.label == "optional" and field.ref:
            return f"None if {value} is None else {PAIRS[field.ref.name]}_of({value})"
        return value

    def _chain(self, fields: list[Field], plan: MessagePlan | None) -> list[str]:
        """The body of the loop over a message's tags; without a plan, of a map's entry."""
        if not fields:
            return [*_KEEP, "p = get_unknown(b, p, e, d, u)"]
        long = any(field.number > 15 for field in fields)
        lines = ["t = b[p]", "if t > 127:", "    s = p", "    t, p = get_tag(b, p)", "    x = p"]
        peek = ["if p >= e:", "    break", "t = b[p]"]
        if long:
            peek += ["if t > 127:", "    s = p", "    t, p = get_tag(b, p)", "    x = p"]
        tags: list[int] = []
        for field in fields:
            siblings = [other for other in fields if field.oneof and other.oneof == field.oneof and other != field]
            for tag in sorted({field.tag, field.packed_tag or field.tag}, key=lambda tag: (tag & 7 != 2, tag)):
                tags.append(tag)
                word = "while" if field.label in {"repeated", "map"} else "if"
                lines.append(f"{word} t == {tag}:  # {field.name}")
                lines += indented(self._read(field, tag, siblings, plan))
                lines += indented(peek)
                if word == "while":
                    lines += ["if p >= e:", "    break"]
        lines.append(f"if t in {{{', '.join(map(str, sorted(tags)))}}} or (t > 127 and x != p):")
        lines += [*(["    if x == p:", "        p = s"] if long else []), "    continue"]
        return [*lines, *(_KEEP if plan else []), "p = get_unknown(b, s if x == p else p, e, d, u)"]

    def _read(self, field: Field, tag: int, siblings: list[Field], plan: MessagePlan | None) -> list[str]:
        """Statements that read one occurrence of a field, whose tag stands at `p`."""
        name, width = f"f{field.number}", size_of_tag(tag)
        if field.label == "map" and plan:
            return self._read_entry(field, width, plan)
        if field.label == "repeated" and field.packed_tag == tag:
            return [*_sized(width), f"{name}.extend({self._packed(field)})", "p = q"]
        before, value, after = self._value(field, width, name)
        if value == "n" and field.label != "repeated":
            cleared = [f"f{other.number} = None" for other in siblings]
            return [re.sub(r"\bn\b", name, line) for line in before] + after + cleared
        if field.label == "repeated":
            if field.kind == "pair" and field.ref:
                value = f"{PAIRS[field.ref.name]}_of({value})"
            return [*before, f"{name}.append({value})", *after]
        cleared = [f"f{other.number} = None" for other in siblings]
        return [*before, f"{name} = {value}", *after, *cleared]

    def _packed(self, field: Field) -> str:
        if field.kind == "enum" and field.ref:
            return f"[E_{self._classes[field.ref]}[n] for n in get_int32s(b, p, q)]"
        return f"get_{field.kind}s(b, p, q)"

    def _value(self, field: Field, width: int, name: str) -> tuple[list[str], str, list[str]]:
        """Statements before, the value, statements after."""
        if field.kind in FIXED:
            size = FIXED[field.kind]
            return [f"(n,) = get_{field.kind}(b, p + {width})"], "n", [f"p += {width + size}"]
        if field.kind in SIZED:
            return _sized(width), self._sized_value(field, name), ["p = q"]
        reader = {"enum": "get_int32", "bool": "get_varint", "uint64": "get_varint", "sint64": "get_varint"}
        reader["sint32"] = "get_uint32"
        get = reader.get(field.kind, f"get_{field.kind}")
        before = [f"n = b[p + {width}]", f"p += {width + 1}", *_longer(get)]
        if field.kind == "enum" and field.ref:
            return before, f"E_{self._classes[field.ref]}[n]", []
        if field.kind == "bool":
            return before, "n != 0", []
        return before, "n >> 1 ^ -(n & 1)" if field.kind.startswith("sint") else "n", []

    def _sized_value(self, field: Field, name: str) -> str:
        if field.kind == "string":
            return "b[p:q].decode()"
        if field.kind == "bytes":
            return "b[p:q]"
        old = f", {name}" if field.label == "optional" else ""
        if field.kind == "pair":
            return f"get_pair(b, p, q, d - 1{old or ', None'})"
        if field.ref is None:
            raise TypeError(f"{field.name} has no class")
        if field.kind == "wrapper":
            inner = f"{self._functions[field.ref]}(b, p, q, d - 1"
            wrapped = f"None if {name} is None else {self._classes[field.ref]}({name})"
            return f"{inner}, {wrapped}).value" if old else f"{inner}).value"
        return f"{self._functions[field.ref]}(b, p, q, d - 1{old})"

    def _read_entry(self, field: Field, width: int, plan: MessagePlan) -> list[str]:
        # Variables of another map of the same message have other types.
        number = field.number
        return [
            "r = p",
            *_sized(width),
            f"k{number}, v{number}, known = ent_{plan.ref.name}_{number}(b, p, q, d - 1)",
            "if known:",
            f"    f{number}[k{number}] = v{number}",
            "else:",
            *indented(_KEEP),
            "    get_unknown(b, s if x == r else r, e, d, u)",
            "p = q",
        ]

    def _entry(self, plan: MessagePlan, field: Field) -> Iterator[str]:
        """Reads one entry of a map; False for one with unknown fields, which is unknown as a whole."""
        key, value = field.key, field.value
        if key is None or value is None:
            raise TypeError(f"{field.name} is no map")
        types = f"tuple[{key.python_type(self._classes)}, {self._value_type(value)}, bool]"
        yield f"def ent_{plan.ref.name}_{field.number}(b: bytes, p: int, e: int, d: int) -> {types}:"
        yield f'    """Read an entry of {plan.proto_name}.{field.name}; the last part is False if it is not wholly known."""'
        yield from indented(["if d < 0:", "    raise WireError(TOO_DEEP)"])
        yield from indented([f"f1 = {key.default()}", self._entry_start(value)])
        yield from indented(["u = bytearray()", "x = s = -1", "while p < e:"])
        yield from indented(self._chain([key, value], None), 2)
        yield from indented(["if p != e:", "    raise WireError(TRUNCATED)", *self._entry_end(value)])

    def _entry_start(self, value: Field) -> str:
        if value.label == "optional":
            return f"f2: {self._local(value)} = None"
        return f"f2 = {self._zero(value)}"

    def _entry_end(self, value: Field) -> list[str]:
        if value.kind == "pair" and value.ref:
            return [f"return f1, {PAIRS[value.ref.name]}_of(f2 or (0, 0)), not u"]
        if value.kind in {"message", "wrapper"} and value.ref:
            empty = f"{self._classes[value.ref]}()"
            empty = f"{empty}.value" if value.kind == "wrapper" else empty
            return ["if f2 is None:", f"    f2 = {empty}", "return f1, f2, not u"]
        return ["return f1, f2, not u"]


def _sized(width: int) -> list[str]:
    """Read a length: the value is b[p:q]."""
    return [
        f"n = b[p + {width}]",
        f"p += {width + 1}",
        *_longer("get_size"),
        "q = p + n",
    ]


def _longer(get: str) -> list[str]:
    """Read the rest of a varint: numbers of two bytes on the spot, the others by a function."""
    two = ["    if b[p] < 128:", "        n += b[p] - 1 << 7", "        p += 1"]
    return ["if n > 127:", *two, "    else:", f"        n, p = {get}(b, p - 1)"]
