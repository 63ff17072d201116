"""What one call may do differently from its policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import ConfigurationError
from ..headers import check_headers


@dataclass(slots=True)
class ReplyInfo:
    """What a peer says beside its answer; filled while a call runs, by the last attempt that was answered."""

    headers: Mapping[str, str | bytes] = field(default_factory=dict)
    """Headers of the reply (initial metadata in gRPC), names in lower case."""
    trailers: Mapping[str, str | bytes] = field(default_factory=dict)
    """What came after the body; trailing metadata in gRPC."""
    peer: str = ""
    """Address of the peer, `host:port`, where the transport knows it."""


@dataclass(frozen=True, slots=True)
class CallOptions:
    """What one call does differently, over REST and gRPC. Anything left at None keeps the policy's value."""

    timeout_s: float | None = None
    """Seconds for the whole call."""
    attempt_timeout_s: float | None = None
    """Seconds for each attempt; of a server stream, for its first message. More than is left of the whole call has no
    effect."""
    max_retries: int | None = None
    """Attempts after the first, hedges included; 0 sends once. Cannot switch on what the contract does not name."""
    idempotency_key: str | None = None
    """Key for operations that take one; the caller's own key survives a restart of the caller."""
    headers: Mapping[str, str | bytes] = field(default_factory=dict)
    """Further headers (metadata in gRPC, where the value is bytes exactly when the name ends in `-bin`); they win over
    those that the runtime makes."""
    request_id: str | None = None
    """X-Request-ID; else the current request's, else a new one."""
    info: ReplyInfo | None = None
    """Give an empty one to learn what the peer says beside its answer."""

    def __post_init__(self) -> None:
        """Refuse what cannot work.

        Raises:
            ConfigurationError: a time is not above 0, `max_retries` is below 0, or a header cannot be sent.
        """
        for name in ("timeout_s", "attempt_timeout_s"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise ConfigurationError(f"options.{name} must be above 0, not {value!r}", code="invalid_argument")
        if self.max_retries is not None and self.max_retries < 0:
            raise ConfigurationError("options.max_retries must not be negative", code="invalid_argument")
        own = {"idempotency-key": self.idempotency_key or "", "x-request-id": self.request_id or ""}
        texts = {name: text if isinstance(text, str) else "" for name, text in self.headers.items()}
        check_headers({**own, **texts})

    @property
    def needs_own_answer(self) -> bool:
        """Whether an answer to somebody else's call would not do, though it asked for the same."""
        return bool(self.headers) or self.idempotency_key is not None or self.info is not None
