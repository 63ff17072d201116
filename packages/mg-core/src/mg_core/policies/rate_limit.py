"""Rate limit: a token bucket that listens to the service, with a fair queue for those who may wait.

Rules
    1. `burst` tokens, refilled with `per_s` tokens a second. A call takes one; its retries and hedges do not.
    2. Without a token a call is refused at once, or waits up to `max_wait_s`, in order of arrival. A call whose
       wait would end past its deadline, or beyond `max_wait_s`, is refused at once.
    3. `retry_after_s` of a refusal is when a call that comes next would have its token.
    4. A cancelled or refused waiter leaves its turn to the next; no token is lost.
    5. An answer that says how much is left (`RateLimit: "x";r=5;t=30` and older forms) is believed: at most `r`
       calls in the next `t` seconds, none at all for `r=0`. `t` counts up to 300 s.
    6. A 429 that names a time (Retry-After) closes the bucket until then, for at most an hour.
    7. Answers arrive late and out of order, so within a window they only tighten: more is believed when it is over.
       What cannot be read is ignored.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from ..contract.policy import RateLimitPolicy
from ..errors import ApiError, MgError, RateLimitedError
from .pushback import Quota, quota

MAX_WINDOW_S: Final = 300.0
"""Longest window of a RateLimit header that is believed."""

MAX_CLOSED_S: Final = 3600.0
"""Longest time that a 429 closes the bucket."""

_ENOUGH: Final = 1.0 - 1e-6
"""A token, but for rounding."""

_NOTHING_S: Final = 1e-6
"""A wait shorter than this is none: clocks need not be able to express it."""


class TokenBucket:
    """Counts tokens; waits for nothing.

    Attributes:
        rejected: calls refused since the start.
        waiters: those who queue for a token, in order of arrival.
    """

    __slots__ = (
        "_closed_until", "_limited_until", "_now", "_quota", "_quota_until", "_seen", "_tokens",
        "name", "policy", "rejected", "waiters",
    )  # fmt: skip

    def __init__(self, name: str, policy: RateLimitPolicy, now: Callable[[], float]) -> None:
        self.name = name
        self.policy = policy
        self.rejected = 0
        self.waiters: deque[Any] | tuple[()] = ()
        self._now = now
        self._seen = now()
        self._tokens = float(policy.burst)
        self._quota = 0
        self._quota_until = self._closed_until = self._limited_until = self._seen

    def take(self) -> None:
        """Spend a token.

        Raises:
            RateLimitedError: the bucket is empty; `retry_after_s` says when there will be a token.
        """
        if not self.try_take():
            raise self.refusal(self.wait_s(0))

    def try_take(self) -> bool:
        """Spend a token if there is one and nobody waits for it."""
        if self.waiters:
            return False
        now = self._now()
        tokens = self._tokens + (now - self._seen) * self.policy.per_s
        if tokens > self.policy.burst:
            tokens = float(self.policy.burst)
        self._seen = now
        self._tokens = tokens
        if tokens < _ENOUGH or (now < self._limited_until and not self._allowed(now)):
            return False
        self._tokens = tokens - 1.0
        return True

    def wait_s(self, ahead: int) -> float:
        """Seconds until a call would have its token that comes after `ahead` others."""
        now = self._now()
        policy = self.policy
        shut_s = max(0.0, self._closed_until - now)
        tokens = min(policy.burst, self._tokens + (now - self._seen + shut_s) * policy.per_s)
        wait_s = shut_s + max(0.0, ahead + 1.0 - tokens) / policy.per_s
        if now < self._quota_until and self._quota <= ahead:
            wait_s = max(wait_s, self._quota_until - now)
        return wait_s if wait_s > _NOTHING_S else 0.0

    def refusal(self, wait_s: float) -> RateLimitedError:
        """The error of a call that gets no token; counts it."""
        self.rejected += 1
        why = f"more than {self.policy.per_s:g} calls a second to {self.name}"
        if self.closed_s() > 0.0:
            why = f"{self.name} asked to be left alone"
        return RateLimitedError(why, retry_after_s=wait_s)

    def closed_s(self) -> float:
        """Seconds for which the service wants no call at all; 0 when it said nothing like that."""
        now = self._now()
        if now >= self._limited_until:
            return 0.0
        spent = self._quota_until if self._quota <= 0 else now
        return max(0.0, self._closed_until - now, spent - now)

    def learn(self, left: Quota) -> None:
        """Rules 5 and 7: an answer said how much is left."""
        remaining = left.remaining
        if remaining is None:
            return
        if left.reset_s is None:
            self._tokens = min(self._tokens, float(remaining))
            return
        now = self._now()
        if now >= self._quota_until or remaining < self._quota:
            self._quota = remaining
            self._quota_until = now + min(left.reset_s, MAX_WINDOW_S)
            self._limited_until = max(self._closed_until, self._quota_until)

    def close(self, seconds: float) -> None:
        """Rule 6: let no call through for `seconds`."""
        until = self._now() + min(seconds, MAX_CLOSED_S)
        if until > self._closed_until:
            self._closed_until = until
            self._limited_until = max(until, self._quota_until)

    def heed(self, headers: Mapping[str, str], failure: MgError | None, wall: Callable[[], float]) -> None:
        """What an answer says about the limit: its RateLimit headers, and how long a 429 asks to wait."""
        if "ratelimit" in headers or "ratelimit-remaining" in headers or "x-ratelimit-remaining" in headers:
            left = quota(headers, wall)
            if left is not None:
                self.learn(left)
        if isinstance(failure, ApiError) and failure.status == 429 and failure.retry_after_s:
            self.close(failure.retry_after_s)

    def enter(self, deadline: float) -> float:
        """Rule 2: until when a call may wait, absolute seconds.

        Raises:
            RateLimitedError: its token would come later than that.
        """
        now = self._now()
        wait_s = self.wait_s(len(self.waiters))
        limit = min(deadline, now + self.policy.max_wait_s)
        if now + wait_s > limit or (wait_s > 0.0 and self.policy.max_wait_s <= 0.0):
            raise self.refusal(wait_s)
        return limit

    def _allowed(self, now: float) -> bool:
        if now < self._closed_until:
            return False
        if now < self._quota_until:
            if self._quota <= 0:
                return False
            self._quota -= 1
        return True

    def _turn(self, limit: float) -> float:
        """For the first of the queue: spend its token (0), or the seconds to wait for it."""
        wait_s = self.wait_s(0)
        if wait_s <= 0.0:
            now = self._now()
            refilled = self._tokens + (now - self._seen) * self.policy.per_s
            self._tokens = min(float(self.policy.burst), refilled) - 1.0
            self._seen = now
            if now < self._quota_until:
                self._quota -= 1
        elif self._now() + wait_s > limit:
            raise self.refusal(wait_s)
        return wait_s


class QueueingBucket(TokenBucket):
    """`TokenBucket` for an event loop: calls can wait. The first of the queue watches the clock, the others it."""

    __slots__ = ("_sleep",)

    def __init__(
        self,
        name: str,
        policy: RateLimitPolicy,
        now: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        """`sleep`: waits seconds of the clock that `now` reads."""
        super().__init__(name, policy, now)
        self._sleep = sleep
        self.waiters: deque[asyncio.Future[None]] = deque()

    async def acquire(self, deadline: float) -> None:
        """Wait for a token, at most until `deadline` (absolute) and for `max_wait_s`.

        Raises:
            RateLimitedError: there is none in time.
        """
        limit = self.enter(deadline)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue = self.waiters
        queue.append(turn)
        try:
            if queue[0] is not turn:
                await self._come_first(turn, limit)
            while (wait_s := self._turn(limit)) > 0.0:
                await self._sleep(wait_s)
        finally:
            queue.remove(turn)
            if queue and not queue[0].done():
                queue[0].set_result(None)

    async def _come_first(self, turn: asyncio.Future[None], limit: float) -> None:
        timer = asyncio.timeout(limit - self._now())
        try:
            async with timer:
                await turn
        except TimeoutError:
            raise self.refusal(self.wait_s(self.waiters.index(turn))) from None


def learning(
    bucket: TokenBucket,
    judge: Callable[[Any], MgError | None],
    headers_of: Callable[[Any], Mapping[str, str]],
    wall: Callable[[], float],
) -> Callable[[Any], MgError | None]:
    """`judge(reply)`, after which the bucket knows what the reply says about the limit.

    Args:
        bucket: what learns.
        judge: None for a good reply, else its error.
        headers_of: a reply's headers.
        wall: seconds since 1970.
    """

    def judge_and_learn(reply: Any) -> MgError | None:
        failure = judge(reply)
        bucket.heed(headers_of(reply), failure, wall)
        return failure

    return judge_and_learn
