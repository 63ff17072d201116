"""Recommendations: SONA's, else by popularity."""

from __future__ import annotations

from collections.abc import Sequence

from mg_clients.discovery import ContentItem, WarningModel

from .domain import NO_FILTERS, Suggestion, Suggestions, display_name, fitting
from .search import Search
from .sona import Sona, Wish
from .store import CatalogStore

_PER_TITLE = 4
"""Rows read for each title of a list by popularity: several platforms carry one title."""

_FILTERED = 1000
"""Rows read when not every one of them may be shown."""

HISTORY_UNKNOWN = WarningModel(
    code="history_unknown", message="What you have watched is not known at the moment, so it may be among these."
)


class Recommender:
    """Recommends. One per process.

    Args:
        search: knows a user's platforms.
        catalog: the local catalog.
        sona: the engine, which knows what users have watched; None where none is known.
    """

    def __init__(self, search: Search, catalog: CatalogStore, sona: Sona | None) -> None:
        self._search = search
        self._catalog = catalog
        self._sona = sona

    async def recommend(self, wish: Wish) -> tuple[Suggestions, tuple[WarningModel, ...]]:
        """Titles of the user's platforms, and what the user should know about the choice.

        Raises:
            ApiError: `service_unavailable`, the catalog is away.
        """
        scope = await self._search.scope(wish.user_id, wish.platforms)
        if self._sona is not None and scope.platforms:
            made = await self._sona.recommend(wish, scope.platforms)
            if made is not None:
                return made, scope.notes
        notes = (*scope.notes, HISTORY_UNKNOWN) if wish.exclude_watched else scope.notes
        return await self._popular(wish, scope.platforms), notes

    async def _popular(self, wish: Wish, platforms: Sequence[str]) -> Suggestions:
        limit = wish.limit * _PER_TITLE if wish.filters == NO_FILTERS else _FILTERED
        items = fitting(_distinct(await self._catalog.popular(platforms, limit=limit)), wish.filters)
        return Suggestions(tuple(_by_popularity(item) for item in items[: wish.limit]), "popularity")


def _distinct(items: Sequence[ContentItem]) -> list[ContentItem]:
    """A title that several platforms carry is one recommendation."""
    seen: dict[tuple[str, int | None], ContentItem] = {}
    for item in items:
        seen.setdefault((item.title.casefold(), item.year), item)
    return list(seen.values())


def _by_popularity(item: ContentItem) -> Suggestion:
    return Suggestion(item, f"Popular on {display_name(str(item.platform))}", score=item.popularity)
