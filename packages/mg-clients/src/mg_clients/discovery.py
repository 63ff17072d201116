# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Discovery: clients, messages and the errors to expect."""

from mg_core import ApiError, CallOptions, DecodeError, MgError, RejectedError, TimeoutExceededError, TransportError

from ._generated.discovery import models, operations
from ._generated.discovery.client import AsyncDiscoveryClient, DiscoveryClient
from ._generated.discovery.models import (
    Algorithm,
    ContentItem,
    ContentMetadata,
    ContentType,
    Platform,
    PlatformError,
    PlatformLibraryPage,
    PlatformLibrarySync,
    Recommendation,
    RecommendationResult,
    SearchResult,
    WarningModel,
)

__all__ = [
    "Algorithm",
    "ApiError",
    "AsyncDiscoveryClient",
    "CallOptions",
    "ContentItem",
    "ContentMetadata",
    "ContentType",
    "DecodeError",
    "DiscoveryClient",
    "MgError",
    "Platform",
    "PlatformError",
    "PlatformLibraryPage",
    "PlatformLibrarySync",
    "Recommendation",
    "RecommendationResult",
    "RejectedError",
    "SearchResult",
    "TimeoutExceededError",
    "TransportError",
    "WarningModel",
    "models",
    "operations",
]
