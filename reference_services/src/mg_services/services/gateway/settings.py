"""Settings of the gateway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from mg_core.contract.policy import RateLimitPolicy
from mg_core.contract.service import ServiceRow
from mg_core.errors import ConfigurationError
from mg_core.rest.transports.http import origin_of
from mg_servers.services import SERVICES
from mg_services.serving.settings import ServerSettings, Values, number_of, setting, upstream_urls

GATEWAY: Final = SERVICES["gateway"]
LIMIT: Final = RateLimitPolicy(per_s=500.0, burst=1000)
_MOST: Final = 1e9


def _limit(_row: ServiceRow, values: Values) -> RateLimitPolicy:
    def given(name: str, default: float) -> float:
        return number_of(name, values.get(name, ""), default, low=1, high=_MOST)

    burst = given("MG_GATEWAY_RATE_BURST", LIMIT.burst)
    return replace(LIMIT, per_s=given("MG_GATEWAY_RATE_PER_S", LIMIT.per_s), burst=int(burst))


@dataclass(frozen=True, slots=True)
class GatewaySettings(ServerSettings):
    """Everything that can be set, with its unit."""

    upstreams: Mapping[str, str] = upstream_urls(GATEWAY, local=True)
    """MG_AUTH_URL, MG_DISCOVERY_URL ...: base URL per service, http only, without a path."""
    rate_limit: RateLimitPolicy = setting(_limit, LIMIT)
    """MG_GATEWAY_RATE_PER_S and MG_GATEWAY_RATE_BURST: requests of one user, or of one address without a user."""
    max_body_bytes: int = 1_048_576
    """Longest request body."""
    body_timeout_s: float = 10.0
    """Longest time a request body may take to arrive."""
    max_upstream_timeout_s: float = 30.0
    """Upper bound over the timeouts that the contracts give."""
    max_connections: int = 256
    """Connections kept per upstream."""

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
