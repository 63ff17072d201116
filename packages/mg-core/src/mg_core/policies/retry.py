"""Retry: whether a failed attempt is repeated, and when. Decides only; the guards wait and send.

Rules
    1. At most `max_retries` repeats; wait n is `backoff_s[n]` times a random factor from `jitter`.
    2. `ConnectError`: nothing was sent, always repeatable.
    3. A lost connection or an attempt timeout may have been acted upon: repeated only when the operation is
       `safe`, `idempotent`, or `key` (the same Idempotency-Key travels along).
    4. An error answer is repeated under the same condition, and only for a status in `on_status` or a declared
       error that says `retryable`; never a 4xx other than 408, 425, 429.
    5. `x-should-retry: true` makes any status of 500 and above worth repeating, and those three of the 4xx.
       `x-should-retry: false` ends the call, and so does a `grpc-retry-pushback-ms` below 0.
    6. What the answer asks to wait (`Retry-After`, `retry-after-ms`, `grpc-retry-pushback-ms`, the reset of
       RateLimit headers on a 429) is a lower bound of the wait; above `max_retry_after_s` the call ends instead.
       While a rate limit is closed by the service, no retry is sent either.
    7. A wait that would end past the deadline is not begun: the error is raised at once.
    8. The budget, shared with the hedges and by all operations of a client, has the last word.
    9. The attempt after a refreshed token (401) is none of these: it takes no retry and no budget.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ..contract.policy import RetryPolicy
from ..contract.row import Idempotency
from ..errors import ApiError, AttemptTimeoutError, ConnectError, ConnectionLostError, MgError
from .facts import Facts
from .pushback import demands_retry, forbids_retry
from .rate_limit import TokenBucket

RETRYABLE_4XX: Final = frozenset({408, 425, 429})
"""The only client errors that waiting can cure."""

MAX_BANKED: Final = 20.0
"""Repeats that a busy, healthy time may save up for a bad one."""

_ENOUGH: Final = 1.0 - 1e-9
"""A repeat, but for rounding: ten times 0.1 is less than 1."""


class RetryBudget:
    """Keeps retries and hedges a fraction of calls: `ratio` per call, plus `min_per_s` each second whatever happens.

    Attributes:
        credit: repeats earned by calls; a call adds `ratio` to it when it is admitted.
        exhausted: repeats that it refused.
    """

    __slots__ = ("_floor", "_now", "_seen", "credit", "exhausted", "min_per_s", "ratio")

    def __init__(self, ratio: float, min_per_s: float, now: Callable[[], float]) -> None:
        self.ratio = ratio
        self.min_per_s = min_per_s
        self.credit = 0.0
        self.exhausted = 0
        self._floor = min_per_s
        self._now = now
        self._seen = now()

    def withdraw(self) -> bool:
        """Take one repeat; False when there is none."""
        now = self._now()
        burst = max(1.0, self.min_per_s) if self.min_per_s > 0 else 0.0
        self._floor = min(burst, self._floor + (now - self._seen) * self.min_per_s)
        self._seen = now
        self.credit = min(self.credit, MAX_BANKED)
        if self._floor >= _ENOUGH:
            self._floor -= 1.0
        elif self.credit >= _ENOUGH:
            self.credit -= 1.0
        else:
            self.exhausted += 1
            return False
        return True


def is_repeatable(idempotency: Idempotency) -> bool:
    """Whether an attempt that may have been acted upon may be sent again."""
    return idempotency != "never"


def is_worth_repeating(policy: RetryPolicy, failure: MgError, *, repeatable: bool) -> bool:
    """Rules 2 to 5: the kind of failure allows another attempt."""
    if isinstance(failure, ConnectError):
        return True
    if not repeatable:
        return False
    if isinstance(failure, ConnectionLostError | AttemptTimeoutError):
        return True
    if not isinstance(failure, ApiError) or forbids_retry(failure.headers):
        return False
    if failure.status < 500 and failure.status not in RETRYABLE_4XX:
        return False
    return failure.status in policy.on_status or failure.retry_safe is True or demands_retry(failure.headers)


def wait_s(policy: RetryPolicy, retry: int, failure: MgError, random: Callable[[], float]) -> float | None:
    """Rules 1 and 6: seconds to wait before retry number `retry` (from 1); None ends the call.

    `random` gives numbers in [0, 1).
    """
    if retry > policy.max_retries:
        return None
    nominal = policy.backoff_s[min(retry, len(policy.backoff_s)) - 1] if policy.backoff_s else 0.0
    low, high = policy.jitter
    delay = nominal * (low + (high - low) * random())
    if failure.retry_after_s is not None:
        if failure.retry_after_s > policy.max_retry_after_s:
            return None
        delay = max(delay, failure.retry_after_s)
    return delay


@dataclass(slots=True)
class Retries:
    """Decides about the retries of one operation."""

    policy: RetryPolicy
    repeatable: bool
    budget: RetryBudget
    random: Callable[[], float]
    bucket: TokenBucket | None = None
    """The rate limit that may have been closed by the service."""

    def delay(self, call: Facts, failure: MgError, now: float) -> float | None:
        """Seconds to wait before the next attempt, which is then counted; None when this failure ends the call."""
        policy = self.policy
        if not call.may_repeat() or not is_worth_repeating(policy, failure, repeatable=self.repeatable):
            return None
        delay = wait_s(policy, call.retries + 1, failure, self.random)
        if delay is None:
            return None
        if self.bucket is not None:
            delay = max(delay, self.bucket.closed_s())
        if now + delay >= call.deadline or not self.budget.withdraw():
            return None
        call.retries += 1
        return delay
