"""Access tokens of the Spotify emulator: given out for the right client secret, valid for an hour."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable

TOKEN_VALID_S = 3600
TOKENS_MAX = 10_000
"""Tokens remembered; the oldest ends early."""


class TokenDesk:
    """Gives out tokens and knows them again.

    Args:
        client_id: the one application that may ask.
        client_secret: its secret.
        clock: monotonic seconds.
    """

    def __init__(self, *, client_id: str, client_secret: str, clock: Callable[[], float]) -> None:
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock
        self._ends: OrderedDict[str, float] = OrderedDict()

    def knows_client(self, client_id: str, client_secret: str) -> bool:
        """Whether id and secret are those of the application."""
        right_id = hmac.compare_digest(client_id.encode(), self._client_id.encode())
        return hmac.compare_digest(client_secret.encode(), self._client_secret.encode()) and right_id

    def give(self) -> str:
        """A new token."""
        token = secrets.token_urlsafe(32)
        self._ends[token] = self._clock() + TOKEN_VALID_S
        if len(self._ends) > TOKENS_MAX:
            self._ends.popitem(last=False)
        return token

    def accepts(self, token: str) -> bool:
        """Whether the token was given out here and has not expired."""
        end = self._ends.get(token)
        return end is not None and self._clock() < end

    def revoke_all(self) -> None:
        """End every token, as a restart does."""
        self._ends.clear()
