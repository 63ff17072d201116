# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Streaming platform: clients, messages and the errors to expect."""

from mg_core import ApiError, CallOptions, DecodeError, MgError, RejectedError, TimeoutExceededError, TransportError

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
    "ApiError",
    "AsyncStreamingPlatformClient",
    "CallOptions",
    "CatalogPage",
    "CatalogTitle",
    "DecodeError",
    "MgError",
    "PlatformWatchlist",
    "PlatformWatchlistItem",
    "RejectedError",
    "StreamQuality",
    "StreamUrl",
    "StreamUrlRequest",
    "StreamingPlatformClient",
    "TimeoutExceededError",
    "TitleType",
    "TransportError",
    "models",
    "operations",
]
