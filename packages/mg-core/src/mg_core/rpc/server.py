"""What a gRPC handler is told about its call, whichever library serves it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mg_core.auth.identity import Identity
from mg_core.rpc.transport import AnyMethod, Metadata


@dataclass(slots=True)
class RpcCall:
    """One call, as its handler sees it."""

    method: AnyMethod
    metadata: Metadata
    """What the caller sent; of a name sent twice, the last value."""
    peer: str
    """Address of the caller, `host:port`; empty when unknown."""
    request_id: str = ""
    """The caller's `x-request-id` when it is harmless, else a new one."""
    trace_id: str = ""
    """32 lower-case hex digits, from `traceparent` or new."""
    trace_flags: str = "01"
    """Two hex digits; `01` means sampled."""
    expires_at: float | None = None
    """Moment of `clock` when the caller stops waiting; None when it sent no deadline."""
    clock: Callable[[], float] = time.monotonic
    certificate: Any = None
    """The caller's certificate as `ssl.SSLSocket.getpeercert` gives it; None without mutual TLS."""
    identity: Identity | None = None
    """Who calls; set by a guard of the server. Metadata that names a user proves nothing by itself."""
    reply_metadata: dict[str, str | bytes] = field(default_factory=dict)
    """Sent before the first reply."""
    trailers: dict[str, str | bytes] = field(default_factory=dict)
    """Sent after the last reply."""

    @property
    def remaining_s(self) -> float | None:
        """Seconds left, at least 0; None when the caller sent no deadline."""
        return None if self.expires_at is None else max(0.0, self.expires_at - self.clock())

    def text(self, name: str) -> str:
        """A metadata value that is text; empty when there is none."""
        value = self.metadata.get(name, "")
        return value if isinstance(value, str) else ""
