"""Sessions in Redis, with a way to go on while Redis is away.

`session:{jti}` lives as long as its access token (3600 s), `session:{family}` as long as a login may rest (24 h):
when it ends, the user has to log in again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime

from mg_core.errors import ConnectError
from mg_core.observe.logging import get_logger
from mg_services.adapters.redis import RedisStore

from .domain import User, session_key, session_value

_log = get_logger("mg.auth")

_QUIET_S = 1.0
_MAX_OWED = 10_000


class Sessions:
    """Opens, finds and ends sessions.

    A session that was to end while Redis was away is owed: it counts as ended here at once, and is deleted as soon
    as Redis answers again. The debt is kept in memory; a restart forgets it, and the session then ends by its time
    to live.
    """

    def __init__(self, store: RedisStore, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._monotonic = monotonic
        self._logged_at = float("-inf")
        self._owed: dict[str, None] = {}

    async def open(self, session_id: str, user: User, *, ttl_s: int, expires_at: datetime) -> bool:
        """Keep a session; False when Redis is away."""
        try:
            await self._store.put(session_key(session_id), session_value(user, expires_at=expires_at), ttl_s=ttl_s)
        except ConnectError as error:
            self._away("open", error)
            return False
        await self._pay()
        return True

    async def alive(self, session_id: str) -> bool | None:
        """Whether a session exists; None when Redis is away and nobody can say."""
        if session_id in self._owed:
            return False
        try:
            found = await self._store.get(session_key(session_id)) is not None
        except ConnectError as error:
            self._away("read", error)
            return None
        await self._pay()
        return found

    async def end(self, session_ids: Iterable[str]) -> None:
        """End sessions, those that do not exist included."""
        for session_id in session_ids:
            self._owed[session_id] = None
        while len(self._owed) > _MAX_OWED:
            del self._owed[next(iter(self._owed))]
        await self._pay()

    async def _pay(self) -> None:
        # One by one: the keys of a cluster lie on different nodes.
        for session_id in list(self._owed):
            try:
                await self._store.delete(session_key(session_id))
            except ConnectError as error:
                self._away("end", error)
                return
            self._owed.pop(session_id, None)

    def _away(self, action: str, error: ConnectError) -> None:
        now = self._monotonic()
        if now - self._logged_at >= _QUIET_S:
            self._logged_at = now
            _log.warning("redis_away", action=action, reason=error.message, owed=len(self._owed))
