"""The tokens that users have connected platforms with; the auth service keeps them sealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

from mg_clients.auth import AsyncAuthClient, Platform, RotatePlatformTokensRequest
from mg_core.call.options import CallOptions
from mg_core.errors import ApiError
from mg_core.headers import USER_ID

READ_S: Final = 1.0
"""Seconds that the auth service gets to give out tokens."""


@dataclass(frozen=True, slots=True)
class StoredTokens:
    """What a user has connected a platform with. Its text form shows no token."""

    access_token: str | None = field(default=None, repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: float | None = None
    """End of the access token in seconds since 1970-01-01 UTC; None when the platform did not say."""


class TokenVault(Protocol):
    """Where users' tokens are."""

    async def read(self, user_id: str, platform: str) -> StoredTokens | None:
        """The tokens; None when the user has not connected the platform.

        Raises:
            MgError: the vault cannot be asked.
        """
        ...

    async def rotate(self, user_id: str, platform: str, *, old: str, new: str) -> None:
        """Keep the refresh token `new` in place of `old`; nothing happens when another one is stored by now.

        Raises:
            MgError: the vault cannot be asked.
        """
        ...


class AuthVault:
    """The auth service as a vault."""

    def __init__(self, client: AsyncAuthClient) -> None:
        self.client = client

    async def read(self, user_id: str, platform: str) -> StoredTokens | None:
        """See `TokenVault.read`."""
        try:
            # A search waits for this: one quick try, and what is known without it serves otherwise.
            options = CallOptions(headers={USER_ID: user_id}, attempt_timeout_s=READ_S, max_retries=0)
            found = await self.client.get_platform_tokens(platform=Platform(platform), options=options)
        except ApiError as error:
            if error.status == 404:
                return None
            raise
        ends = None if found.expires_at is None else found.expires_at.timestamp()
        return StoredTokens(found.access_token, found.refresh_token, ends)

    async def rotate(self, user_id: str, platform: str, *, old: str, new: str) -> None:
        """See `TokenVault.rotate`."""
        body = RotatePlatformTokensRequest(refresh_token=new, replaces=old)
        options = CallOptions(headers={USER_ID: user_id})
        try:
            await self.client.rotate_platform_tokens(body, platform=Platform(platform), options=options)
        except ApiError as error:
            if error.status not in {404, 409}:
                raise
