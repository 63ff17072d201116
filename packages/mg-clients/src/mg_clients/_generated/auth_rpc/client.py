# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Client of AuthService over gRPC."""

from __future__ import annotations

from typing import Any, ClassVar

from mg_clients._generated.pb.mediagateway import v1 as mediagateway_v1
from mg_core.call.options import CallOptions
from mg_core.contract.method import RpcMethod
from mg_core.rpc.client import RpcClient

from . import methods


class AsyncAuthRpcClient(RpcClient):
    """Asynchronous client of AuthService."""

    contract: ClassVar[str] = "auth"
    rpc_methods: ClassVar[tuple[RpcMethod[Any, Any], ...]] = methods.METHODS

    async def register(
        self, request: mediagateway_v1.RegisterRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.RegisterResponse:
        """Makes a user and the first tokens."""
        return await self._unary(methods.REGISTER, request, options)

    async def login(
        self, request: mediagateway_v1.LoginRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.LoginResponse:
        """Exchanges e-mail and password for tokens."""
        return await self._unary(methods.LOGIN, request, options)

    async def refresh_token(
        self, request: mediagateway_v1.RefreshTokenRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.RefreshTokenResponse:
        """Exchanges a refresh token for new tokens; the old one is void."""
        return await self._unary(methods.REFRESH_TOKEN, request, options)

    async def logout(
        self, request: mediagateway_v1.LogoutRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.LogoutResponse:
        """Ends a session."""
        return await self._unary(methods.LOGOUT, request, options)

    async def validate_token(
        self, request: mediagateway_v1.ValidateTokenRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.ValidateTokenResponse:
        """Checks an access token."""
        return await self._unary(methods.VALIDATE_TOKEN, request, options)

    async def get_user(
        self, request: mediagateway_v1.GetUserRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.GetUserResponse:
        """Gives the user of an access token."""
        return await self._unary(methods.GET_USER, request, options)

    async def list_connections(
        self, request: mediagateway_v1.ListConnectionsRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.ListConnectionsResponse:
        """Platforms that a user has connected."""
        return await self._unary(methods.LIST_CONNECTIONS, request, options)

    async def connect_platform(
        self, request: mediagateway_v1.ConnectPlatformRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.ConnectPlatformResponse:
        """Connects a platform."""
        return await self._unary(methods.CONNECT_PLATFORM, request, options)

    async def disconnect_platform(
        self, request: mediagateway_v1.DisconnectPlatformRequest, *, options: CallOptions | None = None
    ) -> mediagateway_v1.DisconnectPlatformResponse:
        """Disconnects a platform."""
        return await self._unary(methods.DISCONNECT_PLATFORM, request, options)
