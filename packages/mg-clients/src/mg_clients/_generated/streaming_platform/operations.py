# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Operations of the Streaming platform contract, as data."""

from __future__ import annotations

from typing import Final

from mg_core.contract.operation import ErrorCase, Operation, Param, Reply

from . import models, policies

SEARCH_CATALOG: Final = Operation(
    id="searchCatalog",
    contract="streaming_platform",
    method="GET",
    path="/catalog/search",
    policy=policies.PLATFORM_SEARCH_CATALOG,
    idempotency="safe",
    params=(
        Param("q", "q", "query", required=True),
        Param("page", "page", "query"),
        Param("limit", "limit", "query"),
    ),
    replies=(Reply(200, models.CatalogPage),),
    errors=(
        ErrorCase(400, "invalid_request"),
        ErrorCase(401, "unauthorized"),
        ErrorCase(401, "invalid_token"),
        ErrorCase(403, "forbidden"),
        ErrorCase(404, "not_found"),
        ErrorCase(429, "rate_limited", retryable=True, retry_after_s=1.0),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(502, "invalid_response", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True, retry_after_s=5.0),
        ErrorCase(503, "circuit_breaker_open", retryable=True, retry_after_s=30.0),
        ErrorCase(503, "bulkhead_full", retryable=True, retry_after_s=1.0),
        ErrorCase(504, "gateway_timeout", retryable=True, retry_after_s=5.0),
        ErrorCase(504, "deadline_exceeded", retryable=True),
    ),
    source="spec/external/streaming_platform.yaml:34",
)
GET_TITLE: Final = Operation(
    id="getTitle",
    contract="streaming_platform",
    method="GET",
    path="/catalog/titles/{id}",
    policy=policies.PLATFORM_GET_TITLE,
    idempotency="safe",
    params=(Param("id", "id", "path", required=True),),
    replies=(Reply(200, models.CatalogTitle),),
    errors=(
        ErrorCase(400, "invalid_request"),
        ErrorCase(401, "unauthorized"),
        ErrorCase(401, "invalid_token"),
        ErrorCase(403, "forbidden"),
        ErrorCase(404, "not_found"),
        ErrorCase(429, "rate_limited", retryable=True, retry_after_s=1.0),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(502, "invalid_response", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True, retry_after_s=5.0),
        ErrorCase(503, "circuit_breaker_open", retryable=True, retry_after_s=30.0),
        ErrorCase(503, "bulkhead_full", retryable=True, retry_after_s=1.0),
        ErrorCase(504, "gateway_timeout", retryable=True, retry_after_s=5.0),
        ErrorCase(504, "deadline_exceeded", retryable=True),
    ),
    source="spec/external/streaming_platform.yaml:78",
)
GET_WATCHLIST: Final = Operation(
    id="getWatchlist",
    contract="streaming_platform",
    method="GET",
    path="/user/watchlist",
    policy=policies.PLATFORM,
    idempotency="safe",
    params=(Param("account_id", "account_id", "query"),),
    replies=(Reply(200, models.PlatformWatchlist),),
    errors=(
        ErrorCase(400, "invalid_request"),
        ErrorCase(401, "unauthorized"),
        ErrorCase(401, "invalid_token"),
        ErrorCase(403, "forbidden"),
        ErrorCase(404, "not_found"),
        ErrorCase(429, "rate_limited", retryable=True, retry_after_s=1.0),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(502, "invalid_response", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True, retry_after_s=5.0),
        ErrorCase(503, "circuit_breaker_open", retryable=True, retry_after_s=30.0),
        ErrorCase(503, "bulkhead_full", retryable=True, retry_after_s=1.0),
        ErrorCase(504, "gateway_timeout", retryable=True, retry_after_s=5.0),
        ErrorCase(504, "deadline_exceeded", retryable=True),
    ),
    source="spec/external/streaming_platform.yaml:105",
)
CREATE_STREAM_URL: Final = Operation(
    id="createStreamUrl",
    contract="streaming_platform",
    method="POST",
    path="/playback/stream-url",
    policy=policies.PLATFORM,
    idempotency="idempotent",
    body=models.StreamUrlRequest,
    replies=(Reply(200, models.StreamUrl),),
    errors=(
        ErrorCase(400, "invalid_request"),
        ErrorCase(401, "unauthorized"),
        ErrorCase(401, "invalid_token"),
        ErrorCase(403, "forbidden"),
        ErrorCase(404, "not_found"),
        ErrorCase(413, "payload_too_large"),
        ErrorCase(415, "unsupported_media_type"),
        ErrorCase(429, "rate_limited", retryable=True, retry_after_s=1.0),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(502, "invalid_response", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True, retry_after_s=5.0),
        ErrorCase(503, "circuit_breaker_open", retryable=True, retry_after_s=30.0),
        ErrorCase(503, "bulkhead_full", retryable=True, retry_after_s=1.0),
        ErrorCase(504, "gateway_timeout", retryable=True, retry_after_s=5.0),
        ErrorCase(504, "deadline_exceeded", retryable=True),
    ),
    source="spec/external/streaming_platform.yaml:126",
)

OPERATIONS: Final[tuple[Operation, ...]] = (
    SEARCH_CATALOG,
    GET_TITLE,
    GET_WATCHLIST,
    CREATE_STREAM_URL,
)
"""Every operation, in the contract's order."""
