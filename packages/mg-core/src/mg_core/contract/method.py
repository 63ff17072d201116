"""gRPC methods as data: the seam between generated code and the runtime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from .policy import Policy
from .row import Idempotency


class RpcMessage(Protocol):
    """What a transport needs of a message class; betterproto2 and google's classes both have it."""

    def SerializeToString(self) -> bytes:  # noqa: N802 - the name that every protobuf runtime uses
        """Give the wire form."""
        ...


Request = TypeVar("Request", bound=RpcMessage)
Response = TypeVar("Response", bound=RpcMessage)


@dataclass(frozen=True, slots=True)
class RpcMethod(Generic[Request, Response]):
    """One method of a gRPC service."""

    service: str
    """Full name of the service, e.g. `mediagateway.v1.DiscoveryService`."""
    name: str
    """Name in the contract, e.g. `SearchContent`."""
    request: type[Request]
    response: type[Response]
    client_streaming: bool
    server_streaming: bool
    policy: Policy
    idempotency: Idempotency
    contract: str = ""
    """Name of the contract, e.g. `discovery`; breakers, budgets and metrics are kept per contract. The service's full
    name where there is none."""
    source: str = ""
    """Where it is declared, `spec/proto/mediagateway/v1/discovery.proto:16`."""

    def __post_init__(self) -> None:
        """Without a contract the service stands for it."""
        if not self.contract:
            object.__setattr__(self, "contract", self.service)

    @property
    def id(self) -> str:
        """See `Row.id`."""
        return self.name

    @property
    def secured(self) -> bool:
        """A token is sent to every method."""
        return True

    @property
    def label(self) -> str:
        """See `Row.label`."""
        return f"rpc {self.path}"

    @property
    def path(self) -> str:
        """The HTTP/2 path, `/mediagateway.v1.DiscoveryService/SearchContent`."""
        return f"/{self.service}/{self.name}"


@dataclass(frozen=True, slots=True)
class RpcEndpoint:
    """One row of a server's table."""

    method: RpcMethod[Any, Any]
    handler: str
    """Name of the handler's method on the service object."""
