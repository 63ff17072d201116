"""Reads stub files; everything that is not supported is refused with file, place and the words that are."""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import cast

from mg_core.errors import ConfigurationError

from .node import Node, parse_json, write_json
from .patterns import Pattern, body_pattern, regex, text_pattern
from .stub import FAULT_KINDS, PRIORITY_DEFAULT, FaultKind, Reply, RequestPattern, Stub

STUB_WORDS = (
    "id",
    "uuid",
    "name",
    "priority",
    "request",
    "response",
    "scenarioName",
    "requiredScenarioState",
    "newScenarioState",
    "persistent",
    "metadata",
)
REQUEST_WORDS = (
    "method",
    "url",
    "urlPath",
    "urlPattern",
    "urlPathPattern",
    "queryParameters",
    "headers",
    "bodyPatterns",
)
BODY_WORDS = ("body", "base64Body", "jsonBody", "bodyFileName")
REPLY_WORDS = (
    "status",
    "statusMessage",
    "headers",
    *BODY_WORDS,
    "fixedDelayMilliseconds",
    "chunkedDribbleDelay",
    "fault",
)
"""`statusMessage` is read and not sent: clients ignore it (RFC 9112, section 4)."""
METHODS = ("ANY", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
URL_WORDS = ("url", "urlPath", "urlPattern", "urlPathPattern")
DELAY_MAX_MS = 600_000
CHUNKS_MAX = 10_000
FRAMING = frozenset({"content-length", "transfer-encoding", "connection"})


def load(directory: Path) -> tuple[Stub, ...]:
    """The stubs of `directory/mappings/**/*.json`, the one to ask first in front.

    A stub with a smaller priority number goes first; of equal ones the one that was read last, as in WireMock: files
    in the order of their paths (WireMock: in the order of the file system), stubs of a file in their order.

    Raises:
        ConfigurationError: there is no such directory, a file is not JSON, or it has something that is not supported.
    """
    mappings = directory / "mappings"
    if not mappings.is_dir():
        raise ConfigurationError(f"{directory} has no directory mappings")
    stubs: list[Stub] = []
    for path in sorted(mappings.rglob("*.json")):
        stubs += _stubs_of(path, directory)
    newest_first = stubs[::-1]
    return tuple(sorted(newest_first, key=lambda stub: stub.priority))


def _stubs_of(path: Path, directory: Path) -> Iterator[Stub]:
    file = path.relative_to(directory).as_posix()
    try:
        root = Node(parse_json(path.read_bytes()), file)
    except (ValueError, OSError) as error:
        raise ConfigurationError(f"{file}: cannot be read as JSON: {error}") from None
    several = isinstance(root.value, dict) and "mappings" in root.value
    members = root.members(("mappings", "meta")) if several else {}
    nodes = list(members["mappings"].items()) if "mappings" in members else [root]
    for node in nodes:
        yield _stub(node, directory / "__files")


def _stub(node: Node, files: Path) -> Stub:
    members = node.members(STUB_WORDS)
    for name in ("request", "response"):
        if name not in members:
            raise node.refused(f"has no {name}")
    scenario = _text(members, "scenarioName")
    states = {name: _text(members, name) for name in ("requiredScenarioState", "newScenarioState")}
    for name, state in states.items():
        if state is not None and scenario is None:
            raise members[name].refused("goes with scenarioName only")
    given = _text(members, "id") or _text(members, "uuid")
    return Stub(
        id=given or str(uuid.uuid5(uuid.NAMESPACE_URL, f"{node.file}{node.path}")),
        request=read_request(members["request"]),
        reply=_reply(members["response"], files),
        raw=node.value,
        priority=members["priority"].integer(1, 2**31 - 1) if "priority" in members else PRIORITY_DEFAULT,
        scenario=scenario,
        name=_header_name(members.get("name")),
        required_state=states["requiredScenarioState"],
        new_state=states["newScenarioState"],
    )


def _header_name(node: Node | None) -> str | None:
    """The name of a stub, which travels in a header."""
    if node is not None and not (node.text().isascii() and node.text().isprintable()):
        raise node.refused("must be printable ASCII")
    return node.text() if node else None


def _text(members: Mapping[str, Node], name: str) -> str | None:
    return members[name].text() if name in members else None


def read_request(node: Node) -> RequestPattern:
    """The pattern of a request, as in a stub or in a question to the control interface.

    Raises:
        ConfigurationError: something in it is not supported.
    """
    members = node.members(REQUEST_WORDS)
    method = members["method"].text() if "method" in members else "ANY"
    if method not in METHODS:
        raise members["method"].refused(f"must be one of {', '.join(METHODS)}")
    chosen = [name for name in URL_WORDS if name in members]
    if len(chosen) > 1:
        raise node.refused(f"has {' and '.join(chosen)}: one of them says it all")
    url: Callable[[str], bool] | None = None
    path: Callable[[str], bool] | None = None
    if chosen:
        fits = _address(members[chosen[0]], literal=not chosen[0].endswith("Pattern"))
        url, path = (fits, None) if chosen[0] in {"url", "urlPattern"} else (None, fits)
    return RequestPattern(
        method=method,
        url=url,
        path=path,
        query=_named_patterns(members.get("queryParameters")),
        headers=tuple((name.lower(), pattern) for name, pattern in _named_patterns(members.get("headers"))),
        body=tuple(body_pattern(each) for each in members["bodyPatterns"].items()) if "bodyPatterns" in members else (),
    )


def _address(node: Node, *, literal: bool) -> Callable[[str], bool]:
    if not literal:
        return regex(node)
    wanted = node.text()
    if not wanted.startswith("/"):
        raise node.refused("must begin with /")
    return lambda value: value == wanted


def _named_patterns(node: Node | None) -> tuple[tuple[str, Pattern], ...]:
    if node is None:
        return ()
    return tuple((name, text_pattern(each)) for name, each in node.free_members().items())


def _reply(node: Node, files: Path) -> Reply:
    members = node.members(REPLY_WORDS)
    _text(members, "statusMessage")
    bodies = [name for name in BODY_WORDS if name in members]
    if len(bodies) > 1:
        raise node.refused(f"has {' and '.join(bodies)}: there is one body")
    body = _body(bodies[0], members[bodies[0]], files) if bodies else b""
    chunks, dribble_s = _dribble(members["chunkedDribbleDelay"]) if "chunkedDribbleDelay" in members else (1, 0.0)
    delay = members.get("fixedDelayMilliseconds")
    return Reply(
        status=members["status"].integer(200, 599) if "status" in members else 200,
        headers=tuple(_headers(members["headers"])) if "headers" in members else (),
        body=body,
        delay_s=delay.integer(0, DELAY_MAX_MS) / 1000 if delay else 0.0,
        chunks=chunks,
        dribble_s=dribble_s,
        fault=_fault(members["fault"]) if "fault" in members else None,
    )


def _body(kind: str, node: Node, files: Path) -> bytes:
    if kind == "jsonBody":
        return write_json(node.value).encode()
    text = node.text()
    if kind == "body":
        return text.encode()
    if kind == "base64Body":
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise node.refused(f"is not base64: {error}") from None
    path = (files / text).resolve()
    if not path.is_relative_to(files.resolve()):
        raise node.refused("lies outside of __files")
    try:
        return path.read_bytes()
    except OSError as error:
        raise node.refused(f"__files/{text} cannot be read: {error.strerror}") from None


def _headers(node: Node) -> Iterator[tuple[str, str]]:
    for name, value in node.free_members().items():
        if name.lower() in FRAMING:
            raise value.refused("belongs to the connection, which this server frames itself; leave it out")
        if not name or not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
            raise value.refused("is not the name of a header")
        for each in value.items() if isinstance(value.value, list) else (value,):
            text = each.text()
            if not (text.isascii() and text.isprintable()):
                raise each.refused("must be printable ASCII")
            yield name, text


def _dribble(node: Node) -> tuple[int, float]:
    members = node.members(("numberOfChunks", "totalDuration"))
    if len(members) != 2:
        raise node.refused("must have numberOfChunks and totalDuration (ms)")
    chunks = members["numberOfChunks"].integer(1, CHUNKS_MAX)
    return chunks, members["totalDuration"].integer(0, DELAY_MAX_MS) / 1000


def _fault(node: Node) -> FaultKind:
    if node.value in FAULT_KINDS:
        return cast("FaultKind", node.value)
    raise node.refused(f"must be one of {', '.join(FAULT_KINDS)}")
