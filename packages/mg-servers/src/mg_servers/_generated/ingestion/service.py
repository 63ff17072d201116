# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of the Ingestion contract implements, and its endpoint table."""

from __future__ import annotations

from typing import Final, Literal, Protocol

from mg_clients._generated.ingestion import models, operations
from mg_core.rest.exchange import Endpoint, ServerCall

from . import schemas


class IngestionService(Protocol):
    """Handlers of the Ingestion contract. Raise `mg_core.ApiError` with a declared code to answer an error."""

    async def list_queue(
        self,
        call: ServerCall,
        *,
        platform: Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"] | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> models.QueuePage:
        """`GET /queue`: The user's queue."""
        ...

    async def add_to_queue(self, call: ServerCall, body: models.QueueAddRequest) -> models.QueueItem:
        """`POST /queue/add`: Put a title into the queue."""
        ...

    async def remove_from_queue(self, call: ServerCall, *, item_id: str) -> None:
        """`DELETE /queue/{item_id}`: Take a title out of the queue."""
        ...

    async def list_library(
        self,
        call: ServerCall,
        *,
        platform: Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"] | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> models.LibraryPage:
        """`GET /library`: What the user owns on the platforms."""
        ...

    async def sync_library(self, call: ServerCall, body: models.PlatformSyncRequest) -> models.SyncJob:
        """`POST /library/sync`: Read the library from a platform."""
        ...

    async def get_library_sync(self, call: ServerCall, *, job_id: str) -> models.SyncJob:
        """`GET /library/sync/{job_id}`: State of a synchronisation."""
        ...

    async def list_watchlist(
        self,
        call: ServerCall,
        *,
        platform: Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"] | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> models.WatchlistPage:
        """`GET /watchlist`: What the user has noted on the platforms."""
        ...

    async def sync_watchlist(self, call: ServerCall, body: models.PlatformSyncRequest) -> models.WatchlistSyncResult:
        """`POST /watchlist/sync`: Read the watchlist from a platform."""
        ...

    async def ingest_content(self, call: ServerCall, body: models.IngestRequest) -> models.IngestResult:
        """`POST /content`: Take content into the catalog."""
        ...


ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint(operations.LIST_QUEUE, "list_queue", schemas.LIST_QUEUE),
    Endpoint(operations.ADD_TO_QUEUE, "add_to_queue", schemas.ADD_TO_QUEUE),
    Endpoint(operations.REMOVE_FROM_QUEUE, "remove_from_queue", schemas.REMOVE_FROM_QUEUE),
    Endpoint(operations.LIST_LIBRARY, "list_library", schemas.LIST_LIBRARY),
    Endpoint(operations.SYNC_LIBRARY, "sync_library", schemas.SYNC_LIBRARY),
    Endpoint(operations.GET_LIBRARY_SYNC, "get_library_sync", schemas.GET_LIBRARY_SYNC),
    Endpoint(operations.LIST_WATCHLIST, "list_watchlist", schemas.LIST_WATCHLIST),
    Endpoint(operations.SYNC_WATCHLIST, "sync_watchlist", schemas.SYNC_WATCHLIST),
    Endpoint(operations.INGEST_CONTENT, "ingest_content", schemas.INGEST_CONTENT),
)
"""Every operation with its handler's name and its schemas, in the contract's order."""
