# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Clients of the Streaming platform contract."""

from __future__ import annotations

from typing import ClassVar

from mg_core.call.options import CallOptions
from mg_core.contract.operation import Operation
from mg_core.rest import client as runtime

from . import models, operations


class AsyncStreamingPlatformClient(runtime.AsyncClient):
    """Asynchronous client of the Streaming platform contract."""

    contract: ClassVar[str] = "streaming_platform"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    async def search_catalog(
        self, *, q: str, page: int | None = None, limit: int | None = None, options: CallOptions | None = None
    ) -> models.CatalogPage:
        """Search the catalog.

        Two retries (specification, section 2.2), all within 4 seconds, so that a platform that hangs does not hold
        up the answer of the others.

        Args:
            q: What to search for (at least 1 characters, at most 200 characters, matches `^[^\\x00-\\x1f\\x7f]+$`).
            page: Page, from 1 (at least 1, at most 1000, default 1).
            limit: Titles of a page (at least 1, at most 50, default 20).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `forbidden` (403), `not_found` (404), `rate_limited` (429), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.SEARCH_CATALOG, (q, page, limit), None, options)

    async def get_title(self, *, id: str, options: CallOptions | None = None) -> models.CatalogTitle:
        """One title.

        Used to check that a title exists, e.g. before it goes into a queue.

        Args:
            id: The platform's own id, without the platform's name.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `forbidden` (403), `not_found` (404), `rate_limited` (429), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_TITLE, (id,), None, options)

    async def get_watchlist(
        self, *, account_id: str | None = None, options: CallOptions | None = None
    ) -> models.PlatformWatchlist:
        """The user's watchlist.

        Newest first.

        Args:
            account_id: The user's id on the platform; the key's own account when absent (at least 1 characters, at
                most 200 characters, matches `^[^\\x00-\\x1f\\x7f]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `forbidden` (403), `not_found` (404), `rate_limited` (429), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_WATCHLIST, (account_id,), None, options)

    async def create_stream_url(
        self, body: models.StreamUrlRequest, *, options: CallOptions | None = None
    ) -> models.StreamUrl:
        """Get an address to stream a title from.

        Each call makes a new address, the older ones stay valid until they expire; so it may be repeated.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `forbidden` (403), `not_found` (404), `payload_too_large` (413), `unsupported_media_type` (415),
                `rate_limited` (429), `internal_error` (500), `invalid_response` (502), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded`
                (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.CREATE_STREAM_URL, (), body, options)


class StreamingPlatformClient(runtime.Client):
    """Blocking client of the Streaming platform contract."""

    contract: ClassVar[str] = "streaming_platform"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    def search_catalog(
        self, *, q: str, page: int | None = None, limit: int | None = None, options: CallOptions | None = None
    ) -> models.CatalogPage:
        """Search the catalog.

        Two retries (specification, section 2.2), all within 4 seconds, so that a platform that hangs does not hold
        up the answer of the others.

        Args:
            q: What to search for (at least 1 characters, at most 200 characters, matches `^[^\\x00-\\x1f\\x7f]+$`).
            page: Page, from 1 (at least 1, at most 1000, default 1).
            limit: Titles of a page (at least 1, at most 50, default 20).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `forbidden` (403), `not_found` (404), `rate_limited` (429), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.SEARCH_CATALOG, (q, page, limit), None, options)

    def get_title(self, *, id: str, options: CallOptions | None = None) -> models.CatalogTitle:
        """One title.

        Used to check that a title exists, e.g. before it goes into a queue.

        Args:
            id: The platform's own id, without the platform's name.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `forbidden` (403), `not_found` (404), `rate_limited` (429), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_TITLE, (id,), None, options)

    def get_watchlist(
        self, *, account_id: str | None = None, options: CallOptions | None = None
    ) -> models.PlatformWatchlist:
        """The user's watchlist.

        Newest first.

        Args:
            account_id: The user's id on the platform; the key's own account when absent (at least 1 characters, at
                most 200 characters, matches `^[^\\x00-\\x1f\\x7f]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `forbidden` (403), `not_found` (404), `rate_limited` (429), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_WATCHLIST, (account_id,), None, options)

    def create_stream_url(
        self, body: models.StreamUrlRequest, *, options: CallOptions | None = None
    ) -> models.StreamUrl:
        """Get an address to stream a title from.

        Each call makes a new address, the older ones stay valid until they expire; so it may be repeated.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `forbidden` (403), `not_found` (404), `payload_too_large` (413), `unsupported_media_type` (415),
                `rate_limited` (429), `internal_error` (500), `invalid_response` (502), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded`
                (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.CREATE_STREAM_URL, (), body, options)
