# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Clients of the Discovery contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from mg_core.call.options import CallOptions
from mg_core.contract.operation import Operation
from mg_core.rest import client as runtime

from . import models, operations


class AsyncDiscoveryClient(runtime.AsyncClient):
    """Asynchronous client of the Discovery contract."""

    contract: ClassVar[str] = "discovery"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    async def search(
        self,
        *,
        q: str,
        platforms: Sequence[
            models.Platform | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"]
        ]
        | None = None,
        type_: models.ContentType
        | Literal["movie", "series", "episode", "track", "album", "artist", "playlist", "show"]
        | None = None,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> models.SearchResult:
        """Search the user's platforms.

        Asks all connected platforms at once and ranks what they answer. Answers 200 as long as anything can be
        shown: with `warnings` and `partial_results` when a platform is missing, with `cached` when the cache stands
        in for what is missing, with `data_age` when the local catalog did. Results are cached for 300 seconds per
        user and search.

        Args:
            q: What to search for (at least 1 characters, at most 200 characters, matches `^[^\\x00-\\x1f\\x7f]+$`).
            platforms: Only these platforms, comma separated; all connected ones when absent (at least 1 items, at
                most 7 items).
            type_: Only titles of this kind.
            limit: Entries wanted at most (at least 1, at most 50, default 20).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `rate_limited` (429), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.SEARCH, (q, platforms, type_, limit), None, options)

    async def get_recommendations(
        self,
        *,
        limit: int | None = None,
        exclude_watched: bool | None = None,
        platforms: Sequence[
            models.Platform | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"]
        ]
        | None = None,
        options: CallOptions | None = None,
    ) -> models.RecommendationResult:
        """Titles that fit the user.

        By similarity to what the user has watched, popularity and freshness. `algorithm` is `popularity_fallback`,
        with a `reason`, when the vector search is away.

        Args:
            limit: Entries wanted at most (at least 1, at most 50, default 20).
            exclude_watched: Leave out what the user has watched (default True).
            platforms: Only these platforms, comma separated; all connected ones when absent (at least 1 items, at
                most 7 items).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `rate_limited` (429), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_RECOMMENDATIONS, (limit, exclude_watched, platforms), None, options)

    async def get_content(self, *, content_id: str, options: CallOptions | None = None) -> models.ContentItem:
        """One title.

        From the local catalog, or from its platform if it is not known yet.

        Args:
            content_id: Id of the title.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `content_not_found` (404), `rate_limited` (429), `internal_error` (500), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded`
                (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_CONTENT, (content_id,), None, options)

    async def list_platform_library(
        self,
        *,
        platform: Literal["apple_music"],
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> models.PlatformLibraryPage:
        """The library that was read from a platform.

        As of the last synchronisation, in the platform's own order. Empty before the first one.

        Args:
            platform: The platform whose library is wanted.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (matches `^[0-9]{1,9}$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `rate_limited` (429), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_PLATFORM_LIBRARY, (platform, limit, cursor), None, options)

    async def sync_platform_library(
        self, *, platform: Literal["apple_music"], options: CallOptions | None = None
    ) -> models.PlatformLibrarySync:
        """Read the user's library from a platform.

        Reads all pages, then replaces what is stored in one transaction: a failure leaves the old library whole.
        1000 songs take at most 10 seconds (specification, section 3.2). Calls for the same library that meet are
        one.

        Args:
            platform: The platform whose library is read.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `platform_not_connected` (403), `platform_authorization_needed` (403), `rate_limited` (429),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.SYNC_PLATFORM_LIBRARY, (platform,), None, options)


class DiscoveryClient(runtime.Client):
    """Blocking client of the Discovery contract."""

    contract: ClassVar[str] = "discovery"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    def search(
        self,
        *,
        q: str,
        platforms: Sequence[
            models.Platform | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"]
        ]
        | None = None,
        type_: models.ContentType
        | Literal["movie", "series", "episode", "track", "album", "artist", "playlist", "show"]
        | None = None,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> models.SearchResult:
        """Search the user's platforms.

        Asks all connected platforms at once and ranks what they answer. Answers 200 as long as anything can be
        shown: with `warnings` and `partial_results` when a platform is missing, with `cached` when the cache stands
        in for what is missing, with `data_age` when the local catalog did. Results are cached for 300 seconds per
        user and search.

        Args:
            q: What to search for (at least 1 characters, at most 200 characters, matches `^[^\\x00-\\x1f\\x7f]+$`).
            platforms: Only these platforms, comma separated; all connected ones when absent (at least 1 items, at
                most 7 items).
            type_: Only titles of this kind.
            limit: Entries wanted at most (at least 1, at most 50, default 20).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `rate_limited` (429), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.SEARCH, (q, platforms, type_, limit), None, options)

    def get_recommendations(
        self,
        *,
        limit: int | None = None,
        exclude_watched: bool | None = None,
        platforms: Sequence[
            models.Platform | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"]
        ]
        | None = None,
        options: CallOptions | None = None,
    ) -> models.RecommendationResult:
        """Titles that fit the user.

        By similarity to what the user has watched, popularity and freshness. `algorithm` is `popularity_fallback`,
        with a `reason`, when the vector search is away.

        Args:
            limit: Entries wanted at most (at least 1, at most 50, default 20).
            exclude_watched: Leave out what the user has watched (default True).
            platforms: Only these platforms, comma separated; all connected ones when absent (at least 1 items, at
                most 7 items).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `rate_limited` (429), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_RECOMMENDATIONS, (limit, exclude_watched, platforms), None, options)

    def get_content(self, *, content_id: str, options: CallOptions | None = None) -> models.ContentItem:
        """One title.

        From the local catalog, or from its platform if it is not known yet.

        Args:
            content_id: Id of the title.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `content_not_found` (404), `rate_limited` (429), `internal_error` (500), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded`
                (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_CONTENT, (content_id,), None, options)

    def list_platform_library(
        self,
        *,
        platform: Literal["apple_music"],
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> models.PlatformLibraryPage:
        """The library that was read from a platform.

        As of the last synchronisation, in the platform's own order. Empty before the first one.

        Args:
            platform: The platform whose library is wanted.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (matches `^[0-9]{1,9}$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `rate_limited` (429), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_PLATFORM_LIBRARY, (platform, limit, cursor), None, options)

    def sync_platform_library(
        self, *, platform: Literal["apple_music"], options: CallOptions | None = None
    ) -> models.PlatformLibrarySync:
        """Read the user's library from a platform.

        Reads all pages, then replaces what is stored in one transaction: a failure leaves the old library whole.
        1000 songs take at most 10 seconds (specification, section 3.2). Calls for the same library that meet are
        one.

        Args:
            platform: The platform whose library is read.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `platform_not_connected` (403), `platform_authorization_needed` (403), `rate_limited` (429),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.SYNC_PLATFORM_LIBRARY, (platform,), None, options)
