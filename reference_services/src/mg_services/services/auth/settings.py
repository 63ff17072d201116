"""Settings of the auth service."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mg_core.errors import ConfigurationError
from mg_services.serving.ports import port_of


@dataclass(frozen=True, slots=True)
class AuthSettings:
    """Everything that can be set, with its unit."""

    postgres_dsn: str = field(default="", repr=False)
    """MG_POSTGRES_URL."""
    redis_url: str = field(default="", repr=False)
    """MG_REDIS_URL."""
    host: str = "127.0.0.1"
    """MG_AUTH_HOST: address to listen on."""
    port: int = 8084
    """MG_AUTH_PORT: REST."""
    grpc_port: int = 0
    """MG_AUTH_GRPC_PORT, 1000 above the port for REST by default; 0 takes a free one."""
    data_dir: Path = Path(".data")
    """MG_DATA_DIR: holds the secret when MG_AUTH_SECRET is not set."""
    secret: str = field(default="", repr=False)
    """MG_AUTH_SECRET: 32 characters or more that encrypt stored keys and platform tokens; the same for all
    instances. Empty: a random one is made and kept in the data directory."""
    access_ttl_s: int = 3600
    """Validity of an access token and of its session."""
    login_ttl_s: int = 86_400
    """Time without a refresh after which a user has to log in again."""
    refresh_ttl_s: int = 30 * 86_400
    """Longest validity of one refresh token."""
    bcrypt_cost: int = 12
    """Each step doubles the time that one hash takes."""
    hash_threads: int = 2
    """Passwords hashed at the same time."""
    hash_queue: int = 32
    """Passwords that may wait to be hashed; one more is refused."""
    login_failures: int = 10
    """Failed logins of one address within `login_window_s` that lock it for as long."""
    login_window_s: float = 60.0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> AuthSettings:
        """Read the settings.

        Raises:
            ConfigurationError: a value that is missing or cannot be.
        """
        values = os.environ if environment is None else environment
        for name in ("MG_POSTGRES_URL", "MG_REDIS_URL"):
            if not values.get(name):
                raise ConfigurationError(f"{name} is not set: give the URL of a running server, or use `mg up`")
        port = port_of(values, "MG_AUTH_PORT", 8084)
        secret = values.get("MG_AUTH_SECRET", "")
        if secret and len(secret) < 32:
            raise ConfigurationError("MG_AUTH_SECRET is too short: take 32 random characters or more")
        return cls(
            postgres_dsn=values["MG_POSTGRES_URL"],
            redis_url=values["MG_REDIS_URL"],
            host=values.get("MG_AUTH_HOST", "127.0.0.1"),
            port=port,
            grpc_port=port_of(values, "MG_AUTH_GRPC_PORT", port + 1000),
            data_dir=Path(values.get("MG_DATA_DIR", "") or ".data"),
            secret=secret,
        )
