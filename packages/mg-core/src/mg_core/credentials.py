"""Bearer tokens: a fixed one, a callable that knows the current one, or a source that can also refresh."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, cast, runtime_checkable

from .errors import ConfigurationError


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

    Attributes:
        fixed: the header's value when the token is a string, else "".
        dynamic: the token comes from a callable.
        refreshable: the callable has `refresh`.
    """

    __slots__ = ("_refreshing", "_source", "dynamic", "fixed", "refreshable")

    def __init__(self, token: Token) -> None:
        self.fixed = f"Bearer {token_text(token)}" if isinstance(token, str) else ""
        self.dynamic = callable(token)
        self.refreshable = self.dynamic and callable(getattr(token, "refresh", None))
        self._source: Any = token
        self._refreshing: asyncio.Task[str] | None = None

    async def header(self) -> str:
        """Value for Authorization."""
        token = self._source()
        if inspect.isawaitable(token):
            token = await token
        return f"Bearer {token_text(token)}"

    async def refresh(self, rejected: str) -> str:
        """Value for Authorization after the service refused `rejected` (a header value).

        Concurrent callers share one refresh, and a caller's cancellation does not end it for the others. If the
        token changed meanwhile, nothing is refreshed.
        """
        current = await self.header()
        if current != rejected:
            return current
        if self._refreshing is None:
            self._refreshing = asyncio.ensure_future(self._renew(rejected.removeprefix("Bearer ")))
            self._refreshing.add_done_callback(self._refreshed)
        return await asyncio.shield(self._refreshing)

    def blocking_header(self) -> str:
        """As `header`, for threads; the callable must be synchronous."""
        return f"Bearer {token_text(_plain(self._source()))}"

    def blocking_refresh(self, rejected: str) -> str:
        """As `refresh`, for threads; the source guards itself against concurrent refreshes."""
        current = self.blocking_header()
        if current != rejected:
            return current
        return f"Bearer {token_text(_plain(self._source.refresh(rejected.removeprefix('Bearer '))))}"

    async def _renew(self, rejected: str) -> str:
        token = self._source.refresh(rejected)
        if inspect.isawaitable(token):
            token = await token
        return f"Bearer {token_text(token)}"

    def _refreshed(self, task: asyncio.Task[str]) -> None:
        self._refreshing = None
        if not task.cancelled():
            task.exception()


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
