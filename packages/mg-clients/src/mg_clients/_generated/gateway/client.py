# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Clients of the Media Gateway contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from mg_core.call.options import CallOptions
from mg_core.contract.operation import Operation
from mg_core.rest import client as runtime

from . import models, operations


class AsyncGatewayClient(runtime.AsyncClient):
    """Asynchronous client of the Media Gateway contract."""

    contract: ClassVar[str] = "gateway"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    async def register(
        self, body: models.RegisterRequest, *, options: CallOptions | None = None
    ) -> models.RegisterResponse:
        """Create an account and log in.

        Exposes `register` of the auth service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `request_timeout` (408), `email_taken` (409),
                `payload_too_large` (413), `uri_too_long` (414), `unsupported_media_type` (415), `too_many_attempts`
                (429), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response`
                (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.REGISTER, (), body, options)

    async def login(self, body: models.LoginRequest, *, options: CallOptions | None = None) -> models.TokenResponse:
        """Log in with e-mail address and password.

        Exposes `login` of the auth service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `invalid_credentials` (401), `request_timeout`
                (408), `payload_too_large` (413), `uri_too_long` (414), `unsupported_media_type` (415),
                `too_many_attempts` (429), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LOGIN, (), body, options)

    async def validate(self, *, options: CallOptions | None = None) -> models.ValidateResponse:
        """Check an access token.

        Exposes `validate` of the auth service.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.VALIDATE, (), None, options)

    async def refresh(self, body: models.RefreshRequest, *, options: CallOptions | None = None) -> models.TokenResponse:
        """Exchange a refresh token for new tokens.

        Exposes `refresh` of the auth service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `invalid_refresh_token` (401),
                `refresh_token_reused` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long`
                (414), `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large` (431),
                `internal_error` (500), `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.REFRESH, (), body, options)

    async def logout(self, *, options: CallOptions | None = None) -> None:
        """End the session.

        Exposes `logout` of the auth service.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        await self._call(operations.LOGOUT, (), None, options)

    async def get_jwks(self, *, options: CallOptions | None = None) -> models.JwkSet:
        """Public keys that verify access tokens.

        Exposes `getJwks` of the auth service.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `request_timeout` (408), `payload_too_large`
                (413), `uri_too_long` (414), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_JWKS, (), None, options)

    async def get_current_user(self, *, options: CallOptions | None = None) -> models.UserProfile:
        """The user behind the token.

        Exposes `getCurrentUser` of the auth service.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `user_not_found` (404), `request_timeout` (408), `payload_too_large` (413),
                `uri_too_long` (414), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_CURRENT_USER, (), None, options)

    async def update_current_user(
        self, body: models.UpdateUserRequest, *, options: CallOptions | None = None
    ) -> models.UserProfile:
        """Change name or e-mail address.

        Exposes `updateCurrentUser` of the auth service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `user_not_found` (404), `request_timeout` (408), `email_taken` (409),
                `payload_too_large` (413), `uri_too_long` (414), `unsupported_media_type` (415), `rate_limited`
                (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.UPDATE_CURRENT_USER, (), body, options)

    async def list_platforms(self, *, options: CallOptions | None = None) -> models.PlatformList:
        """Platforms that the user has connected.

        Exposes `listPlatforms` of the auth service.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_PLATFORMS, (), None, options)

    async def connect_platform(
        self,
        body: models.ConnectPlatformRequest,
        *,
        platform: models.Platform | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
        options: CallOptions | None = None,
    ) -> models.ConnectedPlatform:
        """Connect a platform.

        Exposes `connectPlatform` of the auth service.

        Args:
            body: the request, `application/json`.
            platform: The platform concerned.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large` (431), `internal_error`
                (500), `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503),
                `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.CONNECT_PLATFORM, (platform,), body, options)

    async def disconnect_platform(
        self,
        *,
        platform: models.Platform | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
        options: CallOptions | None = None,
    ) -> None:
        """Disconnect a platform.

        Exposes `disconnectPlatform` of the auth service.

        Args:
            platform: The platform concerned.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        await self._call(operations.DISCONNECT_PLATFORM, (platform,), None, options)

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

        Exposes `search` of the discovery service.

        Args:
            q: What to search for (at least 1 characters, at most 200 characters, matches `^[^\\x00-\\x1f\\x7f]+$`).
            platforms: Only these platforms, comma separated; all connected ones when absent (at least 1 items, at
                most 7 items).
            type_: Only titles of this kind.
            limit: Entries wanted at most (at least 1, at most 50, default 20).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
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

        Exposes `getRecommendations` of the discovery service.

        Args:
            limit: Entries wanted at most (at least 1, at most 50, default 20).
            exclude_watched: Leave out what the user has watched (default True).
            platforms: Only these platforms, comma separated; all connected ones when absent (at least 1 items, at
                most 7 items).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_RECOMMENDATIONS, (limit, exclude_watched, platforms), None, options)

    async def get_content(self, *, content_id: str, options: CallOptions | None = None) -> models.ContentItem:
        """One title.

        Exposes `getContent` of the discovery service.

        Args:
            content_id: Id of the title.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `content_not_found` (404), `request_timeout` (408), `payload_too_large` (413),
                `uri_too_long` (414), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
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

        Exposes `listPlatformLibrary` of the discovery service.

        Args:
            platform: The platform whose library is wanted.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (matches `^[0-9]{1,9}$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_PLATFORM_LIBRARY, (platform, limit, cursor), None, options)

    async def sync_platform_library(
        self, *, platform: Literal["apple_music"], options: CallOptions | None = None
    ) -> models.PlatformLibrarySync:
        """Read the user's library from a platform.

        Exposes `syncPlatformLibrary` of the discovery service. Takes up to 10 seconds for 1000 songs.

        Args:
            platform: The platform whose library is read.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `platform_not_connected` (403), `platform_authorization_needed` (403),
                `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414), `rate_limited` (429),
                `headers_too_large` (431), `internal_error` (500), `invalid_response` (502), `service_unavailable`
                (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.SYNC_PLATFORM_LIBRARY, (platform,), None, options)

    async def get_position(self, *, content_id: str, options: CallOptions | None = None) -> models.PlaybackPosition:
        """Where the user stopped.

        Exposes `getPosition` of the playback service.

        Args:
            content_id: Id of the title.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `position_not_found` (404), `request_timeout` (408), `payload_too_large`
                (413), `uri_too_long` (414), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_POSITION, (content_id,), None, options)

    async def set_position(
        self, body: models.SetPositionRequest, *, options: CallOptions | None = None
    ) -> models.PlaybackPosition:
        """Note where the user stopped.

        Exposes `setPosition` of the playback service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large` (431), `internal_error`
                (500), `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503),
                `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.SET_POSITION, (), body, options)

    async def create_session(
        self, body: models.CreateSessionRequest, *, options: CallOptions | None = None
    ) -> models.PlaybackSession:
        """Start to play a title.

        Exposes `createSession` of the playback service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `platform_not_connected` (403), `content_not_found` (404), `request_timeout`
                (408), `idempotency_key_reused` (409), `idempotency_in_progress` (409), `payload_too_large` (413),
                `uri_too_long` (414), `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large`
                (431), `internal_error` (500), `invalid_response` (502), `stream_unavailable` (503),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.CREATE_SESSION, (), body, options)

    async def get_session(self, *, session_id: str, options: CallOptions | None = None) -> models.PlaybackSession:
        """One session.

        Exposes `getSession` of the playback service.

        Args:
            session_id: Id of the session.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `session_not_found` (404), `request_timeout` (408), `payload_too_large` (413),
                `uri_too_long` (414), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_SESSION, (session_id,), None, options)

    async def end_session(self, *, session_id: str, options: CallOptions | None = None) -> None:
        """Stop playing.

        Exposes `endSession` of the playback service.

        Args:
            session_id: Id of the session.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `session_not_found` (404), `request_timeout` (408), `payload_too_large` (413),
                `uri_too_long` (414), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        await self._call(operations.END_SESSION, (session_id,), None, options)

    async def send_heartbeat(
        self, body: models.HeartbeatRequest, *, session_id: str, options: CallOptions | None = None
    ) -> models.HeartbeatResult:
        """Say that the title still plays.

        Exposes `sendHeartbeat` of the playback service.

        Args:
            body: the request, `application/json`.
            session_id: Id of the session.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `session_not_found` (404), `request_timeout` (408), `session_expired` (410),
                `payload_too_large` (413), `uri_too_long` (414), `unsupported_media_type` (415), `rate_limited`
                (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.SEND_HEARTBEAT, (session_id,), body, options)

    async def report_event(
        self, body: models.PlaybackEvent, *, options: CallOptions | None = None
    ) -> models.EventReceipt:
        """Report what a player does.

        Exposes `reportEvent` of the playback service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `forbidden` (403), `request_timeout` (408), `idempotency_key_reused` (409),
                `idempotency_in_progress` (409), `payload_too_large` (413), `uri_too_long` (414),
                `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large` (431), `internal_error`
                (500), `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503),
                `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.REPORT_EVENT, (), body, options)

    async def list_history(
        self,
        *,
        completed: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> models.HistoryPage:
        """What the user has watched.

        Exposes `listHistory` of the playback service.

        Args:
            completed: Only titles that were watched to the end, or only others; all when absent.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (at least 1 characters, at most 200
                characters, matches `^[A-Za-z0-9_=-]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_HISTORY, (completed, limit, cursor), None, options)

    async def mark_watched(
        self, body: models.MarkWatchedRequest, *, content_id: str, options: CallOptions | None = None
    ) -> models.HistoryEntry:
        """Mark a title as watched.

        Exposes `markWatched` of the playback service.

        Args:
            body: the request, `application/json`.
            content_id: Id of the title.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large` (431), `internal_error`
                (500), `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503),
                `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.MARK_WATCHED, (content_id,), body, options)

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

        Exposes `listQueue` of the ingestion service.

        Args:
            platform: Only this platform.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (at least 1 characters, at most 200
                characters, matches `^[A-Za-z0-9_=-]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_QUEUE, (platform, limit, cursor), None, options)

    async def add_to_queue(
        self, body: models.QueueAddRequest, *, options: CallOptions | None = None
    ) -> models.QueueItem:
        """Put a title into the queue.

        Exposes `addToQueue` of the ingestion service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `content_not_found` (404), `request_timeout` (408), `already_queued` (409),
                `idempotency_key_reused` (409), `idempotency_in_progress` (409), `payload_too_large` (413),
                `uri_too_long` (414), `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large`
                (431), `internal_error` (500), `invalid_response` (502), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504),
                `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.ADD_TO_QUEUE, (), body, options)

    async def remove_from_queue(self, *, item_id: str, options: CallOptions | None = None) -> None:
        """Take a title out of the queue.

        Exposes `removeFromQueue` of the ingestion service.

        Args:
            item_id: Id of the entry.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
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

        Exposes `listLibrary` of the ingestion service.

        Args:
            platform: Only this platform.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (at least 1 characters, at most 200
                characters, matches `^[A-Za-z0-9_=-]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_LIBRARY, (platform, limit, cursor), None, options)

    async def sync_library(
        self, body: models.PlatformSyncRequest, *, options: CallOptions | None = None
    ) -> models.SyncJob:
        """Read the library from a platform.

        Exposes `syncLibrary` of the ingestion service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `platform_not_connected` (403), `request_timeout` (408), `payload_too_large`
                (413), `uri_too_long` (414), `unsupported_media_type` (415), `rate_limited` (429),
                `headers_too_large` (431), `internal_error` (500), `invalid_response` (502), `service_unavailable`
                (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.SYNC_LIBRARY, (), body, options)

    async def get_library_sync(self, *, job_id: str, options: CallOptions | None = None) -> models.SyncJob:
        """State of a synchronisation.

        Exposes `getLibrarySync` of the ingestion service.

        Args:
            job_id: Id of the job.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `job_not_found` (404), `request_timeout` (408), `payload_too_large` (413),
                `uri_too_long` (414), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
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

        Exposes `listWatchlist` of the ingestion service.

        Args:
            platform: Only this platform.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (at least 1 characters, at most 200
                characters, matches `^[A-Za-z0-9_=-]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_WATCHLIST, (platform, limit, cursor), None, options)

    async def sync_watchlist(
        self, body: models.PlatformSyncRequest, *, options: CallOptions | None = None
    ) -> models.WatchlistSyncResult:
        """Read the watchlist from a platform.

        Exposes `syncWatchlist` of the ingestion service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `platform_not_connected` (403), `request_timeout` (408), `payload_too_large`
                (413), `uri_too_long` (414), `unsupported_media_type` (415), `rate_limited` (429),
                `headers_too_large` (431), `internal_error` (500), `invalid_response` (502), `service_unavailable`
                (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.SYNC_WATCHLIST, (), body, options)

    async def get_state(
        self, *, since: str | None = None, limit: int | None = None, options: CallOptions | None = None
    ) -> models.SyncState:
        """What has changed.

        Exposes `getState` of the sync service.

        Args:
            since: Only what happened at or after this moment, RFC 3339 (at most 64 characters).
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_STATE, (since, limit), None, options)

    async def list_events(
        self,
        *,
        since: str | None = None,
        category: models.SyncCategory | Literal["playback", "queue", "preferences"] | None = None,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> models.EventList:
        """Events that a device has missed.

        Exposes `listEvents` of the sync service.

        Args:
            since: Only what happened at or after this moment, RFC 3339 (at most 64 characters).
            category: Only this category.
            limit: Events at most (at least 1, at most 100, default 100).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_EVENTS, (since, category, limit), None, options)

    async def publish_events(
        self, body: models.EventBatch, *, options: CallOptions | None = None
    ) -> models.PublishResult:
        """Tell the user's other devices.

        Exposes `publishEvents` of the sync service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `event_too_large` (413), `payload_too_large` (413),
                `uri_too_long` (414), `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large`
                (431), `internal_error` (500), `invalid_response` (502), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded`
                (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.PUBLISH_EVENTS, (), body, options)

    async def list_devices(self, *, options: CallOptions | None = None) -> models.DeviceList:
        """The user's devices.

        Exposes `listDevices` of the sync service.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_DEVICES, (), None, options)

    async def register_device(
        self, body: models.RegisterDeviceRequest, *, device_id: str, options: CallOptions | None = None
    ) -> models.DeviceRegistration:
        """Register a device.

        Exposes `registerDevice` of the sync service.

        Args:
            body: the request, `application/json`.
            device_id: Id of the device; no dot.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `too_many_devices` (409), `payload_too_large` (413),
                `uri_too_long` (414), `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large`
                (431), `internal_error` (500), `invalid_response` (502), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504),
                `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.REGISTER_DEVICE, (device_id,), body, options)

    async def remove_device(self, *, device_id: str, options: CallOptions | None = None) -> None:
        """Forget a device.

        Exposes `removeDevice` of the sync service.

        Args:
            device_id: Id of the device; no dot.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        await self._call(operations.REMOVE_DEVICE, (device_id,), None, options)

    async def send_device_heartbeat(self, *, device_id: str, options: CallOptions | None = None) -> models.Device:
        """Say that a device is online.

        Exposes `sendDeviceHeartbeat` of the sync service.

        Args:
            device_id: Id of the device; no dot.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `device_not_found` (404), `request_timeout` (408), `payload_too_large` (413),
                `uri_too_long` (414), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.SEND_DEVICE_HEARTBEAT, (device_id,), None, options)

    async def get_presence(self, *, options: CallOptions | None = None) -> models.Presence:
        """Devices that are online now.

        Exposes `getPresence` of the sync service.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_PRESENCE, (), None, options)


class GatewayClient(runtime.Client):
    """Blocking client of the Media Gateway contract."""

    contract: ClassVar[str] = "gateway"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    def register(self, body: models.RegisterRequest, *, options: CallOptions | None = None) -> models.RegisterResponse:
        """Create an account and log in.

        Exposes `register` of the auth service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `request_timeout` (408), `email_taken` (409),
                `payload_too_large` (413), `uri_too_long` (414), `unsupported_media_type` (415), `too_many_attempts`
                (429), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response`
                (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.REGISTER, (), body, options)

    def login(self, body: models.LoginRequest, *, options: CallOptions | None = None) -> models.TokenResponse:
        """Log in with e-mail address and password.

        Exposes `login` of the auth service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `invalid_credentials` (401), `request_timeout`
                (408), `payload_too_large` (413), `uri_too_long` (414), `unsupported_media_type` (415),
                `too_many_attempts` (429), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LOGIN, (), body, options)

    def validate(self, *, options: CallOptions | None = None) -> models.ValidateResponse:
        """Check an access token.

        Exposes `validate` of the auth service.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.VALIDATE, (), None, options)

    def refresh(self, body: models.RefreshRequest, *, options: CallOptions | None = None) -> models.TokenResponse:
        """Exchange a refresh token for new tokens.

        Exposes `refresh` of the auth service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `invalid_refresh_token` (401),
                `refresh_token_reused` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long`
                (414), `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large` (431),
                `internal_error` (500), `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.REFRESH, (), body, options)

    def logout(self, *, options: CallOptions | None = None) -> None:
        """End the session.

        Exposes `logout` of the auth service.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        self._call(operations.LOGOUT, (), None, options)

    def get_jwks(self, *, options: CallOptions | None = None) -> models.JwkSet:
        """Public keys that verify access tokens.

        Exposes `getJwks` of the auth service.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `request_timeout` (408), `payload_too_large`
                (413), `uri_too_long` (414), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_JWKS, (), None, options)

    def get_current_user(self, *, options: CallOptions | None = None) -> models.UserProfile:
        """The user behind the token.

        Exposes `getCurrentUser` of the auth service.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `user_not_found` (404), `request_timeout` (408), `payload_too_large` (413),
                `uri_too_long` (414), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_CURRENT_USER, (), None, options)

    def update_current_user(
        self, body: models.UpdateUserRequest, *, options: CallOptions | None = None
    ) -> models.UserProfile:
        """Change name or e-mail address.

        Exposes `updateCurrentUser` of the auth service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `user_not_found` (404), `request_timeout` (408), `email_taken` (409),
                `payload_too_large` (413), `uri_too_long` (414), `unsupported_media_type` (415), `rate_limited`
                (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.UPDATE_CURRENT_USER, (), body, options)

    def list_platforms(self, *, options: CallOptions | None = None) -> models.PlatformList:
        """Platforms that the user has connected.

        Exposes `listPlatforms` of the auth service.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_PLATFORMS, (), None, options)

    def connect_platform(
        self,
        body: models.ConnectPlatformRequest,
        *,
        platform: models.Platform | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
        options: CallOptions | None = None,
    ) -> models.ConnectedPlatform:
        """Connect a platform.

        Exposes `connectPlatform` of the auth service.

        Args:
            body: the request, `application/json`.
            platform: The platform concerned.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large` (431), `internal_error`
                (500), `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503),
                `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.CONNECT_PLATFORM, (platform,), body, options)

    def disconnect_platform(
        self,
        *,
        platform: models.Platform | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
        options: CallOptions | None = None,
    ) -> None:
        """Disconnect a platform.

        Exposes `disconnectPlatform` of the auth service.

        Args:
            platform: The platform concerned.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        self._call(operations.DISCONNECT_PLATFORM, (platform,), None, options)

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

        Exposes `search` of the discovery service.

        Args:
            q: What to search for (at least 1 characters, at most 200 characters, matches `^[^\\x00-\\x1f\\x7f]+$`).
            platforms: Only these platforms, comma separated; all connected ones when absent (at least 1 items, at
                most 7 items).
            type_: Only titles of this kind.
            limit: Entries wanted at most (at least 1, at most 50, default 20).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
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

        Exposes `getRecommendations` of the discovery service.

        Args:
            limit: Entries wanted at most (at least 1, at most 50, default 20).
            exclude_watched: Leave out what the user has watched (default True).
            platforms: Only these platforms, comma separated; all connected ones when absent (at least 1 items, at
                most 7 items).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_RECOMMENDATIONS, (limit, exclude_watched, platforms), None, options)

    def get_content(self, *, content_id: str, options: CallOptions | None = None) -> models.ContentItem:
        """One title.

        Exposes `getContent` of the discovery service.

        Args:
            content_id: Id of the title.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `content_not_found` (404), `request_timeout` (408), `payload_too_large` (413),
                `uri_too_long` (414), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
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

        Exposes `listPlatformLibrary` of the discovery service.

        Args:
            platform: The platform whose library is wanted.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (matches `^[0-9]{1,9}$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_PLATFORM_LIBRARY, (platform, limit, cursor), None, options)

    def sync_platform_library(
        self, *, platform: Literal["apple_music"], options: CallOptions | None = None
    ) -> models.PlatformLibrarySync:
        """Read the user's library from a platform.

        Exposes `syncPlatformLibrary` of the discovery service. Takes up to 10 seconds for 1000 songs.

        Args:
            platform: The platform whose library is read.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `platform_not_connected` (403), `platform_authorization_needed` (403),
                `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414), `rate_limited` (429),
                `headers_too_large` (431), `internal_error` (500), `invalid_response` (502), `service_unavailable`
                (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.SYNC_PLATFORM_LIBRARY, (platform,), None, options)

    def get_position(self, *, content_id: str, options: CallOptions | None = None) -> models.PlaybackPosition:
        """Where the user stopped.

        Exposes `getPosition` of the playback service.

        Args:
            content_id: Id of the title.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `position_not_found` (404), `request_timeout` (408), `payload_too_large`
                (413), `uri_too_long` (414), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_POSITION, (content_id,), None, options)

    def set_position(
        self, body: models.SetPositionRequest, *, options: CallOptions | None = None
    ) -> models.PlaybackPosition:
        """Note where the user stopped.

        Exposes `setPosition` of the playback service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large` (431), `internal_error`
                (500), `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503),
                `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.SET_POSITION, (), body, options)

    def create_session(
        self, body: models.CreateSessionRequest, *, options: CallOptions | None = None
    ) -> models.PlaybackSession:
        """Start to play a title.

        Exposes `createSession` of the playback service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `platform_not_connected` (403), `content_not_found` (404), `request_timeout`
                (408), `idempotency_key_reused` (409), `idempotency_in_progress` (409), `payload_too_large` (413),
                `uri_too_long` (414), `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large`
                (431), `internal_error` (500), `invalid_response` (502), `stream_unavailable` (503),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.CREATE_SESSION, (), body, options)

    def get_session(self, *, session_id: str, options: CallOptions | None = None) -> models.PlaybackSession:
        """One session.

        Exposes `getSession` of the playback service.

        Args:
            session_id: Id of the session.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `session_not_found` (404), `request_timeout` (408), `payload_too_large` (413),
                `uri_too_long` (414), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_SESSION, (session_id,), None, options)

    def end_session(self, *, session_id: str, options: CallOptions | None = None) -> None:
        """Stop playing.

        Exposes `endSession` of the playback service.

        Args:
            session_id: Id of the session.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `session_not_found` (404), `request_timeout` (408), `payload_too_large` (413),
                `uri_too_long` (414), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        self._call(operations.END_SESSION, (session_id,), None, options)

    def send_heartbeat(
        self, body: models.HeartbeatRequest, *, session_id: str, options: CallOptions | None = None
    ) -> models.HeartbeatResult:
        """Say that the title still plays.

        Exposes `sendHeartbeat` of the playback service.

        Args:
            body: the request, `application/json`.
            session_id: Id of the session.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `session_not_found` (404), `request_timeout` (408), `session_expired` (410),
                `payload_too_large` (413), `uri_too_long` (414), `unsupported_media_type` (415), `rate_limited`
                (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.SEND_HEARTBEAT, (session_id,), body, options)

    def report_event(self, body: models.PlaybackEvent, *, options: CallOptions | None = None) -> models.EventReceipt:
        """Report what a player does.

        Exposes `reportEvent` of the playback service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `forbidden` (403), `request_timeout` (408), `idempotency_key_reused` (409),
                `idempotency_in_progress` (409), `payload_too_large` (413), `uri_too_long` (414),
                `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large` (431), `internal_error`
                (500), `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503),
                `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.REPORT_EVENT, (), body, options)

    def list_history(
        self,
        *,
        completed: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        options: CallOptions | None = None,
    ) -> models.HistoryPage:
        """What the user has watched.

        Exposes `listHistory` of the playback service.

        Args:
            completed: Only titles that were watched to the end, or only others; all when absent.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (at least 1 characters, at most 200
                characters, matches `^[A-Za-z0-9_=-]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_HISTORY, (completed, limit, cursor), None, options)

    def mark_watched(
        self, body: models.MarkWatchedRequest, *, content_id: str, options: CallOptions | None = None
    ) -> models.HistoryEntry:
        """Mark a title as watched.

        Exposes `markWatched` of the playback service.

        Args:
            body: the request, `application/json`.
            content_id: Id of the title.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large` (431), `internal_error`
                (500), `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503),
                `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.MARK_WATCHED, (content_id,), body, options)

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

        Exposes `listQueue` of the ingestion service.

        Args:
            platform: Only this platform.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (at least 1 characters, at most 200
                characters, matches `^[A-Za-z0-9_=-]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_QUEUE, (platform, limit, cursor), None, options)

    def add_to_queue(self, body: models.QueueAddRequest, *, options: CallOptions | None = None) -> models.QueueItem:
        """Put a title into the queue.

        Exposes `addToQueue` of the ingestion service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `content_not_found` (404), `request_timeout` (408), `already_queued` (409),
                `idempotency_key_reused` (409), `idempotency_in_progress` (409), `payload_too_large` (413),
                `uri_too_long` (414), `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large`
                (431), `internal_error` (500), `invalid_response` (502), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504),
                `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.ADD_TO_QUEUE, (), body, options)

    def remove_from_queue(self, *, item_id: str, options: CallOptions | None = None) -> None:
        """Take a title out of the queue.

        Exposes `removeFromQueue` of the ingestion service.

        Args:
            item_id: Id of the entry.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
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

        Exposes `listLibrary` of the ingestion service.

        Args:
            platform: Only this platform.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (at least 1 characters, at most 200
                characters, matches `^[A-Za-z0-9_=-]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_LIBRARY, (platform, limit, cursor), None, options)

    def sync_library(self, body: models.PlatformSyncRequest, *, options: CallOptions | None = None) -> models.SyncJob:
        """Read the library from a platform.

        Exposes `syncLibrary` of the ingestion service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `platform_not_connected` (403), `request_timeout` (408), `payload_too_large`
                (413), `uri_too_long` (414), `unsupported_media_type` (415), `rate_limited` (429),
                `headers_too_large` (431), `internal_error` (500), `invalid_response` (502), `service_unavailable`
                (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.SYNC_LIBRARY, (), body, options)

    def get_library_sync(self, *, job_id: str, options: CallOptions | None = None) -> models.SyncJob:
        """State of a synchronisation.

        Exposes `getLibrarySync` of the ingestion service.

        Args:
            job_id: Id of the job.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `job_not_found` (404), `request_timeout` (408), `payload_too_large` (413),
                `uri_too_long` (414), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
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

        Exposes `listWatchlist` of the ingestion service.

        Args:
            platform: Only this platform.
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            cursor: `next_cursor` of the page before; the first page when absent (at least 1 characters, at most 200
                characters, matches `^[A-Za-z0-9_=-]+$`).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_WATCHLIST, (platform, limit, cursor), None, options)

    def sync_watchlist(
        self, body: models.PlatformSyncRequest, *, options: CallOptions | None = None
    ) -> models.WatchlistSyncResult:
        """Read the watchlist from a platform.

        Exposes `syncWatchlist` of the ingestion service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `platform_not_connected` (403), `request_timeout` (408), `payload_too_large`
                (413), `uri_too_long` (414), `unsupported_media_type` (415), `rate_limited` (429),
                `headers_too_large` (431), `internal_error` (500), `invalid_response` (502), `service_unavailable`
                (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.SYNC_WATCHLIST, (), body, options)

    def get_state(
        self, *, since: str | None = None, limit: int | None = None, options: CallOptions | None = None
    ) -> models.SyncState:
        """What has changed.

        Exposes `getState` of the sync service.

        Args:
            since: Only what happened at or after this moment, RFC 3339 (at most 64 characters).
            limit: Entries of one page at most (at least 1, at most 200, default 50).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_STATE, (since, limit), None, options)

    def list_events(
        self,
        *,
        since: str | None = None,
        category: models.SyncCategory | Literal["playback", "queue", "preferences"] | None = None,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> models.EventList:
        """Events that a device has missed.

        Exposes `listEvents` of the sync service.

        Args:
            since: Only what happened at or after this moment, RFC 3339 (at most 64 characters).
            category: Only this category.
            limit: Events at most (at least 1, at most 100, default 100).
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_EVENTS, (since, category, limit), None, options)

    def publish_events(self, body: models.EventBatch, *, options: CallOptions | None = None) -> models.PublishResult:
        """Tell the user's other devices.

        Exposes `publishEvents` of the sync service.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `event_too_large` (413), `payload_too_large` (413),
                `uri_too_long` (414), `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large`
                (431), `internal_error` (500), `invalid_response` (502), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded`
                (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.PUBLISH_EVENTS, (), body, options)

    def list_devices(self, *, options: CallOptions | None = None) -> models.DeviceList:
        """The user's devices.

        Exposes `listDevices` of the sync service.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_DEVICES, (), None, options)

    def register_device(
        self, body: models.RegisterDeviceRequest, *, device_id: str, options: CallOptions | None = None
    ) -> models.DeviceRegistration:
        """Register a device.

        Exposes `registerDevice` of the sync service.

        Args:
            body: the request, `application/json`.
            device_id: Id of the device; no dot.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `too_many_devices` (409), `payload_too_large` (413),
                `uri_too_long` (414), `unsupported_media_type` (415), `rate_limited` (429), `headers_too_large`
                (431), `internal_error` (500), `invalid_response` (502), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504),
                `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.REGISTER_DEVICE, (device_id,), body, options)

    def remove_device(self, *, device_id: str, options: CallOptions | None = None) -> None:
        """Forget a device.

        Exposes `removeDevice` of the sync service.

        Args:
            device_id: Id of the device; no dot.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        self._call(operations.REMOVE_DEVICE, (device_id,), None, options)

    def send_device_heartbeat(self, *, device_id: str, options: CallOptions | None = None) -> models.Device:
        """Say that a device is online.

        Exposes `sendDeviceHeartbeat` of the sync service.

        Args:
            device_id: Id of the device; no dot.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `device_not_found` (404), `request_timeout` (408), `payload_too_large` (413),
                `uri_too_long` (414), `rate_limited` (429), `headers_too_large` (431), `internal_error` (500),
                `invalid_response` (502), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.SEND_DEVICE_HEARTBEAT, (device_id,), None, options)

    def get_presence(self, *, options: CallOptions | None = None) -> models.Presence:
        """Devices that are online now.

        Exposes `getPresence` of the sync service.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `request_timeout` (408), `payload_too_large` (413), `uri_too_long` (414),
                `rate_limited` (429), `headers_too_large` (431), `internal_error` (500), `invalid_response` (502),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout`
                (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_PRESENCE, (), None, options)
