"""MCP tools as data.

Nothing here needs the `mcp` package: the tables are generated, and only the MCP server turns them into a protocol.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .method import RpcMethod
from .operation import Operation


@dataclass(frozen=True, slots=True)
class RpcTarget:
    """The RPC that answers a tool."""

    client: type[Any]
    """An `RpcClient`."""
    call: str
    """Name of the client's method."""
    method: RpcMethod[Any, Any]


@dataclass(frozen=True, slots=True)
class RestTarget:
    """The REST operation that answers a tool."""

    client: type[Any]
    """An `AsyncClient`."""
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
    service: str
    """What people call that service, e.g. `Discovery`."""
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
