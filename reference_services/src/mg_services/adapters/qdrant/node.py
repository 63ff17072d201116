"""One Qdrant server: a client with kept connections, a time limit, a breaker, and errors of one tree."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from pydantic import ValidationError
from qdrant_client import AsyncQdrantClient
from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from mg_core import codes, deadline
from mg_core.clock import Clock
from mg_core.contract.policy import BreakerPolicy
from mg_core.errors import (
    ApiError,
    AttemptTimeoutError,
    CircuitOpenError,
    ConfigurationError,
    ConnectError,
    ConnectionLostError,
    DeadlineExceededError,
    DecodeError,
    MgError,
    RateLimitedError,
)
from mg_core.policies.breaker.machine import CircuitBreaker, State

T = TypeVar("T")
Call = Callable[[AsyncQdrantClient], Awaitable[T]]
"""A call of the client; it may be made more than once."""


@dataclass(frozen=True, slots=True)
class NodeSettings:
    """How one server is called."""

    read_s: float = 2.0
    """Seconds for one attempt of a read; then another node is asked."""
    write_s: float = 10.0
    """Seconds for one attempt of a write."""
    connections: int = 20
    """Connections at most, and kept open."""
    api_key: str = field(default="", repr=False)
    """Qdrant's API key; empty sends none."""
    breaker: BreakerPolicy = field(default_factory=lambda: BreakerPolicy(failures=2, open_s=5.0, trials=1))
    """When a node that fails is left alone, and for how long."""


class Node:
    """One server.

    Attributes:
        behind: it missed writes that others have, and must not be read before it is repaired.
        joining: it is being repaired: it gets writes and no reads.
    """

    def __init__(self, url: str, settings: NodeSettings, clock: Clock) -> None:
        self.url = url
        self.place = place_of(url)
        self.behind = False
        self.joining = False
        self._settings = settings
        self.breaker = CircuitBreaker(f"qdrant {self.place}", settings.breaker, clock.monotonic)
        with warnings.catch_warnings():
            # A key over plain http is the operator's decision, e.g. inside of a private network.
            warnings.filterwarnings("ignore", "Api key is used with an insecure connection")
            self._client = AsyncQdrantClient(
                url,
                api_key=settings.api_key or None,
                check_compatibility=False,
                timeout=max(1, round(settings.write_s)),
                # The client's own default for a local server keeps no connection open.
                limits=httpx.Limits(
                    max_connections=settings.connections, max_keepalive_connections=settings.connections
                ),
            )

    @property
    def healthy(self) -> bool:
        """Its last calls were answered."""
        return self.breaker.state is State.CLOSED

    @property
    def state(self) -> str:
        """`ok`, `away`, `behind` or `joining`."""
        if not self.healthy:
            return "away"
        return "joining" if self.joining else "behind" if self.behind else "ok"

    async def read(self, call: Call[T]) -> T:
        """Make a call that changes nothing; see `_call` for the errors."""
        return await self._call(call, self._settings.read_s)

    async def write(self, call: Call[T]) -> T:
        """Make a call that may be repeated; see `_call` for the errors."""
        return await self._call(call, self._settings.write_s)

    async def answers(self) -> bool:
        """Whether it answers now; the breaker learns of it."""
        try:
            await self.read(lambda client: client.info())
        except MgError:
            return False
        return True

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _call(self, call: Call[T], limit_s: float) -> T:
        """One attempt.

        Raises:
            CircuitOpenError: it failed before and is left alone.
            ConnectError, ConnectionLostError, AttemptTimeoutError: it is away.
            DeadlineExceededError: no time is left for the caller's request.
            RateLimitedError: it asks to be called later.
            ApiError: it refused the request, or failed (status 500 and above).
            DecodeError: it is no Qdrant.
            ConfigurationError: it does not know our key.
        """
        left_s = deadline.remaining_s()
        if left_s is not None and left_s <= 0:
            raise DeadlineExceededError(f"no time is left to ask the vector store at {self.place}")
        generation = self.breaker.admit()
        try:
            async with asyncio.timeout(limit_s if left_s is None else min(limit_s, left_s)):
                answer = await call(self._client)
        except TimeoutError:
            if left_s is not None and left_s < limit_s:
                # The caller was in a hurry; that says nothing about the node.
                self.breaker.ignore(generation)
                raise DeadlineExceededError(f"the vector store at {self.place} did not answer in time") from None
            self.breaker.fail(generation)
            raise AttemptTimeoutError(f"the vector store at {self.place} did not answer in {limit_s:g} s") from None
        except (ResponseHandlingException, UnexpectedResponse, ResourceExhaustedResponse, ValidationError) as error:
            told = self._error(error)
            (self.breaker.fail if away(told) else self.breaker.ok)(generation)
            raise told from error
        except BaseException:
            self.breaker.ignore(generation)
            raise
        self.breaker.ok(generation)
        return answer

    def _error(self, error: Exception) -> MgError:
        if isinstance(error, UnexpectedResponse):
            return self._answered(error)
        if isinstance(error, ResourceExhaustedResponse):
            return RateLimitedError(f"{self.place} is overloaded", retry_after_s=error.retry_after_s)
        source = error.source if isinstance(error, ResponseHandlingException) else error
        if isinstance(source, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
            return ConnectError(f"no connection to the vector store at {self.place}")
        if isinstance(source, httpx.HTTPError):
            return ConnectionLostError(f"the connection to the vector store at {self.place} broke")
        return DecodeError(f"{self.place} answered with something that is not Qdrant's ({type(source).__name__})")

    def _answered(self, error: UnexpectedResponse) -> MgError:
        status = error.status_code or 500
        if status in {401, 403}:
            return ConfigurationError(f"the vector store at {self.place} refuses our key: set MG_QDRANT_API_KEY")
        try:
            words = str(error.structured()["status"]["error"])[:300]
        except (ValueError, KeyError, TypeError):
            words = f"status {status}"
        return ApiError(f"the vector store says: {words}", code=codes.of_http(status).name, status=status)


def away(error: MgError) -> bool:
    """The error is about the node and not about the request: another node may answer."""
    if isinstance(error, ApiError):
        return error.status >= 500
    kinds = (ConnectError, ConnectionLostError, AttemptTimeoutError, CircuitOpenError, RateLimitedError, DecodeError)
    return isinstance(error, kinds)


def place_of(url: str) -> str:
    """Host and port of a URL, without what must not be shown."""
    parts = urlsplit(url)
    return f"{parts.hostname or url}:{parts.port or 6333}"


def states(nodes: list[Node]) -> dict[str, Any]:
    """State of each node by place, for health and logs."""
    return {node.place: node.state for node in nodes}
