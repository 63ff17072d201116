"""Signatures and docstrings that the client and the server half share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from codegen.ir import Param, RestOperation
from codegen.templating import docstring

_BOUNDS = (
    ("minimum", "at least {}"),
    ("exclusiveMinimum", "more than {}"),
    ("maximum", "at most {}"),
    ("exclusiveMaximum", "less than {}"),
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minItems", "at least {} items"),
    ("maxItems", "at most {} items"),
    ("multipleOf", "a multiple of {}"),
    ("pattern", "matches `{}`"),
    ("default", "default {!r}"),
)


def client_arguments(operation: RestOperation) -> str:
    """Arguments of a client method after `self`."""
    keywords = [_client_argument(param) for param in operation.arguments]
    keywords.append("options: CallOptions | None = None")
    body = operation.body
    first = [f"body: {body.type}"] if body and body.required else []
    if body and not body.required:
        keywords.insert(0, f"body: {_optional(body.type)} = None")
    return ", ".join([*first, "*", *sorted(keywords, key=lambda text: " = " in text)])


def _client_argument(param: Param) -> str:
    return _keyword(param, param.accepts or param.type)


def _keyword(param: Param, kind: str) -> str:
    return f"{param.name}: {kind}" if param.required else f"{param.name}: {_optional(kind)} = None"


def call_arguments(operation: RestOperation) -> str:
    """What a client method hands on: parameters in row order, body, options."""
    values = [param.name for param in operation.arguments]
    row = f"({', '.join(values)}{',' if len(values) == 1 else ''})"
    return f"operations.{operation.constant}, {row}, {'body' if operation.body else 'None'}, options"


def handler_arguments(operation: RestOperation) -> str:
    """Arguments of a server handler after `call`."""
    body = operation.body
    first = [f"body: {body.type if body.required else _optional(body.type)}"] if body else []
    keywords = [_handler_argument(param) for param in operation.arguments]
    keywords.sort(key=lambda text: " = " in text)
    return ", ".join([*first, *(["*", *keywords] if keywords else [])])


def _handler_argument(param: Param) -> str:
    if param.has_default:
        return f"{param.name}: {param.type} = {_literal(param.schema['default'])}"
    return _keyword(param, param.type)


def _literal(value: Any) -> str:
    return repr(value)


def result(operation: RestOperation) -> str:
    """What a call returns."""
    kinds = list(dict.fromkeys(reply.type or "None" for reply in operation.replies))
    if "Any" in kinds:
        return "Any"
    ordered = [kind for kind in kinds if kind != "None"] + ["None"] * ("None" in kinds)
    return " | ".join(ordered) or "None"


def _optional(kind: str) -> str:
    return kind if kind == "Any" or kind.endswith("None") else f"{kind} | None"


def bounds(schema: Mapping[str, Any]) -> str:
    """Bounds of a value in words, `at least 1, at most 50, default 20`; empty if there are none."""
    return ", ".join(text.format(schema[key]) for key, text in _BOUNDS if key in schema)


def client_docstring(operation: RestOperation) -> str:
    """Docstring of a client method, without quotes."""
    lines = [_sentence(operation.summary)]
    if operation.description and _flat(operation.description) != _flat(operation.summary):
        lines += ["", _wrapped(_flat(operation.description), 8)]
    documented = [_argument_line(param) for param in operation.arguments]
    if operation.body:
        documented.insert(0, f"    body: the request, `{operation.body.media_type}`.")
    lines += ["", "Args:", *documented, "    options: overrides for this call."]
    codes = [f"`{case.code}` ({_status(case.status)})" for case in operation.errors]
    listed = f"the service answered {', '.join(dict.fromkeys(codes))}" if codes else "the service answered an error"
    lines += ["", "Raises:", _wrapped(f"    ApiError: {listed}.", 8, "        ")]
    lines.append("    MgError: no usable answer; see `mg_core.errors`.")
    return docstring("\n".join(f"        {line}".rstrip() for line in "\n".join(lines).split("\n")).strip())


def handler_docstring(operation: RestOperation) -> str:
    """Docstring of a handler, without quotes."""
    return docstring(f"`{operation.method} {operation.path}`: {_sentence(operation.summary)}")


def _argument_line(param: Param) -> str:
    said = _flat(param.description).rstrip(".") or f"`{param.wire}`"
    limits = bounds(param.schema)
    return _wrapped(f"    {param.name}: {said}{f' ({limits})' if limits else ''}.", 8, "        ")


def _status(status: int) -> str:
    return f"{status}XX" if status < 10 else str(status)


def _sentence(text: str) -> str:
    flat = _flat(text)
    return flat if flat.endswith((".", "!", "?")) else f"{flat}."


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _wrapped(text: str, indent: int, following: str = "") -> str:
    lead = text[: len(text) - len(text.lstrip())]
    lines, line = [], lead
    for word in text.split():
        if len(line) + len(word) + 1 > 118 - indent and line.strip():
            lines.append(line.rstrip())
            line = following
        line += f"{word} "
    return "\n".join([*lines, line.rstrip()])
