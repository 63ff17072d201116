"""What one streaming platform carries, and how it finds it."""

from __future__ import annotations

from collections.abc import Iterable

from mg_services.data.catalog import CatalogTitle

QUERIES_MAX = 4096
"""Answers remembered; the oldest goes first."""


class Shelf:
    """The titles of one platform.

    Args:
        platform: name as in `mg_services.data.catalog.PLATFORMS`.
        titles: the whole catalog; those that the platform does not carry are left out.
    """

    def __init__(self, platform: str, titles: Iterable[CatalogTitle]) -> None:
        self.platform = platform
        self.titles = sorted((t for t in titles if platform in t.platforms), key=lambda t: (-t.popularity, t.id))
        self._folded = [title.title.casefold() for title in self.titles]
        self._by_id = {str(title.id): title for title in self.titles}
        self._answers: dict[str, list[CatalogTitle]] = {}

    def get(self, content_id: str) -> CatalogTitle | None:
        """The title with this number, or None."""
        return self._by_id.get(content_id)

    def find(self, query: str) -> list[CatalogTitle]:
        """Titles that hold every word of the query: exact title first, then beginning, then the rest, by popularity."""
        key = " ".join(query.casefold().split())
        found = self._answers.get(key)
        if found is None:
            found = self._search(key)
            if len(self._answers) >= QUERIES_MAX:
                del self._answers[next(iter(self._answers))]
            self._answers[key] = found
        return found

    def _search(self, key: str) -> list[CatalogTitle]:
        words = key.split()
        hits = [
            (folded != key, not folded.startswith(key), position)
            for position, folded in enumerate(self._folded)
            if words and all(word in folded for word in words)
        ]
        return [self.titles[position] for _, _, position in sorted(hits)]
