"""Libraries of users: read from a platform in full, stored in one piece, listed page by page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from mg_clients.discovery import ContentItem
from mg_core.errors import ApiError, MgError, TimeoutExceededError
from mg_core.tasks import SingleFlight
from mg_services.adapters.connections import Connections
from mg_services.adapters.platforms.apple_music import LibraryTrack
from mg_services.adapters.postgres import ConstraintError, Postgres, Row

from .domain import display_name

BATCH = 500
"""Songs of one statement."""

# Two synchronisations of one library take turns: the later one replaces what the earlier one has stored.
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"

_UPSERT = """
INSERT INTO library_tracks AS kept (
    user_id, platform, track_id, content_id, position, title, artist, album, year, duration_ms, isrc, genres, url,
    artwork_url, preview_url)
SELECT $1, $2, t.track_id, t.content_id, t.position, t.title, t.artist, t.album, t.year, t.duration_ms, t.isrc,
    coalesce(t.genres, '{}'), t.url, t.artwork_url, t.preview_url
FROM jsonb_to_recordset($3::jsonb) AS t (
    track_id text, content_id text, position integer, title text, artist text, album text, year integer,
    duration_ms bigint, isrc text, genres text[], url text, artwork_url text, preview_url text)
ON CONFLICT (user_id, platform, track_id) DO UPDATE SET
    content_id = excluded.content_id, position = excluded.position, title = excluded.title,
    artist = excluded.artist, album = excluded.album, year = excluded.year, duration_ms = excluded.duration_ms,
    isrc = excluded.isrc, genres = excluded.genres, url = excluded.url, artwork_url = excluded.artwork_url,
    preview_url = excluded.preview_url
RETURNING (xmax = 0) AS added
"""

_REMOVE = "DELETE FROM library_tracks WHERE user_id = $1 AND platform = $2 AND track_id <> ALL($3::text[])"

_SYNCED = """
INSERT INTO library_syncs (user_id, platform) VALUES ($1, $2)
ON CONFLICT (user_id, platform) DO UPDATE SET synced_at = now() RETURNING synced_at
"""

_PAGE = """
SELECT content_id, platform, position, title, artist, album, year, duration_ms, isrc, genres, url, artwork_url,
    preview_url
FROM library_tracks WHERE user_id = $1 AND platform = $2 AND position >= $3 ORDER BY position, track_id LIMIT $4
"""

_STATE = """
SELECT (SELECT synced_at FROM library_syncs WHERE user_id = $1 AND platform = $2) AS synced_at,
    (SELECT count(*) FROM library_tracks WHERE user_id = $1 AND platform = $2) AS total
"""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a synchronisation did."""

    total: int
    added: int
    removed: int
    synced_at: datetime


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """A page of a stored library."""

    items: list[ContentItem]
    total: int
    synced_at: datetime | None
    """None before the first synchronisation."""
    next_position: int | None
    """Where the next page begins; None on the last one."""


class LibraryPlatform(Protocol):
    """A platform whose libraries can be read."""

    async def library(self, user_id: str) -> list[LibraryTrack]:
        """Every song, in the platform's order; raises MgError."""
        ...


class LibraryStore:
    """Libraries in PostgreSQL; every method raises ApiError `service_unavailable` when that is away."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def replace(self, user_id: str, platform: str, tracks: Sequence[LibraryTrack]) -> SyncReport:
        """Make `tracks` the library, in one transaction: a failure leaves the old one whole.

        Raises:
            ApiError: `platform_not_connected`, there is no such user any more.
        """
        user, rows = _user(user_id), [_row(track, position) for position, track in enumerate(tracks)]
        try:
            async with self._postgres.transaction() as transaction:
                await transaction.execute(_TURN, f"library {user_id} {platform}")
                removed = await transaction.execute(_REMOVE, user, platform, [track.track_id for track in tracks])
                added = 0
                for start in range(0, len(rows), BATCH):
                    written = await transaction.fetch(_UPSERT, user, platform, json.dumps(rows[start : start + BATCH]))
                    added += sum(row["added"] for row in written)
                synced_at = await transaction.fetchval(_SYNCED, user, platform)
        except ConstraintError as error:
            if error.kind != "foreign_key":
                raise
            raise _not_connected(platform) from None
        return SyncReport(len(rows), added, removed, synced_at)

    async def page(self, user_id: str, platform: str, *, limit: int, position: int) -> LibraryPage:
        """`limit` songs from a position on."""
        user = _user(user_id)
        # Both are of one moment: a synchronisation between them would count other songs than are listed.
        async with self._postgres.transaction(isolation="repeatable read") as transaction:
            total, synced_at = await transaction.fetchrow(_STATE, user, platform, into=_state) or (0, None)
            rows = await transaction.fetch(_PAGE, user, platform, position, limit + 1)
        more = rows[limit]["position"] if len(rows) > limit else None
        return LibraryPage([_item(row) for row in rows[:limit]], total, synced_at, more)


class Libraries:
    """Reads and lists libraries. One per process.

    Args:
        platforms: whose libraries can be read, by name.
        store: where they are kept.
        connections: who has connected what.
    """

    def __init__(self, platforms: Mapping[str, LibraryPlatform], store: LibraryStore, connections: Connections) -> None:
        self._platforms = platforms
        self.store = store
        self._connections = connections
        self._running: SingleFlight[SyncReport] = SingleFlight()

    async def sync(self, user_id: str, platform: str) -> SyncReport:
        """Read the library and store it; calls for the same one that meet are one.

        Raises:
            ApiError: `platform_not_connected`, `platform_authorization_needed` or `service_unavailable`.
            MgError: the platform or the database failed; what was stored stays as it was.
        """
        source = self._platforms.get(platform)
        if source is None:
            message = f"Libraries of {platform} cannot be read here."
            raise ApiError(message, code="service_unavailable", status=503)

        if platform not in await self._connections.now(user_id):
            raise _not_connected(platform)

        async def read_and_store() -> SyncReport:
            return await self.store.replace(user_id, platform, await _read(source, user_id, platform))

        return await self._running.do((platform, user_id), read_and_store)

    async def aclose(self) -> None:
        """End synchronisations under way."""
        await self._running.aclose()


async def _read(source: LibraryPlatform, user_id: str, platform: str) -> list[LibraryTrack]:
    try:
        return await source.library(user_id)
    except MgError as error:
        if not error.service:
            raise  # said here, about this user
        name, wait_s = display_name(platform), error.retry_after_s
        if isinstance(error, TimeoutExceededError):
            raise ApiError(f"{name} did not answer in time.", code="gateway_timeout", status=504) from error
        message = f"{name} did not give us the whole library."
        raise ApiError(message, code="service_unavailable", status=503, retry_after_s=wait_s) from error


def _state(synced_at: datetime | None, total: int) -> tuple[int, datetime | None]:
    return total, synced_at


def _user(user_id: str) -> UUID | None:
    try:
        return UUID(user_id)
    except ValueError:
        return None


def _not_connected(platform: str) -> ApiError:
    return ApiError(f"You have not connected {platform}.", code="platform_not_connected", status=403)


def _row(track: LibraryTrack, position: int) -> dict[str, Any]:
    item, metadata = track.item, track.item.metadata
    return {
        "track_id": track.track_id,
        "content_id": item.id,
        "position": position,
        "title": item.title,
        "artist": ", ".join(item.artists) if item.artists else None,
        "album": metadata.album if metadata else None,
        "year": item.year,
        "duration_ms": item.duration_ms,
        "isrc": metadata.isrc if metadata else None,
        "genres": item.genres,
        "url": item.url,
        "artwork_url": metadata.artwork_url if metadata else None,
        "preview_url": metadata.preview_url if metadata else None,
    }


def _item(row: Row) -> ContentItem:
    metadata = {
        "apple_music_url": row["url"] if row["platform"] == "apple_music" else None,
        "artwork_url": row["artwork_url"],
        "preview_url": row["preview_url"],
        "isrc": row["isrc"],
        "album": row["album"],
    }
    return ContentItem.model_validate(
        {
            "id": row["content_id"],
            "platform": row["platform"],
            "title": row["title"],
            "type": "track",
            "year": row["year"],
            "genres": row["genres"] or None,
            "url": row["url"],
            "duration_ms": row["duration_ms"],
            "artists": [row["artist"]] if row["artist"] else None,
            "metadata": {name: value for name, value in metadata.items() if value is not None},
        }
    )
