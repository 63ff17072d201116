"""Auth: clients and messages. The public face of the contract; nothing else of it is stable."""

from ._generated.auth import models, operations
from ._generated.auth.client import AsyncAuthClient, AuthClient
from ._generated.auth.models import (
    ConnectedPlatform,
    ConnectPlatformRequest,
    Jwk,
    JwkSet,
    LoginRequest,
    Platform,
    PlatformList,
    PlatformStatus,
    PlatformTokens,
    RefreshRequest,
    RegisterRequest,
    RegisterResponse,
    RotatePlatformTokensRequest,
    TokenResponse,
    UpdateUserRequest,
    User,
    UserProfile,
    ValidateResponse,
)

__all__ = [
    "AsyncAuthClient",
    "AuthClient",
    "ConnectPlatformRequest",
    "ConnectedPlatform",
    "Jwk",
    "JwkSet",
    "LoginRequest",
    "Platform",
    "PlatformList",
    "PlatformStatus",
    "PlatformTokens",
    "RefreshRequest",
    "RegisterRequest",
    "RegisterResponse",
    "RotatePlatformTokensRequest",
    "TokenResponse",
    "UpdateUserRequest",
    "User",
    "UserProfile",
    "ValidateResponse",
    "models",
    "operations",
]
