"""Discovery: clients and messages. The public face of the contract; nothing else of it is stable."""

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
    "AsyncDiscoveryClient",
    "ContentItem",
    "ContentMetadata",
    "ContentType",
    "DiscoveryClient",
    "Platform",
    "PlatformError",
    "PlatformLibraryPage",
    "PlatformLibrarySync",
    "Recommendation",
    "RecommendationResult",
    "SearchResult",
    "WarningModel",
    "models",
    "operations",
]
