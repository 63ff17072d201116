"""What discovery keeps and reads: connected platforms, the local catalog, answers in Redis."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from mg_clients.discovery import ContentItem
from mg_services.adapters.postgres import Postgres
from mg_services.adapters.redis import Cache, search_key

from .domain import Findings, Seen, Taste, taste_of

# The catalog's popularity has no upper bound; the contract's goes from 0 to 100.
_COLUMNS = (
    "c.id, c.platform, c.title, c.type, c.genres, c.release_year, c.overview, c.seasons, c.runtime_min, c.rating, "
    "round((100 * c.popularity / (c.popularity + 50))::numeric, 2)::float8 AS popularity"
)

_CONNECTED = "SELECT platform FROM user_platforms WHERE user_id = $1 AND status = 'active' ORDER BY platform"

_BY_ID = "SELECT <columns> FROM content c WHERE c.id = $1".replace("<columns>", _COLUMNS)

_BY_TITLE = """
SELECT <columns>, extract(epoch FROM now() - a.checked_at)::float8 AS age_s
FROM content c JOIN content_availability a ON a.content_id = c.id AND a.available
WHERE c.title ILIKE $1 AND c.platform = ANY($2::text[]) AND a.checked_at > now() - make_interval(days => $3)
ORDER BY c.popularity DESC, c.id
LIMIT 50
""".replace("<columns>", _COLUMNS)

_POPULAR = """
WITH views AS (SELECT content_id, count(*) AS watch_count FROM watch_history GROUP BY content_id),
     mine AS (SELECT split_part(content_id, ':', 1) || ':' || split_part(content_id, ':', 2) AS id
              FROM watch_history WHERE user_id = $1)
SELECT <columns>, coalesce(v.watch_count, 0) AS watch_count
FROM content c LEFT JOIN views v ON v.content_id = c.id
WHERE c.platform = ANY($2::text[]) AND NOT ($3 AND c.id IN (SELECT id FROM mine))
ORDER BY watch_count DESC, c.popularity DESC, c.release_date DESC NULLS LAST, c.id
LIMIT $4
""".replace("<columns>", _COLUMNS)


@dataclass(frozen=True, slots=True)
class Popular:
    """A title of the catalog and how many users have watched it."""

    item: ContentItem
    watch_count: int


class CatalogStore:
    """Reads PostgreSQL.

    Every method raises ApiError `service_unavailable` when the database is away.
    """

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def connected(self, user_id: str) -> list[str]:
        """Platforms that the user has connected; none for an id that is no account's."""
        account = _account(user_id)
        if account is None:
            return []
        return [row["platform"] for row in await self._postgres.fetch(_CONNECTED, account)]

    async def content(self, content_id: str) -> ContentItem | None:
        """One title, or None."""
        row = await self._postgres.fetchrow(_BY_ID, content_id)
        return None if row is None else _item(row)

    async def search(self, query: str, platforms: Sequence[str], max_days: int) -> tuple[list[ContentItem], float]:
        """Titles that hold the query, checked within `max_days`, and the age in seconds of the oldest of them."""
        pattern = query.translate({ord("\\"): r"\\", ord("%"): r"\%", ord("_"): r"\_"})
        rows = await self._postgres.fetch(_BY_TITLE, f"%{pattern}%", list(platforms), max_days)
        return [_item(row) for row in rows], max((row["age_s"] for row in rows), default=0.0)

    async def popular(
        self, user_id: str, platforms: Sequence[str], *, exclude_watched: bool, limit: int
    ) -> list[Popular]:
        """Titles by how many users have watched them, then by popularity, then by date."""
        rows = await self._postgres.fetch(_POPULAR, _account(user_id), list(platforms), exclude_watched, limit)
        return [Popular(_item(row), row["watch_count"]) for row in rows]

    async def taste(self, user_id: str) -> Taste:
        """What the user has watched and likes; an empty one for an id that is no account's."""
        account = _account(user_id)
        if account is None:
            return Taste()
        rows = await self._postgres.fetch(_WATCHED, account)
        named = await self._postgres.fetch(_NAMED_GENRES, account)
        seen = [Seen(row["id"], tuple(row["genres"]), row["rating"]) for row in rows]
        return taste_of(seen, [row["genre"] for row in named])


_WATCHED = """
SELECT m.id, m.rating, coalesce(c.genres, '{}') AS genres
FROM (SELECT split_part(content_id, ':', 1) || ':' || split_part(content_id, ':', 2) AS id,
             max(watched_at) AS at, max(rating) AS rating
      FROM watch_history WHERE user_id = $1 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50) m
LEFT JOIN content c ON c.id = m.id
ORDER BY m.at DESC, m.id
"""

_NAMED_GENRES = """
SELECT preferences -> 'genres' ->> i AS genre
FROM users, generate_series(0, 31) AS i
WHERE id = $1 AND jsonb_typeof(preferences -> 'genres') = 'array' AND preferences -> 'genres' ->> i IS NOT NULL
"""


class FindingsCache:
    """Complete answers in Redis: one copy that is fresh, and one for the day when no platform answers.

    Redis being away is no error: nothing is found then.
    """

    def __init__(self, cache: Cache, *, fresh_s: int, stale_s: int) -> None:
        self._cache = cache
        self._fresh_s = fresh_s
        self._stale_s = stale_s

    async def fresh(self, key: str) -> Findings | None:
        """An answer that is at most `fresh_s` seconds old."""
        return _read(await self._cache.get(key))

    async def stale(self, key: str) -> Findings | None:
        """The last complete answer."""
        return _read(await self._cache.get(f"stale-{key}"))

    async def put(self, key: str, findings: Findings) -> None:
        """Keep a complete answer under both keys."""
        text = _write(findings)
        await self._cache.put(key, text, ttl_s=self._fresh_s)
        await self._cache.put(f"stale-{key}", text, ttl_s=self._stale_s)


def findings_key(query: str, user_id: str, *, fetch: int, platforms: Sequence[str] | None) -> str:
    """Redis key of a search: `search:{query}:{user}`, and more for a search that asks for something special."""
    key = search_key(" ".join(query.split()), user_id)
    special = [] if fetch == 20 else [str(fetch)]
    special += [] if platforms is None else ["+".join(sorted(platforms))]
    return ":".join([key, *special])


def _account(user_id: str) -> UUID | None:
    try:
        return UUID(user_id)
    except ValueError:
        return None


def _item(row: Any) -> ContentItem:
    return ContentItem.model_validate(
        {
            "id": row["id"],
            "platform": row["platform"],
            "title": row["title"],
            "type": row["type"],
            "genres": row["genres"],
            "year": row["release_year"],
            "overview": row["overview"][:10_000] or None,
            "seasons": row["seasons"],
            "duration_ms": row["runtime_min"] and row["runtime_min"] * 60_000,
            "rating": row["rating"],
            "popularity": row["popularity"],
        }
    )


def _write(findings: Findings) -> str:
    return json.dumps(
        {
            "timestamp": findings.found_at,
            "asked": findings.asked,
            "total": findings.total,
            "personal": findings.personal,
            "results": [item.model_dump(mode="json", by_alias=True, exclude_none=True) for item in findings.items],
        }
    )


def _read(text: str | None) -> Findings | None:
    """The answer; None for none, and for one that an older version wrote in another shape."""
    if text is None:
        return None
    try:
        raw = json.loads(text)
        return Findings(
            items=tuple(ContentItem.model_validate(item) for item in raw["results"]),
            total=int(raw["total"]),
            asked=tuple(raw["asked"]),
            found_at=float(raw["timestamp"]),
            personal=raw.get("personal") is True,
        )
    except (ValueError, KeyError, TypeError, ValidationError):
        return None
