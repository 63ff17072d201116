"""SONA: clients and messages. The public face of the contract; nothing else of it is stable."""

from ._generated.sona import models, operations
from ._generated.sona.client import AsyncSonaClient, SonaClient
from ._generated.sona.models import (
    ContentItem,
    ContentMetadata,
    ContentType,
    EmbeddingList,
    EmbedRequest,
    IndexRequest,
    IndexResult,
    Platform,
    RankContext,
    RankedContent,
    RankRequest,
    RecommendationAlgorithm,
    RecommendationList,
    RecommendedContent,
    RecommendFilters,
    RecommendRequest,
    ViewingContext,
    ViewRequest,
)

__all__ = [
    "AsyncSonaClient",
    "ContentItem",
    "ContentMetadata",
    "ContentType",
    "EmbedRequest",
    "EmbeddingList",
    "IndexRequest",
    "IndexResult",
    "Platform",
    "RankContext",
    "RankRequest",
    "RankedContent",
    "RecommendFilters",
    "RecommendRequest",
    "RecommendationAlgorithm",
    "RecommendationList",
    "RecommendedContent",
    "SonaClient",
    "ViewRequest",
    "ViewingContext",
    "models",
    "operations",
]
