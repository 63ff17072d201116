"""Protobuf services to RPC contracts, by protoc's descriptors with their source positions."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import betterproto2
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from codegen import names
from codegen.ir import (
    Contract,
    Finding,
    Idempotency,
    LoadContext,
    LoadResult,
    Policy,
    RpcMethod,
    RpcService,
    Source,
    ToolMark,
)
from codegen.ir_rpc import ProtoSet
from codegen.policies import override
from codegen.source import Map, SourceError

OPTIONS_PACKAGE: Final = "mg.options.v1"
RPC_RESERVED: Final = frozenset({"rpc_methods"})
"""Public names of `RpcClient` beyond those of every client."""
MESSAGE_MEMBERS: Final = frozenset(name for name in dir(betterproto2.Message) if not name.startswith("_"))
"""A field of such a name would hide a method of the message class."""
_OPTIONS_FILE: Final = "mg/options.proto"
_OUR_PROTOS: Final = Path(__file__).resolve().parents[2] / "spec" / "proto"
"""Where a contract set of others finds our options."""
_PROTOC_ERROR: Final = re.compile(r"^(?P<file>[^:\n]+\.proto):(?:(?P<line>\d+):(?P<column>\d+):)? (?P<text>.+)$")
_LEVELS: Final[Mapping[int, Idempotency]] = {0: "never", 1: "safe", 2: "idempotent"}
_MESSAGE, _SERVICE = 4, 6
_FIELD, _NESTED, _METHOD = 2, 3, 2


def load(context: LoadContext) -> LoadResult:
    """Every service below the contract set's folder, as one RPC contract each."""
    root = context.root / "proto" if (context.root / "proto").is_dir() else context.root
    paths = sorted(root.rglob("*.proto"))
    if not paths:
        return LoadResult()
    reader = Reader(root, paths, context)
    try:
        contracts = reader.contracts()
    except SourceError as error:
        return LoadResult((), (error.finding,), tuple(paths))
    return LoadResult(tuple(contracts), tuple(sorted(reader.findings)), tuple(paths))


def compile_protos(root: Path, paths: Iterable[Path], context: LoadContext) -> descriptor_pb2.FileDescriptorSet:
    """Run protoc.

    Raises:
        SourceError: protoc refuses; its first complaint with file and line.
    """
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "set.bin"
        names_given = [path.relative_to(root).as_posix() for path in paths]
        command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{root}"]
        if not (root / _OPTIONS_FILE).is_file():
            command.append(f"-I{_OUR_PROTOS}")
        command += ["--include_imports", "--include_source_info", f"--descriptor_set_out={made}", *names_given]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SourceError(_complaint(done.stderr, root, context))
        return descriptor_pb2.FileDescriptorSet.FromString(made.read_bytes())


def _complaint(stderr: str, root: Path, context: LoadContext) -> Finding:
    lines = [line for line in stderr.splitlines() if line.strip() and "warning:" not in line]
    found = [match for line in lines if (match := _PROTOC_ERROR.match(line))]
    if found:
        # A file that is missing is told first, without the line that asks for it.
        first = next((match for match in found if match["line"]), found[0])
        return Finding(Source(context.shown(root / first["file"]), int(first["line"] or 1)), first["text"].strip())
    return Finding(Source(context.shown(root), 1), lines[0] if lines else "protoc failed without a word")


class Reader:
    """Reads one set of proto files."""

    def __init__(self, root: Path, paths: list[Path], context: LoadContext) -> None:
        self.root = root
        self.paths = paths
        self.context = context
        self.findings: list[Finding] = []
        self._lines: dict[str, dict[tuple[int, ...], tuple[int, str]]] = {}

    def contracts(self) -> list[Contract]:
        """One contract per service; what is wrong with them is in `findings`.

        Raises:
            SourceError: protoc refuses a file.
        """
        compiled = compile_protos(self.root, self.paths, self.context)
        own = [path.relative_to(self.root).as_posix() for path in self.paths]
        for file in compiled.file:
            self._lines[file.name] = _positions(file)
        proto_set = ProtoSet(tuple(_kept(compiled, own)), tuple(own), dict(_messages(compiled)))
        options = _Options(compiled)
        mine = [file for file in proto_set.files if file.name in own]
        for file in mine:
            self._check_file(file)
        found: dict[str, Contract] = {}
        for file in mine:
            for index, service in enumerate(file.service):
                contract = self._contract(file, index, service, options, proto_set)
                if contract.name in found:
                    text = (
                        f"the services {found[contract.name].title} and {service.name} share the name {contract.name!r}"
                    )
                    self._say(contract.source, text)
                found[contract.name] = contract
        return [found[name] for name in sorted(found)]

    def _contract(self, file: Any, index: int, service: Any, options: _Options, proto_set: ProtoSet) -> Contract:
        source = self._at(file.name, (_SERVICE, index))
        name = names.snake(service.name.removesuffix("Service") or service.name)
        default = self._policy(options.of(service.options, "service_policy"), None, source, service.name)
        methods: list[RpcMethod] = []
        for number, method in enumerate(service.method):
            place = (_SERVICE, index, _METHOD, number)
            built = self._method(file, place, method, options, default)
            clash = next((other for other in methods if other.python_name == built.python_name), None)
            if clash:
                self._say(
                    built.source, f"{method.name} and {clash.name} have the same Python name {built.python_name!r}"
                )
            methods.append(built)
        full = f"{file.package}.{service.name}"
        summary = self._comment(file.name, (_SERVICE, index))
        return Contract(
            name=name,
            kind="rpc",
            title=service.name,
            version=file.package.rpartition(".")[2],
            description=summary,
            source=source,
            services=(RpcService(full, tuple(methods), summary, source),),
            foreign=self.context.foreign,
            extra=proto_set,
        )

    def _method(self, file: Any, place: tuple[int, ...], method: Any, options: _Options, default: Policy) -> RpcMethod:
        source = self._at(file.name, place)
        stated = options.of(method.options, "policy")
        policy = self._policy(stated, default, source, method.name)
        level = _LEVELS.get(method.options.idempotency_level, "never")
        if stated is not None and stated.idempotency_key:
            if level != "never":
                self._say(source, f"{method.name} has both an idempotency_level and an idempotency_key")
            level = "key"
        python_name = names.method(method.name)
        return RpcMethod(
            name=method.name,
            python_name=f"{python_name}_" if python_name in RPC_RESERVED else python_name,
            request=method.input_type.lstrip("."),
            response=method.output_type.lstrip("."),
            client_streaming=method.client_streaming,
            server_streaming=method.server_streaming,
            idempotency=level,
            policy=policy,
            summary=self._comment(file.name, place),
            source=source,
            tool=_tool(options.of(method.options, "mcp"), source),
        )

    def _policy(self, stated: Any, default: Policy | None, source: Source, name: str) -> Policy:
        base = default or self.context.profiles[self.context.default_profile]
        if stated is None:
            return base
        if stated.profile:
            if stated.profile not in self.context.profiles:
                allowed = ", ".join(sorted(self.context.profiles))
                self._say(source, f"unknown policy profile {stated.profile!r}; allowed: {allowed}")
                return base
            base = self.context.profiles[stated.profile]
        changes = _changes(stated, source)
        if not changes:
            return base
        try:
            return override(base, changes, f"{base.name}+{name}")
        except SourceError as error:
            self.findings.append(error.finding)
            return base

    def _check_file(self, file: Any) -> None:
        top = Source(self.context.shown(self.root / file.name), 1)
        if file.syntax != "proto3":
            self._say(top, f"syntax {file.syntax or 'proto2'!r}: proto3 is understood", "unsupported")
        if not file.package:
            self._say(top, "a proto file needs a package: its messages have no place otherwise", "unsupported")
        for place, message in _walk(file):
            for number, member in enumerate(message.field):
                if member.name in MESSAGE_MEMBERS:
                    at = self._at(file.name, (*place, _FIELD, number))
                    self._say(at, f"the field {member.name!r} would hide a method of the message class; rename it")

    def _at(self, file: str, place: tuple[int, ...]) -> Source:
        line, _ = self._lines[file].get(place, (1, ""))
        return Source(self.context.shown(self.root / file), line)

    def _comment(self, file: str, place: tuple[int, ...]) -> str:
        return self._lines[file].get(place, (1, ""))[1]

    def _say(self, source: Source, message: str, level: Any = "error") -> None:
        self.findings.append(Finding(source, message, level))


class _Options:
    """Reads our options, which protoc leaves as unknown fields of the standard ones."""

    def __init__(self, compiled: descriptor_pb2.FileDescriptorSet) -> None:
        self._pool = descriptor_pool.DescriptorPool()
        for file in compiled.file:
            self._pool.Add(file)
        self._known = any(file.package == OPTIONS_PACKAGE for file in compiled.file)
        self._classes: dict[str, Any] = {}
        if self._known:
            names_given = [file.name for file in compiled.file]
            message_factory.GetMessageClassesForFiles(names_given, self._pool)
            for kind in ("MethodOptions", "ServiceOptions"):
                found = self._pool.FindMessageTypeByName(f"google.protobuf.{kind}")
                self._classes[kind] = message_factory.GetMessageClass(found)

    def of(self, options: Any, extension: str) -> Any:
        """The value of one of our options, or None when it is not written."""
        if not self._known:
            return None
        read = self._classes[type(options).__name__].FromString(options.SerializeToString())
        try:
            key = self._pool.FindExtensionByName(f"{OPTIONS_PACKAGE}.{extension}")
        except KeyError:
            # A contract set may bring an older copy of our options.
            return None
        return read.Extensions[key] if read.HasExtension(key) else None


def _tool(stated: Any, source: Source) -> ToolMark | None:
    if stated is None:
        return None
    return ToolMark(
        tool=stated.tool,
        source=source,
        title=stated.title,
        description=stated.description,
        required=tuple(stated.required),
        destructive=stated.destructive,
    )


def _changes(stated: Any, source: Source) -> Map:
    """Our option as the mapping that `policies.override` understands."""
    changes = Map(source.file, source.line)
    for part in ("timeout", "retry"):
        if stated.HasField(part):
            values = Map(source.file, source.line)
            values.update({member.name: value for member, value in getattr(stated, part).ListFields()})
            changes[part] = values
    return changes


def _positions(file: Any) -> dict[tuple[int, ...], tuple[int, str]]:
    return {
        tuple(location.path): (location.span[0] + 1, " ".join(location.leading_comments.split()))
        for location in file.source_code_info.location
    }


def _walk(file: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    waiting: list[tuple[tuple[int, ...], Any]] = [((_MESSAGE, n), item) for n, item in enumerate(file.message_type)]
    while waiting:
        place, message = waiting.pop(0)
        yield place, message
        waiting += [((*place, _NESTED, n), item) for n, item in enumerate(message.nested_type)]


def _messages(compiled: descriptor_pb2.FileDescriptorSet) -> Iterator[tuple[str, tuple[str, str]]]:
    for file in compiled.file:
        waiting: list[tuple[str, Any]] = [("", item) for item in file.message_type]
        while waiting:
            outer, message = waiting.pop(0)
            name = f"{outer}{message.name}"
            yield (f"{file.package}.{name}" if file.package else name), (file.package, name)
            waiting += [(f"{name}.", item) for item in message.nested_type]


def _kept(compiled: descriptor_pb2.FileDescriptorSet, own: list[str]) -> Iterator[descriptor_pb2.FileDescriptorProto]:
    """The files that message classes are made of: our options, and what only they import, are no messages of a contract."""
    by_name = {file.name: file for file in compiled.file}
    options = {file.name for file in compiled.file if file.package == OPTIONS_PACKAGE}
    needed: set[str] = set()
    waiting = [name for name in own if name not in options]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += [used for used in by_name[name].dependency if used not in options]
    for file in compiled.file:
        if file.name in needed:
            kept = descriptor_pb2.FileDescriptorProto()
            kept.CopyFrom(file)
            del kept.dependency[:]
            kept.dependency.extend(used for used in file.dependency if used not in options)
            yield kept


__all__ = ["MESSAGE_MEMBERS", "compile_protos", "load"]
