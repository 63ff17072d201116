"""What guards a call, as data: one frozen class a policy, numbers with their units and bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import MgError

BreakerMode = Literal["auto", "forced_open", "disabled", "shadow"]
"""`auto`: the breaker decides. `forced_open`: every call is refused. `disabled`: every call goes through and nothing
is counted. `shadow`: it counts and changes state as usual, and lets every call through."""


@dataclass(frozen=True, slots=True)
class TimeoutPolicy:
    """Time limits of one logical call."""

    attempt_s: float
    """Seconds one attempt may take, connect included. More than 0, at most `total_s`."""
    total_s: float
    """Seconds the whole call may take: attempts, waits between them, queueing."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Repeat a failed attempt that may safely be repeated."""

    max_retries: int = 3
    """Attempts after the first. 0 to 10."""
    backoff_s: tuple[float, ...] = (0.1, 0.2, 0.4)
    """Nominal wait before retry 1, 2, ...; the last value repeats."""
    jitter: tuple[float, float] = (0.5, 1.5)
    """Each wait is multiplied by a uniform random number from this range."""
    on_status: tuple[int, ...] = (429, 500, 502, 503, 504)
    """Answers that are worth another attempt. Never a 4xx other than 408, 425 and 429."""
    budget_ratio: float = 0.2
    """Retries allowed per call made to the same service, on average."""
    budget_min_per_s: float = 3.0
    """Retries per second that are always allowed, so that a quiet client may retry at all."""
    max_retry_after_s: float = 60.0
    """A Retry-After above this ends the call instead of being waited for."""


@dataclass(frozen=True, slots=True)
class BreakerPolicy:
    """Stop calling a service that fails."""

    failures: int = 5
    """Consecutive failures that open the circuit."""
    open_s: float = 30.0
    """Seconds before trials are let through."""
    trials: int = 3
    """Trials let through while half-open; all must succeed to close."""
    mode: BreakerMode = "auto"
    """For operators, never written in a contract; see `BreakerMode`."""


@dataclass(frozen=True, slots=True)
class BulkheadPolicy:
    """Limit the calls in flight."""

    max_in_flight: int = 64
    max_queue: int = 64
    """Callers that may wait for a place; one more is refused at once."""


@dataclass(frozen=True, slots=True)
class RateLimitPolicy:
    """Token bucket."""

    per_s: float
    """Calls per second in the long run."""
    burst: int
    """Calls at once after a pause."""
    max_wait_s: float = 0.0
    """Longest time that a call waits for its token; a call that would wait longer is refused at once."""


@dataclass(frozen=True, slots=True)
class HedgePolicy:
    """Send another attempt when the running one is slow; the first answer wins. Safe and idempotent operations only."""

    delay_s: float
    """Seconds without an answer before the next attempt is sent beside the running ones."""
    max_hedges: int = 1
    """Attempts beside the first. 1 to 3; each is taken from the retry budget."""


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """Keep answers of safe operations."""

    ttl_s: float
    stale_while_revalidate_s: float = 0.0
    stale_if_error_s: float = 0.0


@dataclass(frozen=True, slots=True)
class FallbackPolicy:
    """Answer with something instead of an error, when the service cannot answer (no answer, refused here, 5xx)."""

    body: str | Callable[[MgError], Any]
    """JSON text of a reply body that the operation's first success answer allows; a contract writes it as data. In a
    program also a function (async for an async client) that gets the error and returns the result."""


@dataclass(frozen=True, slots=True)
class ChaosPolicy:
    """Disturb attempts on purpose, just before the transport, so that every policy is exercised. Never in a contract.

    Each rate is the share of attempts, 0 to 1; they are drawn independently, latency first.
    """

    seed: int = 0
    """The same seed disturbs the same attempts."""
    latency_rate: float = 0.0
    latency_s: float = 0.0
    """Seconds added to an attempt; the attempt timeout cuts it off as it would a slow service."""
    fault_rate: float = 0.0
    fault: Literal["connect", "lost"] = "connect"
    """`connect`: ConnectError, nothing sent. `lost`: ConnectionLostError, after sending."""
    status_rate: float = 0.0
    status: int = 503
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
