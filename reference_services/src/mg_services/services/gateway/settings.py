"""Settings of the gateway."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from mg_core.contract.policy import RateLimitPolicy
from mg_core.errors import ConfigurationError
from mg_core.rest.transports.http import origin_of
from mg_services.serving.ports import port_of

UPSTREAM_PORTS: Mapping[str, int] = {
    "auth": 8084,
    "discovery": 8081,
    "sona": 8082,
    "sync": 8083,
    "ingestion": 8085,
    "playback": 8086,
}
"""Services behind the gateway and their default ports on this machine."""


def _default_upstreams() -> dict[str, str]:
    return {name: f"http://127.0.0.1:{port}" for name, port in UPSTREAM_PORTS.items()}


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """Everything that can be set, with its unit."""

    host: str = "127.0.0.1"
    """MG_GATEWAY_HOST: address to listen on."""
    port: int = 8080
    """MG_GATEWAY_PORT."""
    upstreams: Mapping[str, str] = field(default_factory=_default_upstreams)
    """MG_AUTH_URL, MG_DISCOVERY_URL ...: base URL per contract, http only, without a path."""
    rate_limit: RateLimitPolicy = field(default_factory=lambda: RateLimitPolicy(per_s=500.0, burst=1000))
    """MG_GATEWAY_RATE_PER_S and MG_GATEWAY_RATE_BURST: requests of one user, or of one address without a user."""
    max_body_bytes: int = 1_048_576
    """Longest request body."""
    body_timeout_s: float = 10.0
    """Longest time a request body may take to arrive."""
    max_upstream_timeout_s: float = 30.0
    """Upper bound over the timeouts that the contracts give."""
    max_connections: int = 256
    """Connections kept per upstream."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> GatewaySettings:
        """Read the settings.

        Raises:
            ConfigurationError: a value that cannot be.
        """
        values = os.environ if environment is None else environment
        port = port_of(values, "MG_GATEWAY_PORT", 8080)
        given = {name: values.get(f"MG_{name.upper()}_URL", "") for name in UPSTREAM_PORTS}
        return cls(
            host=values.get("MG_GATEWAY_HOST", "127.0.0.1"),
            port=port,
            upstreams=_default_upstreams() | {name: url for name, url in given.items() if url},
            rate_limit=RateLimitPolicy(
                per_s=_number(values, "MG_GATEWAY_RATE_PER_S", 500.0),
                burst=int(_number(values, "MG_GATEWAY_RATE_BURST", 1000.0)),
            ),
        )

    def origin(self, contract: str) -> tuple[str, int]:
        """Host and port of an upstream.

        Raises:
            ConfigurationError: none is set for this contract, or its URL is not `http://host:port`.
        """
        url, variable = self.upstreams.get(contract, ""), f"MG_{contract.upper()}_URL"
        found = origin_of(url, variable)
        if url.rstrip("/") != f"http://{found.authority}":
            raise ConfigurationError(f"{variable}: the address of an upstream has the form http://host:port")
        return found.host, found.port


def _number(values: Mapping[str, str], name: str, default: float) -> float:
    text = values.get(name, "")
    try:
        number = float(text) if text else default
    except ValueError:
        number = 0.0
    if not 1 <= number < 1e9:
        raise ConfigurationError(f"{name}={text!r} is not a number from 1 to 1000000000")
    return number
