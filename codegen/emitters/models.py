"""`models.py` of a REST contract: pydantic models by datamodel-code-generator, made tolerant."""

from __future__ import annotations

import contextlib
import io
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from codegen.emitters.places import client_file, rest
from codegen.ir import Contract, Target
from codegen.schema_graph import reached, rewritten
from codegen.templating import HEADER, docstring

_OPTIONS: Final = (
    "--input-file-type", "openapi", "--schema-version", "3.1", "--preset", "standard-py311-20261027",
    "--base-class", "mg_core.contract.model.Model", "--no-allow-remote-refs", "--strict-refs", "--ignore-pyproject",
    "--formatters", "builtin", "--use-schema-description", "--use-field-description", "--use-exact-imports",
    "--no-allow-population-by-field-name", "--use-inline-field-description",
)  # fmt: skip
_CHECKS: Final = frozenset(
    {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern",
     "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "propertyNames"}
)  # fmt: skip
"""Keywords that a server checks and a client does not: an answer with a popularity of 101 is still an answer."""
_FORMATS: Final = frozenset({"date", "date-time"})
"""Formats with a Python type of their own; the others stay strings, as on the wire."""
_SHORT: Final = re.compile(r'^( +)"""\n +(\S.{0,100}[^"\\\s])\n +"""$', re.MULTILINE)
"""A docstring of three lines whose text fits in one."""
_FOREIGN: Final = (
    '# mypy: disable-error-code="assignment"\n'
    "# Documents of others narrow members of their bases and give null as a default; pydantic accepts both.\n"
)
_ENUM: Final = re.compile(r"^class (\w+)\(StrEnum\):", re.MULTILINE)


class ModelsError(Exception):
    """The models of a contract cannot be made; the message is one line."""


def emit(contracts: Sequence[Contract], target: Target) -> dict[str, str]:
    """Text of `models.py` for every REST contract."""
    return {client_file(contract, target, "models.py"): models_text(contract) for contract in rest(contracts)}


def models_text(contract: Contract) -> str:
    """The models module of one contract.

    Raises:
        ModelsError: datamodel-code-generator refuses, or leaves out a class that an operation needs.
    """
    intro = (
        f'{HEADER}{_FOREIGN if contract.foreign else ""}"""Messages of the {docstring(contract.title)} contract."""\n\n'
    )
    if not contract.schemas:
        return intro
    document = {
        "openapi": "3.1.0",
        "info": {"title": contract.title, "version": contract.version},
        "paths": {},
        "components": {"schemas": _tolerant(contract)},
    }
    text = _generate(document, contract)
    text = _SHORT.sub(r'\1"""\2"""', _open_enums(text, contract))
    defined = set(re.findall(r"^(?:class )?([A-Z]\w*)(?:\(|: TypeAlias| = )", text, re.MULTILINE))
    for operation in contract.operations:
        kinds = [reply.type or "" for reply in operation.replies] + [operation.body.type if operation.body else ""]
        for name in re.findall(r"models\.(\w+)", " ".join(kinds)):
            if name not in defined:
                raise ModelsError(f"{operation.source}: no class {name} was made for operation {operation.id}")
    return intro + text[text.index("from __future__ import annotations") :]


def _generate(document: Mapping[str, Any], contract: Contract) -> str:
    from datamodel_code_generator.__main__ import main

    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / f"{contract.name}.json", Path(folder) / "models.py"
        given.write_text(json.dumps(document), encoding="utf-8")
        said = io.StringIO()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            code = main([*_OPTIONS, "--input", str(given), "--output", str(made)])
        if code != 0 or not made.is_file():
            lines = [line for line in said.getvalue().splitlines() if line.strip()] or ["no reason given"]
            raise ModelsError(f"{contract.source}: datamodel-code-generator: {lines[-1].replace(folder, '')}")
        return made.read_text(encoding="utf-8")


def _tolerant(contract: Contract) -> dict[str, Any]:
    """The schemas as a client reads them: answers are never refused for a bound, a new member or a new value."""
    answers = _answered(contract)
    return {name: _relaxed(schema, name in answers) for name, schema in contract.schemas.items()}


def _answered(contract: Contract) -> set[str]:
    kinds = " ".join(reply.type or "" for operation in contract.operations for reply in operation.replies)
    start = [{"$ref": name} for name in re.findall(r"models\.(\w+)", kinds)]
    return set(reached(contract.schemas, *start))


def _relaxed(schema: Any, answer: bool) -> Any:
    return rewritten(schema, partial(_loosened, answer=answer))


def _loosened(schema: dict[str, Any], answer: bool) -> dict[str, Any]:
    dropped = set(_CHECKS) if answer else set()
    if answer and schema.get("additionalProperties") is False:
        dropped.add("additionalProperties")
    if schema.get("format") not in _FORMATS:
        dropped.add("format")
    if schema.get("type") not in ("string", ["string", "null"]):
        dropped.add("enum")
    kept = {key: value for key, value in schema.items() if key not in dropped}
    for key in ("items", "additionalProperties"):
        if key in kept:
            kept[key] = _unbounded(kept[key])
    for key in ("anyOf", "oneOf"):
        if key in kept:
            kept[key] = [_unbounded(item) for item in kept[key]]
    return kept


def _unbounded(schema: Any) -> Any:
    """A scalar inside a list, a mapping or a union without bounds: with them it would become a class of its own."""
    if not isinstance(schema, Mapping) or schema.get("type") in ("object", "array") or "$ref" in schema:
        return schema
    return {key: value for key, value in schema.items() if key not in _CHECKS}


def _open_enums(text: str, contract: Contract) -> str:
    closed = {name for name, schema in contract.schemas.items() if schema.get("x-mg-closed") is True}
    opened = _ENUM.sub(lambda m: m[0] if m[1] in closed else f"class {m[1]}(OpenStrEnum):", text)
    if opened == text:
        return text
    return opened.replace(
        "from mg_core.contract.model import Model", "from mg_core.contract.model import Model, OpenStrEnum", 1
    )
