"""Ingestion: clients and messages. The public face of the contract; nothing else of it is stable."""

from ._generated.ingestion import models, operations
from ._generated.ingestion.client import AsyncIngestionClient, IngestionClient
from ._generated.ingestion.models import (
    ContentItem,
    ContentMetadata,
    ContentType,
    IngestRequest,
    IngestResult,
    LibraryItem,
    LibraryPage,
    NewContent,
    Platform,
    PlatformSyncRequest,
    QueueAddRequest,
    QueueItem,
    QueuePage,
    SyncJob,
    SyncJobState,
    WatchlistEntry,
    WatchlistPage,
    WatchlistSyncResult,
)

__all__ = [
    "AsyncIngestionClient",
    "ContentItem",
    "ContentMetadata",
    "ContentType",
    "IngestRequest",
    "IngestResult",
    "IngestionClient",
    "LibraryItem",
    "LibraryPage",
    "NewContent",
    "Platform",
    "PlatformSyncRequest",
    "QueueAddRequest",
    "QueueItem",
    "QueuePage",
    "SyncJob",
    "SyncJobState",
    "WatchlistEntry",
    "WatchlistPage",
    "WatchlistSyncResult",
    "models",
    "operations",
]
