"""Which platforms a user has connected: the auth service's to say."""

from __future__ import annotations

from collections.abc import Callable

from mg_clients.auth import AsyncAuthClient
from mg_core.call.options import CallOptions
from mg_core.errors import ApiError

from .kept_answers import KeptAnswers

ASK_S = 0.5
"""Seconds that the auth service gets: somebody waits for a search, and is served without the answer as well."""


class Connections:
    """Asks the auth service, at most once at a time for each user.

    Args:
        client: of the auth service; None where none is known, so that nobody can say.
        ttl_s: seconds that an answer is kept; 0 keeps none.
        monotonic: seconds that never go backwards.
    """

    def __init__(self, client: AsyncAuthClient | None, *, ttl_s: float, monotonic: Callable[[], float]) -> None:
        self._client = client
        self._kept: KeptAnswers[tuple[str, ...]] = KeptAnswers(ttl_s=ttl_s, clock=monotonic, keep=lambda _: True)

    async def of(self, user_id: str) -> tuple[str, ...]:
        """Names of the platforms, as of `ttl_s` seconds ago at most; none for an id that is no account's.

        Raises:
            MgError: the auth service cannot be asked.
        """
        names, _ = await self._kept.get(user_id, lambda: self.now(user_id))
        return names

    async def now(self, user_id: str) -> tuple[str, ...]:
        """The same, asked at this moment."""
        if self._client is None:
            raise ApiError("no auth service is known here", code="service_unavailable", status=503)
        options = CallOptions(headers={"X-User-ID": user_id}, attempt_timeout_s=ASK_S, max_retries=0)
        listed = await self._client.list_platforms(options=options)
        # An expired connection needs the user's consent anew before anything is done in their name; what the platform
        # offers to them, it offers still.
        return tuple(sorted(str(row.platform) for row in listed.platforms if str(row.status) != "revoked"))

    async def aclose(self) -> None:
        """End questions under way; the client is its opener's to close."""
        await self._kept.aclose()
