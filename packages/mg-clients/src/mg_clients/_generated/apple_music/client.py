# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Clients of the Apple Music contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from mg_core.call.options import CallOptions
from mg_core.contract.operation import Operation
from mg_core.rest import client as runtime

from . import models, operations


class AsyncAppleMusicClient(runtime.AsyncClient):
    """Asynchronous client of the Apple Music contract."""

    contract: ClassVar[str] = "apple_music"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    async def search_catalog(
        self,
        *,
        storefront: str,
        term: str,
        types: Sequence[models.AppleResourceType | Literal["artists", "albums", "songs", "playlists"]],
        limit: int | None = None,
        offset: int | None = None,
        options: CallOptions | None = None,
    ) -> models.AppleSearchResponse:
        """Search the catalog.

        One page for each type that was asked for. A user token is optional.

        Args:
            storefront: Country, ISO 3166-1 alpha-2 in lower case (matches `^[a-z]{2}$`).
            term: What to search for (at least 1 characters, at most 250 characters, matches `^[^\\x00-\\x1f\\x7f]+$`).
            types: Kinds of resources wanted (at least 1 items, at most 4 items).
            limit: Resources of each type at most (at least 1, at most 25, default 5).
            offset: Resources to leave out at the beginning (at least 0, at most 100000, default 0).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `forbidden` (403),
                `not_found` (404), `rate_limited` (429), `internal_error` (500), `bad_gateway` (502),
                `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.SEARCH_CATALOG, (storefront, term, types, limit, offset), None, options)

    async def list_library_songs(
        self, *, limit: int | None = None, offset: int | None = None, options: CallOptions | None = None
    ) -> models.AppleSongPage:
        """The user's songs.

        Paged; `next` holds the path and query of the next page and is absent on the last one.

        Args:
            limit: Songs of a page (at least 1, at most 100, default 25).
            offset: Resources to leave out at the beginning (at least 0, at most 100000, default 0).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `forbidden` (403),
                `not_found` (404), `rate_limited` (429), `internal_error` (500), `bad_gateway` (502),
                `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_LIBRARY_SONGS, (limit, offset), None, options)

    async def list_recent_tracks(
        self, *, limit: int | None = None, offset: int | None = None, options: CallOptions | None = None
    ) -> models.AppleSongPage:
        """What the user has played.

        Newest first.

        Args:
            limit: Songs of a page (at least 1, at most 30, default 10).
            offset: Resources to leave out at the beginning (at least 0, at most 100000, default 0).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `forbidden` (403),
                `not_found` (404), `rate_limited` (429), `internal_error` (500), `bad_gateway` (502),
                `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_RECENT_TRACKS, (limit, offset), None, options)

    async def report_played_tracks(self, body: models.ApplePlayedTracks, *, options: CallOptions | None = None) -> None:
        """Report what was played.

        As the specification has it (section 3.2); Apple's public documentation names only the GET. Repeating a
        report adds the tracks again.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `forbidden` (403),
                `not_found` (404), `payload_too_large` (413), `unsupported_media_type` (415), `rate_limited` (429),
                `internal_error` (500), `bad_gateway` (502), `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`.
        """
        await self._call(operations.REPORT_PLAYED_TRACKS, (), body, options)


class AppleMusicClient(runtime.Client):
    """Blocking client of the Apple Music contract."""

    contract: ClassVar[str] = "apple_music"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    def search_catalog(
        self,
        *,
        storefront: str,
        term: str,
        types: Sequence[models.AppleResourceType | Literal["artists", "albums", "songs", "playlists"]],
        limit: int | None = None,
        offset: int | None = None,
        options: CallOptions | None = None,
    ) -> models.AppleSearchResponse:
        """Search the catalog.

        One page for each type that was asked for. A user token is optional.

        Args:
            storefront: Country, ISO 3166-1 alpha-2 in lower case (matches `^[a-z]{2}$`).
            term: What to search for (at least 1 characters, at most 250 characters, matches `^[^\\x00-\\x1f\\x7f]+$`).
            types: Kinds of resources wanted (at least 1 items, at most 4 items).
            limit: Resources of each type at most (at least 1, at most 25, default 5).
            offset: Resources to leave out at the beginning (at least 0, at most 100000, default 0).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `forbidden` (403),
                `not_found` (404), `rate_limited` (429), `internal_error` (500), `bad_gateway` (502),
                `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.SEARCH_CATALOG, (storefront, term, types, limit, offset), None, options)

    def list_library_songs(
        self, *, limit: int | None = None, offset: int | None = None, options: CallOptions | None = None
    ) -> models.AppleSongPage:
        """The user's songs.

        Paged; `next` holds the path and query of the next page and is absent on the last one.

        Args:
            limit: Songs of a page (at least 1, at most 100, default 25).
            offset: Resources to leave out at the beginning (at least 0, at most 100000, default 0).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `forbidden` (403),
                `not_found` (404), `rate_limited` (429), `internal_error` (500), `bad_gateway` (502),
                `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_LIBRARY_SONGS, (limit, offset), None, options)

    def list_recent_tracks(
        self, *, limit: int | None = None, offset: int | None = None, options: CallOptions | None = None
    ) -> models.AppleSongPage:
        """What the user has played.

        Newest first.

        Args:
            limit: Songs of a page (at least 1, at most 30, default 10).
            offset: Resources to leave out at the beginning (at least 0, at most 100000, default 0).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `forbidden` (403),
                `not_found` (404), `rate_limited` (429), `internal_error` (500), `bad_gateway` (502),
                `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_RECENT_TRACKS, (limit, offset), None, options)

    def report_played_tracks(self, body: models.ApplePlayedTracks, *, options: CallOptions | None = None) -> None:
        """Report what was played.

        As the specification has it (section 3.2); Apple's public documentation names only the GET. Repeating a
        report adds the tracks again.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `forbidden` (403),
                `not_found` (404), `payload_too_large` (413), `unsupported_media_type` (415), `rate_limited` (429),
                `internal_error` (500), `bad_gateway` (502), `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`.
        """
        self._call(operations.REPORT_PLAYED_TRACKS, (), body, options)
