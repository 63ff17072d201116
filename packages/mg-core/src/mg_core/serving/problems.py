"""The one error body: RFC 9457 members, and the `error` and `message` that the platform's clients read."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, Final

from mg_core import codes
from mg_core.contract.operation import ErrorCase, Operation
from mg_core.errors import MgError

MEDIA_TYPE: Final = b"application/problem+json"
"""Content type of every error answer."""

_RESERVED: Final = frozenset({"type", "title", "status", "error", "message", "timestamp", "request_id", "retry_after"})


class ProblemError(Exception):
    """An error answer: raised inside a server, turned into bytes by `body` and `headers`.

    Attributes:
        status: HTTP status.
        code: the `error` member.
        message: one sentence for a person, without secrets.
        retry_after_s: seconds; sent rounded up, as member and as header.
        details: further members.
        headers: further answer headers.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int = 0,
        retry_after_s: float | None = None,
        details: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status or codes.of_error(code).http
        self.code = code
        self.message = message
        self.retry_after_s = retry_after_s
        self.details = details or {}
        self.headers = headers or {}

    def body(self, *, request_id: str, timestamp: str) -> bytes:
        """The JSON document."""
        members: dict[str, Any] = {
            "type": "about:blank",
            "title": title(self.status),
            "status": self.status,
            "detail": self.message,
            "error": self.code,
            "message": self.message,
            "timestamp": timestamp,
            "request_id": request_id,
        }
        if self.retry_after_s is not None:
            members["retry_after"] = math.ceil(self.retry_after_s)
        members.update((name, value) for name, value in self.details.items() if name not in _RESERVED)
        return json.dumps(members, ensure_ascii=False, default=str).encode("utf-8", "replace")

    def answer_headers(self) -> list[tuple[bytes, bytes]]:
        """Content type, Retry-After and the problem's own headers."""
        out = [(b"content-type", MEDIA_TYPE)]
        if self.retry_after_s is not None:
            out.append((b"retry-after", b"%d" % math.ceil(self.retry_after_s)))
        out += [(name.lower().encode("latin-1"), header_value(value)) for name, value in self.headers.items()]
        return out


def from_error(error: MgError, operation: Operation | None) -> ProblemError:
    """The answer for an error that a handler let out.

    Status and Retry-After come from the error, else from the operation's declared errors by code, else
    from the table of codes. An error with an undeclared, unknown code is a defect here: 500.
    """
    status, retry_after_s = error.status, error.retry_after_s
    case = declared_case(error.code, operation)
    if case is not None:
        status = status or (case.status if case.status >= 100 else case.status * 100)
        retry_after_s = case.retry_after_s if retry_after_s is None else retry_after_s
    return ProblemError(
        error.code,
        error.message,
        status=status or codes.of_error(error.code).http,
        retry_after_s=retry_after_s,
        details=error.details,
        # The headers of a service that was called describe its answer (its length, its challenge), not this one.
        headers={} if error.service else error.headers,
    )


def declared_case(code: str, operation: Operation | None) -> ErrorCase | None:
    """The operation's declaration of this code, or None."""
    for case in operation.errors if operation else ():
        if case.code == code:
            return case
    return None


def invalid(details: list[dict[str, str]], message: str = "The request does not match the contract.") -> ProblemError:
    """400 `invalid_request`; each detail is `{pointer, message}`."""
    return ProblemError("invalid_request", message, details={"details": details} if details else None)


@cache
def title(status: int) -> str:
    """The reason phrase of a status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def header_value(value: str) -> bytes:
    """A header value as bytes; line breaks and other control characters become spaces, so none can be injected."""
    clean = "".join(char if " " <= char != "\x7f" or char == "\t" else " " for char in value)
    return clean.encode("latin-1", "replace")
