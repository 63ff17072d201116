# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of the Streaming platform contract implements, and its endpoint table."""

from __future__ import annotations

from typing import Final, Protocol

from mg_clients._generated.streaming_platform import models, operations
from mg_core.rest.exchange import Endpoint, ServerCall

from . import schemas


class StreamingPlatformService(Protocol):
    """Handlers of the Streaming platform contract. Raise `mg_core.ApiError` with a declared code to answer an error."""

    async def search_catalog(self, call: ServerCall, *, q: str, page: int = 1, limit: int = 20) -> models.CatalogPage:
        """`GET /catalog/search`: Search the catalog."""
        ...

    async def get_title(self, call: ServerCall, *, id: str) -> models.CatalogTitle:
        """`GET /catalog/titles/{id}`: One title."""
        ...

    async def get_watchlist(self, call: ServerCall, *, account_id: str | None = None) -> models.PlatformWatchlist:
        """`GET /user/watchlist`: The user's watchlist."""
        ...

    async def create_stream_url(self, call: ServerCall, body: models.StreamUrlRequest) -> models.StreamUrl:
        """`POST /playback/stream-url`: Get an address to stream a title from."""
        ...


ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint(operations.SEARCH_CATALOG, "search_catalog", schemas.SEARCH_CATALOG),
    Endpoint(operations.GET_TITLE, "get_title", schemas.GET_TITLE),
    Endpoint(operations.GET_WATCHLIST, "get_watchlist", schemas.GET_WATCHLIST),
    Endpoint(operations.CREATE_STREAM_URL, "create_stream_url", schemas.CREATE_STREAM_URL),
)
"""Every operation with its handler's name and its schemas, in the contract's order."""
