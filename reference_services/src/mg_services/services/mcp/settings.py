"""Settings of the MCP server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from mg_servers.services import SERVICES
from mg_services.serving.settings import ServerSettings, text, upstream_targets, url, words


@dataclass(frozen=True, slots=True)
class McpSettings(ServerSettings):
    """Everything that can be set, with its unit."""

    targets: Mapping[str, str] = upstream_targets(SERVICES["mcp"])
    """MG_DISCOVERY_GRPC_TARGET, MG_SONA_GRPC_TARGET ...: `host:port` of a service. Without one it has no tools."""
    auth_url: str = url("MG_AUTH_URL", SERVICES["auth"].local_url)
    """Where the key set is fetched, and what clients are told issues tokens."""
    public_url: str = url("MG_MCP_URL")
    """Base URL as clients know it; empty takes the address that a client connects to."""
    roles: tuple[str, ...] = words("MG_MCP_ROLES")
    """Roles that a user must have."""
    token: str = text("MG_TOKEN", secret=True)
    """Access token of the user of a stdio session."""
    max_body_bytes: int = 1_048_576
    """Longest HTTP request body."""
    max_arguments_bytes: int = 262_144
    """Longest arguments of one tool call, as JSON."""

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Host headers that are answered, so that no web page can reach this server under another name."""
        public = urlsplit(self.public_url).netloc
        own = f"[{self.host}]" if ":" in self.host else self.host
        return tuple(dict.fromkeys(filter(None, ("127.0.0.1:*", "localhost:*", "[::1]:*", f"{own}:*", public))))
