"""Settings of the discovery service."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mg_core.errors import ConfigurationError
from mg_services.data.catalog import PLATFORMS as STREAMING
from mg_services.serving.ports import port_of

SEARCHABLE = (*STREAMING, "spotify", "apple_music")
"""Platforms that this service can search, in the order in which ties are listed."""

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "netflix": "Netflix",
        "hulu": "Hulu",
        "hbo": "HBO Max",
        "disney": "Disney+",
        "prime": "Prime Video",
        "spotify": "Spotify",
        "apple_music": "Apple Music",
    }
)
"""What people call the platforms."""

LOCAL_KEY = "local-emulator"
"""Key, client id, secret and developer token that the emulators take unless told otherwise."""


@dataclass(frozen=True, slots=True)
class DiscoverySettings:
    """Everything that can be set, with its unit."""

    postgres_dsn: str = field(default="", repr=False)
    """MG_POSTGRES_URL."""
    redis_url: str = field(default="", repr=False)
    """MG_REDIS_URL."""
    host: str = "127.0.0.1"
    """MG_DISCOVERY_HOST: address to listen on."""
    port: int = 8081
    """MG_DISCOVERY_PORT: REST."""
    grpc_port: int = 0
    """MG_DISCOVERY_GRPC_PORT, 1000 above the port for REST by default; 0 takes a free one."""
    sona_target: str = ""
    """MG_SONA_GRPC_TARGET: `host:port` of SONA; without it, results are ordered by their words and recommendations by
    popularity."""
    rank_s: float = 0.2
    """Seconds that SONA gets to order the results of a search, which as a whole takes less than 0.5 s."""
    recommend_s: float = 1.0
    """Seconds that SONA gets to recommend; after that titles are by popularity."""
    platforms: Mapping[str, str] = field(default_factory=dict)
    """MG_NETFLIX_URL, MG_SPOTIFY_URL ...: base URL of each platform; one without is not searched."""
    api_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    """MG_NETFLIX_API_KEY ...: the key that the platform gave us."""
    spotify_client_id: str = LOCAL_KEY
    """MG_SPOTIFY_CLIENT_ID."""
    spotify_client_secret: str = field(default=LOCAL_KEY, repr=False)
    """MG_SPOTIFY_CLIENT_SECRET."""
    apple_music_developer_token: str = field(default=LOCAL_KEY, repr=False)
    """MG_APPLE_MUSIC_DEVELOPER_TOKEN: the token that Apple gave us as developers."""
    auth_url: str = ""
    """MG_AUTH_URL: the auth service, which keeps users' tokens of the platforms; without it, platforms are asked in
    the name of the application only, and libraries cannot be read."""
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

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> DiscoverySettings:
        """Read the settings.

        Raises:
            ConfigurationError: a value that is missing or cannot be.
        """
        values = os.environ if environment is None else environment
        for name in ("MG_POSTGRES_URL", "MG_REDIS_URL"):
            if not values.get(name):
                raise ConfigurationError(f"{name} is not set: give the URL of a running server, or use `mg up`")
        port = port_of(values, "MG_DISCOVERY_PORT", 8081)
        urls = {name: values.get(f"MG_{name.upper()}_URL", "") for name in SEARCHABLE}
        if not any(urls.values()):
            raise ConfigurationError("no platform has a URL: set MG_NETFLIX_URL, MG_HULU_URL or MG_SPOTIFY_URL")
        return cls(
            postgres_dsn=values["MG_POSTGRES_URL"],
            redis_url=values["MG_REDIS_URL"],
            host=values.get("MG_DISCOVERY_HOST", "127.0.0.1"),
            port=port,
            grpc_port=port_of(values, "MG_DISCOVERY_GRPC_PORT", port + 1000),
            sona_target=values.get("MG_SONA_GRPC_TARGET", "").strip(),
            platforms={name: url for name, url in urls.items() if url},
            api_keys={name: values.get(f"MG_{name.upper()}_API_KEY", LOCAL_KEY) for name in STREAMING},
            spotify_client_id=values.get("MG_SPOTIFY_CLIENT_ID", LOCAL_KEY),
            spotify_client_secret=values.get("MG_SPOTIFY_CLIENT_SECRET", LOCAL_KEY),
            apple_music_developer_token=values.get("MG_APPLE_MUSIC_DEVELOPER_TOKEN", LOCAL_KEY),
            auth_url=values.get("MG_AUTH_URL", ""),
        )
