# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Clients of the Ingestion contract."""

from __future__ import annotations

from typing import ClassVar, Literal

from mg_core.call.options import CallOptions
from mg_core.contract.operation import Operation
from mg_core.rest import client as runtime

from . import models, operations


class AsyncIngestionClient(runtime.AsyncClient):
    """Asynchronous client of the Ingestion contract."""

    contract: ClassVar[str] = "ingestion"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    async def list_queue(
        self,
        *,
        platform: models.Platform
        | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"]
        | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> models.QueuePage:
        """The user's queue.

        Oldest first.

        Args:
            platform: Only this platform.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (at least 1 characters, at most 200
                characters, matches `^[A-Za-z0-9_=-]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_QUEUE, (platform, limit, cursor), None, options)

    async def add_to_queue(
        self, body: models.QueueAddRequest, *, options: CallOptions | None = None
    ) -> models.QueueItem:
        """Put a title into the queue.

        One transaction: the title is looked up on its platform, the row is written, the user's devices are told,
        then it is committed. When the devices cannot be told, nothing is kept and the answer is 503.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `content_not_found` (404), `already_queued` (409), `idempotency_key_reused` (409),
                `idempotency_in_progress` (409), `payload_too_large` (413), `unsupported_media_type` (415),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.ADD_TO_QUEUE, (), body, options)

    async def remove_from_queue(self, *, item_id: str, options: CallOptions | None = None) -> None:
        """Take a title out of the queue.

        The user's devices are told. Removing one that is not there changes nothing and is no error.

        Args:
            item_id: Id of the entry.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        await self._call(operations.REMOVE_FROM_QUEUE, (item_id,), None, options)

    async def list_library(
        self,
        *,
        platform: models.Platform
        | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"]
        | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> models.LibraryPage:
        """What the user owns on the platforms.

        As of the last synchronisation; newest first.

        Args:
            platform: Only this platform.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (at least 1 characters, at most 200
                characters, matches `^[A-Za-z0-9_=-]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_LIBRARY, (platform, limit, cursor), None, options)

    async def sync_library(
        self, body: models.PlatformSyncRequest, *, options: CallOptions | None = None
    ) -> models.SyncJob:
        """Read the library from a platform.

        Runs in the background: 1000 songs take at most 10 seconds. While a synchronisation of the same platform
        runs, its job is answered again, so the call may be repeated.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `platform_not_connected` (403), `payload_too_large` (413), `unsupported_media_type` (415),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.SYNC_LIBRARY, (), body, options)

    async def get_library_sync(self, *, job_id: str, options: CallOptions | None = None) -> models.SyncJob:
        """State of a synchronisation.

        Kept for 24 hours.

        Args:
            job_id: Id of the job.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `job_not_found` (404), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_LIBRARY_SYNC, (job_id,), None, options)

    async def list_watchlist(
        self,
        *,
        platform: models.Platform
        | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"]
        | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> models.WatchlistPage:
        """What the user has noted on the platforms.

        As of the last synchronisation; newest first.

        Args:
            platform: Only this platform.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (at least 1 characters, at most 200
                characters, matches `^[A-Za-z0-9_=-]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_WATCHLIST, (platform, limit, cursor), None, options)

    async def sync_watchlist(
        self, body: models.PlatformSyncRequest, *, options: CallOptions | None = None
    ) -> models.WatchlistSyncResult:
        """Read the watchlist from a platform.

        Reads it at once and answers when it is stored.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `platform_not_connected` (403), `payload_too_large` (413), `unsupported_media_type` (415),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.SYNC_WATCHLIST, (), body, options)

    async def ingest_content(
        self, body: models.IngestRequest, *, options: CallOptions | None = None
    ) -> models.IngestResult:
        """Take content into the catalog.

        Between services only. All items or none are written, to PostgreSQL and to the vector index. The same
        Idempotency-Key gets the stored answer and writes nothing again.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `forbidden` (403), `idempotency_key_reused` (409), `idempotency_in_progress` (409),
                `payload_too_large` (413), `unsupported_media_type` (415), `internal_error` (500),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.INGEST_CONTENT, (), body, options)


class IngestionClient(runtime.Client):
    """Blocking client of the Ingestion contract."""

    contract: ClassVar[str] = "ingestion"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    def list_queue(
        self,
        *,
        platform: models.Platform
        | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"]
        | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> models.QueuePage:
        """The user's queue.

        Oldest first.

        Args:
            platform: Only this platform.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (at least 1 characters, at most 200
                characters, matches `^[A-Za-z0-9_=-]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_QUEUE, (platform, limit, cursor), None, options)

    def add_to_queue(self, body: models.QueueAddRequest, *, options: CallOptions | None = None) -> models.QueueItem:
        """Put a title into the queue.

        One transaction: the title is looked up on its platform, the row is written, the user's devices are told,
        then it is committed. When the devices cannot be told, nothing is kept and the answer is 503.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `content_not_found` (404), `already_queued` (409), `idempotency_key_reused` (409),
                `idempotency_in_progress` (409), `payload_too_large` (413), `unsupported_media_type` (415),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.ADD_TO_QUEUE, (), body, options)

    def remove_from_queue(self, *, item_id: str, options: CallOptions | None = None) -> None:
        """Take a title out of the queue.

        The user's devices are told. Removing one that is not there changes nothing and is no error.

        Args:
            item_id: Id of the entry.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        self._call(operations.REMOVE_FROM_QUEUE, (item_id,), None, options)

    def list_library(
        self,
        *,
        platform: models.Platform
        | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"]
        | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> models.LibraryPage:
        """What the user owns on the platforms.

        As of the last synchronisation; newest first.

        Args:
            platform: Only this platform.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (at least 1 characters, at most 200
                characters, matches `^[A-Za-z0-9_=-]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_LIBRARY, (platform, limit, cursor), None, options)

    def sync_library(self, body: models.PlatformSyncRequest, *, options: CallOptions | None = None) -> models.SyncJob:
        """Read the library from a platform.

        Runs in the background: 1000 songs take at most 10 seconds. While a synchronisation of the same platform
        runs, its job is answered again, so the call may be repeated.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `platform_not_connected` (403), `payload_too_large` (413), `unsupported_media_type` (415),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.SYNC_LIBRARY, (), body, options)

    def get_library_sync(self, *, job_id: str, options: CallOptions | None = None) -> models.SyncJob:
        """State of a synchronisation.

        Kept for 24 hours.

        Args:
            job_id: Id of the job.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `job_not_found` (404), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_LIBRARY_SYNC, (job_id,), None, options)

    def list_watchlist(
        self,
        *,
        platform: models.Platform
        | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"]
        | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> models.WatchlistPage:
        """What the user has noted on the platforms.

        As of the last synchronisation; newest first.

        Args:
            platform: Only this platform.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (at least 1 characters, at most 200
                characters, matches `^[A-Za-z0-9_=-]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_WATCHLIST, (platform, limit, cursor), None, options)

    def sync_watchlist(
        self, body: models.PlatformSyncRequest, *, options: CallOptions | None = None
    ) -> models.WatchlistSyncResult:
        """Read the watchlist from a platform.

        Reads it at once and answers when it is stored.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `platform_not_connected` (403), `payload_too_large` (413), `unsupported_media_type` (415),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.SYNC_WATCHLIST, (), body, options)

    def ingest_content(self, body: models.IngestRequest, *, options: CallOptions | None = None) -> models.IngestResult:
        """Take content into the catalog.

        Between services only. All items or none are written, to PostgreSQL and to the vector index. The same
        Idempotency-Key gets the stored answer and writes nothing again.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `forbidden` (403), `idempotency_key_reused` (409), `idempotency_in_progress` (409),
                `payload_too_large` (413), `unsupported_media_type` (415), `internal_error` (500),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.INGEST_CONTENT, (), body, options)
