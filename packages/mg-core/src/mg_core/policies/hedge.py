"""Hedge: another attempt beside one that is slow. The first good answer wins.

Rules
    1. Only operations whose repetition is harmless (`safe`, `idempotent`) may be hedged.
    2. An attempt without an answer after `delay_s` gets another one beside it; the next follows `delay_s` after that,
       up to `max_hedges`. A failure sends none: failures are for retry.
    3. The first good answer wins. The attempts that still run are cancelled, and have ended before the call goes on.
    4. While another attempt runs a failure is not the result, unless no other attempt could do better: an answer
       that is neither an error of the server nor 408, 425 or 429. If all fail, the failure that forbids a repeat
       or asks for the longest wait counts, else the last.
    5. Every hedge is taken from the budget that retries are taken from, and counts against the caller's
       `max_retries`. An empty budget, a breaker that is not closed (a trial is never hedged), a rate limit that the
       service closed, or a deadline that has passed: no hedge.
    6. All attempts of a round are one call to the breaker. Each is counted, has its own span id, headers and attempt
       timeout; the Idempotency-Key is the call's.
    7. A cancelled caller takes all its attempts along.

A round takes the place of a single attempt, so retry repeats rounds. For threads the loser of rule 3 cannot be
cancelled: it runs on in a daemon thread until its attempt timeout, outside the bulkhead, and its answer is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..contract.policy import HedgePolicy
from ..errors import ApiError, DecodeError, MgError
from .breaker.machine import CircuitBreaker, State
from .pushback import forbids_retry
from .rate_limit import TokenBucket
from .retry import RETRYABLE_4XX, RetryBudget


@dataclass(slots=True)
class HedgeRules:
    """Decides about the hedges of one operation.

    Attributes:
        sent: hedges sent since the start.
        won: calls that a hedge answered.
    """

    policy: HedgePolicy
    budget: RetryBudget
    breaker: CircuitBreaker | None = None
    bucket: TokenBucket | None = None
    sent: int = 0
    won: int = 0

    def another(self, hedges: int, generation: int) -> bool:
        """Whether a round that has sent `hedges` may send one more, which is then counted and paid for."""
        if hedges >= self.policy.max_hedges or self._is_guarded(generation) or not self.budget.withdraw():
            return False
        self.sent += 1
        return True

    def _is_guarded(self, generation: int) -> bool:
        if self.bucket is not None and self.bucket.closed_s() > 0.0:
            return True
        breaker = self.breaker
        if breaker is None or breaker.policy.mode == "disabled":
            return False
        return breaker.state is not State.CLOSED or breaker.generation != generation


def final_of(failures: list[MgError]) -> MgError | None:
    """Rule 4: the failure after which no other attempt could do better, if there is one."""
    for failure in failures:
        if isinstance(failure, DecodeError):
            return failure
        if isinstance(failure, ApiError) and failure.status < 500 and failure.status not in RETRYABLE_4XX:
            return failure
    return None


def weightiest(failures: list[MgError]) -> MgError:
    """Rule 4: the failure that stands for a round in which every attempt failed."""
    return max(reversed(failures), key=lambda failure: (forbids_retry(failure.headers), failure.retry_after_s or 0.0))
