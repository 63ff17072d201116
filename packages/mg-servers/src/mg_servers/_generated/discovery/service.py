# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of the Discovery contract implements, and its endpoint table."""

from __future__ import annotations

from typing import Final, Literal, Protocol

from mg_clients._generated.discovery import models, operations
from mg_core.rest.exchange import Endpoint, ServerCall

from . import schemas


class DiscoveryService(Protocol):
    """Handlers of the Discovery contract. Raise `mg_core.ApiError` with a declared code to answer an error."""

    async def search(
        self,
        call: ServerCall,
        *,
        q: str,
        platforms: list[Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"]] | None = None,
        type_: Literal["movie", "series", "episode", "track", "album", "artist", "playlist", "show"] | None = None,
        limit: int = 20,
    ) -> models.SearchResult:
        """`GET /search`: Search the user's platforms."""
        ...

    async def get_recommendations(
        self,
        call: ServerCall,
        *,
        limit: int = 20,
        exclude_watched: bool = True,
        platforms: list[Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"]] | None = None,
    ) -> models.RecommendationResult:
        """`GET /recommendations`: Titles that fit the user."""
        ...

    async def get_content(self, call: ServerCall, *, content_id: str) -> models.ContentItem:
        """`GET /content/{content_id}`: One title."""
        ...

    async def list_platform_library(
        self, call: ServerCall, *, platform: Literal["apple_music"], limit: int = 50, cursor: str | None = None
    ) -> models.PlatformLibraryPage:
        """`GET /library`: The library that was read from a platform."""
        ...

    async def sync_platform_library(
        self, call: ServerCall, *, platform: Literal["apple_music"]
    ) -> models.PlatformLibrarySync:
        """`POST /library/{platform}/sync`: Read the user's library from a platform."""
        ...


ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint(operations.SEARCH, "search", schemas.SEARCH),
    Endpoint(operations.GET_RECOMMENDATIONS, "get_recommendations", schemas.GET_RECOMMENDATIONS),
    Endpoint(operations.GET_CONTENT, "get_content", schemas.GET_CONTENT),
    Endpoint(operations.LIST_PLATFORM_LIBRARY, "list_platform_library", schemas.LIST_PLATFORM_LIBRARY),
    Endpoint(operations.SYNC_PLATFORM_LIBRARY, "sync_platform_library", schemas.SYNC_PLATFORM_LIBRARY),
)
"""Every operation with its handler's name and its schemas, in the contract's order."""
