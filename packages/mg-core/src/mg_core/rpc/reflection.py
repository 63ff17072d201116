"""Server reflection of gRPC, v1 and v1alpha: foreign tools learn the contracts from the server itself.

Descriptors come from the generated package that a method's messages live in: `_descriptors.FILES`, which the compiler
writes beside them. Messages of google's runtime bring their own.
"""

from __future__ import annotations

import importlib
import importlib.util
from base64 import b64decode
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Self

from ..codes import RpcStatus
from ..contract.method import RpcEndpoint, RpcMethod
from . import _protobuf as pb
from .health import UNLIMITED
from .server import RpcCall
from .transport import AnyMethod

BY_NAME, BY_SYMBOL, BY_EXTENSION, EXTENSIONS_OF, LIST = 3, 4, 5, 6, 7
"""Field numbers of what a request may ask for."""
MODULE: Final = "_descriptors"
"""Generated module with `FILES`: name → base64 of the serialized FileDescriptorProto."""


@dataclass(frozen=True, slots=True)
class ReflectionRequest:
    """One question."""

    kind: int = 0
    """One of the field numbers above; 0 when nothing is asked."""
    subject: str = ""
    number: int = 0
    """Of an extension."""
    raw: bytes = b""

    def to_bytes(self) -> bytes:
        """Give the wire form."""
        return self.raw or (pb.block(self.kind, self.subject.encode()) if self.kind else b"")

    SerializeToString = to_bytes

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read the wire form. Raises DecodeError."""
        kind, subject, number = 0, "", 0
        for tag, value in pb.fields(data):
            if not BY_NAME <= tag <= LIST or not isinstance(value, bytes):
                continue
            kind = tag
            if tag == BY_EXTENSION:
                members = dict(pb.fields(value))
                subject, wanted = pb.string(members.get(1, b"")), members.get(2, 0)
                number = wanted if isinstance(wanted, int) else 0
            else:
                subject = pb.string(value)
        return cls(kind, subject, number, data)

    FromString = from_bytes


@dataclass(frozen=True, slots=True)
class ReflectionResponse:
    """One answer, as it goes over the wire."""

    raw: bytes

    def to_bytes(self) -> bytes:
        """Give the wire form."""
        return self.raw

    SerializeToString = to_bytes

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read the wire form. Raises DecodeError."""
        list(pb.fields(data))
        return cls(data)

    FromString = from_bytes


@dataclass(slots=True)
class _File:
    """What is known of a proto file."""

    name: str
    data: bytes
    imports: list[str] = field(default_factory=list)
    symbols: list[str] = field(default_factory=list)
    extensions: list[tuple[str, int]] = field(default_factory=list)


class Reflection:
    """Answers questions about services and the files that define them."""

    def __init__(self, services: Sequence[str], files: Iterable[bytes]) -> None:
        """`services`: full names. `files`: serialized FileDescriptorProtos.

        Raises:
            DecodeError: a file is no descriptor.
        """
        self._services = tuple(services)
        self._files = {file.name: file for file in map(_read, files)}
        self._by_symbol = {symbol: file for file in self._files.values() for symbol in file.symbols}
        self._by_extension = {key: file for file in self._files.values() for key in file.extensions}

    async def info(
        self, call: RpcCall, requests: AsyncIterator[ReflectionRequest]
    ) -> AsyncIterator[ReflectionResponse]:
        """Answer each question in turn."""
        async for request in requests:
            yield ReflectionResponse(pb.block(2, request.raw) + self._answer(request))

    def _answer(self, request: ReflectionRequest) -> bytes:
        if request.kind == LIST:
            return pb.block(6, b"".join(pb.block(1, pb.text(1, name)) for name in self._services))
        if request.kind == EXTENSIONS_OF:
            numbers = sorted(number for base, number in self._by_extension if base == request.subject)
            if not numbers and request.subject not in self._by_symbol:
                return _missing(request.subject)
            told = pb.text(1, request.subject) + b"".join(pb.varint(2 << 3) + pb.varint(each) for each in numbers)
            return pb.block(5, told)
        if request.kind == BY_NAME:
            file = self._files.get(request.subject)
        elif request.kind == BY_SYMBOL:
            file = self._by_symbol.get(request.subject)
        elif request.kind == BY_EXTENSION:
            file = self._by_extension.get((request.subject, request.number))
        else:
            return _error(RpcStatus.INVALID_ARGUMENT, "nothing was asked")
        if file is None:
            return _missing(request.subject)
        return pb.block(4, b"".join(pb.block(1, each.data) for each in self._with_imports(file)))

    def _with_imports(self, file: _File) -> list[_File]:
        found: dict[str, _File] = {}
        waiting = [file]
        while waiting:
            each = waiting.pop(0)
            if each.name not in found:
                found[each.name] = each
                waiting += [self._files[name] for name in each.imports if name in self._files]
        return list(found.values())


def _missing(subject: str) -> bytes:
    return _error(RpcStatus.NOT_FOUND, f"{subject!r} is not known here")


def _error(status: RpcStatus, text: str) -> bytes:
    return pb.block(7, pb.number(1, status) + pb.text(2, text))


def files_of(methods: Iterable[AnyMethod]) -> list[bytes]:
    """Serialized descriptors of the files that the methods' messages come from, with what they import."""
    found: dict[str, bytes] = {}
    for method in methods:
        for message in (method.request, method.response):
            found.update(_google_files(message) or _generated_files(message.__module__))
    return list(found.values())


def _google_files(message: Any) -> Mapping[str, bytes]:
    file = getattr(getattr(message, "DESCRIPTOR", None), "file", None)
    found: dict[str, bytes] = {}
    waiting = [] if file is None else [file]
    while waiting:
        file = waiting.pop()
        if file.name not in found:
            found[file.name] = file.serialized_pb
            waiting += file.dependencies
    return found


def _generated_files(module: str) -> Mapping[str, bytes]:
    """Look for the descriptors in the packages around a module, nearest first."""
    package = module
    while package:
        name = f"{package}.{MODULE}"
        try:
            known = importlib.util.find_spec(name) is not None
        except (ImportError, AttributeError, ValueError):
            known = False
        if known:
            files: Mapping[str, str] = importlib.import_module(name).FILES
            return {file: b64decode(text) for file, text in files.items()}
        package = package.rpartition(".")[0]
    return {}


@cache
def _read(data: bytes) -> _File:
    """What a descriptor says; read once in a process, however many servers tell of it."""
    members = list(pb.fields(data))
    texts = {number: pb.string(value) for number, value in members if number in {1, 2}}
    package = texts.get(2, "")
    prefix = f"{package}." if package else ""
    file = _File(texts.get(1, ""), data)
    for number, value in members:
        if not isinstance(value, bytes):
            continue
        if number == 3:
            file.imports.append(pb.string(value))
        elif number in {4, 5, 6}:
            file.symbols += _symbols(prefix, value, number)
        elif number == 7:
            extension = dict(pb.fields(value))
            base, tag = pb.string(extension.get(2, b"")).removeprefix("."), extension.get(3, 0)
            file.symbols.append(prefix + pb.string(extension.get(1, b"")))
            file.extensions.append((base, tag if isinstance(tag, int) else 0))
    return file


_INSIDE: Final[Mapping[int, Mapping[int, int]]] = {
    4: {2: 0, 3: 4, 4: 5, 8: 0},  # message: fields, nested messages, enums, oneofs
    5: {2: 0},  # enum: values
    6: {2: 0},  # service: methods
}
"""Kind of a descriptor (its field number in a file) → field number inside of it → kind of what is there."""


def _symbols(prefix: str, data: bytes, kind: int) -> Iterator[str]:
    members = [(number, value) for number, value in pb.fields(data) if isinstance(value, bytes)]
    full = prefix + next((pb.string(value) for number, value in members if number == 1), "")
    yield full
    for number, value in members:
        inner = _INSIDE.get(kind, {}).get(number)
        if inner is not None:
            # Values of an enum belong to the scope around it.
            yield from _symbols(prefix if kind == 5 else f"{full}.", value, inner)


def _endpoint(package: str) -> tuple[RpcEndpoint, ...]:
    service = f"{package}.ServerReflection"
    row: AnyMethod = RpcMethod(
        service, "ServerReflectionInfo", ReflectionRequest, ReflectionResponse,
        client_streaming=True, server_streaming=True, policy=UNLIMITED, idempotency="safe",
    )  # fmt: skip
    return (RpcEndpoint(row, "info"),)


TABLES: Final = (_endpoint("grpc.reflection.v1"), _endpoint("grpc.reflection.v1alpha"))
"""The table of each version; the messages are the same."""
