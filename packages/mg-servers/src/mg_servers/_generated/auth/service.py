# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of the Auth contract implements, and its endpoint table."""

from __future__ import annotations

from typing import Final, Literal, Protocol

from mg_clients._generated.auth import models, operations
from mg_core.rest.exchange import Endpoint, ServerCall

from . import schemas


class AuthService(Protocol):
    """Handlers of the Auth contract. Raise `mg_core.ApiError` with a declared code to answer an error."""

    async def register(self, call: ServerCall, body: models.RegisterRequest) -> models.RegisterResponse:
        """`POST /register`: Create an account and log in."""
        ...

    async def login(self, call: ServerCall, body: models.LoginRequest) -> models.TokenResponse:
        """`POST /login`: Log in with e-mail address and password."""
        ...

    async def validate(self, call: ServerCall) -> models.ValidateResponse:
        """`POST /validate`: Check an access token."""
        ...

    async def refresh(self, call: ServerCall, body: models.RefreshRequest) -> models.TokenResponse:
        """`POST /refresh`: Exchange a refresh token for new tokens."""
        ...

    async def logout(self, call: ServerCall) -> None:
        """`POST /logout`: End the session."""
        ...

    async def get_jwks(self, call: ServerCall) -> models.JwkSet:
        """`GET /.well-known/jwks.json`: Public keys that verify access tokens."""
        ...

    async def get_current_user(self, call: ServerCall) -> models.UserProfile:
        """`GET /users/me`: The user behind the token."""
        ...

    async def update_current_user(self, call: ServerCall, body: models.UpdateUserRequest) -> models.UserProfile:
        """`PATCH /users/me`: Change name or e-mail address."""
        ...

    async def list_platforms(self, call: ServerCall) -> models.PlatformList:
        """`GET /users/me/platforms`: Platforms that the user has connected."""
        ...

    async def connect_platform(
        self,
        call: ServerCall,
        body: models.ConnectPlatformRequest,
        *,
        platform: Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
    ) -> models.ConnectedPlatform:
        """`PUT /users/me/platforms/{platform}`: Connect a platform."""
        ...

    async def disconnect_platform(
        self,
        call: ServerCall,
        *,
        platform: Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
    ) -> None:
        """`DELETE /users/me/platforms/{platform}`: Disconnect a platform."""
        ...

    async def get_platform_tokens(
        self,
        call: ServerCall,
        *,
        platform: Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
    ) -> models.PlatformTokens:
        """`GET /users/me/platforms/{platform}/tokens`: The user's tokens of a platform, for our services only."""
        ...

    async def rotate_platform_tokens(
        self,
        call: ServerCall,
        body: models.RotatePlatformTokensRequest,
        *,
        platform: Literal["netflix", "hulu", "hbo", "disney", "prime", "spotify", "apple_music"],
    ) -> None:
        """`PUT /users/me/platforms/{platform}/tokens`: Keep the refresh token that a platform gave in place of another, for our services only."""
        ...


ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint(operations.REGISTER, "register", schemas.REGISTER),
    Endpoint(operations.LOGIN, "login", schemas.LOGIN),
    Endpoint(operations.VALIDATE, "validate", schemas.VALIDATE),
    Endpoint(operations.REFRESH, "refresh", schemas.REFRESH),
    Endpoint(operations.LOGOUT, "logout", schemas.LOGOUT),
    Endpoint(operations.GET_JWKS, "get_jwks", schemas.GET_JWKS),
    Endpoint(operations.GET_CURRENT_USER, "get_current_user", schemas.GET_CURRENT_USER),
    Endpoint(operations.UPDATE_CURRENT_USER, "update_current_user", schemas.UPDATE_CURRENT_USER),
    Endpoint(operations.LIST_PLATFORMS, "list_platforms", schemas.LIST_PLATFORMS),
    Endpoint(operations.CONNECT_PLATFORM, "connect_platform", schemas.CONNECT_PLATFORM),
    Endpoint(operations.DISCONNECT_PLATFORM, "disconnect_platform", schemas.DISCONNECT_PLATFORM),
    Endpoint(operations.GET_PLATFORM_TOKENS, "get_platform_tokens", schemas.GET_PLATFORM_TOKENS),
    Endpoint(operations.ROTATE_PLATFORM_TOKENS, "rotate_platform_tokens", schemas.ROTATE_PLATFORM_TOKENS),
)
"""Every operation with its handler's name and its schemas, in the contract's order."""
