"""Services as data: one row for each process of a platform, generated from what the contracts say of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ServiceKind = Literal["service", "standin", "tool_server"]
"""`service`: ours. `standin`: plays a system of others, with faults on demand. `tool_server`: offers the contracts'
tools to language models."""

Engine = Literal["postgres", "redis", "qdrant"]
"""A store that runs outside of our processes."""


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One process of the platform."""

    name: str
    """What commands, environment variables and other services call it."""
    title: str
    """What people call it."""
    summary: str
    """What it does, in a few words."""
    kind: ServiceKind
    contract: str
    """The REST contract that it answers; "" when no document of ours describes what it speaks."""
    port: int
    """Default TCP port on 127.0.0.1."""
    grpc_port: int | None
    """Default port for gRPC; None when it does not speak it."""
    engines: tuple[Engine, ...]
    """What it cannot be started without."""
    upstreams: tuple[str, ...]
    """Services that it calls, by name, in the order of the contract."""
    source: str
    """Where it is declared, `spec/openapi/auth.yaml:12`."""

    @property
    def port_variable(self) -> str:
        """Environment variable that overrides the port, e.g. `MG_AUTH_PORT`."""
        return self.variable("PORT")

    @property
    def grpc_port_variable(self) -> str:
        """Environment variable that overrides the port for gRPC, e.g. `MG_SONA_GRPC_PORT`."""
        return self.variable("GRPC_PORT")

    @property
    def url_variable(self) -> str:
        """Environment variable by which others find it, e.g. `MG_AUTH_URL`."""
        return self.variable("URL")

    @property
    def grpc_target_variable(self) -> str:
        """Environment variable by which others find its gRPC, `host:port`, e.g. `MG_SONA_GRPC_TARGET`."""
        return self.variable("GRPC_TARGET")

    @property
    def local_url(self) -> str:
        """Where it answers on this machine unless a variable says otherwise."""
        return f"http://127.0.0.1:{self.port}"

    def variable(self, word: str) -> str:
        """The environment variable of this service for a word, e.g. `MG_AUTH_HOST` for `HOST`."""
        return f"MG_{self.name.upper()}_{word}"
