"""Bearer tokens: a fixed one, a callable that knows the current one, or a source that can also refresh."""

from __future__ import annotations

import asyncio
import copy
import inspect
import threading
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol, cast, runtime_checkable

from ..errors import ConfigurationError, MgError, TimeoutExceededError
from ..tasks import SingleFlight

REFRESH_S: Final = 30.0
"""Seconds that one refresh may take. Callers wait no longer than their own deadlines."""
_KEY: Final = "token"


@runtime_checkable
class TokenSource(Protocol):
    """A callable token that can be renewed after a 401."""

    def __call__(self) -> str | Awaitable[str]:
        """The current token."""
        ...

    def refresh(self, rejected: str) -> str | Awaitable[str]:
        """A token newer than `rejected`, which the service did not accept."""
        ...


Token = str | Callable[[], str | Awaitable[str]] | TokenSource | None


class Credentials:
    """Gives the Authorization header of each attempt; refreshes once for any number of callers.

    Rules
        1. Concurrent callers share one refresh, of at most `REFRESH_S` on an event loop.
        2. A caller that is cancelled or out of time leaves it to the others. It goes on even when nobody waits any
           more: a service that gives each refresh token once would lock out who drops the answer.
        3. It does not inherit the deadline of the caller that began it.
        4. When it fails, all who wait get the error, each its own copy; the next call tries again.
        5. A token that changed meanwhile is taken as it is; nothing is refreshed.

    Attributes:
        fixed: the header's value when the token is a string, else "".
        dynamic: the token comes from a callable.
        refreshable: the callable has `refresh`.
    """

    __slots__ = ("_flight", "_lock", "_refreshes", "_source", "dynamic", "fixed", "refreshable")

    def __init__(self, token: Token) -> None:
        self.fixed = f"Bearer {token_text(token)}" if isinstance(token, str) else ""
        self.dynamic = callable(token)
        self.refreshable = self.dynamic and callable(getattr(token, "refresh", None))
        self._source: Any = token
        self._refreshes: SingleFlight[str] = SingleFlight()
        self._flight: _Flight | None = None
        self._lock = threading.Lock()

    async def header(self) -> str:
        """Value for Authorization."""
        token = self._source()
        if inspect.isawaitable(token):
            token = await token
        return f"Bearer {token_text(token)}"

    async def refresh(self, rejected: str) -> str:
        """Value for Authorization after the service refused `rejected` (a header value)."""
        if _KEY not in self._refreshes:
            current = await self.header()
            if current != rejected:
                return current
        return await self._refreshes.do(_KEY, lambda: self._renew(rejected.removeprefix("Bearer ")))

    def blocking_header(self) -> str:
        """As `header`, for threads; the callable must be synchronous."""
        return f"Bearer {token_text(_plain(self._source()))}"

    def blocking_refresh(self, rejected: str, limit_s: float | None = None) -> str:
        """As `refresh`, for threads: the first one refreshes, the others wait for it, at most `limit_s` seconds.

        Raises:
            TimeoutError: the refresh of another thread took longer.
        """
        with self._lock:
            current = self.blocking_header()
            if current != rejected:
                return current
            flight, mine = self._flight, self._flight is None
            if flight is None:
                flight = self._flight = _Flight()
        if mine:
            return self._fly(flight, rejected.removeprefix("Bearer "))
        if not flight.landed.wait(limit_s):
            raise TimeoutError
        if flight.error is not None:
            raise copy.copy(flight.error) if isinstance(flight.error, MgError) else flight.error
        return flight.header

    def _fly(self, flight: _Flight, rejected: str) -> str:
        try:
            flight.header = f"Bearer {token_text(_plain(self._source.refresh(rejected)))}"
        except BaseException as error:
            flight.error = error
            raise
        finally:
            with self._lock:
                self._flight = None
            flight.landed.set()
        return flight.header

    async def _renew(self, rejected: str) -> str:
        limit = asyncio.timeout(REFRESH_S)
        try:
            async with limit:
                token = self._source.refresh(rejected)
                if inspect.isawaitable(token):
                    token = await token
        except TimeoutError:
            if limit.expired():
                raise TimeoutExceededError(f"the token was not renewed within {REFRESH_S:g} s") from None
            raise
        return f"Bearer {token_text(token)}"


class _Flight:
    """One refresh that threads wait for."""

    __slots__ = ("error", "header", "landed")

    def __init__(self) -> None:
        self.landed = threading.Event()
        self.header = ""
        self.error: BaseException | None = None


def token_text(token: Any) -> str:
    """`token` if it can stand in a header.

    Raises:
        ConfigurationError: it is empty or holds a space, a control or a non-ASCII character. The token is not shown.
    """
    if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigurationError("the bearer token must be printable ASCII without spaces", code="invalid_argument")
    return token


def _plain(token: object) -> str:
    if inspect.isawaitable(token):
        if inspect.iscoroutine(token):
            token.close()
        raise ConfigurationError("a sync client needs a synchronous token callable")
    return cast("str", token)
