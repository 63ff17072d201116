"""Channels and their operations as data, and the rules for names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from ..errors import ConfigurationError
from .policy import Policy
from .row import Idempotency

MAX_EVENT_BYTES: Final = 32 * 1024
"""Largest message that PubNub takes."""

MAX_NAME: Final = 92
"""Characters that a channel name may have."""
_VALUE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class EventChannel:
    """Where events are published."""

    id: str
    """Name in the contract."""
    address: str
    """Template with `{parameter}` places, e.g. `user.{user_id}.playback`; of a group, its name."""
    max_bytes: int = MAX_EVENT_BYTES
    """Largest message."""
    ttl_s: float | None = None
    """Seconds that the history keeps a message; None leaves it to the bus."""
    kept: bool = False
    """Whether the bus keeps messages, so that `since` works."""
    dedupe_key: str | None = None
    """Member of the payload that a consumer recognises a message by."""
    is_group: bool = False
    members: tuple[EventChannel, ...] = ()
    """Channels of a group."""

    def name(self, params: Mapping[str, str]) -> str:
        """The channel's name for these parameters.

        Raises:
            ConfigurationError: a value that cannot be part of a channel name: letters, digits, `-` and `_` can, at most
                64 of them. A dot would be one level more; comma, colon, star, slashes and space mean something else.
        """
        for key, value in params.items():
            if not _VALUE.fullmatch(value):
                shown = value if len(value) <= 70 else f"{value[:67]}..."
                raise ConfigurationError(
                    f"{key}={shown!r} cannot be part of a channel name: letters, digits, - and _, 1 to 64 of them",
                    code="invalid_channel",
                )
        name = self.address.format_map(params)
        if len(name) > MAX_NAME:
            raise ConfigurationError(
                f"the channel name {name[:40]}... has {len(name)} characters, at most {MAX_NAME} are allowed",
                code="invalid_channel",
            )
        return name


@dataclass(frozen=True, slots=True)
class EventOperation:
    """Sending or following the messages of one channel."""

    id: str
    contract: str
    action: Literal["send", "receive"]
    channel: EventChannel
    payloads: Mapping[str, Any]
    """Payload type by channel id; of a group, one for each member."""
    policy: Policy
    source: str = ""
    """Where it is declared, `spec/asyncapi/sync_events.yaml:80`."""

    @property
    def idempotency(self) -> Idempotency:
        """Following changes nothing. A message that consumers recognise may be sent twice, another may not."""
        if self.action == "receive":
            return "safe"
        return "idempotent" if self.channel.dedupe_key else "never"

    @property
    def secured(self) -> bool:
        """Buses have credentials of their own."""
        return False

    @property
    def label(self) -> str:
        """See `Row.label`."""
        return f"{self.action} {self.channel.address}"
