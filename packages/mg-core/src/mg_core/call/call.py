"""One logical call: what the compiled pipeline hands from step to step."""

from __future__ import annotations

from typing import Any

from ..errors import AttemptTimeoutError, DeadlineExceededError


class Call:
    """State of one logical call.

    Attributes:
        url: complete URL.
        headers: headers of the next attempt; the steps of an attempt overwrite their own.
        deadline: absolute, seconds of the client's clock.
        narrowed: the deadline is the caller's, shorter than the policy's.
        attempt_s: the caller's own attempt timeout, or None.
        attempts: attempts made, the running one included.
        max_retries: the caller's own limit, or None.
        trace: (trace id, flags) of the span that attempts belong to.
        refreshed: the token was renewed after a 401.
        span: what the tracer's `begin` returned; set only when there is a tracer.
    """

    __slots__ = (
        "attempt_s", "attempts", "body", "deadline", "headers", "max_retries", "narrowed", "refreshed", "retries",
        "span", "trace", "url",
    )  # fmt: skip

    span: Any

    def __init__(self, url: str, headers: dict[str, str], body: bytes, deadline: float) -> None:
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
        self.narrowed = False
        self.attempt_s: float | None = None
        self.attempts = 0
        self.retries = 0
        self.max_retries: int | None = None
        self.trace: tuple[str, str] = ("", "01")
        self.refreshed = False

    def may_repeat(self) -> bool:
        """Whether the caller's own limit of repeats, if any, leaves another one."""
        return self.max_retries is None or self.attempts - self.refreshed <= self.max_retries

    def fork(self) -> Call:
        """The same call for an attempt that runs beside others: headers of its own, everything else shared."""
        twin = Call(self.url, self.headers.copy(), self.body, self.deadline)
        for name in ("narrowed", "attempt_s", "attempts", "retries", "max_retries", "trace", "refreshed"):
            setattr(twin, name, getattr(self, name))
        if hasattr(self, "span"):
            twin.span = self.span
        return twin


def attempt_timeout(seconds: float) -> AttemptTimeoutError:
    """The error of an attempt that took too long."""
    return AttemptTimeoutError(f"no answer within {seconds:g} s")


def deadline_exceeded(call: Call) -> DeadlineExceededError:
    """The error of a call whose time is up."""
    return DeadlineExceededError(
        "the deadline passed before anything was sent" if call.attempts == 0 else "the deadline passed",
        retry_safe=True if call.attempts == 0 else None,
    )
