"""Settings of the MCP server."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from mg_core.errors import ConfigurationError
from mg_core.rest.transports.http import origin_of

CONTRACTS: Final = ("auth", "discovery", "sona", "sync", "ingestion", "playback")
"""Services whose tools can be offered."""

_AUTH_URL: Final = "http://127.0.0.1:8084"
_TARGET: Final = re.compile(r"[A-Za-z0-9._\-\[\]:]+:[0-9]{1,5}\Z")


@dataclass(frozen=True, slots=True)
class McpSettings:
    """Everything that can be set, with its unit."""

    host: str = "127.0.0.1"
    """MG_MCP_HOST: address to listen on."""
    port: int = 3000
    """MG_MCP_PORT."""
    targets: Mapping[str, str] = field(default_factory=dict)
    """MG_DISCOVERY_GRPC_TARGET, MG_SONA_GRPC_TARGET ...: `host:port` of a service. Without one it has no tools."""
    auth_url: str = _AUTH_URL
    """MG_AUTH_URL: where the key set is fetched, and what clients are told issues tokens."""
    public_url: str = ""
    """MG_MCP_URL: base URL as clients know it, without a path; empty takes the address that a client connects to."""
    roles: tuple[str, ...] = ()
    """MG_MCP_ROLES: roles that a user must have, separated by commas."""
    token: str = field(default="", repr=False)
    """MG_TOKEN: access token of the user of a stdio session."""
    max_body_bytes: int = 1_048_576
    """Longest HTTP request body."""
    max_arguments_bytes: int = 262_144
    """Longest arguments of one tool call, as JSON."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> McpSettings:
        """Read the settings.

        Raises:
            ConfigurationError: a value that cannot be.
        """
        values = os.environ if environment is None else environment
        port = values.get("MG_MCP_PORT", "3000")
        if not port.isdigit() or not int(port) < 65_536:
            raise ConfigurationError(f"MG_MCP_PORT={port!r} is not a port: take 0 to 65535")
        roles = tuple(role.strip() for role in values.get("MG_MCP_ROLES", "").split(",") if role.strip())
        return cls(
            host=values.get("MG_MCP_HOST", "127.0.0.1"),
            port=int(port),
            targets=_targets(values),
            auth_url=_url(values, "MG_AUTH_URL", _AUTH_URL),
            public_url=_url(values, "MG_MCP_URL", ""),
            roles=roles,
            token=values.get("MG_TOKEN", "").strip(),
        )

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Host headers that are answered, so that no web page can reach this server under another name."""
        public = urlsplit(self.public_url).netloc
        own = f"[{self.host}]" if ":" in self.host else self.host
        return tuple(dict.fromkeys(filter(None, ("127.0.0.1:*", "localhost:*", "[::1]:*", f"{own}:*", public))))


def _targets(values: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name in CONTRACTS:
        variable = f"MG_{name.upper()}_GRPC_TARGET"
        target = values.get(variable, "").strip()
        if target and not _TARGET.match(target):
            raise ConfigurationError(f"{variable}={target!r} is not of the form host:port")
        if target:
            found[name] = target
    return found


def _url(values: Mapping[str, str], name: str, default: str) -> str:
    text = (values.get(name, "") or default).rstrip("/")
    if text and not text.endswith(origin_of(text, name).authority):
        raise ConfigurationError(f"{name}: the address has the form http://host:port, without a path")
    return text
