"""Settings of the auth service."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mg_services.serving.settings import ServerSettings, engine_url, folder, text


@dataclass(frozen=True, slots=True)
class AuthSettings(ServerSettings):
    """Everything that can be set, with its unit."""

    postgres_dsn: str = engine_url("postgres")
    redis_url: str = engine_url("redis")
    data_dir: Path = folder("MG_DATA_DIR", ".data")
    """Holds the secret when MG_AUTH_SECRET is not set."""
    secret: str = text("MG_AUTH_SECRET", chars_min=32, secret=True)
    """32 characters or more that encrypt stored keys and platform tokens; the same for all instances. Empty: a random
    one is made and kept in the data directory."""
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
