# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Operations of the Spotify contract, as data."""

from __future__ import annotations

from typing import Final

from mg_core.contract.operation import ErrorCase, Operation, Param, Reply

from . import models, policies

SEARCH_ITEMS: Final = Operation(
    id="searchItems",
    contract="spotify",
    method="GET",
    path="/v1/search",
    policy=policies.SPOTIFY,
    idempotency="safe",
    params=(
        Param("q", "q", "query", required=True),
        Param("type", "type_", "query", required=True, explode=False),
        Param("market", "market", "query"),
        Param("limit", "limit", "query"),
        Param("offset", "offset", "query"),
    ),
    replies=(Reply(200, models.SpotifySearchResult),),
    errors=(
        ErrorCase(400, "invalid_request"),
        ErrorCase(401, "unauthorized"),
        ErrorCase(403, "forbidden"),
        ErrorCase(404, "not_found"),
        ErrorCase(429, "rate_limited", retryable=True, retry_after_s=15.0),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(502, "bad_gateway", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True),
    ),
    secured=True,
    source="spec/external/spotify.yaml:28",
)
GET_ALBUM: Final = Operation(
    id="getAlbum",
    contract="spotify",
    method="GET",
    path="/v1/albums/{id}",
    policy=policies.SPOTIFY,
    idempotency="safe",
    params=(
        Param("id", "id", "path", required=True),
        Param("market", "market", "query"),
    ),
    replies=(Reply(200, models.SpotifyAlbum),),
    errors=(
        ErrorCase(400, "invalid_request"),
        ErrorCase(401, "unauthorized"),
        ErrorCase(403, "forbidden"),
        ErrorCase(404, "not_found"),
        ErrorCase(429, "rate_limited", retryable=True, retry_after_s=15.0),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(502, "bad_gateway", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True),
    ),
    secured=True,
    source="spec/external/spotify.yaml:81",
)
GET_ME: Final = Operation(
    id="getMe",
    contract="spotify",
    method="GET",
    path="/v1/me",
    policy=policies.SPOTIFY,
    idempotency="safe",
    replies=(Reply(200, models.SpotifyUser),),
    errors=(
        ErrorCase(400, "invalid_request"),
        ErrorCase(401, "unauthorized"),
        ErrorCase(403, "forbidden"),
        ErrorCase(404, "not_found"),
        ErrorCase(429, "rate_limited", retryable=True, retry_after_s=15.0),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(502, "bad_gateway", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True),
    ),
    secured=True,
    source="spec/external/spotify.yaml:109",
)
CREATE_TOKEN: Final = Operation(
    id="createToken",
    contract="spotify",
    method="POST",
    path="/api/token",
    policy=policies.OAUTH,
    idempotency="idempotent",
    body=models.SpotifyTokenRequest,
    body_media_type="application/x-www-form-urlencoded",
    replies=(Reply(200, models.SpotifyToken),),
    errors=(
        ErrorCase(400, "invalid_grant"),
        ErrorCase(400, "invalid_request"),
        ErrorCase(400, "unsupported_grant_type"),
        ErrorCase(401, "invalid_client"),
        ErrorCase(429, "rate_limited", retryable=True, retry_after_s=15.0),
        ErrorCase(500, "internal_error", retryable=True),
        ErrorCase(502, "bad_gateway", retryable=True),
        ErrorCase(503, "service_unavailable", retryable=True),
    ),
    source="spec/external/spotify.yaml:132",
)

OPERATIONS: Final[tuple[Operation, ...]] = (
    SEARCH_ITEMS,
    GET_ALBUM,
    GET_ME,
    CREATE_TOKEN,
)
"""Every operation, in the contract's order."""
