"""The one table between gRPC statuses and our errors, used in both directions.

A server sends the error's code and retry delay in trailing metadata, so that a client of ours gets back the very error
that the handler raised. A foreign peer sends none: the status alone then decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Final

from mg_core.errors import (
    ApiError,
    AttemptTimeoutError,
    ConnectionLostError,
    MgError,
    RejectedError,
    TimeoutExceededError,
    TransportError,
)
from mg_core.policies.pushback import retry_after_s

from .details import DETAILS_KEY, ErrorDetails, decode_details, encode_details

CODE_KEY: Final = "mg-error-code"
"""Trailing metadata: value of `MgError.code`."""
RETRY_AFTER_KEY: Final = "mg-retry-after-s"
"""Trailing metadata: value of `MgError.retry_after_s`, seconds as a decimal number."""
PUSHBACK_KEY: Final = "grpc-retry-pushback-ms"
"""Trailing metadata of every gRPC server: milliseconds until the next try; below 0: do not try again."""
PREVIOUS_ATTEMPTS_KEY: Final = "grpc-previous-rpc-attempts"
"""Metadata of a repeated attempt: how many came before it."""
TOO_LARGE: Final = ("larger than max", "exceeds maximum size")
"""How other libraries say RESOURCE_EXHAUSTED when a message is too large."""


class RpcStatus(IntEnum):
    """Status codes of gRPC."""

    OK = 0
    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16


_TO_STATUS: Final[Mapping[int, RpcStatus]] = {
    400: RpcStatus.INVALID_ARGUMENT,
    401: RpcStatus.UNAUTHENTICATED,
    403: RpcStatus.PERMISSION_DENIED,
    404: RpcStatus.NOT_FOUND,
    405: RpcStatus.UNIMPLEMENTED,
    408: RpcStatus.DEADLINE_EXCEEDED,
    409: RpcStatus.ALREADY_EXISTS,
    412: RpcStatus.FAILED_PRECONDITION,
    413: RpcStatus.RESOURCE_EXHAUSTED,
    416: RpcStatus.OUT_OF_RANGE,
    422: RpcStatus.INVALID_ARGUMENT,
    429: RpcStatus.RESOURCE_EXHAUSTED,
    499: RpcStatus.CANCELLED,
    500: RpcStatus.INTERNAL,
    501: RpcStatus.UNIMPLEMENTED,
    502: RpcStatus.UNAVAILABLE,
    503: RpcStatus.UNAVAILABLE,
    504: RpcStatus.DEADLINE_EXCEEDED,
}

_FROM_STATUS: Final[Mapping[RpcStatus, tuple[int, str]]] = {
    RpcStatus.CANCELLED: (499, "cancelled"),
    RpcStatus.UNKNOWN: (500, "internal_error"),
    RpcStatus.INVALID_ARGUMENT: (400, "invalid_request"),
    RpcStatus.DEADLINE_EXCEEDED: (504, "timeout"),
    RpcStatus.NOT_FOUND: (404, "not_found"),
    RpcStatus.ALREADY_EXISTS: (409, "conflict"),
    RpcStatus.PERMISSION_DENIED: (403, "forbidden"),
    RpcStatus.RESOURCE_EXHAUSTED: (429, "rate_limited"),
    RpcStatus.FAILED_PRECONDITION: (412, "failed_precondition"),
    RpcStatus.ABORTED: (409, "aborted"),
    RpcStatus.OUT_OF_RANGE: (400, "out_of_range"),
    RpcStatus.UNIMPLEMENTED: (501, "unimplemented"),
    RpcStatus.INTERNAL: (500, "internal_error"),
    RpcStatus.UNAVAILABLE: (503, "service_unavailable"),
    RpcStatus.DATA_LOSS: (500, "data_loss"),
    RpcStatus.UNAUTHENTICATED: (401, "unauthorized"),
}

_WORTH_WAITING: Final = frozenset({RpcStatus.UNAVAILABLE, RpcStatus.RESOURCE_EXHAUSTED, RpcStatus.ABORTED})
"""Statuses that a pushback is sent with: a retry makes no sense for the others."""
_HIDDEN: Final = "the service failed"


def status_of(error: BaseException) -> RpcStatus:
    """The gRPC status that a server answers an error with; INTERNAL for anything that is no MgError."""
    if isinstance(error, TimeoutExceededError):
        return RpcStatus.DEADLINE_EXCEEDED
    if isinstance(error, TransportError):
        return RpcStatus.UNAVAILABLE
    if isinstance(error, RejectedError) and error.status != 429:
        return RpcStatus.UNAVAILABLE if error.status >= 500 else _TO_STATUS.get(error.status, RpcStatus.INTERNAL)
    if isinstance(error, MgError):
        fallback = RpcStatus.INVALID_ARGUMENT if 400 <= error.status < 500 else RpcStatus.INTERNAL
        return _TO_STATUS.get(error.status, fallback)
    return RpcStatus.INTERNAL


def reply_of(error: BaseException, domain: str = "") -> tuple[RpcStatus, str, dict[str, str | bytes]]:
    """Status, message and trailing metadata for an error; a foreign exception's text is not given away.

    Args:
        error: what the handler raised.
        domain: full name of the service, for the rich details; "" leaves them out.
    """
    status = status_of(error)
    if not isinstance(error, MgError):
        return status, _HIDDEN, {CODE_KEY: "internal_error"}
    trailers: dict[str, str | bytes] = {CODE_KEY: error.code}
    if error.retry_after_s is not None:
        trailers[RETRY_AFTER_KEY] = format(error.retry_after_s, "g")
        if status in _WORTH_WAITING:
            trailers[PUSHBACK_KEY] = str(round(error.retry_after_s * 1000))
    if domain:
        trailers[DETAILS_KEY] = encode_details(status, error, domain)
    return status, error.message, trailers


def error_of(status: RpcStatus, message: str, trailers: Mapping[str, str | bytes]) -> MgError:
    """The error that a client raises for a status other than OK.

    Args:
        status: as received.
        message: as received, may be empty.
        trailers: trailing metadata, perhaps with our code and retry delay, rich details, or a pushback.
    """
    http_status, default_code = _FROM_STATUS.get(status, (500, "internal_error"))
    rich = _details(trailers)
    code = _text(trailers, CODE_KEY) or rich.code or default_code
    text = message or status.name
    if status is RpcStatus.DEADLINE_EXCEEDED and code in {"timeout", "deadline_exceeded"}:
        return AttemptTimeoutError(text, code="timeout", details={"grpc_status": status.name})
    if status is RpcStatus.RESOURCE_EXHAUSTED and any(words in text for words in TOO_LARGE):
        code = "payload_too_large"
    if code == "payload_too_large":
        http_status = 413
    headers = {key: value for key, value in trailers.items() if isinstance(value, str)}
    delay_s = _seconds(trailers.get(RETRY_AFTER_KEY))
    if delay_s is None:
        delay_s = retry_after_s(http_status, headers, {"retry_after": rich.retry_after_s}, lambda: 0.0)
    return ApiError(
        text,
        code=code,
        status=http_status,
        retry_safe=True if status is RpcStatus.UNAVAILABLE and CODE_KEY in trailers else None,
        retry_after_s=delay_s,
        details={"grpc_status": status.name, **_told(rich)},
        headers=headers,
    )


def peer_error(status: RpcStatus, message: str, trailers: Mapping[str, str | bytes]) -> MgError:
    """As `error_of`, for an answer to a call that this side did not cancel.

    A foreign server that ends with CANCELLED gave the call up, as grpcio does with what arrives while it shuts down:
    it may or may not have been processed, which is what a lost connection says.
    """
    if status is RpcStatus.CANCELLED and CODE_KEY not in trailers:
        return ConnectionLostError("the server gave the call up", details={"grpc_status": status.name})
    return error_of(status, message, trailers)


def _details(trailers: Mapping[str, str | bytes]) -> ErrorDetails:
    data = trailers.get(DETAILS_KEY)
    return decode_details(data) if isinstance(data, bytes) else ErrorDetails()


def _told(rich: ErrorDetails) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if rich.violations:
        found["details"] = [{"pointer": name, "message": text} for name, text in rich.violations]
    if rich.metadata:
        found["metadata"] = dict(rich.metadata)
    return found


def _text(trailers: Mapping[str, str | bytes], key: str) -> str:
    value = trailers.get(key)
    return value if isinstance(value, str) else ""


def connection_lost(reason: str) -> ConnectionLostError:
    """The error for a connection that broke during a call."""
    return ConnectionLostError(reason or "the connection was lost", details={"grpc_status": RpcStatus.UNAVAILABLE.name})


def _seconds(value: str | bytes | None) -> float | None:
    try:
        seconds = float(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return seconds if seconds is not None and 0 <= seconds < float("inf") else None
