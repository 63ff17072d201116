"""Forwarding: what the gateway does to a service is a call like any other, with bytes at both ends.

Head and body travel as they came; limits, breaker, bulkhead and the one repeat of a safe request are those of
`mg_core.call`, with the numbers of the service's own contract.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from mg_core.call.assembly import AsyncAssembly
from mg_core.call.call import Call
from mg_core.call.ends import BareEnds
from mg_core.clock import Clock
from mg_core.contract.policy import BreakerPolicy, BulkheadPolicy, Policy, RetryPolicy, TimeoutPolicy
from mg_core.contract.row import Row
from mg_core.errors import ApiError, MgError
from mg_core.headers import REQUEST_ID
from mg_core.observe.samples import Sample
from mg_core.policies.breaker.groups import Breakers
from mg_core.policies.breaker.machine import State
from mg_core.rest.transports.connection import RawReply
from mg_core.rest.transports.fast import FastTransport

from .routes import Route

ONCE_MORE: Final = RetryPolicy(max_retries=1, backoff_s=(0.0,), on_status=())
"""A safe request whose connection failed is sent once more, at once. Answers are the caller's business."""


@dataclass(slots=True)
class Outbound:
    """One request on its way to a service."""

    route: Route
    head: Callable[[float], bytes]
    """The head for an attempt that has so many seconds left."""
    body: bytes
    request_id: str
    left_s: float | None
    """Seconds that the caller has left; None when it did not say."""


class FailedAnswerError(ApiError):
    """The service answered with a 5xx, which is the caller's to see."""

    def __init__(self, reply: RawReply) -> None:
        super().__init__(f"status {reply[0]}", code="upstream_failed", status=reply[0])
        self.reply = reply


class Upstream:
    """One service behind the gateway, and the guards of everything that goes there.

    Attributes:
        contract: name of its contract.
        origin: host and port.
        title: its name in messages to a person.
        failures: failures by kind: timeout, connect, connection_lost, status.
    """

    def __init__(
        self,
        contract: str,
        title: str,
        origin: tuple[str, int],
        breaker: BreakerPolicy,
        transport: FastTransport,
        clock: Clock,
    ) -> None:
        self.contract = contract
        self.title = title
        self.origin = origin
        self.failures: dict[str, int] = {}
        self._breaker = breaker
        self._transport = transport
        self._functions: dict[str, Any] = {}
        self._breakers = Breakers(contract, clock.monotonic)
        self._assembly = AsyncAssembly(
            service=contract, clock=clock, random=random.random, carrier=self, stale=self._functions.clear,
            breakers=self._breakers,
        )  # fmt: skip

    def add(self, route: Route) -> None:
        """A route leads here: its breaker shows from the start."""
        self._breakers.of(route.public, self._breaker)

    async def forward(self, outbound: Outbound) -> RawReply:
        """The service's answer.

        Raises:
            FailedAnswerError: it is a 5xx.
            MgError: there is none; see `mg_core.errors`.
        """
        route = outbound.route
        function = self._functions.get(route.public.id)
        if function is None:
            function = self._functions[route.public.id] = self._assembly.function(route.public, self.policy(route))
        reply: RawReply = await function((), outbound, None)
        return reply

    def policy(self, route: Route) -> Policy:
        """What guards a route: the numbers of the service's contract, at most those of the gateway's settings."""
        limits = TimeoutPolicy(route.timeout_s, route.timeout_s)
        retry = ONCE_MORE if route.target.idempotency == "safe" else None
        room = BulkheadPolicy(route.max_in_flight, 0)
        return Policy(route.public.policy.name, limits, retry=retry, breaker=self._breaker, bulkhead=room)

    def ends(self, row: Row, policy: Policy) -> Ends:
        """See `Carrier.ends`."""
        return Ends(self.origin, self._transport)

    @property
    def state(self) -> State:
        """The breaker's; closed as long as nothing was forwarded."""
        return max((breaker.state for breaker in self._assembly.breakers), key=lambda s: s.value, default=State.CLOSED)

    @property
    def in_flight(self) -> int:
        """Requests being forwarded."""
        return sum(int(row.value) for row in self.samples() if row.name == "mg_client_in_flight")

    def samples(self) -> Iterator[Sample]:
        """Rows for an exporter, under the names that every client's have."""
        return self._assembly.samples()

    def count(self, kind: str) -> None:
        """Count a failure."""
        self.failures[kind] = self.failures.get(kind, 0) + 1


class Ends(BareEnds):
    """Bytes in, bytes out."""

    def __init__(self, origin: tuple[str, int], transport: FastTransport) -> None:
        self._origin = origin
        self._exchange = transport.exchange

    def make(
        self, args: tuple[Any, ...], body: Outbound, options: object, deadline: float, now: float
    ) -> Call[Outbound]:
        """A request as a call."""
        call = Call("", {REQUEST_ID: body.request_id}, body, deadline)
        if body.left_s is not None and now + body.left_s < deadline:
            call.deadline, call.narrowed = now + body.left_s, True
        return call

    def send(self, call: Call[Outbound], left_s: float) -> Any:
        """Exchange head and body for an answer."""
        outbound = call.payload
        return self._exchange(self._origin, outbound.head(left_s), outbound.body, None)

    def judge(self, reply: RawReply) -> MgError | None:
        """Every answer is passed on; those that say that the service failed count against it."""
        return FailedAnswerError(reply) if reply[0] >= 500 else None


def all_samples(upstreams: Iterable[Upstream]) -> Iterator[Sample]:
    """The rows of all services."""
    for upstream in upstreams:
        yield from upstream.samples()
