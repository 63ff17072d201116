"""The body of a request: parsed, checked against the contract, made a model."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from ..contract.operation import Operation
from ..serving.problems import ProblemError, invalid
from .params import Detail, QueryError, compile_schema, form_values, pointer_of, read_pairs

MAX_DETAILS: Final = 20
"""Faults named in one answer."""

_FORM: Final = "application/x-www-form-urlencoded"
_SUSPECT: Final = re.compile(rb"\\u0000|[0-9][eE]\+?[0-9]{3}|[0-9]{300}")


class BodyReader:
    """Turns the body of one operation into its model. Compiled once, used for every request."""

    def __init__(self, operation: Operation, schema: Any) -> None:
        self._media_type = operation.body_media_type
        self._required = operation.body_required
        self._schema = schema
        self._validator = compile_schema(schema) if schema is not None else None
        self._parse = TypeAdapter(operation.body).validate_python

    def read(self, raw: bytes, headers: Mapping[str, str]) -> Any:
        """The model; None when there is no body and none is needed.

        Raises:
            ProblemError: 415 for another media type, 400 for anything that does not fit the contract.
        """
        if not raw:
            if self._required:
                raise invalid([{"pointer": "", "message": "a request body is required"}])
            return None
        self._check_media_type(headers.get("content-type", ""), headers.get("content-encoding", "identity"))
        value = self._form(raw) if self._media_type == _FORM else _json(raw)
        if self._validator is not None and not self._validator.is_valid(value):
            details: list[Detail] = []
            for error in self._validator.iter_errors(value):
                details.append({"pointer": pointer_of(error.instance_path), "message": error.message})
                if len(details) == MAX_DETAILS:
                    break
            raise invalid(details)
        try:
            return self._parse(value)
        except ValidationError as error:
            rows = error.errors(include_input=False, include_context=False, include_url=False)
            raise invalid(
                [{"pointer": pointer_of(list(row["loc"])), "message": row["msg"]} for row in rows[:MAX_DETAILS]]
            ) from None

    def _check_media_type(self, content_type: str, encoding: str) -> None:
        essence, _, rest = content_type.partition(";")
        essence = essence.strip().lower()
        charset = rest.strip().lower()
        if charset.startswith("charset=") and charset[8:].strip('"') not in {"utf-8", "utf8", "us-ascii"}:
            raise ProblemError("unsupported_media_type", "Only UTF-8 is understood.")
        if essence != self._media_type or encoding.strip().lower() != "identity":
            raise ProblemError(
                "unsupported_media_type", f"Send {self._media_type}, unencoded.", headers={"accept": self._media_type}
            )

    def _form(self, raw: bytes) -> dict[str, Any]:
        faults: list[Detail] = []
        try:
            value = form_values(read_pairs(raw), self._schema, faults.append)
        except QueryError as error:
            raise invalid([{"pointer": "", "message": str(error)}]) from None
        if faults:
            raise invalid(faults)
        return value


def _json(raw: bytes) -> Any:
    try:
        value = from_json(raw, allow_inf_nan=False)
    except ValueError as error:
        raise invalid([{"pointer": "", "message": f"not valid JSON: {error}"}], "The body is not valid JSON.") from None
    if _SUSPECT.search(raw):
        _refuse_unstorable(value)
    return value


def _refuse_unstorable(value: Any) -> None:
    """Refuse NUL characters, which no database keeps, and numbers beyond a double."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if "\x00" in item:
                raise invalid([{"pointer": "", "message": "a NUL character"}])
        elif isinstance(item, float):
            if math.isinf(item):
                raise invalid([{"pointer": "", "message": "a number out of range"}])
        elif isinstance(item, dict):
            stack += item.keys()
            stack += item.values()
        elif isinstance(item, list):
            stack += item
