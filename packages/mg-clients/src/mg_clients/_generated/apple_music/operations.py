# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Operations of the Apple Music contract, as data."""

from __future__ import annotations

from typing import Final

from mg_core.contract.operation import ErrorCase, Operation, Param, Reply

from . import models, policies

SEARCH_CATALOG: Final = Operation(
    id="searchCatalog",
    contract="apple_music",
    method="GET",
    path="/v1/catalog/{storefront}/search",
    policy=policies.APPLE_MUSIC,
    idempotency="safe",
    params=(
        Param("storefront", "storefront", "path", required=True),
        Param("term", "term", "query", required=True),
        Param("types", "types", "query", required=True, explode=False),
        Param("limit", "limit", "query"),
        Param("offset", "offset", "query"),
    ),
    replies=(Reply(200, models.AppleSearchResponse),),
    errors=(
        ErrorCase(400, "invalid_request"),
        ErrorCase(401, "unauthorized"),
        ErrorCase(403, "forbidden"),
        ErrorCase(404, "not_found"),
        ErrorCase(429, "rate_limited", retryable=True),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(502, "bad_gateway", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True),
    ),
    secured=True,
    source="spec/external/apple_music.yaml:27",
)
LIST_LIBRARY_SONGS: Final = Operation(
    id="listLibrarySongs",
    contract="apple_music",
    method="GET",
    path="/v1/me/library/songs",
    policy=policies.APPLE_MUSIC,
    idempotency="safe",
    params=(
        Param("limit", "limit", "query"),
        Param("offset", "offset", "query"),
    ),
    replies=(Reply(200, models.AppleSongPage),),
    errors=(
        ErrorCase(400, "invalid_request"),
        ErrorCase(401, "unauthorized"),
        ErrorCase(403, "forbidden"),
        ErrorCase(404, "not_found"),
        ErrorCase(429, "rate_limited", retryable=True),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(502, "bad_gateway", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True),
    ),
    secured=True,
    source="spec/external/apple_music.yaml:79",
)
LIST_RECENT_TRACKS: Final = Operation(
    id="listRecentTracks",
    contract="apple_music",
    method="GET",
    path="/v1/me/recent/played/tracks",
    policy=policies.APPLE_MUSIC,
    idempotency="safe",
    params=(
        Param("limit", "limit", "query"),
        Param("offset", "offset", "query"),
    ),
    replies=(Reply(200, models.AppleSongPage),),
    errors=(
        ErrorCase(400, "invalid_request"),
        ErrorCase(401, "unauthorized"),
        ErrorCase(403, "forbidden"),
        ErrorCase(404, "not_found"),
        ErrorCase(429, "rate_limited", retryable=True),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(502, "bad_gateway", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True),
    ),
    secured=True,
    source="spec/external/apple_music.yaml:105",
)
REPORT_PLAYED_TRACKS: Final = Operation(
    id="reportPlayedTracks",
    contract="apple_music",
    method="POST",
    path="/v1/me/recent/played/tracks",
    policy=policies.APPLE_MUSIC,
    idempotency="never",
    body=models.ApplePlayedTracks,
    replies=(Reply(202),),
    errors=(
        ErrorCase(400, "invalid_request"),
        ErrorCase(401, "unauthorized"),
        ErrorCase(403, "forbidden"),
        ErrorCase(404, "not_found"),
        ErrorCase(413, "payload_too_large"),
        ErrorCase(415, "unsupported_media_type"),
        ErrorCase(429, "rate_limited", retryable=True),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(502, "bad_gateway", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True),
    ),
    secured=True,
    source="spec/external/apple_music.yaml:130",
)

OPERATIONS: Final[tuple[Operation, ...]] = (
    SEARCH_CATALOG,
    LIST_LIBRARY_SONGS,
    LIST_RECENT_TRACKS,
    REPORT_PLAYED_TRACKS,
)
"""Every operation, in the contract's order."""
