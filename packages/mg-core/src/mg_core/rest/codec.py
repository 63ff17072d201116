"""From arguments to a request, from a reply to a model or an error.

Everything that can be known from the operation's row is worked out once, when the operation is first called.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Literal, get_args, get_origin
from urllib.parse import quote, urlencode, urlsplit

from pydantic import BaseModel, TypeAdapter, ValidationError

from ..contract.operation import Operation, Param
from ..errors import ApiError, ConfigurationError, DecodeError, MgError
from ..headers import unsendable
from ..policies.pushback import retry_after_s
from .transports import Reply

MAX_DETAIL = 200
"""Characters of a validation message that an error repeats."""


class Encoder:
    """Builds path, query, header parameters and body of one operation."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._path = _path_parts(operation)
        self._query = tuple((i, p) for i, p in enumerate(operation.params) if p.location == "query")
        self._headers = tuple((i, p) for i, p in enumerate(operation.params) if p.location == "header")
        self._required = tuple((i, p) for i, p in enumerate(operation.params) if p.required)
        self.body = _body_encoder(operation)
        self.has_headers = bool(self._headers)

    def target(self, args: Sequence[Any]) -> str:
        """Path and query, percent-encoded.

        Raises:
            ConfigurationError: a required parameter is None, or a path value could change the path.
        """
        for index, param in self._required:
            if args[index] is None:
                raise self._wrong(param, "is required")
        path = "".join([p if isinstance(p, str) else self._segment(args[p[0]], p[1]) for p in self._path])
        pairs: list[tuple[str, str]] = []
        for index, param in self._query:
            value = args[index]
            if value is not None:
                _add_query(pairs, param, value)
        return f"{path}?{urlencode(pairs, quote_via=quote, safe='')}" if pairs else path

    def headers(self, args: Sequence[Any]) -> dict[str, str]:
        """Header parameters that were given.

        Raises:
            ConfigurationError: a value cannot be sent.
        """
        found: dict[str, str] = {}
        for index, param in self._headers:
            value = args[index]
            if value is not None:
                text = _joined(value)
                why = unsendable(param.wire, text)
                if why:
                    raise self._wrong(param, why)
                found[param.wire.lower()] = text
        return found

    def _segment(self, value: Any, param: Param) -> str:
        text = _joined(value)
        if text in ("", ".", ".."):
            raise self._wrong(param, f"must not be {text!r}")
        return quote(text, safe="")

    def _wrong(self, param: Param, why: str) -> ConfigurationError:
        where = f" ({self._operation.source})" if self._operation.source else ""
        return ConfigurationError(f"{self._operation.id}: parameter {param.name} {why}{where}", code="invalid_argument")


class Decoder:
    """Reads replies of one operation."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._readers = {reply.status: _reader(reply.model, reply.media_type) for reply in operation.replies}
        self._cases = operation.errors
        self.statuses = frozenset(self._readers) or frozenset({200, 204})

    def value(self, reply: Reply) -> Any:
        """The model that a success answer holds.

        Raises:
            DecodeError: media type, JSON or shape is not what the contract says.
        """
        status, headers, content = reply
        reader = self._readers.get(status)
        if reader is None:
            return None
        try:
            return reader(headers, content)
        except ValidationError as error:
            raise _decode_error(status, headers, _first_problem(error)) from error

    def failure(self, reply: Reply, now: Callable[[], float]) -> MgError:
        """The error that an answer outside the declared successes stands for. `now` is wall time, seconds."""
        status, headers, content = reply
        if status < 400:
            return _decode_error(
                status, headers, _redirected(status, headers) or f"status {status} is not in the contract"
            )
        members = _error_members(headers, content)
        case = self._case(status, members.get("error"))
        code = members.get("error") or members.get("code") or (case.code if case else f"http_{status}")
        message = members.get("message") or members.get("detail") or members.get("title") or f"status {status}"
        error = ApiError(
            str(message),
            code=str(code),
            status=status,
            retry_safe=True if case is not None and case.retryable else None,
            retry_after_s=retry_after_s(status, headers, members, now),
            details={k: v for k, v in members.items() if k not in ("error", "message", "request_id")},
            headers=headers,
        )
        error.request_id = str(members.get("request_id") or headers.get("x-request-id") or "")
        return error

    def _case(self, status: int, code: Any) -> Any:
        exact = [c for c in self._cases if c.status == status]
        for case in exact:
            if case.code == code:
                return case
        whole_class = [c for c in self._cases if c.status == status // 100]
        found = exact + whole_class
        return found[0] if found and (code is None or not exact) else None


def _path_parts(operation: Operation) -> tuple[str | tuple[int, Param], ...]:
    parts: list[str | tuple[int, Param]] = []
    places = {p.wire: (i, p) for i, p in enumerate(operation.params) if p.location == "path"}
    for number, piece in enumerate(operation.path.replace("}", "{").split("{")):
        if number % 2 == 0:
            parts.append(piece)
        elif piece in places:
            parts.append(places[piece])
        else:
            raise ConfigurationError(f"{operation.id}: no parameter for {{{piece}}} ({operation.source})")
    return tuple(parts)


def _add_query(pairs: list[tuple[str, str]], param: Param, value: Any) -> None:
    if not isinstance(value, list | tuple | set | frozenset):
        pairs.append((param.wire, _scalar(value)))
    elif param.explode:
        pairs.extend((param.wire, _scalar(item)) for item in value)
    elif value:
        pairs.append((param.wire, ",".join(map(_scalar, value))))


def _joined(value: Any) -> str:
    return ",".join(map(_scalar, value)) if isinstance(value, list | tuple) else _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat().replace("+00:00", "Z")
    return str(value)


def _body_encoder(operation: Operation) -> Callable[[Any], bytes]:
    """Writes a body. One that is not of the declared class is read as one first, so a dict will do.

    What was never set is left out, so that the server's default holds; an explicit None is null. Models with constants
    (`kind: Literal["a"] = "a"`) send everything that is not None instead.
    """
    kind = operation.body
    if kind is None:
        return lambda _body: b""
    adapter = _adapter(kind)
    constants = _has_constants(kind, set())
    dump = adapter.serializer.to_json
    is_form = operation.body_media_type == "application/x-www-form-urlencoded"

    def encode(body: Any) -> bytes:
        if body.__class__ is not kind:
            try:
                body = adapter.validate_python(body)
            except ValidationError as error:
                why = f"{operation.id}: the body does not fit: {_first_problem(error)}"
                raise ConfigurationError(why, code="invalid_argument") from None  # its text holds the values
        if is_form:
            return _form(body)
        return dump(body, by_alias=True, exclude_unset=not constants, exclude_none=constants)

    return encode


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _form(body: Any) -> bytes:
    values = body.model_dump(mode="json", by_alias=True, exclude_none=True) if isinstance(body, BaseModel) else body
    return urlencode([(key, _scalar(value)) for key, value in values.items()], doseq=True).encode()


def _has_constants(kind: Any, seen: set[Any]) -> bool:
    if isinstance(kind, type) and issubclass(kind, BaseModel) and get_origin(kind) is None:
        if kind in seen:
            return False
        seen.add(kind)
        return any(
            (get_origin(f.annotation) is Literal and not f.is_required()) or _has_constants(f.annotation, seen)
            for f in kind.model_fields.values()
        )
    return any(_has_constants(part, seen) for part in get_args(kind) if get_origin(kind) is not Literal)


def _reader(model: Any, media_type: str) -> Callable[[Mapping[str, str], bytes], Any]:
    if model is None:
        return lambda _headers, _content: None
    if model is bytes:
        return lambda _headers, content: content
    if model is str and not media_type.endswith("json"):
        return lambda _headers, content: content.decode("utf-8", "replace")
    validate = _validator(model)

    def read(headers: Mapping[str, str], content: bytes) -> Any:
        kind = headers.get("content-type", "")
        if kind != "application/json" and not _is_json(kind):
            raise _decode_error(0, headers, f"content type {kind[:60]!r} instead of JSON")
        return validate(content)

    return read


@cache
def _validator(model: Any) -> Callable[[bytes], Any]:
    return _adapter(model).validator.validate_json


def _is_json(kind: str) -> bool:
    bare = kind.partition(";")[0].strip().lower()
    return bare == "application/json" or bare.endswith("+json")


def _redirected(status: int, headers: Mapping[str, str]) -> str:
    """What to say about a redirect; of its target only the host, since a query may hold a secret."""
    if not 300 <= status < 400 or "location" not in headers:
        return ""
    try:
        host = urlsplit(headers["location"]).hostname or "the same host"
    except ValueError:
        host = "an address that cannot be read"
    return f"status {status} leads to {host}; redirects are not followed: check the base URL"


def _decode_error(status: int, headers: Mapping[str, str], why: str) -> DecodeError:
    error = DecodeError(f"the answer does not fit the contract: {why}", headers=headers)
    error.request_id = headers.get("x-request-id", "")
    error.details = {"status": status} if status else {}
    return error


def _first_problem(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    return f"/{'/'.join(map(str, first['loc']))}: {first['msg']}"[:MAX_DETAIL]


def _error_members(headers: Mapping[str, str], content: bytes) -> dict[str, Any]:
    if not content or not _is_json(headers.get("content-type", "")):
        return {}
    try:
        members = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(members, dict):
        return {}
    nested = members.get("error")
    if isinstance(nested, dict):
        return {**members, "error": nested.get("code") or nested.get("status"), "message": nested.get("message")}
    return members
