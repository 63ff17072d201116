"""One logical call: what is handed from step to step, whatever carries it."""

from __future__ import annotations

import os
from typing import Any, Generic, TypeVar

from .. import context as _context
from ..contract.row import Row
from ..errors import AttemptTimeoutError, ConfigurationError, DeadlineExceededError
from ..headers import REQUEST_ID, TRACESTATE, USER_ID, USER_ROLES
from ..tracing import new_request_id, new_trace_id
from .options import CallOptions, ReplyInfo

Payload = TypeVar("Payload")
"""What a carrier sends: the body of a REST call, the message or messages of an RPC, an event."""


class Call(Generic[Payload]):
    """State of one logical call.

    Attributes:
        url: where it goes; tracers read host and path from it.
        headers: headers (metadata) of the next attempt; the steps of an attempt overwrite their own.
        payload: what is sent.
        deadline: absolute, seconds of the client's clock.
        narrowed: the deadline is the caller's, shorter than the policy's.
        attempt_s: the caller's own attempt timeout, or None.
        attempts: attempts made, the running one included.
        retries: retries begun.
        max_retries: the caller's own limit, or None.
        trace: (trace id, flags) of the span that attempts belong to.
        refreshed: the token was renewed after a 401.
        info: the caller's, to be filled with what the peer says beside its answer; None when nobody asks.
        span: what the tracer's `begin` returned; set only when there is a tracer.
    """

    __slots__ = (
        "attempt_s", "attempts", "deadline", "headers", "info", "max_retries", "narrowed", "payload", "refreshed",
        "retries", "span", "trace", "url",
    )  # fmt: skip

    span: Any

    def __init__(self, url: str, headers: dict[str, str], payload: Payload, deadline: float) -> None:
        self.url = url
        self.headers = headers
        self.payload = payload
        self.deadline = deadline
        self.narrowed = False
        self.attempt_s: float | None = None
        self.attempts = 0
        self.retries = 0
        self.max_retries: int | None = None
        self.trace: tuple[str, str] = ("", "01")
        self.refreshed = False
        self.info: ReplyInfo | None = None

    def inherit(self, *, identity: bool) -> None:
        """What travels along from the request being served: ids, trace, deadline, and with `identity` the user."""
        context, headers = _context.current(), self.headers
        if context is None:
            headers[REQUEST_ID] = new_request_id()
            self.trace = (new_trace_id(), "01")
            return
        headers[REQUEST_ID] = context.request_id or new_request_id()
        self.trace = (context.trace_id or new_trace_id(), context.trace_flags)
        if context.tracestate:
            headers[TRACESTATE] = context.tracestate
        if identity and context.user_id:
            headers[USER_ID] = context.user_id
            headers[USER_ROLES] = ",".join(context.roles)
        if context.deadline is not None and context.deadline < self.deadline:
            self.deadline = context.deadline
            self.narrowed = True

    def apply(self, options: CallOptions, now: float) -> None:
        """What the caller wants otherwise than the policy, but for the headers."""
        if options.timeout_s is not None:
            context, wanted = _context.current(), now + options.timeout_s
            served = None if context is None else context.deadline
            self.deadline = wanted if served is None else min(wanted, served)
            self.narrowed = True
        self.attempt_s = options.attempt_timeout_s
        self.max_retries = options.max_retries
        self.info = options.info
        if options.request_id:
            self.headers[REQUEST_ID] = options.request_id

    def may_repeat(self) -> bool:
        """Whether the caller's own limit of repeats, if any, leaves another one."""
        return self.max_retries is None or self.attempts - self.refreshed <= self.max_retries

    def fork(self) -> Call[Payload]:
        """The same call for an attempt that runs beside others: headers of its own, everything else shared."""
        twin = Call(self.url, self.headers.copy(), self.payload, self.deadline)
        for name in ("narrowed", "attempt_s", "attempts", "retries", "max_retries", "trace", "refreshed", "info"):
            setattr(twin, name, getattr(self, name))
        if hasattr(self, "span"):
            twin.span = self.span
        return twin


def attempt_timeout(seconds: float) -> AttemptTimeoutError:
    """The error of an attempt that took too long."""
    return AttemptTimeoutError(f"no answer within {seconds:g} s")


def deadline_exceeded(call: Call[Any]) -> DeadlineExceededError:
    """The error of a call whose time is up."""
    whose = "the caller's" if call.narrowed else "the policy's"
    if call.attempts == 0:
        return DeadlineExceededError(f"{whose} deadline passed before anything was sent", retry_safe=True)
    times = "1 attempt" if call.attempts == 1 else f"{call.attempts} attempts"
    return DeadlineExceededError(f"{whose} deadline passed after {times}")


def idempotency_key(row: Row, options: CallOptions | None) -> str:
    """The caller's key, else the one that the request being served gives to this operation, else a new one.

    "" for an operation that takes none.

    Raises:
        ConfigurationError: the caller gives a key to such an operation.
    """
    given = options.idempotency_key if options is not None else None
    if row.idempotency != "key":
        if given:
            why = f"is `{row.idempotency}` and takes no idempotency key: leave it out"
            raise ConfigurationError(f"{row.contract}.{row.id} {why}", code="invalid_argument")
        return ""
    if given:
        return given
    context = _context.current()
    inherited = context.key_for(f"{row.contract}.{row.id}") if context is not None else ""
    return inherited or os.urandom(16).hex()
