"""What a gRPC handler is told about its call, whichever library serves it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mg_core.rpc.transport import AnyMethod, Metadata


@dataclass(slots=True)
class RpcCall:
    """One call, as its handler sees it."""

    method: AnyMethod
    metadata: Metadata
    """What the caller sent; of a name sent twice, the last value."""
    peer: str
    """Address of the caller, `host:port`; empty when unknown."""
    expires_at: float | None = None
    """Moment of `clock` when the caller stops waiting; None when it sent no deadline."""
    clock: Callable[[], float] = time.monotonic
    certificate: Any = None
    """The caller's certificate as `ssl.SSLSocket.getpeercert` gives it; None without mutual TLS."""
    identity: Any = None
    """Who calls; set by a guard of the server."""
    reply_metadata: dict[str, str | bytes] = field(default_factory=dict)
    """Sent before the first reply."""
    trailers: dict[str, str | bytes] = field(default_factory=dict)
    """Sent after the last reply."""

    @property
    def remaining_s(self) -> float | None:
        """Seconds left, at least 0; None when the caller sent no deadline."""
        return None if self.expires_at is None else max(0.0, self.expires_at - self.clock())

    @property
    def request_id(self) -> str:
        """Value of `x-request-id`; empty when none came."""
        return self.text("x-request-id")

    @property
    def trace_id(self) -> str:
        """Value of `x-trace-id`; empty when none came."""
        return self.text("x-trace-id")

    def text(self, name: str) -> str:
        """A metadata value that is text; empty when there is none."""
        value = self.metadata.get(name, "")
        return value if isinstance(value, str) else ""
