# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of AuthService implements, and its endpoint table."""

from __future__ import annotations

from typing import Final, Protocol

from mg_clients._generated.auth_rpc import methods
from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_core.rpc import RpcCall, RpcEndpoint


class AuthRpcService(Protocol):
    """Handlers of AuthService. Raise `mg_core.ApiError` to answer an error; its code travels along."""

    async def register(
        self, call: RpcCall, request: mediagateway_v1.RegisterRequest
    ) -> mediagateway_v1.RegisterResponse:
        """Makes a user and the first tokens."""
        ...

    async def login(self, call: RpcCall, request: mediagateway_v1.LoginRequest) -> mediagateway_v1.LoginResponse:
        """Exchanges e-mail and password for tokens."""
        ...

    async def refresh_token(
        self, call: RpcCall, request: mediagateway_v1.RefreshTokenRequest
    ) -> mediagateway_v1.RefreshTokenResponse:
        """Exchanges a refresh token for new tokens; the old one is void."""
        ...

    async def logout(self, call: RpcCall, request: mediagateway_v1.LogoutRequest) -> mediagateway_v1.LogoutResponse:
        """Ends a session."""
        ...

    async def validate_token(
        self, call: RpcCall, request: mediagateway_v1.ValidateTokenRequest
    ) -> mediagateway_v1.ValidateTokenResponse:
        """Checks an access token."""
        ...

    async def get_user(self, call: RpcCall, request: mediagateway_v1.GetUserRequest) -> mediagateway_v1.GetUserResponse:
        """Gives the user of an access token."""
        ...

    async def list_connections(
        self, call: RpcCall, request: mediagateway_v1.ListConnectionsRequest
    ) -> mediagateway_v1.ListConnectionsResponse:
        """Platforms that a user has connected."""
        ...

    async def connect_platform(
        self, call: RpcCall, request: mediagateway_v1.ConnectPlatformRequest
    ) -> mediagateway_v1.ConnectPlatformResponse:
        """Connects a platform."""
        ...

    async def disconnect_platform(
        self, call: RpcCall, request: mediagateway_v1.DisconnectPlatformRequest
    ) -> mediagateway_v1.DisconnectPlatformResponse:
        """Disconnects a platform."""
        ...


ENDPOINTS: Final[tuple[RpcEndpoint, ...]] = (
    RpcEndpoint(methods.REGISTER, "register"),
    RpcEndpoint(methods.LOGIN, "login"),
    RpcEndpoint(methods.REFRESH_TOKEN, "refresh_token"),
    RpcEndpoint(methods.LOGOUT, "logout"),
    RpcEndpoint(methods.VALIDATE_TOKEN, "validate_token"),
    RpcEndpoint(methods.GET_USER, "get_user"),
    RpcEndpoint(methods.LIST_CONNECTIONS, "list_connections"),
    RpcEndpoint(methods.CONNECT_PLATFORM, "connect_platform"),
    RpcEndpoint(methods.DISCONNECT_PLATFORM, "disconnect_platform"),
)
"""Every method with its handler's name, in the contract's order."""
