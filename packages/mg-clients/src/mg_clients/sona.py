# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""SONA: clients, messages and the errors to expect."""

from mg_core import ApiError, CallOptions, DecodeError, MgError, RejectedError, TimeoutExceededError, TransportError

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
    "ApiError",
    "AsyncSonaClient",
    "CallOptions",
    "ContentItem",
    "ContentMetadata",
    "ContentType",
    "DecodeError",
    "EmbedRequest",
    "EmbeddingList",
    "IndexRequest",
    "IndexResult",
    "MgError",
    "Platform",
    "RankContext",
    "RankRequest",
    "RankedContent",
    "RecommendFilters",
    "RecommendRequest",
    "RecommendationAlgorithm",
    "RecommendationList",
    "RecommendedContent",
    "RejectedError",
    "SonaClient",
    "TimeoutExceededError",
    "TransportError",
    "ViewRequest",
    "ViewingContext",
    "models",
    "operations",
]
