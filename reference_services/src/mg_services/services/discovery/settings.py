"""Settings of the discovery service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mg_core.contract.service import ServiceRow
from mg_servers.services import SERVICES
from mg_services.serving.settings import (
    LOCAL_KEY,
    ServerSettings,
    Values,
    engine_url,
    is_standin,
    setting,
    target,
    text,
    upstream_urls,
    upstreams_of,
    url,
)

DISCOVERY: Final = SERVICES["discovery"]
PLATFORMS: Final = upstreams_of(DISCOVERY, is_standin)
SEARCHABLE: Final = tuple(platform.name for platform in PLATFORMS)
"""Platforms that this service can search, in the order in which ties are listed."""


def _api_keys(_row: ServiceRow, values: Values) -> Mapping[str, str]:
    return {platform.name: values.get(platform.variable("API_KEY"), LOCAL_KEY) for platform in PLATFORMS}


@dataclass(frozen=True, slots=True)
class DiscoverySettings(ServerSettings):
    """Everything that can be set, with its unit."""

    postgres_dsn: str = engine_url("postgres")
    redis_url: str = engine_url("redis")
    sona_target: str = target("MG_SONA_GRPC_TARGET")
    """`host:port` of SONA; without it, results are ordered by their words and recommendations by popularity."""
    rank_s: float = 0.2
    """Seconds that SONA gets to order the results of a search, which as a whole takes less than 0.5 s."""
    recommend_s: float = 1.0
    """Seconds that SONA gets to recommend; after that titles are by popularity."""
    platforms: Mapping[str, str] = upstream_urls(DISCOVERY, is_standin)
    """MG_NETFLIX_URL, MG_SPOTIFY_URL ...: base URL of each platform; one without is not searched."""
    api_keys: Mapping[str, str] = setting(_api_keys, {}, secret=True)
    """MG_NETFLIX_API_KEY ...: the key that the platform gave us."""
    spotify_client_id: str = text("MG_SPOTIFY_CLIENT_ID", LOCAL_KEY)
    spotify_client_secret: str = text("MG_SPOTIFY_CLIENT_SECRET", LOCAL_KEY, secret=True)
    apple_music_developer_token: str = text("MG_APPLE_MUSIC_DEVELOPER_TOKEN", LOCAL_KEY, secret=True)
    """The token that Apple gave us as developers."""
    auth_url: str = url("MG_AUTH_URL")
    """The auth service, which keeps users' tokens of the platforms; without it, platforms are asked in the name of the
    application only, and libraries cannot be read."""
    search_s: float = 4.5
    """Seconds that all platforms together get for one search; longer than any one of them may take (4 s)."""
    fresh_s: int = 300
    """Seconds that a complete answer is taken from Redis (specification, section 4.2)."""
    stale_s: int = 7 * 86_400
    """Seconds that it is kept for the case that no platform answers."""
    local_s: float = 5.0
    """Seconds that a complete answer is kept in this process; 0 keeps none."""
    catalog_days: int = 7
    """Days after which the local catalog is too old to be shown (specification, section 7.3)."""
