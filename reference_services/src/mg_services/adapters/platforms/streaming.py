"""Netflix, Hulu, HBO Max, Disney+ and Prime Video: one contract, five platforms."""

from __future__ import annotations

from mg_clients.discovery import ContentItem, ContentType, Platform
from mg_clients.streaming_platform import AsyncStreamingPlatformClient, CatalogTitle
from mg_core.call.options import CallOptions

from .page import Page, is_usable_id


class StreamingPlatform:
    """One of the five.

    Args:
        name: its name in content ids, e.g. `netflix`.
        client: a client of its own, hence a breaker of its own.
        api_key: the key that the platform gave us.
    """

    def __init__(self, name: str, client: AsyncStreamingPlatformClient, api_key: str) -> None:
        self.name = name
        self.client = client
        self._options = CallOptions(headers={"X-API-Key": api_key})

    async def search(self, query: str, limit: int, *, user_id: str = "") -> Page:
        """The first `limit` titles that fit; they are the same for every user."""
        found = await self.client.search_catalog(q=query, limit=limit, options=self._options)
        items = [item_of_title(self.name, title) for title in found.results if is_usable(title)]
        return Page(items, len(items) if found.total is None else found.total)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.client.aclose()


def item_of_title(platform: str, title: CatalogTitle) -> ContentItem:
    """A title in the common shape."""
    return ContentItem(
        id=f"{platform}:{title.id}",
        platform=Platform(platform),
        title=title.title,
        type=ContentType(title.type),
        year=title.year,
        seasons=title.seasons,
        genres=title.genres,
        overview=title.overview,
        image_url=title.image_url,
        available=title.available,
        popularity=title.popularity,
        rating=title.rating,
        duration_ms=title.duration_ms,
    )


def is_usable(title: CatalogTitle) -> bool:
    """Whether a title can be shown: it has a name, and an id that can be part of ours."""
    return bool(title.title) and is_usable_id(title.id)
