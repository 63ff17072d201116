"""The seam between typed gRPC calls and the library that carries them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from mg_core.contract.method import Request, Response, RpcMethod

Metadata = Mapping[str, str | bytes]
"""Lower-case names; the value is bytes exactly when the name ends in `-bin`."""


@dataclass(slots=True)
class RpcCallInfo:
    """What a peer said beside its messages; filled while a call runs."""

    initial_metadata: Metadata = field(default_factory=dict)
    trailing_metadata: Metadata = field(default_factory=dict)
    peer: str = ""
    """Address of the peer, `host:port`."""


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
