"""MCP tools as data, and how errors read in them.

Nothing here needs the `mcp` package: the tables are generated, and only the MCP server turns them into a protocol.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mg_core import codes
from mg_core.codes import RpcStatus
from mg_core.contract.method import RpcMethod
from mg_core.contract.operation import Operation
from mg_core.errors import CircuitOpenError, DecodeError, MgError, TimeoutExceededError
from mg_core.rest.client import AsyncClient
from mg_core.rpc.client import RpcClient
from mg_core.rpc.status import status_of


@dataclass(frozen=True, slots=True)
class RpcTarget:
    """The RPC that answers a tool."""

    client: type[RpcClient]
    call: str
    """Name of the client's method."""
    method: RpcMethod[Any, Any]


@dataclass(frozen=True, slots=True)
class RestTarget:
    """The REST operation that answers a tool."""

    client: type[AsyncClient]
    call: str
    """Name of the client's method."""
    operation: Operation
    arguments: Mapping[str, str] = field(default_factory=dict)
    """Name on the wire to name of the client's argument. The request body, if any, is the tool's argument `body`."""


@dataclass(frozen=True, slots=True)
class McpTool:
    """One tool that a contract offers to language models."""

    name: str
    title: str
    description: str
    contract: str
    """Contract of the service that answers, e.g. `discovery`."""
    input_schema: dict[str, Any]
    """JSON Schema 2020-12 of the arguments; unknown ones are refused."""
    output_schema: dict[str, Any] | None
    """JSON Schema 2020-12 of the answer; None when the contract describes none."""
    target: RpcTarget | RestTarget
    user_field: str = ""
    """Field of the request message that the user of the session is written to; empty when there is none."""
    read_only: bool = False
    idempotent: bool = False
    """Repeating it with the same arguments changes nothing more."""
    keyed: bool = False
    """Repeating it is harmless under one Idempotency-Key."""
    destructive: bool = False
    source: str = ""
    """Where it is declared, `spec/proto/mediagateway/v1/discovery.proto:16`."""


NAMES: Final[Mapping[str, str]] = {"sona": "SONA"}
"""Service names whose spelling is not the contract's with a capital."""

_HIDDEN: Final = frozenset({RpcStatus.UNKNOWN, RpcStatus.INTERNAL, RpcStatus.DATA_LOSS})
_OURS: Final = frozenset({RpcStatus.DEADLINE_EXCEEDED, RpcStatus.UNAVAILABLE, RpcStatus.CANCELLED})
"""Statuses whose message is ours: the error's own may name an address of the inside."""


def service_name(contract: str) -> str:
    """How a person calls a service: `discovery` is `Discovery`."""
    return NAMES.get(contract, contract.replace("_", " ").capitalize())


def status(error: BaseException) -> RpcStatus:
    """The gRPC status of an error: the one that was received, or the one that our table gives it."""
    if isinstance(error, DecodeError):
        return RpcStatus.INTERNAL
    if isinstance(error, MgError):
        received = str(error.details.get("grpc_status", ""))
        if received in RpcStatus.__members__ and not isinstance(error, TimeoutExceededError):
            return RpcStatus[received]
    return status_of(error)


def error_body(error: BaseException, contract: str, *, limit_s: float | None = None) -> dict[str, Any]:
    """The error as a tool reports it: `{"error", "message", "code"}`, sometimes with `retry_after_s` and `details`.

    Args:
        error: what a call raised; the text of a foreign exception is not given away.
        contract: the service that was called, e.g. `discovery`; empty when the call did not get that far.
        limit_s: seconds that the call was given.
    """
    code = status(error)
    body: dict[str, Any] = {
        "error": _word(error, code),
        "message": _message(error, code, contract, limit_s),
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


def _message(error: BaseException, code: RpcStatus, contract: str, limit_s: float | None) -> str:
    service = f"{service_name(contract)} service" if contract else "The service"
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
