"""Streaming platform: clients and messages. The public face of the contract; nothing else of it is stable."""

from ._generated.streaming_platform import models, operations
from ._generated.streaming_platform.client import AsyncStreamingPlatformClient, StreamingPlatformClient
from ._generated.streaming_platform.models import (
    CatalogPage,
    CatalogTitle,
    PlatformWatchlist,
    PlatformWatchlistItem,
    StreamQuality,
    StreamUrl,
    StreamUrlRequest,
    TitleType,
)

__all__ = [
    "AsyncStreamingPlatformClient",
    "CatalogPage",
    "CatalogTitle",
    "PlatformWatchlist",
    "PlatformWatchlistItem",
    "StreamQuality",
    "StreamUrl",
    "StreamUrlRequest",
    "StreamingPlatformClient",
    "TitleType",
    "models",
    "operations",
]
