# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Auth: clients, messages and the errors to expect."""

from mg_core import ApiError, CallOptions, DecodeError, MgError, RejectedError, TimeoutExceededError, TransportError

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
    "ApiError",
    "AsyncAuthClient",
    "AuthClient",
    "CallOptions",
    "ConnectPlatformRequest",
    "ConnectedPlatform",
    "DecodeError",
    "Jwk",
    "JwkSet",
    "LoginRequest",
    "MgError",
    "Platform",
    "PlatformList",
    "PlatformStatus",
    "PlatformTokens",
    "RefreshRequest",
    "RegisterRequest",
    "RegisterResponse",
    "RejectedError",
    "RotatePlatformTokensRequest",
    "TimeoutExceededError",
    "TokenResponse",
    "TransportError",
    "UpdateUserRequest",
    "User",
    "UserProfile",
    "ValidateResponse",
    "models",
    "operations",
]
