"""How errors read in the answers of tools."""

from __future__ import annotations

from typing import Any, Final

from mg_core import codes
from mg_core.codes import RpcStatus
from mg_core.errors import CircuitOpenError, DecodeError, MgError, TimeoutExceededError
from mg_core.rpc.status import status_of

_HIDDEN: Final = frozenset({RpcStatus.UNKNOWN, RpcStatus.INTERNAL, RpcStatus.DATA_LOSS})
_OURS: Final = frozenset({RpcStatus.DEADLINE_EXCEEDED, RpcStatus.UNAVAILABLE, RpcStatus.CANCELLED})
"""Statuses whose message is ours: the error's own may name an address of the inside."""


def status(error: BaseException) -> RpcStatus:
    """The gRPC status of an error: the one that was received, or the one that our table gives it."""
    if isinstance(error, DecodeError):
        return RpcStatus.INTERNAL
    if isinstance(error, MgError):
        received = str(error.details.get("grpc_status", ""))
        if received in RpcStatus.__members__ and not isinstance(error, TimeoutExceededError):
            return RpcStatus[received]
    return status_of(error)


def error_body(error: BaseException, service: str, *, limit_s: float | None = None) -> dict[str, Any]:
    """The error as a tool reports it: `{"error", "message", "code"}`, sometimes with `retry_after_s` and `details`.

    Args:
        error: what a call raised; the text of a foreign exception is not given away.
        service: what people call the service that was asked, e.g. `Discovery`; empty when none was.
        limit_s: seconds that the call was given.
    """
    code = status(error)
    body: dict[str, Any] = {
        "error": _word(error, code),
        "message": _message(error, code, service, limit_s),
        "code": code.name,
    }
    if isinstance(error, MgError):
        if error.retry_after_s is not None:
            body["retry_after_s"] = error.retry_after_s
        if "details" in error.details and code is RpcStatus.INVALID_ARGUMENT:
            body["details"] = error.details["details"]
    return body


def _word(error: BaseException, code: RpcStatus) -> str:
    if code in _HIDDEN or not isinstance(error, MgError):
        return "internal_error"
    if code in _OURS and not isinstance(error, CircuitOpenError):
        return codes.of_rpc(code).name
    return error.code or codes.of_rpc(code).name


def _message(error: BaseException, code: RpcStatus, title: str, limit_s: float | None) -> str:
    service = f"{title} service" if title else "The service"
    if code is RpcStatus.DEADLINE_EXCEEDED:
        within = f" within {limit_s:g}s" if limit_s is not None else " in time"
        return f"{service} did not respond{within}"
    if code in _HIDDEN or not isinstance(error, MgError):
        return f"{service} failed"
    if isinstance(error, CircuitOpenError):
        return f"{service} unavailable: it failed repeatedly and is given a rest"
    if code is RpcStatus.UNAVAILABLE:
        retries = error.attempts - 1
        return (
            f"{service} unavailable after {retries} {'retry' if retries == 1 else 'retries'}"
            if retries > 0
            else (f"{service} unavailable")
        )
    return f"{service} ended the call" if code is RpcStatus.CANCELLED else error.message
