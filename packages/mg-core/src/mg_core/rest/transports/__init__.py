"""Transports: how a request gets to a service. One small seam; who wants another network stack writes one method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

Reply = tuple[int, Mapping[str, str], bytes]
"""Status, headers with lower-case names, whole body."""

MAX_BODY_BYTES = 32 * 1024 * 1024
"""Default limit of a reply's body; a longer one ends the attempt with `ConnectionLostError`."""


@runtime_checkable
class Transport(Protocol):
    """Sends one request and reads the whole reply.

    Cancelling `send` at any point must be safe: the connection is dropped, its place is free again.
    """

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_s: float | None
    ) -> Reply:
        """Exchange one request. `timeout_s` bounds all of it; None leaves time to the caller, who cancels.

        Raises:
            ConnectError: nothing was sent.
            ConnectionLostError: sent at least in part, no whole reply.
            AttemptTimeoutError: `timeout_s` went by.
        """
        ...

    async def aclose(self) -> None:
        """Close every connection; calls in flight fail with `ConnectionLostError`."""
        ...


@runtime_checkable
class BlockingTransport(Protocol):
    """The same seam for threads."""

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_s: float | None) -> Reply:
        """Exchange one request within `timeout_s` in all. Raises as `Transport.send`."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...
