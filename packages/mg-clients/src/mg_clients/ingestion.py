# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Ingestion: clients, messages and the errors to expect."""

from mg_core import ApiError, CallOptions, DecodeError, MgError, RejectedError, TimeoutExceededError, TransportError

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
    "ApiError",
    "AsyncIngestionClient",
    "CallOptions",
    "ContentItem",
    "ContentMetadata",
    "ContentType",
    "DecodeError",
    "IngestRequest",
    "IngestResult",
    "IngestionClient",
    "LibraryItem",
    "LibraryPage",
    "MgError",
    "NewContent",
    "Platform",
    "PlatformSyncRequest",
    "QueueAddRequest",
    "QueueItem",
    "QueuePage",
    "RejectedError",
    "SyncJob",
    "SyncJobState",
    "TimeoutExceededError",
    "TransportError",
    "WatchlistEntry",
    "WatchlistPage",
    "WatchlistSyncResult",
    "models",
    "operations",
]
