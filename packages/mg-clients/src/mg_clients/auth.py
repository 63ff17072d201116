"""Auth: clients and messages. The public face of the contract; nothing else of it is stable."""

from ._generated.auth import models, operations
from ._generated.auth.client import AuthClient, AuthSyncClient
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
    "AuthClient",
    "AuthSyncClient",
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
