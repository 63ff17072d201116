"""Access tokens of users: kept in Redis, renewed ahead of their end, once for all who need one.

    current(user)   in Redis and good for more than `AHEAD_S`   → it
                    not in Redis                                → the vault's, which may be one to renew
                    at its end                                  → renewed: vault → token endpoint → Redis (→ vault)
    renew(user)     after a 401: whatever is known now and was not refused, else renewed

One renewal serves every caller of a process; a lock in Redis makes the processes take turns, and the later ones find
the first one's token. While Redis is away each process keeps its own.
"""

from __future__ import annotations

import json
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from mg_core.clock import Clock
from mg_core.errors import ApiError, ConnectError, MgError
from mg_core.observe.logging import get_logger
from mg_core.tasks import SingleFlight
from mg_services.adapters.redis import RedisStore, oauth_key

from .vault import StoredTokens, TokenVault

AHEAD_S: Final = 60.0
"""A token with this many seconds left or fewer is renewed before it is used."""
LOCK_S: Final = 5.0
"""Longest time that one process keeps the others from renewing; a renewal takes 3 s at most (profile `oauth`)."""
POLL_S: Final = 0.02
"""Seconds between two looks of a process that waits for another one's renewal."""
UNKNOWN_VALID_S: Final = 3600.0
"""Validity of a token whose platform did not say how long it is."""
NONE_KEPT_S: Final = 60
"""Seconds for which it is remembered that a user has no token, or that the platform refused the connection."""
LOCAL_MAX: Final = 1024
"""Users whose tokens a process keeps for the time when Redis is away."""

_log = get_logger("mg.platforms")


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token endpoint gave. Its text form shows no token."""

    access_token: str = field(repr=False)
    expires_in_s: float
    refresh_token: str | None = field(default=None, repr=False)
    """Given when it replaces the one that was sent."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is known of a user's token: one, none (the user connected without), or that the platform refused."""

    token: str | None = field(default=None, repr=False)
    ends: float = 0.0
    refused: bool = False


class UserTokens:
    """The access tokens of one platform's users.

    Args:
        platform: its name.
        vault: where users' tokens come from, and where a rotated refresh token goes.
        store: Redis.
        exchange: gives a refresh token to the token endpoint; None for a platform without one.
        clock: time; Redis counts in its own.
    """

    def __init__(
        self,
        platform: str,
        vault: TokenVault,
        store: RedisStore,
        exchange: Callable[[str], Awaitable[Grant]] | None,
        *,
        clock: Clock,
    ) -> None:
        self._platform = platform
        self._vault = vault
        self._store = store
        self._exchange = exchange
        self._clock = clock
        self._local: OrderedDict[str, _Kept] = OrderedDict()
        self._flights: SingleFlight[_Kept] = SingleFlight()

    async def current(self, user_id: str) -> str | None:
        """A token that is good for a while, or None for a user who has none.

        Raises:
            ApiError: `unauthorized`, the platform does not take the connection any more.
            MgError: it is not known and cannot be found out.
        """
        kept = await self._read(user_id)
        if kept is None or (kept.token is not None and not self._lasts(kept)):
            kept = await self._flights.do(user_id, lambda: self._obtain(user_id, rejected=None))
        return self._usable(kept)

    async def renew(self, user_id: str, rejected: str) -> str | None:
        """A token other than `rejected`, which the platform refused; None for a user who has no other.

        Raises:
            ApiError: `unauthorized`, the platform does not take the connection any more.
            MgError: there is no other one and none can be had.
        """
        kept = await self._read(user_id)
        if kept is None or kept.token == rejected or (kept.token is not None and not self._lasts(kept)):
            flight = f"{user_id} after a 401"
            kept = await self._flights.do(flight, lambda: self._obtain(user_id, rejected=rejected))
        return self._usable(kept)

    async def aclose(self) -> None:
        """End renewals under way."""
        await self._flights.aclose()

    def _lasts(self, kept: _Kept) -> bool:
        return kept.ends - self._clock.time() > AHEAD_S

    def _usable(self, kept: _Kept) -> str | None:
        if kept.refused:
            message = f"{self._platform} does not accept the connection any more, connect it again"
            raise ApiError(message, code="unauthorized", status=401)
        return kept.token

    async def _obtain(self, user_id: str, *, rejected: str | None) -> _Kept:
        lock = await self._lock(user_id, rejected)
        if isinstance(lock, _Kept):
            return lock
        try:
            return await self._ask(user_id, rejected)
        finally:
            await self._unlock(user_id, lock)

    async def _ask(self, user_id: str, rejected: str | None) -> _Kept:
        stored = await self._vault.read(user_id, self._platform) or StoredTokens()
        now = self._clock.time()
        old = _Kept(stored.access_token, now + UNKNOWN_VALID_S if stored.expires_at is None else stored.expires_at)
        good = stored.access_token not in {None, rejected} and old.ends > now
        if stored.refresh_token is None or self._exchange is None:
            return await self._keep(user_id, old if good else _Kept())
        if good and rejected is None and self._lasts(old):
            return await self._keep(user_id, old)
        try:
            grant = await self._exchange(stored.refresh_token)
        except MgError as error:
            if error.code == "invalid_grant":
                return await self._keep(user_id, _Kept(refused=True))
            if good:
                _log.warning("token_not_renewed", platform=self._platform, code=error.code)
                return old
            raise
        kept = await self._keep(user_id, _Kept(grant.access_token, now + grant.expires_in_s))
        await self._rotate(user_id, stored.refresh_token, grant.refresh_token)
        return kept

    async def _rotate(self, user_id: str, old: str, new: str | None) -> None:
        if new is None or new == old:
            return
        try:
            await self._vault.rotate(user_id, self._platform, old=old, new=new)
        except MgError as error:
            _log.error("rotated_token_lost", platform=self._platform, user_id=user_id, code=error.code)

    async def _lock(self, user_id: str, rejected: str | None) -> str | _Kept:
        """The lock's own word; or what another process has found while this one waited for its turn."""
        word, key = secrets.token_hex(8), f"{oauth_key(self._platform, user_id)}:lock"
        end = self._clock.monotonic() + LOCK_S
        try:
            while not await self._store.put_new(key, word, ttl_ms=int(LOCK_S * 1000)):
                kept = await self._found(user_id, rejected)
                if kept is not None:
                    return kept
                if self._clock.monotonic() >= end:
                    return ""
                await self._clock.sleep(POLL_S)
        except ConnectError:
            return ""
        kept = await self._found(user_id, rejected)
        if kept is None:
            return word
        await self._unlock(user_id, word)
        return kept

    async def _unlock(self, user_id: str, word: str) -> None:
        key = f"{oauth_key(self._platform, user_id)}:lock"
        try:
            if word and await self._store.get(key) == word:
                await self._store.delete(key)
        except ConnectError:
            return  # it ends by itself

    async def _found(self, user_id: str, rejected: str | None) -> _Kept | None:
        """What Redis holds by now, when that answers the question."""
        kept = _parse(await self._store.get(oauth_key(self._platform, user_id)))
        if kept is None or (rejected is not None and kept.token == rejected):
            return None
        return kept if kept.token is None or self._lasts(kept) else None

    async def _read(self, user_id: str) -> _Kept | None:
        try:
            return _parse(await self._store.get(oauth_key(self._platform, user_id)))
        except ConnectError:
            kept = self._local.get(user_id)
            return None if kept is None or kept.ends <= self._clock.time() else kept

    async def _keep(self, user_id: str, kept: _Kept) -> _Kept:
        ttl_s = NONE_KEPT_S if kept.token is None else max(1, int(kept.ends - self._clock.time()))
        text = json.dumps({"access_token": kept.token, "expires_at": kept.ends, "refused": kept.refused})
        self._local[user_id] = kept if kept.token is not None else _Kept(None, self._clock.time() + ttl_s, kept.refused)
        self._local.move_to_end(user_id)
        if len(self._local) > LOCAL_MAX:
            self._local.popitem(last=False)
        try:
            await self._store.put(oauth_key(self._platform, user_id), text, ttl_s=ttl_s)
        except ConnectError as error:
            _log.warning("token_kept_here_only", platform=self._platform, reason=error.message)
        return kept


def _parse(text: str | None) -> _Kept | None:
    try:
        raw: Any = json.loads(text) if text is not None else None
        return None if raw is None else _Kept(raw["access_token"], float(raw["expires_at"]), bool(raw["refused"]))
    except (ValueError, KeyError, TypeError):
        return None
