# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Clients of the SONA contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from mg_core.call.options import CallOptions
from mg_core.contract.operation import Operation
from mg_core.rest import client as runtime

from . import models, operations


class AsyncSonaClient(runtime.AsyncClient):
    """Asynchronous client of the SONA contract."""

    contract: ClassVar[str] = "sona"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    async def recommend(
        self, body: models.RecommendRequest, *, options: CallOptions | None = None
    ) -> models.RecommendationList:
        """Titles that fit a user.

        The top 50 of the vector search (ef 128, score at least 0.7), those that the user can play, ordered by
        similarity, popularity and freshness multiplied. By popularity alone when the vector search is away:
        `algorithm` says so.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `payload_too_large` (413), `unsupported_media_type` (415), `internal_error` (500),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.RECOMMEND, (), body, options)

    async def rank(self, body: models.RankRequest, *, options: CallOptions | None = None) -> models.RankedContent:
        """Put search results in order.

        Gives each result a `relevance_score` for this user and this search.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `payload_too_large` (413), `unsupported_media_type` (415), `internal_error` (500),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.RANK, (), body, options)

    async def find_similar(
        self,
        *,
        content_id: str,
        limit: int | None = None,
        platforms: Sequence[
            models.Platform | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"]
        ]
        | None = None,
        min_year: int | None = None,
        options: CallOptions | None = None,
    ) -> models.RecommendationList:
        """Titles like this one.

        By cosine similarity. A page without them is still a page, so clients get none when nobody answers.

        Args:
            content_id: Id of the title.
            limit: Entries wanted at most (at least 1, at most 50, default 20).
            platforms: Only these platforms, comma separated; all connected ones when absent (at least 1 items, at
                most 7 items).
            min_year: Only titles of this year or later (at least 1800, at most 2200).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `content_not_found` (404), `user_not_found` (404), `internal_error` (500), `service_unavailable`
                (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout` (504),
                `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.FIND_SIMILAR, (content_id, limit, platforms, min_year), None, options)

    async def embed(self, body: models.EmbedRequest, *, options: CallOptions | None = None) -> models.EmbeddingList:
        """Vectors of texts.

        One vector of 768 numbers and length 1 for each text.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `payload_too_large` (413), `unsupported_media_type` (415), `internal_error` (500),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.EMBED, (), body, options)

    async def index_content(
        self, body: models.IndexRequest, *, options: CallOptions | None = None
    ) -> models.IndexResult:
        """Put titles into the index.

        Up to 100 at once, all or none; searchable within one second. A title that is there already is replaced.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `payload_too_large` (413), `unsupported_media_type` (415), `internal_error` (500),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.INDEX_CONTENT, (), body, options)

    async def record_view(self, body: models.ViewRequest, *, user_id: str, options: CallOptions | None = None) -> None:
        """Learn that a user has watched a title.

        Updates the user's preference vector.

        Args:
            body: the request, `application/json`.
            user_id: Id of the user.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `content_not_found` (404), `user_not_found` (404), `idempotency_key_reused` (409),
                `idempotency_in_progress` (409), `payload_too_large` (413), `unsupported_media_type` (415),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        await self._call(operations.RECORD_VIEW, (user_id,), body, options)


class SonaClient(runtime.Client):
    """Blocking client of the SONA contract."""

    contract: ClassVar[str] = "sona"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    def recommend(
        self, body: models.RecommendRequest, *, options: CallOptions | None = None
    ) -> models.RecommendationList:
        """Titles that fit a user.

        The top 50 of the vector search (ef 128, score at least 0.7), those that the user can play, ordered by
        similarity, popularity and freshness multiplied. By popularity alone when the vector search is away:
        `algorithm` says so.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `payload_too_large` (413), `unsupported_media_type` (415), `internal_error` (500),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.RECOMMEND, (), body, options)

    def rank(self, body: models.RankRequest, *, options: CallOptions | None = None) -> models.RankedContent:
        """Put search results in order.

        Gives each result a `relevance_score` for this user and this search.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `payload_too_large` (413), `unsupported_media_type` (415), `internal_error` (500),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.RANK, (), body, options)

    def find_similar(
        self,
        *,
        content_id: str,
        limit: int | None = None,
        platforms: Sequence[
            models.Platform | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"]
        ]
        | None = None,
        min_year: int | None = None,
        options: CallOptions | None = None,
    ) -> models.RecommendationList:
        """Titles like this one.

        By cosine similarity. A page without them is still a page, so clients get none when nobody answers.

        Args:
            content_id: Id of the title.
            limit: Entries wanted at most (at least 1, at most 50, default 20).
            platforms: Only these platforms, comma separated; all connected ones when absent (at least 1 items, at
                most 7 items).
            min_year: Only titles of this year or later (at least 1800, at most 2200).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `content_not_found` (404), `user_not_found` (404), `internal_error` (500), `service_unavailable`
                (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout` (504),
                `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.FIND_SIMILAR, (content_id, limit, platforms, min_year), None, options)

    def embed(self, body: models.EmbedRequest, *, options: CallOptions | None = None) -> models.EmbeddingList:
        """Vectors of texts.

        One vector of 768 numbers and length 1 for each text.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `payload_too_large` (413), `unsupported_media_type` (415), `internal_error` (500),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.EMBED, (), body, options)

    def index_content(self, body: models.IndexRequest, *, options: CallOptions | None = None) -> models.IndexResult:
        """Put titles into the index.

        Up to 100 at once, all or none; searchable within one second. A title that is there already is replaced.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `payload_too_large` (413), `unsupported_media_type` (415), `internal_error` (500),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.INDEX_CONTENT, (), body, options)

    def record_view(self, body: models.ViewRequest, *, user_id: str, options: CallOptions | None = None) -> None:
        """Learn that a user has watched a title.

        Updates the user's preference vector.

        Args:
            body: the request, `application/json`.
            user_id: Id of the user.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `content_not_found` (404), `user_not_found` (404), `idempotency_key_reused` (409),
                `idempotency_in_progress` (409), `payload_too_large` (413), `unsupported_media_type` (415),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        self._call(operations.RECORD_VIEW, (user_id,), body, options)
