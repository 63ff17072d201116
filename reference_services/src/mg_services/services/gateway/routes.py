"""The routing table: public operations and the service operations that they expose, all from the contracts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from mg_core.contract.operation import Operation
from mg_core.errors import ConfigurationError

TITLES: Final[Mapping[str, str]] = {
    "auth": "Authentication",
    "discovery": "Discovery",
    "sona": "Recommendation",
    "sync": "Sync",
    "ingestion": "Ingestion",
    "playback": "Playback",
}
"""How messages to a person name the services."""


def title_of(contract: str) -> str:
    """How messages to a person name a service."""
    return TITLES.get(contract, contract.capitalize())


UNLIMITED: Final = 1_000_000
"""Calls in flight where a contract sets no bulkhead."""


@dataclass(frozen=True, slots=True)
class Route:
    """One public operation and where it goes."""

    public: Operation
    target: Operation
    timeout_s: float
    """Longest wait for the service: the attempt timeout of its own contract."""
    max_in_flight: int
    """Calls to the service at one time; from its contract's bulkhead."""
    start: bytes
    """Request line up to the query for a path without places, else empty."""
    end: bytes
    """Rest of the request line, and Host."""
    is_login: bool
    is_logout: bool
    sends_token: bool
    """Whether the service gets the Authorization header itself: only the auth service does, which issued it."""

    def request_line(self, path_values: Mapping[str, str], query: bytes, method: str) -> bytes:
        """Request line and Host header towards the service."""
        if self.start and method == self.public.method:
            start = self.start
        else:
            path = self.target.path
            for name, value in path_values.items():
                path = path.replace("{" + name + "}", quote(value, safe=""))
            start = f"{method} {path}".encode()
        return b"".join((start, b"?", query, self.end)) if query else start + self.end


def build_routes(
    public: Iterable[Operation],
    services: Mapping[str, Iterable[Operation]],
    origins: Mapping[str, tuple[str, int]],
    *,
    max_timeout_s: float,
) -> list[Route]:
    """The routes of all public operations.

    Raises:
        ConfigurationError: an operation names no upstream, or one that does not exist or has other path places.
    """
    known = {(contract, row.id): row for contract, rows in services.items() for row in rows}
    routes = []
    for operation in public:
        if operation.upstream is None:
            raise ConfigurationError(f"gateway.{operation.id} names no upstream ({operation.source})")
        target = known.get(operation.upstream)
        origin = origins.get(operation.upstream[0])
        if target is None or origin is None:
            raise ConfigurationError(f"gateway.{operation.id}: no upstream {'.'.join(operation.upstream)}")
        if _places(operation.path) != _places(target.path):
            raise ConfigurationError(f"gateway.{operation.id}: {operation.path} and {target.path} have other places")
        routes.append(_route(operation, target, origin, max_timeout_s))
    return routes


def _route(operation: Operation, target: Operation, origin: tuple[str, int], max_timeout_s: float) -> Route:
    host, port = origin
    bulkhead = target.policy.bulkhead
    return Route(
        public=operation,
        target=target,
        timeout_s=min(target.policy.timeout.attempt_s, max_timeout_s),
        max_in_flight=bulkhead.max_in_flight + bulkhead.max_queue if bulkhead else UNLIMITED,
        start=b"" if "{" in target.path else f"{operation.method} {target.path}".encode(),
        end=f" HTTP/1.1\r\nhost: {host}:{port}\r\n".encode(),
        is_login=operation.upstream == ("auth", "login"),
        is_logout=operation.upstream == ("auth", "logout"),
        sends_token=target.contract == "auth" and target.secured,
    )


def _places(path: str) -> set[str]:
    return {segment for segment in path.split("/") if segment.startswith("{")}
