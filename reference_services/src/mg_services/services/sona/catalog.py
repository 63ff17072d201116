"""The catalog as SONA follows it: discovery's, over its contract, into a copy of our own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from functools import partial

from mg_clients.rpc import AsyncDiscoveryRpcClient, messages
from mg_core.call.options import CallOptions

from .rpc import title_of
from .store import CatalogRow, SonaStore


class CatalogFeed:
    """Brings the copy up to date.

    Args:
        client: discovery's; None where none is known: then the copy stays as it is.
        store: where the copy is.
    """

    def __init__(self, client: AsyncDiscoveryRpcClient | None, store: SonaStore) -> None:
        self.client = client
        self._store = store

    async def follow(self) -> int:
        """Take over what has changed since the last time; how many titles.

        Raises:
            MgError: discovery or the database is away; the copy is as it was.
        """
        return 0 if self.client is None else await self._store.follow(partial(_pages, self.client))

    async def aclose(self) -> None:
        """Close the connection."""
        if self.client is not None:
            await self.client.aclose()


async def _pages(client: AsyncDiscoveryRpcClient, position: str) -> AsyncIterator[tuple[str, Sequence[CatalogRow]]]:
    # Who follows asks again by itself: repeating at once would open the breaker while discovery starts.
    once = CallOptions(max_retries=0)
    async for page in client.list_catalog(messages.ListCatalogRequest(after=position), options=once):
        yield page.position, [_row(entry, entry.item) for entry in page.entries if entry.item is not None]


def _row(entry: messages.CatalogEntry, item: messages.ContentItem) -> CatalogRow:
    title = title_of(item)
    return CatalogRow(
        id=title.id,
        title_number=entry.title_number,
        platform=title.platform,
        title=title.title,
        type=title.type,
        genres=title.genres,
        year=title.year,
        overview=title.overview,
        seasons=title.seasons,
        duration_ms=title.duration_ms,
        popularity=title.popularity,
        rating=title.rating,
        available=item.available is True,
    )
