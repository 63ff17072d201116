"""Errors on the way through gRPC, in both directions; which status is which code, `mg_core.codes` says.

A server sends the error's code and retry delay in trailing metadata, so that a client of ours gets back the very error
that the handler raised. A foreign peer sends none: the status alone then decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mg_core import codes
from mg_core.codes import RpcStatus
from mg_core.errors import (
    ApiError,
    AttemptTimeoutError,
    ConnectionLostError,
    MgError,
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

_WORTH_WAITING: Final = frozenset({RpcStatus.UNAVAILABLE, RpcStatus.RESOURCE_EXHAUSTED, RpcStatus.ABORTED})
"""Statuses that a pushback is sent with: a retry makes no sense for the others."""
_HIDDEN: Final = "the service failed"


def status_of(error: BaseException) -> RpcStatus:
    """The gRPC status that a server answers an error with; INTERNAL for anything that is no MgError."""
    return codes.of_error(error.code, error.status).rpc if isinstance(error, MgError) else RpcStatus.INTERNAL


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
    rich = _details(trailers)
    code = _text(trailers, CODE_KEY) or rich.code or codes.of_rpc(status).name
    text = message or status.name
    if status is RpcStatus.DEADLINE_EXCEEDED and code in {"timeout", "deadline_exceeded"}:
        return AttemptTimeoutError(text, code="timeout", details={"grpc_status": status.name})
    if status is RpcStatus.RESOURCE_EXHAUSTED and any(words in text for words in TOO_LARGE):
        code = "payload_too_large"
    http_status = codes.of_rpc(status, code).http
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
