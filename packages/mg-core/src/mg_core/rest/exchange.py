"""What a handler is given, and what connects an operation to its handler."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mg_core.auth.identity import Identity
from mg_core.contract.operation import Operation


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An operation, the name of the service method that serves it, and the schemas that guard it."""

    operation: Operation
    handler_name: str
    schema: Mapping[str, Any]
    """`{"params": {wire name: JSON Schema}, "body": JSON Schema or None}`."""


@dataclass(slots=True)
class ServerCall:
    """One request, as a handler sees it."""

    operation: Operation
    headers: Mapping[str, str]
    """Request headers with lower-case names; repeated ones are joined by `, `."""
    identity: Identity | None
    """Who is calling; never None in an operation that the contract secures."""
    request_id: str
    trace_id: str
    deadline: float
    """Absolute, seconds of the monotonic clock; the handler is cancelled then."""
    peer: str = ""
    """Address of the other end of the connection, without the port."""
    reply_headers: dict[str, str] = field(default_factory=dict)
    """Headers to add to the answer."""
    reply_status: int | None = None
    """One of the operation's declared success statuses; None lets the result's type decide."""

    @property
    def user_id(self) -> str:
        """The caller's user id, or "" for an anonymous caller."""
        return self.identity.user_id if self.identity else ""

    @property
    def idempotency_key(self) -> str | None:
        """The caller's Idempotency-Key, or None."""
        return self.headers.get("idempotency-key")
