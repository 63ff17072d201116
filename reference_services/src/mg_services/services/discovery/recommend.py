"""Recommendations: SONA's, else by popularity."""

from __future__ import annotations

from collections.abc import Sequence

from mg_clients.discovery import WarningModel
from mg_core.errors import MgError

from .domain import NO_FILTERS, Suggestion, Suggestions, Taste, display_name, fitting
from .search import Search
from .sona import Sona, Wish
from .store import CatalogStore, Popular

_PER_TITLE = 4
"""Rows read for each title of a list by popularity: several platforms carry one title."""

_FILTERED = 1000
"""Rows read when not every one of them may be shown."""


class Recommender:
    """Recommends. One per process.

    Args:
        search: knows a user's platforms.
        catalog: the local catalog and what users have watched.
        sona: the engine; None where none is known.
    """

    def __init__(self, search: Search, catalog: CatalogStore, sona: Sona | None) -> None:
        self._search = search
        self._catalog = catalog
        self._sona = sona

    async def recommend(self, wish: Wish) -> tuple[Suggestions, tuple[WarningModel, ...]]:
        """Titles of the user's platforms, and what the user should know about the choice of platforms.

        Raises:
            ApiError: `service_unavailable`, the catalog is away.
        """
        scope = await self._search.scope(wish.user_id, wish.platforms)
        made = None
        if self._sona is not None and scope.platforms:
            made = await self._sona.recommend(wish, await self._taste(wish), scope.platforms)
        return made or await self._popular(wish, scope.platforms), scope.notes

    async def _taste(self, wish: Wish) -> Taste:
        if wish.taste is not None:
            return wish.taste
        try:
            return await self._catalog.taste(wish.user_id)
        except MgError:
            return Taste()  # SONA reads the history itself

    async def _popular(self, wish: Wish, platforms: Sequence[str]) -> Suggestions:
        rows = await self._catalog.popular(
            wish.user_id,
            platforms,
            exclude_watched=wish.exclude_watched,
            limit=wish.limit * _PER_TITLE if wish.filters == NO_FILTERS else _FILTERED,
        )
        shown = [row for row in _distinct(rows) if fitting([row.item], wish.filters)]
        return Suggestions(tuple(_by_popularity(row) for row in shown[: wish.limit]), "popularity")


def _distinct(rows: Sequence[Popular]) -> list[Popular]:
    """A title that several platforms carry is one recommendation."""
    seen: dict[tuple[str, int | None], Popular] = {}
    for row in rows:
        seen.setdefault((row.item.title.casefold(), row.item.year), row)
    return list(seen.values())


def _by_popularity(row: Popular) -> Suggestion:
    name = display_name(str(row.item.platform))
    reason = f"Watched by {row.watch_count} on {name}" if row.watch_count else f"Popular on {name}"
    return Suggestion(row.item, reason, score=row.item.popularity)
