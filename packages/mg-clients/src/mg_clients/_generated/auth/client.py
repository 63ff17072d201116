# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Clients of the Auth contract."""

from __future__ import annotations

from typing import ClassVar, Literal

from mg_core.call.options import CallOptions
from mg_core.contract.operation import Operation
from mg_core.rest import client as runtime

from . import models, operations


class AsyncAuthClient(runtime.AsyncClient):
    """Asynchronous client of the Auth contract."""

    contract: ClassVar[str] = "auth"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    async def register(
        self, body: models.RegisterRequest, *, options: CallOptions | None = None
    ) -> models.RegisterResponse:
        """Create an account and log in.

        The e-mail address is compared without regard to case. The new user has the role `user`.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `email_taken` (409), `payload_too_large` (413),
                `unsupported_media_type` (415), `too_many_attempts` (429), `rate_limited` (429), `internal_error`
                (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.REGISTER, (), body, options)

    async def login(self, body: models.LoginRequest, *, options: CallOptions | None = None) -> models.TokenResponse:
        """Log in with e-mail address and password.

        A wrong password and an unknown address give the same answer in the same time. After 10 failures within 60 s
        for one address, further tries are refused for 60 s.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `invalid_credentials` (401), `payload_too_large`
                (413), `unsupported_media_type` (415), `too_many_attempts` (429), `rate_limited` (429),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LOGIN, (), body, options)

    async def validate(self, *, options: CallOptions | None = None) -> models.ValidateResponse:
        """Check an access token.

        Checks signature, algorithm, expiry and that the session still exists. Takes the token from the Authorization
        header and no body.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.VALIDATE, (), None, options)

    async def refresh(self, body: models.RefreshRequest, *, options: CallOptions | None = None) -> models.TokenResponse:
        """Exchange a refresh token for new tokens.

        Each refresh token works once. Using one again ends all sessions of its family and answers
        `refresh_token_reused`: somebody else may have it.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `invalid_refresh_token` (401),
                `refresh_token_reused` (401), `payload_too_large` (413), `unsupported_media_type` (415),
                `rate_limited` (429), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.REFRESH, (), body, options)

    async def logout(self, *, options: CallOptions | None = None) -> None:
        """End the session.

        The session of the access token and its family of refresh tokens end at once. Takes no body.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        await self._call(operations.LOGOUT, (), None, options)

    async def get_jwks(self, *, options: CallOptions | None = None) -> models.JwkSet:
        """Public keys that verify access tokens.

        RFC 7517. Holds the current key and those that still have tokens in use.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `internal_error` (500), `service_unavailable`
                (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout` (504),
                `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_JWKS, (), None, options)

    async def get_current_user(self, *, options: CallOptions | None = None) -> models.UserProfile:
        """The user behind the token.

        Account data of the user whom the identity headers name.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `user_not_found` (404), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_CURRENT_USER, (), None, options)

    async def update_current_user(
        self, body: models.UpdateUserRequest, *, options: CallOptions | None = None
    ) -> models.UserProfile:
        """Change name or e-mail address.

        Members that are absent stay as they are. The change is committed before the answer and other services read
        it at once (specification, sections 4.1 and 4.2).

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `user_not_found` (404), `email_taken` (409), `payload_too_large` (413), `unsupported_media_type`
                (415), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503),
                `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.UPDATE_CURRENT_USER, (), body, options)

    async def list_platforms(self, *, options: CallOptions | None = None) -> models.PlatformList:
        """Platforms that the user has connected.

        In the order in which they were connected.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
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

        Connecting a platform again changes its account. Searches ask the connected platforms only.

        Args:
            body: the request, `application/json`.
            platform: The platform concerned.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `payload_too_large` (413), `unsupported_media_type` (415), `internal_error` (500),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
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

        Disconnecting one that is not connected changes nothing and is no error.

        Args:
            platform: The platform concerned.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        await self._call(operations.DISCONNECT_PLATFORM, (platform,), None, options)

    async def get_platform_tokens(
        self,
        *,
        platform: models.Platform | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
        options: CallOptions | None = None,
    ) -> models.PlatformTokens:
        """The user's tokens of a platform, for our services only.

        Gives out what the user has connected the platform with, opened. The gateway has no route to it. A platform
        that was connected without tokens answers an object without any.

        Args:
            platform: The platform concerned.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `platform_not_connected` (404), `internal_error` (500), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded`
                (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_PLATFORM_TOKENS, (platform,), None, options)

    async def rotate_platform_tokens(
        self,
        body: models.RotatePlatformTokensRequest,
        *,
        platform: models.Platform | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
        options: CallOptions | None = None,
    ) -> None:
        """Keep the refresh token that a platform gave in place of another, for our services only.

        Written only while the stored refresh token is still `replaces`: a user who has connected the platform anew
        meanwhile keeps the new connection. Writing the same rotation twice changes nothing more.

        Args:
            body: the request, `application/json`.
            platform: The platform concerned.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `platform_not_connected` (404), `tokens_changed` (409), `payload_too_large` (413),
                `unsupported_media_type` (415), `internal_error` (500), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504),
                `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        await self._call(operations.ROTATE_PLATFORM_TOKENS, (platform,), body, options)


class AuthClient(runtime.Client):
    """Blocking client of the Auth contract."""

    contract: ClassVar[str] = "auth"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    def register(self, body: models.RegisterRequest, *, options: CallOptions | None = None) -> models.RegisterResponse:
        """Create an account and log in.

        The e-mail address is compared without regard to case. The new user has the role `user`.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `email_taken` (409), `payload_too_large` (413),
                `unsupported_media_type` (415), `too_many_attempts` (429), `rate_limited` (429), `internal_error`
                (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.REGISTER, (), body, options)

    def login(self, body: models.LoginRequest, *, options: CallOptions | None = None) -> models.TokenResponse:
        """Log in with e-mail address and password.

        A wrong password and an unknown address give the same answer in the same time. After 10 failures within 60 s
        for one address, further tries are refused for 60 s.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `invalid_credentials` (401), `payload_too_large`
                (413), `unsupported_media_type` (415), `too_many_attempts` (429), `rate_limited` (429),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LOGIN, (), body, options)

    def validate(self, *, options: CallOptions | None = None) -> models.ValidateResponse:
        """Check an access token.

        Checks signature, algorithm, expiry and that the session still exists. Takes the token from the Authorization
        header and no body.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.VALIDATE, (), None, options)

    def refresh(self, body: models.RefreshRequest, *, options: CallOptions | None = None) -> models.TokenResponse:
        """Exchange a refresh token for new tokens.

        Each refresh token works once. Using one again ends all sessions of its family and answers
        `refresh_token_reused`: somebody else may have it.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `invalid_refresh_token` (401),
                `refresh_token_reused` (401), `payload_too_large` (413), `unsupported_media_type` (415),
                `rate_limited` (429), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.REFRESH, (), body, options)

    def logout(self, *, options: CallOptions | None = None) -> None:
        """End the session.

        The session of the access token and its family of refresh tokens end at once. Takes no body.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `malformed_token` (400), `unauthorized` (401),
                `invalid_token` (401), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        self._call(operations.LOGOUT, (), None, options)

    def get_jwks(self, *, options: CallOptions | None = None) -> models.JwkSet:
        """Public keys that verify access tokens.

        RFC 7517. Holds the current key and those that still have tokens in use.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `internal_error` (500), `service_unavailable`
                (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout` (504),
                `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_JWKS, (), None, options)

    def get_current_user(self, *, options: CallOptions | None = None) -> models.UserProfile:
        """The user behind the token.

        Account data of the user whom the identity headers name.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `user_not_found` (404), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open`
                (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_CURRENT_USER, (), None, options)

    def update_current_user(
        self, body: models.UpdateUserRequest, *, options: CallOptions | None = None
    ) -> models.UserProfile:
        """Change name or e-mail address.

        Members that are absent stay as they are. The change is committed before the answer and other services read
        it at once (specification, sections 4.1 and 4.2).

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `user_not_found` (404), `email_taken` (409), `payload_too_large` (413), `unsupported_media_type`
                (415), `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503),
                `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.UPDATE_CURRENT_USER, (), body, options)

    def list_platforms(self, *, options: CallOptions | None = None) -> models.PlatformList:
        """Platforms that the user has connected.

        In the order in which they were connected.

        Args:
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `gateway_timeout` (504), `deadline_exceeded` (504).
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

        Connecting a platform again changes its account. Searches ask the connected platforms only.

        Args:
            body: the request, `application/json`.
            platform: The platform concerned.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `payload_too_large` (413), `unsupported_media_type` (415), `internal_error` (500),
                `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503),
                `gateway_timeout` (504), `deadline_exceeded` (504).
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

        Disconnecting one that is not connected changes nothing and is no error.

        Args:
            platform: The platform concerned.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `internal_error` (500), `service_unavailable` (503), `circuit_breaker_open` (503), `bulkhead_full`
                (503), `read_only` (503), `gateway_timeout` (504), `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        self._call(operations.DISCONNECT_PLATFORM, (platform,), None, options)

    def get_platform_tokens(
        self,
        *,
        platform: models.Platform | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
        options: CallOptions | None = None,
    ) -> models.PlatformTokens:
        """The user's tokens of a platform, for our services only.

        Gives out what the user has connected the platform with, opened. The gateway has no route to it. A platform
        that was connected without tokens answers an object without any.

        Args:
            platform: The platform concerned.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `platform_not_connected` (404), `internal_error` (500), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `gateway_timeout` (504), `deadline_exceeded`
                (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_PLATFORM_TOKENS, (platform,), None, options)

    def rotate_platform_tokens(
        self,
        body: models.RotatePlatformTokensRequest,
        *,
        platform: models.Platform | Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
        options: CallOptions | None = None,
    ) -> None:
        """Keep the refresh token that a platform gave in place of another, for our services only.

        Written only while the stored refresh token is still `replaces`: a user who has connected the platform anew
        meanwhile keeps the new connection. Writing the same rotation twice changes nothing more.

        Args:
            body: the request, `application/json`.
            platform: The platform concerned.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `invalid_request` (400), `unauthorized` (401), `invalid_token` (401),
                `platform_not_connected` (404), `tokens_changed` (409), `payload_too_large` (413),
                `unsupported_media_type` (415), `internal_error` (500), `service_unavailable` (503),
                `circuit_breaker_open` (503), `bulkhead_full` (503), `read_only` (503), `gateway_timeout` (504),
                `deadline_exceeded` (504).
            MgError: no usable answer; see `mg_core.errors`.
        """
        self._call(operations.ROTATE_PLATFORM_TOKENS, (platform,), body, options)
