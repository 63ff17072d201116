# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Operations of the Discovery contract, as data."""

from __future__ import annotations

from typing import Final

from mg_core.contract.operation import ErrorCase, Operation, Param, Reply

from . import models, policies

SEARCH: Final = Operation(
    id="search",
    contract="discovery",
    method="GET",
    path="/search",
    policy=policies.AGGREGATE,
    idempotency="safe",
    params=(
        Param("q", "q", "query", required=True),
        Param("platforms", "platforms", "query", explode=False),
        Param("type", "type_", "query"),
        Param("limit", "limit", "query"),
    ),
    replies=(Reply(200, models.SearchResult),),
    errors=(
        ErrorCase(400, "invalid_request"),
        ErrorCase(401, "unauthorized"),
        ErrorCase(401, "invalid_token"),
        ErrorCase(429, "rate_limited", retryable=True, retry_after_s=1.0),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True, retry_after_s=5.0),
        ErrorCase(503, "circuit_breaker_open", retryable=True, retry_after_s=30.0),
        ErrorCase(503, "bulkhead_full", retryable=True, retry_after_s=1.0),
        ErrorCase(504, "gateway_timeout", retryable=True, retry_after_s=5.0),
        ErrorCase(504, "deadline_exceeded", retryable=True),
    ),
    secured=True,
    identity=True,
    source="spec/openapi/discovery.yaml:29",
)
GET_RECOMMENDATIONS: Final = Operation(
    id="getRecommendations",
    contract="discovery",
    method="GET",
    path="/recommendations",
    policy=policies.INTERNAL,
    idempotency="safe",
    params=(
        Param("limit", "limit", "query"),
        Param("exclude_watched", "exclude_watched", "query"),
        Param("platforms", "platforms", "query", explode=False),
    ),
    replies=(Reply(200, models.RecommendationResult),),
    errors=(
        ErrorCase(400, "invalid_request"),
        ErrorCase(401, "unauthorized"),
        ErrorCase(401, "invalid_token"),
        ErrorCase(429, "rate_limited", retryable=True, retry_after_s=1.0),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True, retry_after_s=5.0),
        ErrorCase(503, "circuit_breaker_open", retryable=True, retry_after_s=30.0),
        ErrorCase(503, "bulkhead_full", retryable=True, retry_after_s=1.0),
        ErrorCase(504, "gateway_timeout", retryable=True, retry_after_s=5.0),
        ErrorCase(504, "deadline_exceeded", retryable=True),
    ),
    secured=True,
    identity=True,
    source="spec/openapi/discovery.yaml:57",
)
GET_CONTENT: Final = Operation(
    id="getContent",
    contract="discovery",
    method="GET",
    path="/content/{content_id}",
    policy=policies.AGGREGATE,
    idempotency="safe",
    params=(Param("content_id", "content_id", "path", required=True),),
    replies=(Reply(200, models.ContentItem),),
    errors=(
        ErrorCase(400, "invalid_request"),
        ErrorCase(401, "unauthorized"),
        ErrorCase(401, "invalid_token"),
        ErrorCase(404, "content_not_found"),
        ErrorCase(429, "rate_limited", retryable=True, retry_after_s=1.0),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True, retry_after_s=5.0),
        ErrorCase(503, "circuit_breaker_open", retryable=True, retry_after_s=30.0),
        ErrorCase(503, "bulkhead_full", retryable=True, retry_after_s=1.0),
        ErrorCase(504, "gateway_timeout", retryable=True, retry_after_s=5.0),
        ErrorCase(504, "deadline_exceeded", retryable=True),
    ),
    secured=True,
    identity=True,
    source="spec/openapi/discovery.yaml:79",
)
LIST_PLATFORM_LIBRARY: Final = Operation(
    id="listPlatformLibrary",
    contract="discovery",
    method="GET",
    path="/library",
    policy=policies.INTERNAL,
    idempotency="safe",
    params=(
        Param("platform", "platform", "query", required=True),
        Param("limit", "limit", "query"),
        Param("cursor", "cursor", "query"),
    ),
    replies=(Reply(200, models.PlatformLibraryPage),),
    errors=(
        ErrorCase(400, "invalid_request"),
        ErrorCase(401, "unauthorized"),
        ErrorCase(401, "invalid_token"),
        ErrorCase(429, "rate_limited", retryable=True, retry_after_s=1.0),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True, retry_after_s=5.0),
        ErrorCase(503, "circuit_breaker_open", retryable=True, retry_after_s=30.0),
        ErrorCase(503, "bulkhead_full", retryable=True, retry_after_s=1.0),
        ErrorCase(504, "gateway_timeout", retryable=True, retry_after_s=5.0),
        ErrorCase(504, "deadline_exceeded", retryable=True),
    ),
    secured=True,
    identity=True,
    source="spec/openapi/discovery.yaml:99",
)
SYNC_PLATFORM_LIBRARY: Final = Operation(
    id="syncPlatformLibrary",
    contract="discovery",
    method="POST",
    path="/library/{platform}/sync",
    policy=policies.AGGREGATE_SYNC_PLATFORM_LIBRARY,
    idempotency="idempotent",
    params=(Param("platform", "platform", "path", required=True),),
    replies=(Reply(200, models.PlatformLibrarySync),),
    errors=(
        ErrorCase(400, "invalid_request"),
        ErrorCase(401, "unauthorized"),
        ErrorCase(401, "invalid_token"),
        ErrorCase(403, "platform_not_connected"),
        ErrorCase(403, "platform_authorization_needed"),
        ErrorCase(429, "rate_limited", retryable=True, retry_after_s=1.0),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True, retry_after_s=5.0),
        ErrorCase(503, "circuit_breaker_open", retryable=True, retry_after_s=30.0),
        ErrorCase(503, "bulkhead_full", retryable=True, retry_after_s=1.0),
        ErrorCase(503, "read_only", retryable=True, retry_after_s=5.0),
        ErrorCase(504, "gateway_timeout", retryable=True, retry_after_s=5.0),
        ErrorCase(504, "deadline_exceeded", retryable=True),
    ),
    secured=True,
    identity=True,
    source="spec/openapi/discovery.yaml:119",
)

OPERATIONS: Final[tuple[Operation, ...]] = (
    SEARCH,
    GET_RECOMMENDATIONS,
    GET_CONTENT,
    LIST_PLATFORM_LIBRARY,
    SYNC_PLATFORM_LIBRARY,
)
"""Every operation, in the contract's order."""
