"""Rate limits per caller, in memory that stays bounded."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from mg_core.contract.policy import RateLimitPolicy
from mg_core.errors import RateLimitedError
from mg_core.policies.rate_limit import TokenBucket
from mg_core.serving.problems import ProblemError

MAX_CALLERS: Final = 20_000
"""Callers per generation; one that was quiet for two generations is forgotten and starts with a full bucket."""


class CallerLimits:
    """A token bucket per caller."""

    def __init__(self, policy: RateLimitPolicy, now: Callable[[], float]) -> None:
        self.policy = policy
        self.rejected = 0
        self._now = now
        self._young: dict[str, TokenBucket] = {}
        self._old: dict[str, TokenBucket] = {}

    def take(self, caller: str) -> None:
        """Spend one of the caller's tokens.

        Raises:
            ProblemError: 429 `rate_limited` with Retry-After and RateLimit headers.
        """
        bucket = self._young.get(caller)
        if bucket is None:
            bucket = self._admit(caller)
        try:
            bucket.take()
        except RateLimitedError as error:
            self.rejected += 1
            raise self._problem(error.retry_after_s or 1.0) from None

    def _admit(self, caller: str) -> TokenBucket:
        bucket = self._old.pop(caller, None) or TokenBucket(caller, self.policy, self._now)
        if len(self._young) >= MAX_CALLERS:
            self._old, self._young = self._young, {}
        self._young[caller] = bucket
        return bucket

    def _problem(self, wait_s: float) -> ProblemError:
        wait = max(1, math.ceil(wait_s))
        window = math.ceil(self.policy.burst / self.policy.per_s)
        return ProblemError(
            "rate_limited",
            "Too many requests; wait before the next one.",
            retry_after_s=wait,
            headers={
                "ratelimit-policy": f'"caller";q={self.policy.burst};w={window}',
                "ratelimit": f'"caller";r=0;t={wait}',
            },
        )
