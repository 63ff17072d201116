"""The seam between typed gRPC calls and the library that carries them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from mg_core.contract.method import Request, Response, RpcMethod
from mg_core.errors import ConfigurationError

Metadata = Mapping[str, str | bytes]
"""Lower-case names; the value is bytes exactly when the name ends in `-bin`."""


@dataclass(slots=True)
class RpcCallInfo:
    """What a peer said beside its messages; filled while a call runs."""

    initial_metadata: Metadata = field(default_factory=dict)
    trailing_metadata: Metadata = field(default_factory=dict)
    peer: str = ""
    """Address of the peer, `host:port`."""


@dataclass(frozen=True, slots=True)
class RpcOptions:
    """Wishes for one call."""

    timeout_s: float | None = None
    """Seconds the whole call may take; more than 0. None takes `Timeout.total_s` of the method's policy."""
    attempt_timeout_s: float | None = None
    """Seconds one attempt may take; of a server stream, the wait for its first message. None takes the policy's."""
    max_retries: int | None = None
    """Attempts after the first, hedges included; 0 sends once. Cannot switch on what the contract does not name."""
    metadata: Metadata = field(default_factory=dict)
    """Sent along."""
    idempotency_key: str | None = None
    """Sent as `idempotency-key`; else a method that takes one gets one per call."""
    info: RpcCallInfo | None = None
    """Give an empty one to learn what the peer said."""

    def __post_init__(self) -> None:
        """Refuse numbers that cannot work.

        Raises:
            ConfigurationError: a time is not above 0, or `max_retries` is below 0.
        """
        for name in ("timeout_s", "attempt_timeout_s"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise ConfigurationError(f"options.{name} must be above 0, not {value!r}", code="invalid_argument")
        if self.max_retries is not None and self.max_retries < 0:
            raise ConfigurationError("options.max_retries must not be negative", code="invalid_argument")


@runtime_checkable
class RpcTransport(Protocol):
    """Carries calls to one target. A timeout is always given: no call may hang for ever.

    Raises of all four kinds:
        ApiError: the peer answered with a status other than OK.
        AttemptTimeoutError: `timeout_s` is over, here or there.
        ConnectError: no connection, or the peer refused the stream: the call was not processed.
        ConnectionLostError: the connection broke.
        DecodeError: the peer sent something that is no message of this method.
    """

    async def unary(
        self,
        method: RpcMethod[Request, Response],
        request: Request,
        metadata: Metadata,
        timeout_s: float,
        info: RpcCallInfo,
    ) -> Response:
        """One message there, one back."""
        ...

    async def client_stream(
        self,
        method: RpcMethod[Request, Response],
        requests: AsyncIterable[Request],
        metadata: Metadata,
        timeout_s: float,
        info: RpcCallInfo,
    ) -> Response:
        """Many messages there, one back. An error of `requests` ends the call and is raised as it is."""
        ...

    def server_stream(
        self,
        method: RpcMethod[Request, Response],
        request: Request,
        metadata: Metadata,
        timeout_s: float,
        info: RpcCallInfo,
    ) -> AsyncGenerator[Response, None]:
        """One message there, many back. Closing the generator ends the call on both sides."""
        ...

    def bidi(
        self,
        method: RpcMethod[Request, Response],
        requests: AsyncIterable[Request],
        metadata: Metadata,
        timeout_s: float,
        info: RpcCallInfo,
    ) -> AsyncGenerator[Response, None]:
        """Many messages there, many back, independent of each other."""
        ...

    async def aclose(self) -> None:
        """Close the connection."""
        ...


AnyMethod = RpcMethod[Any, Any]
"""A method whose message types do not matter."""
