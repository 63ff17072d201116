"""`x-mg-service`: the name of a contract and, where a process of ours answers it, the row of that process.

Reads also `services.yaml`, the rows of processes that no document of ours can describe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

from codegen import names
from codegen.ir import Contract, Finding, LoadContext, LoadResult, ServiceMark, Source
from codegen.source import Documents, Map, Seq, SourceError, fail, sequence_at
from codegen.vocabulary import unknown_members
from mg_core.contract.service import Engine, ServiceKind

T = TypeVar("T")

FILE: Final = "services.yaml"
WORD: Final = "x-mg-service"
ENGINES: Final[tuple[Engine, ...]] = get_args(Engine)
KINDS: Final[tuple[ServiceKind, ...]] = get_args(ServiceKind)
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*\Z")
_PORTS: Final = range(1, 65_536)


def load(context: LoadContext) -> LoadResult:
    """The rows of `services.yaml`. A set that others wrote has none: such a file of theirs is something else."""
    path = context.root / FILE
    if context.foreign or not path.is_file():
        return LoadResult()
    documents = Documents(context.shown)
    try:
        root = documents.load(path)
        if not isinstance(root, Map):
            raise fail(Source(documents.shown(path), 1), f"{FILE} is a mapping")
        listed = sequence_at(root, "services")
        nodes = [_mapping(node, f"an entry of {FILE}", listed.at(index)) for index, node in enumerate(listed)]
    except SourceError as error:
        return LoadResult(findings=(error.finding,), inputs=tuple(documents.files))
    findings = [*unknown_members(root, "services", FILE)]
    marks = tuple(mark for node in nodes for mark in _read(node, "", findings))
    contract = Contract("services", "processes", FILE, "", "", root.at(), marks=marks)
    return LoadResult((contract,), tuple(findings), tuple(documents.files))


def name_of(root: Map, path: Path) -> str:
    """The name of a contract: what `x-mg-service` says, else the name of its file."""
    stated = root.get(WORD)
    if isinstance(stated, Map):
        stated = stated.get("name")
    return names.snake(str(stated or path.name.partition(".")[0]))


def marks_of(root: Map, findings: list[Finding]) -> tuple[ServiceMark, ...]:
    """The processes that answer a contract; none where `x-mg-service` is the name only.

    Args:
        root: the document.
        findings: what is wrong is added here.
    """
    stated = root.get(WORD)
    if stated is None:
        return ()
    if isinstance(stated, str):
        if not _NAME.match(stated):
            findings.append(Finding(root.at(WORD), _misnamed(stated)))
        return ()
    if not isinstance(stated, Map):
        findings.append(Finding(root.at(WORD), f"{WORD} is the name of the contract, or a mapping with it"))
        return ()
    marks = tuple(_read(stated, str(stated.get("name", "")), findings))
    if "servers" in root:
        findings.extend(_undocumented(marks, str([server.get("url") for server in _maps(root["servers"])])))
    return marks


def _read(node: Map, contract: str, findings: list[Finding]) -> Iterator[ServiceMark]:
    """The processes of one entry: itself, or each of its instances."""
    try:
        findings.extend(unknown_members(node, "service", WORD))
        _named(node)
        if "instances" not in node:
            yield _mark(node, node, contract)
            return
        for member in ("port", "grpc_port", "title"):
            if member in node:
                raise fail(node.at(member), f"{member} stands in each instance")
        for index, instance in enumerate(instances := sequence_at(node, "instances")):
            each = _mapping(instance, "an instance", instances.at(index))
            findings.extend(unknown_members(each, "instance", "an instance"))
            yield _mark(each, node, contract)
    except SourceError as error:
        findings.append(error.finding)


def _mark(own: Map, shared: Map, contract: str) -> ServiceMark:
    kind = shared.get("kind", "service")
    return ServiceMark(
        name=_named(own),
        title=_text(own, "title"),
        summary=_text(shared, "summary"),
        kind=_one_of(kind, KINDS, "kind", shared.at("kind")),
        contract=contract,
        port=_port(own, "port"),
        port_source=own.at("port"),
        grpc_port=_port(own, "grpc_port") if "grpc_port" in own else None,
        grpc_source=own.at("grpc_port"),
        engines=tuple(_one_of(word, ENGINES, "engine", place) for word, place in _listed(shared, "engines")),
        upstreams=dict(_listed(shared, "upstreams")),
        source=own.at("name"),
    )


def _named(node: Map) -> str:
    name = _text(node, "name")
    if not _NAME.match(name):
        raise fail(node.at("name"), _misnamed(name))
    return name


def _misnamed(name: str) -> str:
    return f"{name!r} is no name of a service: take a lower-case letter, then lower-case letters, digits, underscores"


def _text(node: Map, member: str) -> str:
    value = node.get(member)
    if not isinstance(value, str) or not value.strip():
        raise fail(node.at(member), f"{WORD} needs {member!r}, a text")
    return value.strip()


def _port(node: Map, member: str) -> int:
    value = node.get(member)
    if isinstance(value, bool) or not isinstance(value, int) or value not in _PORTS:
        raise fail(node.at(member), f"{member} is a number from 1 to 65535, not {value!r}")
    return value


def _one_of(word: object, allowed: tuple[T, ...], what: str, place: Source) -> T:
    for known in allowed:
        if word == known:
            return known
    raise fail(place, f"unknown {what} {word!r}; there are: {', '.join(map(str, allowed))}")


def _listed(node: Map, member: str) -> list[tuple[str, Source]]:
    items = sequence_at(node, member)
    return [(str(item), items.at(index)) for index, item in enumerate(items)]


def _mapping(node: Any, what: str, place: Source) -> Map:
    if not isinstance(node, Map):
        raise fail(place, f"{what} is a mapping")
    return node


def _maps(node: Any) -> list[Map]:
    return [item for item in node if isinstance(item, Map)] if isinstance(node, Seq) else []


def _undocumented(marks: tuple[ServiceMark, ...], urls: str) -> Iterator[Finding]:
    for mark in marks:
        if f":{mark.port}'" not in urls:
            yield Finding(mark.port_source, f"{mark.name} has the port {mark.port}, which no URL of `servers` has")
