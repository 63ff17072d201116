"""The publish/subscribe port that PubNub, Redis and the in-memory bus stand behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message as it arrived."""

    channel: str
    payload: bytes
    token: str = ""
    """Place in the channel's order, 17 digits that only grow; empty on a bus that keeps nothing."""
    is_gap: bool = False
    """No message: the connection was lost and is back, and messages in between may be missing."""


class Subscription(Protocol):
    """An open subscription: iterate over it, close it."""

    def __aiter__(self) -> Self:
        """Itself."""
        ...

    async def __anext__(self) -> Delivery:
        """The next message; ends when the subscription is closed."""
        ...

    async def aclose(self) -> None:
        """Stop. May be called more than once."""
        ...


class Bus(Protocol):
    """Carries messages between processes or devices."""

    async def publish(self, channel: str, payload: bytes, *, ttl_s: float | None = None) -> str:
        """Send a message, and give its token; empty on a bus that has none.

        Args:
            channel: where.
            payload: a JSON document.
            ttl_s: seconds that the history keeps it; None keeps it as long as the bus does.

        Raises:
            TransportError: the bus did not take it.
            RejectedError: too large (`payload_too_large`).
        """
        ...

    async def subscribe(
        self, channels: Sequence[str] = (), *, group: str | None = None, since: str | None = None
    ) -> Subscription:
        """Follow channels, or a group of channels; the bus has confirmed it when this returns.

        Args:
            channels: which; empty with a group.
            group: name of a channel group.
            since: token; kept messages after it come first, in order.

        Raises:
            ConfigurationError: the bus keeps no history, or knows no groups.
            TransportError: the bus cannot be reached.
        """
        ...

    async def add_to_group(self, group: str, channels: Sequence[str]) -> None:
        """Make channels members of a group; repeating it changes nothing."""
        ...

    async def aclose(self) -> None:
        """Close connections; open subscriptions end."""
        ...
