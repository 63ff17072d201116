"""What SONA keeps in PostgreSQL: histories, tastes, and its own copy of the catalog."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from mg_core.errors import ApiError
from mg_services.adapters.postgres import ConstraintError, Postgres, Row

from .domain import Limits, Title, Watched

EXCLUDED_MAX = 1000
"""Watched titles that are kept out of a list, the latest."""

_MACRO = re.compile(r"<(key|title) of ([\w.]+)>")


_COLUMNS = (
    "c.id, c.platform, c.title, c.type, c.genres, c.release_year AS year, c.overview, c.duration_ms, c.rating, "
    "c.seasons, c.popularity"
)


def _sql(text: str) -> str:
    """SQL with what several statements share written out.

    `<columns>` are those of a title. `<title of x>` is the id of the title that an episode belongs to. A title that
    several platforms carry has a row for each: `<key of x>` is the first of their ids, which the index knows.
    """

    def written_out(found: re.Match[str]) -> str:
        what, name = found.groups()
        if what == "title":
            return f"split_part({name}, ':', 1) || ':' || split_part({name}, ':', 2)"
        first = (
            "(SELECT min(o.id) FROM followed_titles a JOIN followed_titles o USING (title_number) WHERE a.id = <name>)"
        )
        return first.replace("<name>", name)

    return _MACRO.sub(written_out, text.replace("<columns>", _COLUMNS))


_HISTORY = _sql(
    """
SELECT h.id, coalesce(<key of h.id>, h.id) AS key, c.title, c.genres, h.watched_at, h.rating
FROM (SELECT <title of content_id> AS id, max(watched_at) AS watched_at, max(rating) AS rating
      FROM watch_history WHERE user_id = $1 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $2) h
LEFT JOIN followed_titles c ON c.id = h.id
ORDER BY h.watched_at DESC, h.id
"""
)

_NAMED = _sql(
    """
SELECT k.name, <key of f.id> AS key, f.id, f.title, f.genres
FROM unnest($1::text[]) WITH ORDINALITY AS k(name, place)
CROSS JOIN LATERAL (
    SELECT c.id, c.title, c.genres FROM followed_titles c
    WHERE c.id = <title of k.name>
       OR (position(':' in k.name) = 0 AND c.title ILIKE '%' || replace(k.name, '-', '%') || '%')
    ORDER BY length(c.title), c.popularity DESC, c.id LIMIT 1) f
ORDER BY k.place
"""
)

_CARRIED = _sql(
    """
SELECT DISTINCT ON (k.key) k.key, <columns>
FROM unnest($1::text[]) AS k(key)
JOIN followed_titles a ON a.id = k.key
JOIN followed_titles c ON c.title_number = a.title_number AND c.available
WHERE $2::text[] IS NULL OR c.platform = ANY($2)
ORDER BY k.key, c.id
"""
)

_KNOWN = "SELECT id FROM followed_titles WHERE id = ANY($1::text[])"

# FB-02: unwatched titles of the user's platforms by how many have watched them.
_POPULAR = _sql(
    """
WITH views AS (SELECT <title of content_id> AS id, count(*) AS watch_count FROM watch_history GROUP BY 1)
SELECT <key of c.id> AS key, <columns>, coalesce(v.watch_count, 0) AS watch_count
FROM followed_titles c LEFT JOIN views v ON v.id = c.id
WHERE c.available AND ($1::text[] IS NULL OR c.platform = ANY($1))
  AND c.id NOT IN (SELECT o.id FROM followed_titles a JOIN followed_titles o USING (title_number)
                   WHERE a.id = ANY($2::text[]))
  AND ($5::int IS NULL OR c.release_year >= $5)
  AND (cardinality($6::text[]) = 0 OR c.type = ANY($6))
  AND (cardinality($7::text[]) = 0 OR c.genres && $7)
ORDER BY (c.genres && $3::text[]) DESC, watch_count DESC, c.popularity DESC, c.release_year DESC NULLS LAST, c.id
LIMIT $4
"""
)

_EVERYTHING = _sql(
    """
SELECT a.key, <columns>, a.platforms
FROM (SELECT min(id) AS key, array_agg(platform ORDER BY platform) AS platforms
      FROM followed_titles WHERE available GROUP BY title_number) a
JOIN followed_titles c ON c.id = a.key
ORDER BY c.popularity DESC, a.key
"""
)

_CARRIERS = """
SELECT i.id, min(o.id) AS key, array_agg(DISTINCT o.platform) AS platforms
FROM unnest($1::text[]) AS i(id)
JOIN followed_titles a ON a.id = i.id
JOIN followed_titles o ON o.title_number = a.title_number AND o.available
GROUP BY i.id
"""

_PREFERRED = "SELECT unnest(genres) AS genre FROM user_tastes WHERE user_id = $1"

_WATCHED = """
INSERT INTO watch_history AS kept (user_id, content_id, watched_at, completed, rating) VALUES ($1, $2, $3, true, $4)
ON CONFLICT (user_id, content_id) DO UPDATE
SET watched_at = excluded.watched_at, completed = true, rating = coalesce(excluded.rating, kept.rating)
WHERE kept.watched_at < excluded.watched_at OR NOT kept.completed
"""

_VERSION_UP = """
INSERT INTO user_tastes AS kept (user_id) VALUES ($1)
ON CONFLICT (user_id) DO UPDATE SET version = kept.version + 1, changed_at = now()
RETURNING version
"""

_TAKE_OVER = """
INSERT INTO followed_titles (
    id, title_number, platform, title, type, genres, release_year, overview, seasons, duration_ms, popularity, rating,
    available)
SELECT t.id, t.title_number, t.platform, t.title, t.type, t.genres, t.year, t.overview, t.seasons, t.duration_ms,
    t.popularity, t.rating, t.available
FROM jsonb_to_recordset($1::jsonb) AS t (
    id text, title_number bigint, platform text, title text, type text, genres text[], year integer, overview text,
    seasons integer, duration_ms bigint, popularity float8, rating float8, available boolean)
ON CONFLICT (id) DO UPDATE SET
    title_number = excluded.title_number, platform = excluded.platform, title = excluded.title, type = excluded.type,
    genres = excluded.genres, release_year = excluded.release_year, overview = excluded.overview,
    seasons = excluded.seasons, duration_ms = excluded.duration_ms, popularity = excluded.popularity,
    rating = excluded.rating, available = excluded.available
"""

# Who follows takes turns: the later one begins where the earlier one has come to.
_POSITION = """
INSERT INTO followed_positions AS kept (source, position) VALUES ('catalog', '')
ON CONFLICT (source) DO UPDATE SET position = kept.position RETURNING position
"""

_MOVE_POSITION = "UPDATE followed_positions SET position = $1 WHERE source = 'catalog'"

_VERSION = "SELECT coalesce(max(version), 0) FROM user_tastes WHERE user_id = $1"


@dataclass(frozen=True, slots=True)
class CatalogRow:
    """A title as one platform carries it, for the copy of the catalog."""

    id: str
    title_number: int | None
    platform: str
    title: str
    type: str
    genres: tuple[str, ...]
    year: int | None
    overview: str
    seasons: int | None
    duration_ms: int | None
    popularity: float
    """0 to 100."""
    rating: float | None
    """0 to 10."""
    available: bool


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A title for the index."""

    title: Title
    platforms: tuple[str, ...]
    """All that carry it."""


class SonaStore:
    """Reads and writes PostgreSQL; every method raises ApiError `service_unavailable` when that is away."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def history(self, user_id: str) -> list[Watched]:
        """What a user has watched, the latest first, each title once; nothing for an id that is no account's."""
        if (account := account_of(user_id)) is None:
            return []
        rows = await self._postgres.fetch(_HISTORY, account, EXCLUDED_MAX)
        unique: dict[str, Watched] = {}
        for row in rows:
            unique.setdefault(row["key"], _watched(row, row["watched_at"], row["rating"]))
        return list(unique.values())

    async def named(self, names: Sequence[str]) -> list[Watched]:
        """Titles by ids or by words of their names (`handmaid`), in the order given; unknown ones are left out."""
        harmless = [name.translate({ord("\\"): "", ord("%"): "", ord("_"): " "}).strip() for name in names]
        wanted = [name for name in harmless if name]
        if not wanted:
            return []
        rows = await self._postgres.fetch(_NAMED, wanted)
        unique = {row["key"] or row["id"]: _watched(row, None, None) for row in rows}
        return list(unique.values())

    async def preferred_genres(self, user_id: str) -> list[str]:
        """Genres that the user has named as preferred."""
        account = account_of(user_id)
        rows = await self._postgres.fetch(_PREFERRED, account) if account else []
        return [row["genre"] for row in rows]

    async def carried(self, keys: Sequence[str], platforms: Sequence[str] | None) -> dict[str, Title]:
        """The titles with these keys that one of the platforms carries now, by key."""
        wanted = None if platforms is None else list(platforms)
        return {title.key: title for title in await self._postgres.fetch(_CARRIED, list(keys), wanted, into=_title)}

    async def known(self, ids: Sequence[str]) -> set[str]:
        """Those of the ids that the catalog holds, whether somebody can play them or not."""
        rows = await self._postgres.fetch(_KNOWN, list(ids))
        return {row["id"] for row in rows}

    async def carriers(self, ids: Sequence[str]) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Key and platforms of each title of the catalog, by the id of one of its platforms."""
        rows = await self._postgres.fetch(_CARRIERS, list(ids))
        return {row["id"]: (row["key"], tuple(row["platforms"])) for row in rows}

    async def popular(
        self, limits: Limits, watched: Sequence[str], preferred: Sequence[str], limit: int
    ) -> list[Title]:
        """Titles with a preferred genre first, then by how many have watched them, popularity and date (FB-02).

        Args:
            limits: what may be shown.
            watched: keys or ids that are left out.
            preferred: genres.
            limit: rows; a title that several platforms carry has several.
        """
        platforms = None if limits.platforms is None else list(limits.platforms)
        more = (limits.min_year, list(limits.types), list(limits.genres))
        return await self._postgres.fetch(
            _POPULAR, platforms, list(watched), list(preferred), limit, *more, into=_title
        )

    async def everything(self) -> list[CatalogEntry]:
        """The whole catalog, the most popular first; each title once."""
        return await self._postgres.fetch(_EVERYTHING, into=_entry)

    async def followed(self) -> bool:
        """Whether there is a copy of the catalog."""
        return await self._postgres.fetchval("SELECT 1 FROM followed_titles LIMIT 1") is not None

    async def follow(self, pages: Callable[[str], AsyncIterator[tuple[str, Sequence[CatalogRow]]]]) -> int:
        """Take over what has changed in the catalog, all of it or nothing; how many titles.

        Args:
            pages: gives what has changed since a position, with the position to begin at next time on each page.
        """
        taken = 0
        async with self._postgres.transaction() as transaction:
            position = str(await transaction.fetchval(_POSITION))
            async for next_position, rows in pages(position):
                position = next_position
                if rows:
                    taken += await transaction.execute(_TAKE_OVER, json.dumps([asdict(row) for row in rows]))
            await transaction.execute(_MOVE_POSITION, position)
        return taken

    async def record(self, user_id: str, content_id: str, at: datetime, rating: float | None) -> tuple[int, bool]:
        """Remember that a title was watched; the taste's version, and whether it grew.

        The same moment again, and a moment before the one that is known, change nothing.

        Raises:
            ApiError: `invalid_request`, there is no such user.
        """
        account = account_of(user_id)
        try:
            async with self._postgres.transaction() as transaction:
                grew = await transaction.execute(_WATCHED, account, content_id, at, rating) > 0
                version = await transaction.fetchval(_VERSION_UP if grew else _VERSION, account)
                return int(version), grew
        except ConstraintError as error:
            if error.kind not in {"foreign_key", "not_null"}:
                raise
            raise ApiError(f"There is no user {user_id}.", code="user_not_found", status=404) from None

    async def version(self, user_id: str) -> int:
        """How often the user's taste has changed; 0 for a user without one."""
        account = account_of(user_id)
        return int(await self._postgres.fetchval(_VERSION, account)) if account else 0


def account_of(user_id: str) -> UUID | None:
    """The account's id; None for a text that is none."""
    try:
        return UUID(user_id)
    except ValueError:
        return None


def base_id(content_id: str) -> str:
    """Id of the title that an episode belongs to: `netflix:80057281` of `netflix:80057281:s01e01`."""
    return ":".join(content_id.split(":")[:2])


def _watched(row: Row, at: datetime | None, rating: float | None) -> Watched:
    key = row["key"] or row["id"]
    return Watched(key, row["title"] or key, tuple(row["genres"] or ()), at, rating)


def _title(*, id: str, key: str | None, genres: Sequence[str], **columns: Any) -> Title:  # noqa: A002  a column's name
    return Title(id=id, key=key or id, genres=tuple(genres), **columns)


def _entry(*, platforms: Sequence[str], **columns: Any) -> CatalogEntry:
    return CatalogEntry(_title(**columns), tuple(platforms))
