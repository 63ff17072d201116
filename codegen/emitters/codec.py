"""Codecs of message classes: beside each package's classes a `_codec.py` that reads and writes them.

betterproto2's own codec interprets a table for each field; it is hundreds of times slower than google's and takes
broken input. What is written here goes straight through the fields, and installs itself on the classes.
"""

from __future__ import annotations

from typing import Final

from codegen.emitters.codec_decode import Decoder
from codegen.emitters.codec_encode import Encoder, literal, varint
from codegen.emitters.codec_plan import FIXED, Field, MessagePlan, Ref, plans
from codegen.emitters.models import ModelsError
from codegen.ir_rpc import ProtoSet
from codegen.templating import HEADER

MODULE: Final = "_codec.py"
INSTALL: Final = "\n\nfrom . import _codec\n\n_codec.install_all()\n"
"""Ends the module of a package's message classes: by then all its classes exist."""
_SCALARS: Final = "double float fixed32 fixed64 sfixed32 sfixed64 int32 int64 uint32 sint32 sint64 uint64 bool".split()
_SHARED: Final = sorted(
    {f"get_{kind}{end}" for kind in _SCALARS for end in ("", "s")}
    - {"get_sint32", "get_sint64", "get_bool", "get_uint64"}
    | {f"put_{kind}" for kind in _SCALARS}
    | {f"put_tag_{kind}" for kind in FIXED}
    | {
        "get_tag",
        "get_varint",
        "get_size",
        "get_unknown",
        "get_pair",
        "put_varint",
        "put_pair",
        "short_forms",
        "install",
    }
    | {f"{kind}_of" for kind in ("datetime", "timedelta")}
    | {f"pair_of_{kind}" for kind in ("datetime", "timedelta")}
    | {"Members", "WireError", "TRUNCATED", "TOO_DEEP"}
)


def emit(proto_set: ProtoSet) -> dict[str, str]:
    """The codec modules of a set: path below the tree's root to text.

    Raises:
        ModelsError: two messages cannot have classes of their own.
    """
    try:
        found = plans(proto_set)
    except ValueError as error:
        raise ModelsError(f"codec: {error}") from error
    return {f"{_folder(package)}{MODULE}": _Module(package, listed).text() for package, listed in found.items()}


def _folder(package: str) -> str:
    return f"{package.replace('.', '/')}/" if package else ""


class _Module:
    """One codec module."""

    def __init__(self, package: str, messages: list[MessagePlan]) -> None:
        self._package = package
        self._messages = messages
        used = {ref for plan in messages for field in plan.fields for ref in _refs(field)}
        self._enums = sorted(
            {ref for plan in messages for field in plan.fields for ref in _refs(field, "enum")}, key=_order
        )
        refs = sorted(used | {plan.ref for plan in messages}, key=_order)
        self._foreign = sorted({ref.package for ref in refs} - {package})
        self._classes = {ref: f"C_{self._stem(ref)}" for ref in refs}
        self._own = [ref for ref in refs if ref.package == package]
        self._refs = refs

    def text(self) -> str:
        """The module."""
        decoder = Decoder(self._package, self._classes, self._functions("dec"))
        encoder = Encoder(self._classes, self._functions("enc"))
        functions: list[str] = []
        for plan in self._messages:
            functions += ["", "", *encoder.message(plan), "", "", *decoder.message(plan)]
        tables = [f"T{tag} = short_forms({literal(varint(tag))})" for tag in sorted(encoder.tables)]
        members = [
            f"E_{self._classes[ref]} = Members({self._classes[ref]}, {self._classes[ref]})" for ref in self._enums
        ]
        title = f'"""Reads and writes the messages of {self._package or "the root package"} in the wire format."""'
        lines = [title, "", "from __future__ import annotations", "", *self._imports(), "", *tables, *members]
        lines.append("new = object.__new__")
        return HEADER + "\n".join([*lines, *functions, "", "", *self._install()]) + "\n"

    def _stem(self, ref: Ref) -> str:
        return ref.name if ref.package == self._package else f"{_alias(ref.package)}_{ref.name}"

    def _functions(self, verb: str) -> dict[Ref, str]:
        return {
            ref: f"{verb}_{ref.name}" if ref.package == self._package else f"{_alias(ref.package)}.{verb}_{ref.name}"
            for ref in self._refs
        }

    def _imports(self) -> list[str]:
        lines = ["from datetime import datetime, timedelta", "from math import copysign", "from struct import pack", ""]
        lines += [f"from mg_core.rpc.wire import {', '.join(_SHARED)}", ""]
        for package in self._foreign:
            place = _relative(self._package, package)
            lines.append(f"from {place} import _codec as {_alias(package)}")
            names = [ref for ref in self._refs if ref.package == package]
            lines.append(f"from {place} import {', '.join(f'{ref.name} as {self._classes[ref]}' for ref in names)}")
        lines += [f"from . import {ref.name} as {self._classes[ref]}" for ref in self._own]
        return lines

    def _install(self) -> list[str]:
        rows = [
            f"    install({self._classes[plan.ref]}, enc_{plan.ref.name}, dec_{plan.ref.name})"
            for plan in self._messages
        ]
        return ["def install_all() -> None:", '    """Make the message classes use this codec."""', *rows]


def _alias(package: str) -> str:
    return f"p_{package.replace('.', '__')}"


def _order(ref: Ref) -> tuple[str, str]:
    return ref.package, ref.name


def _refs(field: Field, kind: str = "") -> list[Ref]:
    """Classes that a field speaks of; of one kind only, if it is given."""
    fields = [part for part in (field, field.value) if part is not None]
    return [part.ref for part in fields if part.ref and part.kind != "pair" and kind in {"", part.kind}]


def _relative(package: str, other: str) -> str:
    """The other package, seen from a module inside of one."""
    return "." * (package.count(".") + 2 if package else 1) + other


__all__ = ["INSTALL", "MODULE", "emit"]
