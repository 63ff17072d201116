# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Clients of the Spotify contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from mg_core.call.options import CallOptions
from mg_core.contract.operation import Operation
from mg_core.rest import client as runtime

from . import models, operations


class AsyncSpotifyClient(runtime.AsyncClient):
    """Asynchronous client of the Spotify contract."""

    contract: ClassVar[str] = "spotify"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    async def search_items(
        self,
        *,
        q: str,
        type_: Sequence[models.SpotifyItemType | Literal["artist", "album", "track", "playlist"]],
        market: str | None = None,
        limit: int | None = None,
        offset: int | None = None,
        options: CallOptions | None = None,
    ) -> models.SpotifySearchResult:
        """Search for artists, albums, tracks and playlists.

        Answers one page for each type that was asked for.

        Args:
            q: What to search for (at least 1 characters, at most 250 characters, matches `^[^\\x00-\\x1f\\x7f]+$`).
            type_: Kinds of items wanted (at least 1 items, at most 4 items).
            market: Only what is available in this country, ISO 3166-1 alpha-2 (matches `^[A-Z]{2}$`).
            limit: Items of each type at most (at least 1, at most 50, default 20).
            offset: Items to leave out at the beginning (at least 0, at most 1000, default 0).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `forbidden` (403),
                `not_found` (404), `rate_limited` (429), `internal_error` (500), `bad_gateway` (502),
                `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.SEARCH_ITEMS, (q, type_, market, limit, offset), None, options)

    async def get_album(
        self, *, id: str, market: str | None = None, options: CallOptions | None = None
    ) -> models.SpotifyAlbum:
        """One album.

        With its tracks.

        Args:
            id: Spotify's id of the album.
            market: Only what is available in this country, ISO 3166-1 alpha-2 (matches `^[A-Z]{2}$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `forbidden` (403),
                `not_found` (404), `rate_limited` (429), `internal_error` (500), `bad_gateway` (502),
                `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_ALBUM, (id, market), None, options)

    async def get_me(self, *, options: CallOptions | None = None) -> models.SpotifyUser:
        """The user behind the token.

        Shows whether a token of a user still works.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `forbidden` (403),
                `not_found` (404), `rate_limited` (429), `internal_error` (500), `bad_gateway` (502),
                `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_ME, (), None, options)

    async def create_token(
        self, body: models.SpotifyTokenRequest, *, options: CallOptions | None = None
    ) -> models.SpotifyToken:
        """Get or refresh an access token.

        Form post of RFC 6749. Spotify may leave out `refresh_token`: the old one stays valid then. Repeating a
        refresh does no harm.

        Args:
            body: the request, `application/x-www-form-urlencoded`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_grant` (400), `invalid_request` (400), `unsupported_grant_type`
                (400), `invalid_client` (401), `rate_limited` (429), `internal_error` (500), `bad_gateway` (502),
                `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.CREATE_TOKEN, (), body, options)


class SpotifyClient(runtime.Client):
    """Blocking client of the Spotify contract."""

    contract: ClassVar[str] = "spotify"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    def search_items(
        self,
        *,
        q: str,
        type_: Sequence[models.SpotifyItemType | Literal["artist", "album", "track", "playlist"]],
        market: str | None = None,
        limit: int | None = None,
        offset: int | None = None,
        options: CallOptions | None = None,
    ) -> models.SpotifySearchResult:
        """Search for artists, albums, tracks and playlists.

        Answers one page for each type that was asked for.

        Args:
            q: What to search for (at least 1 characters, at most 250 characters, matches `^[^\\x00-\\x1f\\x7f]+$`).
            type_: Kinds of items wanted (at least 1 items, at most 4 items).
            market: Only what is available in this country, ISO 3166-1 alpha-2 (matches `^[A-Z]{2}$`).
            limit: Items of each type at most (at least 1, at most 50, default 20).
            offset: Items to leave out at the beginning (at least 0, at most 1000, default 0).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `forbidden` (403),
                `not_found` (404), `rate_limited` (429), `internal_error` (500), `bad_gateway` (502),
                `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.SEARCH_ITEMS, (q, type_, market, limit, offset), None, options)

    def get_album(
        self, *, id: str, market: str | None = None, options: CallOptions | None = None
    ) -> models.SpotifyAlbum:
        """One album.

        With its tracks.

        Args:
            id: Spotify's id of the album.
            market: Only what is available in this country, ISO 3166-1 alpha-2 (matches `^[A-Z]{2}$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `forbidden` (403),
                `not_found` (404), `rate_limited` (429), `internal_error` (500), `bad_gateway` (502),
                `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_ALBUM, (id, market), None, options)

    def get_me(self, *, options: CallOptions | None = None) -> models.SpotifyUser:
        """The user behind the token.

        Shows whether a token of a user still works.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `forbidden` (403),
                `not_found` (404), `rate_limited` (429), `internal_error` (500), `bad_gateway` (502),
                `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_ME, (), None, options)

    def create_token(
        self, body: models.SpotifyTokenRequest, *, options: CallOptions | None = None
    ) -> models.SpotifyToken:
        """Get or refresh an access token.

        Form post of RFC 6749. Spotify may leave out `refresh_token`: the old one stays valid then. Repeating a
        refresh does no harm.

        Args:
            body: the request, `application/x-www-form-urlencoded`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_grant` (400), `invalid_request` (400), `unsupported_grant_type`
                (400), `invalid_client` (401), `rate_limited` (429), `internal_error` (500), `bad_gateway` (502),
                `service_unavailable` (503).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.CREATE_TOKEN, (), body, options)
