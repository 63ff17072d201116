"""What guards a call, as data: one frozen class a policy, numbers with their units and bounds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from ..errors import MgError
from .bounds import AT_LEAST_0, COUNT, POSITIVE, SHARE, JsonOrFunction, Number, Numbers, Word

BreakerMode = Literal["auto", "forced_open", "disabled", "shadow"]
"""`auto`: the breaker decides. `forced_open`: every call is refused. `disabled`: every call goes through and nothing
is counted. `shadow`: it counts and changes state as usual, and lets every call through."""


@dataclass(frozen=True, slots=True)
class TimeoutPolicy:
    """Time limits of one logical call."""

    attempt_s: Annotated[float, POSITIVE]
    """Seconds one attempt may take, connect included. More than 0, at most `total_s`."""
    total_s: Annotated[float, POSITIVE]
    """Seconds the whole call may take: attempts, waits between them, queueing."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Repeat a failed attempt that may safely be repeated."""

    max_retries: Annotated[int, Number(0, 10, whole=True)] = 3
    """Attempts after the first. 0 to 10."""
    backoff_s: Annotated[tuple[float, ...], Numbers(AT_LEAST_0)] = (0.1, 0.2, 0.4)
    """Nominal wait before retry 1, 2, ...; the last value repeats."""
    jitter: Annotated[tuple[float, float], Numbers(AT_LEAST_0, length=2)] = (0.5, 1.5)
    """Each wait is multiplied by a uniform random number from this range."""
    on_status: Annotated[tuple[int, ...], Numbers(Number(400, 599, whole=True), empty=True)] = (429, 500, 502, 503, 504)
    """Answers that are worth another attempt. Never a 4xx other than 408, 425 and 429."""
    budget_ratio: Annotated[float, AT_LEAST_0] = 0.2
    """Retries allowed per call made to the same service, on average."""
    budget_min_per_s: Annotated[float, AT_LEAST_0] = 3.0
    """Retries per second that are always allowed, so that a quiet client may retry at all."""
    max_retry_after_s: Annotated[float, AT_LEAST_0] = 60.0
    """A Retry-After above this ends the call instead of being waited for."""


@dataclass(frozen=True, slots=True)
class BreakerPolicy:
    """Stop calling a service that fails."""

    failures: Annotated[int, COUNT] = 5
    """Consecutive failures that open the circuit."""
    open_s: Annotated[float, POSITIVE] = 30.0
    """Seconds before trials are let through."""
    trials: Annotated[int, COUNT] = 3
    """Trials let through while half-open; all must succeed to close."""
    mode: Annotated[BreakerMode, Word(get_args(BreakerMode))] = "auto"
    """For operators, never written in a contract; see `BreakerMode`."""


@dataclass(frozen=True, slots=True)
class BulkheadPolicy:
    """Limit the calls in flight."""

    max_in_flight: Annotated[int, COUNT] = 64
    max_queue: Annotated[int, Number(whole=True)] = 64
    """Callers that may wait for a place; one more is refused at once."""


@dataclass(frozen=True, slots=True)
class RateLimitPolicy:
    """Token bucket."""

    per_s: Annotated[float, POSITIVE]
    """Calls per second in the long run."""
    burst: Annotated[int, COUNT]
    """Calls at once after a pause."""
    max_wait_s: Annotated[float, AT_LEAST_0] = 0.0
    """Longest time that a call waits for its token; a call that would wait longer is refused at once."""


@dataclass(frozen=True, slots=True)
class HedgePolicy:
    """Send another attempt when the running one is slow; the first answer wins. Safe and idempotent operations only."""

    delay_s: Annotated[float, POSITIVE]
    """Seconds without an answer before the next attempt is sent beside the running ones."""
    max_hedges: Annotated[int, Number(1, 3, whole=True)] = 1
    """Attempts beside the first. 1 to 3; each is taken from the retry budget."""


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """Keep answers of safe operations."""

    ttl_s: Annotated[float, POSITIVE]
    stale_while_revalidate_s: Annotated[float, AT_LEAST_0] = 0.0
    stale_if_error_s: Annotated[float, AT_LEAST_0] = 0.0


@dataclass(frozen=True, slots=True)
class FallbackPolicy:
    """Answer with something instead of an error, when the service cannot answer (no answer, refused here, 5xx)."""

    body: Annotated[str | Callable[[MgError], Any], JsonOrFunction()]
    """JSON text of a reply body that the operation's first success answer allows; a contract writes it as data. In a
    program also a function (async for an async client) that gets the error and returns the result."""


@dataclass(frozen=True, slots=True)
class ChaosPolicy:
    """Disturb attempts on purpose, just before the transport, so that every policy is exercised. Never in a contract.

    Each rate is the share of attempts, 0 to 1; they are drawn independently, latency first.
    """

    seed: Annotated[int, Number(-math.inf, whole=True)] = 0
    """The same seed disturbs the same attempts."""
    latency_rate: Annotated[float, SHARE] = 0.0
    latency_s: Annotated[float, AT_LEAST_0] = 0.0
    """Seconds added to an attempt; the attempt timeout cuts it off as it would a slow service."""
    fault_rate: Annotated[float, SHARE] = 0.0
    fault: Annotated[Literal["connect", "lost"], Word(("connect", "lost"))] = "connect"
    """`connect`: ConnectError, nothing sent. `lost`: ConnectionLostError, after sending."""
    status_rate: Annotated[float, SHARE] = 0.0
    status: Annotated[int, Number(400, 599, whole=True)] = 503
    """Status of a made-up error answer, 400 to 599; nothing is sent."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What guards a call. A part that is None costs nothing: no code is compiled for it."""

    name: str
    """The profile in spec/policies.yaml, or `profile+operation` where an operation overrides numbers."""
    timeout: TimeoutPolicy
    retry: RetryPolicy | None = None
    breaker: BreakerPolicy | None = None
    bulkhead: BulkheadPolicy | None = None
    rate_limit: RateLimitPolicy | None = None
    hedge: HedgePolicy | None = None
    cache: CachePolicy | None = None
    fallback: FallbackPolicy | None = None
    chaos: ChaosPolicy | None = None
