"""Error codes: the one table of code, HTTP status and gRPC status, for every carrier and in every direction.

    of_error(code, status)   how an error travels: the code's row, unless the error goes with another HTTP status
    of_http(status)          what an HTTP status says when nobody names a code
    of_rpc(status, code)     what a gRPC status says; the code narrows it when both agree
    find(code)               the code's row, None for a contract's own code

A row is one code. Several codes may share a status: the first row with it speaks for it. A contract's own code
(`email_taken`) needs no row: it travels as the HTTP status that the contract declares for it. MCP has no statuses; its
`error` is the code, or the word of the gRPC status' row.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, NamedTuple


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


class Code(NamedTuple):
    """A row of the table."""

    name: str
    """Value of an error's `code`, and of the `error` member on the wire."""
    http: int
    rpc: RpcStatus


TABLE: Final = (
    Code("invalid_request", 400, RpcStatus.INVALID_ARGUMENT),
    Code("out_of_range", 400, RpcStatus.OUT_OF_RANGE),
    Code("unauthorized", 401, RpcStatus.UNAUTHENTICATED),
    Code("invalid_token", 401, RpcStatus.UNAUTHENTICATED),
    Code("malformed_token", 400, RpcStatus.UNAUTHENTICATED),
    Code("forbidden", 403, RpcStatus.PERMISSION_DENIED),
    Code("payment_required", 402, RpcStatus.PERMISSION_DENIED),
    Code("not_found", 404, RpcStatus.NOT_FOUND),
    Code("gone", 410, RpcStatus.NOT_FOUND),
    Code("conflict", 409, RpcStatus.ALREADY_EXISTS),
    Code("idempotency_key_reused", 409, RpcStatus.ALREADY_EXISTS),
    Code("aborted", 409, RpcStatus.ABORTED),
    Code("idempotency_in_progress", 409, RpcStatus.ABORTED),
    Code("failed_precondition", 412, RpcStatus.FAILED_PRECONDITION),
    Code("locked", 423, RpcStatus.FAILED_PRECONDITION),
    Code("rate_limited", 429, RpcStatus.RESOURCE_EXHAUSTED),
    Code("payload_too_large", 413, RpcStatus.RESOURCE_EXHAUSTED),
    Code("not_acceptable", 406, RpcStatus.INVALID_ARGUMENT),
    Code("uri_too_long", 414, RpcStatus.INVALID_ARGUMENT),
    Code("unsupported_media_type", 415, RpcStatus.INVALID_ARGUMENT),
    Code("range_not_satisfiable", 416, RpcStatus.OUT_OF_RANGE),
    Code("unprocessable_content", 422, RpcStatus.INVALID_ARGUMENT),
    Code("headers_too_large", 431, RpcStatus.INVALID_ARGUMENT),
    Code("cancelled", 499, RpcStatus.CANCELLED),
    Code("internal_error", 500, RpcStatus.INTERNAL),
    Code("configuration_error", 500, RpcStatus.INTERNAL),
    Code("data_loss", 500, RpcStatus.DATA_LOSS),
    Code("unimplemented", 501, RpcStatus.UNIMPLEMENTED),
    Code("method_not_allowed", 405, RpcStatus.UNIMPLEMENTED),
    Code("service_unavailable", 503, RpcStatus.UNAVAILABLE),
    Code("circuit_breaker_open", 503, RpcStatus.UNAVAILABLE),
    Code("bulkhead_full", 503, RpcStatus.UNAVAILABLE),
    Code("rejected", 503, RpcStatus.UNAVAILABLE),
    Code("read_only", 503, RpcStatus.UNAVAILABLE),
    Code("transport_error", 503, RpcStatus.UNAVAILABLE),
    Code("connection_lost", 503, RpcStatus.UNAVAILABLE),
    Code("bad_gateway", 502, RpcStatus.UNAVAILABLE),
    Code("invalid_response", 502, RpcStatus.UNAVAILABLE),
    Code("timeout", 504, RpcStatus.DEADLINE_EXCEEDED),
    Code("gateway_timeout", 504, RpcStatus.DEADLINE_EXCEEDED),
    Code("deadline_exceeded", 504, RpcStatus.DEADLINE_EXCEEDED),
    Code("request_timeout", 408, RpcStatus.DEADLINE_EXCEEDED),
)

_BY_NAME: Final = {row.name: row for row in TABLE}
_BY_HTTP: Final = {row.http: row for row in reversed(TABLE)}
_BY_RPC: Final = {row.rpc: row for row in reversed(TABLE)}
_CLIENT: Final = _BY_NAME["invalid_request"]
_SERVER: Final = _BY_NAME["internal_error"]


def find(code: str) -> Code | None:
    """The row of a code; None for one that only its contract knows."""
    return _BY_NAME.get(code)


def of_error(code: str, status: int = 0) -> Code:
    """The row that says how an error travels.

    Args:
        code: the error's.
        status: the HTTP status that it goes with; 0 when it names none.
    """
    row = _BY_NAME.get(code)
    return row if row is not None and status in {0, row.http} else of_http(status)


def of_http(status: int) -> Code:
    """The row that speaks for an HTTP status; for an unknown one that of its class, whose `http` differs."""
    return _BY_HTTP.get(status) or (_CLIENT if 400 <= status < 500 else _SERVER)


def of_rpc(status: RpcStatus, code: str = "") -> Code:
    """The row that speaks for a gRPC status, `internal_error` for UNKNOWN; that of `code` when it has the status."""
    row = _BY_NAME.get(code)
    return row if row is not None and row.rpc is status else _BY_RPC.get(status, _SERVER)
