"""What discovery keeps: the local catalog, answers in Redis."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from mg_clients.discovery import ContentItem
from mg_services.adapters.postgres import Postgres
from mg_services.adapters.redis import Cache, search_key

from .domain import Findings

# The catalog's popularity has no upper bound; the contract's goes from 0 to 100.
_COLUMNS = (
    "c.id, c.platform, c.title, c.type, c.genres, c.release_year, c.overview, c.seasons, c.runtime_min, c.rating, "
    "round((100 * c.popularity / (c.popularity + 50))::numeric, 2)::float8 AS popularity"
)

_SAME = ("id", "platform", "title", "type", "genres", "seasons", "rating", "popularity")
"""Columns that the contract calls the same."""

_BY_ID = "SELECT <columns> FROM content c WHERE c.id = $1".replace("<columns>", _COLUMNS)

_BY_TITLE = """
SELECT <columns>, extract(epoch FROM now() - a.checked_at)::float8 AS age_s
FROM content c JOIN content_availability a ON a.content_id = c.id AND a.available
WHERE c.title ILIKE $1 AND c.platform = ANY($2::text[]) AND a.checked_at > now() - make_interval(days => $3)
ORDER BY c.popularity DESC, c.id
LIMIT 50
""".replace("<columns>", _COLUMNS)

_POPULAR = """
SELECT <columns> FROM content c WHERE c.platform = ANY($1::text[])
ORDER BY c.popularity DESC, c.release_date DESC NULLS LAST, c.id
LIMIT $2
""".replace("<columns>", _COLUMNS)

# Every transaction that is still under way is at or after the horizon: what it changes is sent next time.
_HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text"

_CHANGED = """
WITH changed AS (SELECT id FROM content WHERE changed_in >= $1::text::xid8
                 UNION SELECT content_id FROM content_availability WHERE changed_in >= $1::text::xid8)
SELECT <columns>, a.available, a.title_number
FROM changed JOIN content c USING (id)
CROSS JOIN LATERAL (SELECT coalesce(bool_or(available), false) AS available, min(title_number) AS title_number
                    FROM content_availability WHERE content_id = c.id) a
WHERE c.id > $2 ORDER BY c.id LIMIT $3
""".replace("<columns>", _COLUMNS)

PAGE = 200
"""Titles of one page of the catalog."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A title of the catalog, as services that keep a copy get it."""

    item: ContentItem
    title_number: int | None
    """Titles with the same number are one title on several platforms; None when nobody carries it."""


class CatalogStore:
    """Reads PostgreSQL.

    Every method raises ApiError `service_unavailable` when the database is away.
    """

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def content(self, content_id: str) -> ContentItem | None:
        """One title, or None."""
        return await self._postgres.fetchrow(_BY_ID, content_id, into=_item)

    async def search(self, query: str, platforms: Sequence[str], max_days: int) -> tuple[list[ContentItem], float]:
        """Titles that hold the query, checked within `max_days`, and the age in seconds of the oldest of them."""
        pattern = query.translate({ord("\\"): r"\\", ord("%"): r"\%", ord("_"): r"\_"})
        rows = await self._postgres.fetch(_BY_TITLE, f"%{pattern}%", list(platforms), max_days, into=_aged)
        return [item for item, _ in rows], max((age_s for _, age_s in rows), default=0.0)

    async def popular(self, platforms: Sequence[str], *, limit: int) -> list[ContentItem]:
        """Titles by popularity, then by date."""
        return await self._postgres.fetch(_POPULAR, list(platforms), limit, into=_item)

    async def position(self) -> str:
        """The catalog's position now: what has changed by then need not be asked for again."""
        return str(await self._postgres.fetchval(_HORIZON))

    async def changed(self, after: str, upto: str) -> AsyncIterator[list[Listed]]:
        """Pages of what has changed since an earlier position, in order of the ids.

        Args:
            after: the earlier position; "" for everything.
            upto: the position now. An `after` beyond it comes from before a restored copy: everything is sent.
        """
        since, last = (after if after and int(after) <= int(upto) else "0"), ""
        while True:
            rows = await self._postgres.fetch(_CHANGED, since, last, PAGE, into=_listed)
            if rows:
                yield rows
            if len(rows) < PAGE:
                return
            last = rows[-1].item.id


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


def _item(*, overview: str, release_year: int | None, runtime_min: int | None, **columns: Any) -> ContentItem:
    same = {name: columns[name] for name in _SAME}
    duration_ms = runtime_min and runtime_min * 60_000
    return ContentItem.model_validate(
        {**same, "year": release_year, "overview": overview[:10_000] or None, "duration_ms": duration_ms}
    )


def _listed(*, available: bool, title_number: int | None, **columns: Any) -> Listed:
    return Listed(_item(**columns).model_copy(update={"available": available}), title_number)


def _aged(*, age_s: float, **columns: Any) -> tuple[ContentItem, float]:
    return _item(**columns), age_s


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
