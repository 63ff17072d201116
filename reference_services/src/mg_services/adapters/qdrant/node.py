"""One Qdrant server: a client with kept connections, a time limit, a breaker, and errors of one tree."""

from __future__ import annotations

import random
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

from mg_core import codes
from mg_core.call.assembly import AsyncAssembly
from mg_core.call.call import Call
from mg_core.call.ends import BareEnds
from mg_core.clock import Clock
from mg_core.contract.policy import BreakerPolicy, Policy, TimeoutPolicy
from mg_core.contract.row import PlainRow, Row
from mg_core.errors import (
    ApiError,
    AttemptTimeoutError,
    CircuitOpenError,
    ConfigurationError,
    ConnectError,
    ConnectionLostError,
    DecodeError,
    MgError,
    RateLimitedError,
)
from mg_core.policies.breaker.groups import Breakers
from mg_core.policies.breaker.machine import State

T = TypeVar("T")
Asked = Callable[[AsyncQdrantClient], Awaitable[T]]
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
        name = f"qdrant {self.place}"
        self._read = _row("read", name, settings.read_s, settings.breaker)
        self._write = _row("write", name, settings.write_s, settings.breaker)
        breakers = Breakers(name, clock.monotonic)
        self.breaker = breakers.of(self._read, settings.breaker)
        self._functions: dict[str, Any] = {}
        self._assembly = AsyncAssembly(
            service=name, clock=clock, random=random.random, carrier=self, breakers=breakers,
            stale=self._functions.clear,
        )  # fmt: skip
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

    async def read(self, call: Asked[T]) -> T:
        """Make a call that changes nothing; see `_call` for the errors."""
        return await self._call(self._read, call)

    async def write(self, call: Asked[T]) -> T:
        """Make a call that may be repeated; see `_call` for the errors."""
        return await self._call(self._write, call)

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

    def ends(self, row: Row, policy: Policy) -> Ends:
        """See `Carrier.ends`."""
        return Ends(self.send)

    async def _call(self, row: PlainRow, call: Asked[T]) -> T:
        """A call behind the node's guards.

        Raises:
            CircuitOpenError: it failed before and is left alone.
            ConnectError, ConnectionLostError, AttemptTimeoutError: it is away.
            DeadlineExceededError: no time is left for the caller's request.
            RateLimitedError: it asks to be called later.
            ApiError: it refused the request, or failed (status 500 and above).
            DecodeError: it is no Qdrant.
            ConfigurationError: it does not know our key.
        """
        function = self._functions.get(row.id)
        if function is None:
            function = self._functions[row.id] = self._assembly.function(row, row.policy)
        answer: T = await function((), call, None)
        return answer

    async def send(self, call: Call[Asked[Any]], _left_s: float) -> Any:
        """One attempt."""
        try:
            return await call.payload(self._client)
        except (ResponseHandlingException, UnexpectedResponse, ResourceExhaustedResponse, ValidationError) as error:
            raise self._error(error) from error

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


class Ends(BareEnds):
    """See `mg_core.call.ends.Ends`: a question for the client at one end, its answer at the other."""

    def __init__(self, send: Callable[[Call[Asked[Any]], float], Awaitable[Any]]) -> None:
        self.send = send

    def make(
        self, args: tuple[Any, ...], body: Asked[Any], options: object, deadline: float, now: float
    ) -> Call[Asked[Any]]:
        """A question as a call, which has at most the time of the request being served."""
        call = Call("", {}, body, deadline)
        call.inherit(identity=False)
        return call


def _row(name: str, node: str, limit_s: float, breaker: BreakerPolicy) -> PlainRow:
    return PlainRow(name, node, Policy(name, TimeoutPolicy(limit_s, limit_s), breaker=breaker), label=f"qdrant {name}")


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
