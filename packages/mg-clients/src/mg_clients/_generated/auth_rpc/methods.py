# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Methods of AuthService as data."""

from __future__ import annotations

from typing import Any, Final

from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_core.contract.method import RpcMethod

from . import policies

REGISTER: Final = RpcMethod(
    service="mediagateway.v1.AuthService",
    name="Register",
    request=mediagateway_v1.RegisterRequest,
    response=mediagateway_v1.RegisterResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="key",
    contract="auth",
    source="spec/proto/mediagateway/v1/auth.proto:14",
)
LOGIN: Final = RpcMethod(
    service="mediagateway.v1.AuthService",
    name="Login",
    request=mediagateway_v1.LoginRequest,
    response=mediagateway_v1.LoginResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="never",
    contract="auth",
    source="spec/proto/mediagateway/v1/auth.proto:18",
)
REFRESH_TOKEN: Final = RpcMethod(
    service="mediagateway.v1.AuthService",
    name="RefreshToken",
    request=mediagateway_v1.RefreshTokenRequest,
    response=mediagateway_v1.RefreshTokenResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="never",
    contract="auth",
    source="spec/proto/mediagateway/v1/auth.proto:20",
)
LOGOUT: Final = RpcMethod(
    service="mediagateway.v1.AuthService",
    name="Logout",
    request=mediagateway_v1.LogoutRequest,
    response=mediagateway_v1.LogoutResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="idempotent",
    contract="auth",
    source="spec/proto/mediagateway/v1/auth.proto:22",
)
VALIDATE_TOKEN: Final = RpcMethod(
    service="mediagateway.v1.AuthService",
    name="ValidateToken",
    request=mediagateway_v1.ValidateTokenRequest,
    response=mediagateway_v1.ValidateTokenResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="safe",
    contract="auth",
    source="spec/proto/mediagateway/v1/auth.proto:26",
)
GET_USER: Final = RpcMethod(
    service="mediagateway.v1.AuthService",
    name="GetUser",
    request=mediagateway_v1.GetUserRequest,
    response=mediagateway_v1.GetUserResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="safe",
    contract="auth",
    source="spec/proto/mediagateway/v1/auth.proto:30",
)
LIST_CONNECTIONS: Final = RpcMethod(
    service="mediagateway.v1.AuthService",
    name="ListConnections",
    request=mediagateway_v1.ListConnectionsRequest,
    response=mediagateway_v1.ListConnectionsResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="safe",
    contract="auth",
    source="spec/proto/mediagateway/v1/auth.proto:39",
)
CONNECT_PLATFORM: Final = RpcMethod(
    service="mediagateway.v1.AuthService",
    name="ConnectPlatform",
    request=mediagateway_v1.ConnectPlatformRequest,
    response=mediagateway_v1.ConnectPlatformResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="idempotent",
    contract="auth",
    source="spec/proto/mediagateway/v1/auth.proto:48",
)
DISCONNECT_PLATFORM: Final = RpcMethod(
    service="mediagateway.v1.AuthService",
    name="DisconnectPlatform",
    request=mediagateway_v1.DisconnectPlatformRequest,
    response=mediagateway_v1.DisconnectPlatformResponse,
    client_streaming=False,
    server_streaming=False,
    policy=policies.INTERNAL,
    idempotency="idempotent",
    contract="auth",
    source="spec/proto/mediagateway/v1/auth.proto:52",
)
METHODS: Final[tuple[RpcMethod[Any, Any], ...]] = (
    REGISTER,
    LOGIN,
    REFRESH_TOKEN,
    LOGOUT,
    VALIDATE_TOKEN,
    GET_USER,
    LIST_CONNECTIONS,
    CONNECT_PLATFORM,
    DISCONNECT_PLATFORM,
)
"""Every method, in the contract's order."""
