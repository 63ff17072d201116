"""Parts of an OpenAPI operation: parameters, bodies, replies, error cases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from codegen import names
from codegen.frontends.param_types import ParamTyper
from codegen.frontends.schemas import Schemas
from codegen.ir import Body, ErrorCase, Finding, Param, Reply, Source
from codegen.source import Map, Seq, fail, mapping_at, unsupported
from codegen.vocabulary import unknown_members
from mg_core import codes, headers

_CLASSES: Final = {4: "client_error", 5: "server_error"}
"""Codes of `4XX` and `5XX`."""
WORTH_RETRYING: Final = frozenset({429, 502, 503, 504})
STREAMS: Final = ("text/event-stream", "application/x-ndjson", "application/jsonl", "multipart/")
_STYLES: Final = {"query": "form", "path": "simple", "header": "simple"}


def read_param(node: Map, path: Path, schemas: Schemas, taken: set[str]) -> Param:
    """One parameter.

    Raises:
        SourceError: a place, a style or a type that a call cannot express.
    """
    wire, location = str(node.get("name", "")), node.get("in")
    source = node.at("name")
    if location not in _STYLES:
        raise unsupported(source, f"parameter {wire!r} in {location}: only path, query and header are sent")
    if "content" in node:
        raise unsupported(node.at("content"), f"parameter {wire!r} with a media type of its own")
    style = node.get("style", _STYLES[location])
    if style != _STYLES[location]:
        raise unsupported(node.at("style"), f"parameter {wire!r} of style {style!r}")
    schema = schemas.convert(mapping_at(node, "schema"), path)
    typer = ParamTyper(schemas, f"parameter {wire!r}", node.at("schema"))
    kind = typer.annotation(schema)
    if kind.startswith("list[") and location != "query":
        raise unsupported(source, f"parameter {wire!r}: an array in the {location}")
    name = names.unique(names.argument(wire), taken)
    return Param(
        wire=wire,
        name=name,
        location=location,
        type=kind,
        schema=schema,
        required=bool(node.get("required", False)),
        explode=bool(node.get("explode", style == "form")),
        description=_text(node.get("description") or schema.get("description")),
        source=source,
        accepts=replace(typer, client=True).annotation(schema),
        owned=location == "header" and wire.lower() in headers.OWNED,
    )


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence == "application/json" or essence.endswith("+json")


def _choose(content: Map) -> str:
    order = list(content)
    for wanted in ("application/json",):
        if wanted in order:
            return wanted
    matching = [kind for kind in order if is_json(kind)]
    form = [kind for kind in order if kind.startswith("application/x-www-form-urlencoded")]
    rest = [kind for kind in order if not kind.startswith("multipart/")]
    return (matching or form or rest or order)[0]


def read_body(node: Map, path: Path, schemas: Schemas, wanted: str, notes: list[Finding]) -> Body | None:
    """A request body.

    Raises:
        SourceError: a media type that cannot be sent.
    """
    content = mapping_at(node, "content")
    if not content:
        return None
    media_type = _choose(content)
    source = content.at(media_type)
    _tell_others(content, media_type, notes)
    required = bool(node.get("required", False))
    form = media_type.startswith("application/x-www-form-urlencoded")
    if not is_json(media_type) and not form and media_type != "*/*":
        raise unsupported(source, f"a request body of type {media_type}: only JSON and forms are sent")
    shape = mapping_at(mapping_at(content, media_type), "schema")
    schema = schemas.convert(shape, path)
    kind = schemas.annotation(schema, wanted, source)
    return Body(kind, schema, "application/json" if media_type == "*/*" else media_type, required, source)


def _tell_others(content: Map, chosen: str, notes: list[Finding]) -> None:
    for other in content:
        if other != chosen:
            notes.append(Finding(content.at(other), f"the media type {other} is left out, {chosen} is used", "note"))


def read_reply(status: int, node: Map, path: Path, schemas: Schemas, wanted: str, notes: list[Finding]) -> Reply:
    """One success answer."""
    content, description = mapping_at(node, "content"), _text(node.get("description"))
    if not content:
        return Reply(status, None, "application/json", description, node.at())
    media_type = _choose(content)
    source = content.at(media_type)
    _tell_others(content, media_type, notes)
    if not is_json(media_type) and media_type != "*/*":
        if media_type.startswith(STREAMS):
            raise unsupported(source, f"a reply of type {media_type}: only whole replies are read")
        return Reply(status, "str" if media_type.startswith("text/") else "bytes", media_type, description, source)
    schema = schemas.convert(mapping_at(mapping_at(content, media_type), "schema"), path)
    kind = schemas.annotation(schema, wanted, source)
    media_type = "application/json" if media_type == "*/*" else media_type
    return Reply(status, kind, media_type, description, source, schema)


def read_errors(status: int, node: Map, findings: list[Finding]) -> list[tuple[ErrorCase, Source]]:
    """The error cases of one error response."""
    stated = node.get("x-mg-errors")
    if stated is None:
        return [(ErrorCase(status, _code_of(status), status in WORTH_RETRYING), node.at())]
    if not isinstance(stated, Seq) or not stated:
        raise fail(node.at("x-mg-errors"), "x-mg-errors is a list with at least one `{code: ...}`")
    cases = []
    for index, item in enumerate(stated):
        source = stated.at(index)
        if not isinstance(item, Map) or not isinstance(item.get("code"), str):
            raise fail(
                source, "an item of x-mg-errors is `{code: snake_case, retryable: bool, retry_after_s: seconds}`"
            )
        findings.extend(unknown_members(item, "error", "x-mg-errors"))
        after = item.get("retry_after_s")
        if after is not None and (isinstance(after, bool) or not isinstance(after, int | float)):
            raise fail(item.at("retry_after_s"), f"retry_after_s is a number of seconds, not {after!r}")
        case = ErrorCase(
            status, item["code"], bool(item.get("retryable", False)), float(after) if after is not None else None
        )
        known = codes.find(case.code)
        if known is not None and status >= 100 and known.http != status:
            findings.append(Finding(source, f"the code {case.code} goes with status {known.http}, not {status}"))
        cases.append((case, source))
    return cases


def _code_of(status: int) -> str:
    """Code of an error answer whose contract states none."""
    known = codes.of_http(status)
    return known.name if known.http == status else _CLASSES.get(status, f"http_{status}")


def _text(value: Any) -> str:
    return str(value).strip() if value else ""
