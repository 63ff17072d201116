"""The same accounts and tokens over gRPC: messages in, messages out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from mg_clients.auth import models
from mg_clients.rpc import messages
from mg_core.auth.identity import Identity
from mg_core.errors import TokenError
from mg_core.rest.exchange import ServerCall
from mg_core.rpc import RpcCall
from mg_servers.auth import ENDPOINTS
from mg_services.serving.rpc_calls import RestRules, acting_user

from .handlers import AuthHandlers

_STATUS = {"active": "connected"}
"""What the messages call a state of a connection, where it differs."""


class AuthRpc:
    """Implements `mg_servers.rpc.AuthRpcService`.

    Args:
        handlers: those of REST.
    """

    def __init__(self, handlers: AuthHandlers) -> None:
        self._handlers = handlers
        self._rules = RestRules(ENDPOINTS)

    async def register(self, call: RpcCall, request: messages.RegisterRequest) -> messages.RegisterResponse:
        """Makes a user and the first tokens; a repeat under the same `idempotency-key` finds its account again.

        Raises:
            ApiError: `email_taken`; `invalid_request`.
        """
        given = {"email": request.email, "password": request.password, "name": request.name}
        body = self._rules.body("register", given)
        made = await self._handlers.register(self._rules.call("register", call), body)
        call.identity = Identity(made.user_id)
        return messages.RegisterResponse(user=await self._user(call), tokens=_tokens(made))

    async def login(self, call: RpcCall, request: messages.LoginRequest) -> messages.LoginResponse:
        """Exchanges e-mail and password for tokens.

        Raises:
            ApiError: `invalid_credentials`; `too_many_attempts`; `invalid_request`.
        """
        body = self._rules.body("login", {"email": request.email, "password": request.password})
        made = await self._handlers.login(self._rules.call("login", call), body)
        return messages.LoginResponse(user=_user(made.user), tokens=_tokens(made))

    async def refresh_token(
        self, call: RpcCall, request: messages.RefreshTokenRequest
    ) -> messages.RefreshTokenResponse:
        """Exchanges a refresh token for new tokens.

        Raises:
            ApiError: `invalid_refresh_token`; `refresh_token_reused`.
        """
        body = self._rules.body("refresh", {"refresh_token": request.refresh_token})
        return messages.RefreshTokenResponse(
            tokens=_tokens(await self._handlers.refresh(self._rules.call("refresh", call), body))
        )

    async def logout(self, call: RpcCall, request: messages.LogoutRequest) -> messages.LogoutResponse:
        """Ends the session of a refresh token, or of the call's bearer token when the request names none.

        Raises:
            ApiError: `unauthorized`, neither is given; `forbidden`, the session is another user's.
        """
        if request.refresh_token:
            user_id = call.identity.user_id if call.identity else ""
            await self._handlers.end_login(request.refresh_token, user_id)
        else:
            await self._handlers.logout(self._rules.call("logout", call))
        return messages.LogoutResponse()

    async def validate_token(
        self, call: RpcCall, request: messages.ValidateTokenRequest
    ) -> messages.ValidateTokenResponse:
        """Checks signature, expiry and session of an access token."""
        try:
            identity = await self._handlers.verify(request.token)
        except TokenError:
            return messages.ValidateTokenResponse()
        return messages.ValidateTokenResponse(
            valid=True,
            user_id=identity.user_id,
            roles=list(identity.roles),
            expires_at=datetime.fromtimestamp(identity.claims["exp"], UTC),
        )

    async def get_user(self, call: RpcCall, request: messages.GetUserRequest) -> messages.GetUserResponse:
        """The caller's account.

        Raises:
            ApiError: `user_not_found`; `forbidden`, it is somebody else's.
        """
        acting_user(call, request.user_id)
        return messages.GetUserResponse(user=await self._user(call))

    async def list_connections(
        self, call: RpcCall, request: messages.ListConnectionsRequest
    ) -> messages.ListConnectionsResponse:
        """The caller's connected platforms, in order of name."""
        listed = await self._handlers.list_platforms(self._acting("list_platforms", call, request.user_id))
        rows = sorted(listed.platforms, key=lambda row: str(row.platform))
        return messages.ListConnectionsResponse(connections=[_connection(row) for row in rows])

    async def connect_platform(
        self, call: RpcCall, request: messages.ConnectPlatformRequest
    ) -> messages.ConnectPlatformResponse:
        """Connects a platform with a token of it.

        Raises:
            ApiError: `invalid_request`, there is no such platform.
        """
        served = self._acting("connect_platform", call, request.user_id)
        self._rules.check("connect_platform", platform=request.platform)
        given = {"access_token": request.credential} if request.credential else {}
        body = self._rules.body("connect_platform", given)
        row = await self._handlers.connect_platform(served, body, platform=request.platform)
        return messages.ConnectPlatformResponse(connection=_connection(row))

    async def disconnect_platform(
        self, call: RpcCall, request: messages.DisconnectPlatformRequest
    ) -> messages.DisconnectPlatformResponse:
        """Disconnects a platform; nothing happens when it is not connected."""
        served = self._acting("disconnect_platform", call, request.user_id)
        self._rules.check("disconnect_platform", platform=request.platform)
        await self._handlers.disconnect_platform(served, platform=request.platform)
        return messages.DisconnectPlatformResponse()

    def _acting(self, handler: str, call: RpcCall, named: str) -> ServerCall:
        acting_user(call, named)
        return self._rules.call(handler, call)

    async def _user(self, call: RpcCall) -> messages.User:
        profile = await self._handlers.get_current_user(self._rules.call("get_current_user", call))
        return _user(profile, profile.created_at)


def _user(user: Any, created_at: datetime | None = None) -> messages.User:
    return messages.User(
        id=user.id, email=str(user.email), name=str(user.name), roles=list(user.roles), created_at=created_at
    )


def _tokens(made: models.TokenResponse | models.RegisterResponse) -> messages.TokenPair:
    return messages.TokenPair(token=made.token, refresh_token=made.refresh_token or "", expires_in=made.expires_in)


def _connection(row: models.ConnectedPlatform) -> messages.Connection:
    status = str(row.status)
    return messages.Connection(
        platform=str(row.platform), status=_STATUS.get(status, status), connected_at=row.connected_at
    )
