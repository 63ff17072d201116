"""The health service of gRPC (`grpc.health.v1.Health`): is the server, or one of its services, ready for calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final, Self

from mg_core.contract.policy import Policy, TimeoutPolicy
from mg_core.errors import ApiError

from ..contract.method import RpcEndpoint, RpcMethod
from . import _protobuf as pb
from .server import RpcCall
from .transport import AnyMethod

SERVICE: Final = "grpc.health.v1.Health"
UNLIMITED: Final = Policy("builtin", TimeoutPolicy(float("inf"), float("inf")))
"""A watch lasts as long as its watcher."""


class ServingStatus(IntEnum):
    """What a service is up to."""

    UNKNOWN = 0
    SERVING = 1
    NOT_SERVING = 2
    SERVICE_UNKNOWN = 3
    """Only `Watch` says so; it may become known later."""


@dataclass(slots=True)
class HealthCheckRequest:
    """Which service is asked for."""

    service: str = ""
    """Full name; "" is the server as a whole."""

    def to_bytes(self) -> bytes:
        """Give the wire form."""
        return pb.text(1, self.service)

    SerializeToString = to_bytes

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read the wire form. Raises DecodeError."""
        members = dict(pb.fields(data))
        return cls(pb.string(members.get(1, b"")))

    FromString = from_bytes


@dataclass(slots=True)
class HealthCheckResponse:
    """How it is."""

    status: ServingStatus = ServingStatus.UNKNOWN

    def to_bytes(self) -> bytes:
        """Give the wire form."""
        return pb.number(1, self.status)

    SerializeToString = to_bytes

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read the wire form; a status of a later version counts as UNKNOWN. Raises DecodeError."""
        value = dict(pb.fields(data)).get(1, 0)
        return cls(next((status for status in ServingStatus if status == value), ServingStatus.UNKNOWN))

    FromString = from_bytes


@dataclass(slots=True)
class HealthListRequest:
    """All of them."""

    def to_bytes(self) -> bytes:
        """Give the wire form."""
        return b""

    SerializeToString = to_bytes

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read the wire form. Raises DecodeError."""
        list(pb.fields(data))
        return cls()

    FromString = from_bytes


@dataclass(slots=True)
class HealthListResponse:
    """How each is, by full name."""

    statuses: dict[str, ServingStatus] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Give the wire form."""
        entries = [
            pb.text(1, name) + pb.block(2, HealthCheckResponse(status).to_bytes())
            for name, status in sorted(self.statuses.items())
        ]
        return b"".join(pb.block(1, entry) for entry in entries)

    SerializeToString = to_bytes

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read the wire form. Raises DecodeError."""
        found = {}
        for number, value in pb.fields(data):
            if number == 1 and isinstance(value, bytes):
                entry = dict(pb.fields(value))
                inner = entry.get(2, b"")
                read = HealthCheckResponse.from_bytes(inner if isinstance(inner, bytes) else b"")
                found[pb.string(entry.get(1, b""))] = read.status
        return cls(found)

    FromString = from_bytes


class Health:
    """Holds the statuses and answers who asks. The server as a whole begins as SERVING."""

    def __init__(self) -> None:
        self._statuses = {"": ServingStatus.SERVING}
        self._changed: asyncio.Event = asyncio.Event()
        self._ended = False

    def set(self, service: str, *, serving: bool) -> None:
        """Change the status of a service, by full name; "" is the server as a whole."""
        self._statuses[service] = ServingStatus.SERVING if serving else ServingStatus.NOT_SERVING
        self._tell()

    def end(self) -> None:
        """Nothing is served any more: say so to every watcher and let them go."""
        self._statuses = dict.fromkeys(self._statuses, ServingStatus.NOT_SERVING)
        self._ended = True
        self._tell()

    async def check(self, call: RpcCall, request: HealthCheckRequest) -> HealthCheckResponse:
        """The status now."""
        status = self._statuses.get(request.service)
        if status is None:
            raise ApiError(f"no service {request.service!r}", code="not_found", status=404)
        return HealthCheckResponse(status)

    async def watch(self, call: RpcCall, request: HealthCheckRequest) -> AsyncIterator[HealthCheckResponse]:
        """The status now and after each change, until the server ends."""
        last: ServingStatus | None = None
        while True:
            changed, ended = self._changed, self._ended
            status = self._statuses.get(request.service, ServingStatus.SERVICE_UNKNOWN)
            if status is not last:
                last = status
                yield HealthCheckResponse(status)
            if ended:
                return
            if changed is self._changed:
                await changed.wait()

    async def list_(self, call: RpcCall, request: HealthListRequest) -> HealthListResponse:
        """All statuses."""
        return HealthListResponse(dict(self._statuses))

    def _tell(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


def _method(name: str, request: type[Any], response: type[Any], *, streaming: bool = False) -> AnyMethod:
    return RpcMethod(
        service=SERVICE, name=name, request=request, response=response,
        client_streaming=False, server_streaming=streaming, policy=UNLIMITED, idempotency="safe",
    )  # fmt: skip


CHECK: Final = _method("Check", HealthCheckRequest, HealthCheckResponse)
WATCH: Final = _method("Watch", HealthCheckRequest, HealthCheckResponse, streaming=True)
LIST: Final = _method("List", HealthListRequest, HealthListResponse)
ENDPOINTS: Final = (RpcEndpoint(CHECK, "check"), RpcEndpoint(WATCH, "watch"), RpcEndpoint(LIST, "list_"))
