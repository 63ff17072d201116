"""Which service owns which table: it alone reads and writes it; others ask its contract, or keep a copy of their own.

Foreign keys to `users` cross this line on purpose: they are the database's promise that nothing outlives its user,
and no statement of a service reads through them. Outside of the services, these touch tables as well: migrations make
them, the seed fills the catalog as ingestion will, demos and tests set the scene.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

OWNERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "users": "auth",
        "user_platforms": "auth",
        "refresh_tokens": "auth",
        "signing_keys": "auth",
        "content": "discovery",
        "content_availability": "discovery",
        "cached_content": "discovery",
        "library_tracks": "discovery",
        "library_syncs": "discovery",
        "playback_events": "discovery",
        "watch_history": "sona",
        "user_tastes": "sona",
        "followed_titles": "sona",
        "followed_positions": "sona",
    }
)
"""Table to service."""
