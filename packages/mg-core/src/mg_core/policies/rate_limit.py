"""Rate limit: a token bucket.

Rules
    1. `burst` calls at once, `per_s` calls a second on average.
    2. One more is refused at once with the seconds until the next token; nothing is queued.
"""

from __future__ import annotations

from collections.abc import Callable

from ..errors import RateLimitedError
from ..operation import RateLimit as RateLimitPolicy


class TokenBucket:
    """The bucket of one client."""

    __slots__ = ("_now", "_seen", "_tokens", "name", "policy", "rejected")

    def __init__(self, name: str, policy: RateLimitPolicy, now: Callable[[], float]) -> None:
        self.name = name
        self.policy = policy
        self.rejected = 0
        self._now = now
        self._seen = now()
        self._tokens = float(policy.burst)

    def take(self) -> None:
        """Spend a token.

        Raises:
            RateLimitedError: the bucket is empty; `retry_after_s` says when there will be a token.
        """
        now = self._now()
        self._tokens = min(float(self.policy.burst), self._tokens + (now - self._seen) * self.policy.per_s)
        self._seen = now
        if self._tokens < 1.0:
            self.rejected += 1
            raise RateLimitedError(
                f"more than {self.policy.per_s:g} calls a second to {self.name}",
                retry_after_s=(1.0 - self._tokens) / self.policy.per_s,
            )
        self._tokens -= 1.0
