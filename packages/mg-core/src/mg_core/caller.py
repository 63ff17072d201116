"""One logical call: what the compiled pipeline hands from step to step."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import context as _context
from .codec import Encoder
from .credentials import Credentials
from .errors import AttemptTimeoutError, ConfigurationError, DeadlineExceededError
from .operation import Operation
from .tracing import new_request_id, new_trace_id


@dataclass(frozen=True, slots=True)
class CallOptions:
    """What one call does differently. Anything left at None keeps the policy's value."""

    timeout_s: float | None = None
    """Seconds for the whole call."""
    attempt_timeout_s: float | None = None
    """Seconds for each attempt; more than is left of the whole call has no effect."""
    max_retries: int | None = None
    """Attempts after the first, hedges included; 0 sends once. Cannot switch on what the contract does not name."""
    idempotency_key: str | None = None
    """Key for operations that take one; the caller's own key survives a restart of the caller."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further headers; they win over those that the runtime makes."""
    request_id: str | None = None
    """X-Request-ID; else the current request's, else a new one."""

    def __post_init__(self) -> None:
        """Refuse numbers that cannot work.

        Raises:
            ConfigurationError: a time is not above 0, or `max_retries` is below 0.
        """
        for name in ("timeout_s", "attempt_timeout_s"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise ConfigurationError(f"options.{name} must be above 0, not {value!r}", code="invalid_argument")
        if self.max_retries is not None and self.max_retries < 0:
            raise ConfigurationError("options.max_retries must not be negative", code="invalid_argument")
        for name, text in self.headers.items():
            if not (name.isascii() and name.isprintable() and text.isprintable()):
                raise ConfigurationError("options.headers holds a control character", code="invalid_argument")


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


class CallFactory:
    """Makes the `Call` of one operation from a method's arguments and whatever the context holds."""

    def __init__(self, operation: Operation, base_url: str, credentials: Credentials, user_agent: str) -> None:
        self._base_url = base_url
        self._encoder = Encoder(operation)
        self._keyed = operation.idempotency == "key"
        self._operation = operation
        self._headers = {"accept": _accept(operation), "user-agent": user_agent}
        if operation.body is not None:
            self._content_type = operation.body_media_type
        if operation.secured and credentials.fixed:
            self._headers["authorization"] = credentials.fixed

    def make(self, args: tuple[Any, ...], body: Any, options: CallOptions | None, deadline: float, now: float) -> Call:
        """The call, ready for its first attempt. `deadline` is the policy's, absolute.

        Raises:
            ConfigurationError: an argument cannot be sent.
        """
        encoder = self._encoder
        headers = self._headers.copy()
        payload = b""
        if body is not None:
            payload = encoder.body(body)
            headers["content-type"] = self._content_type
        elif self._operation.body is not None and self._operation.body_required:
            raise ConfigurationError(f"{self._operation.id}: a body is required", code="invalid_argument")
        if encoder.has_headers:
            headers.update(encoder.headers(args))
        call = Call(self._base_url + encoder.target(args), headers, payload, deadline)
        self._propagate(call)
        if self._keyed:
            given = options.idempotency_key if options is not None else None
            headers["idempotency-key"] = given or self._inherited_key() or os.urandom(16).hex()
        if options is not None:
            _apply(call, options, now)
        return call

    def _inherited_key(self) -> str:
        context = _context.current()
        operation = self._operation
        return context.key_for(f"{operation.contract}.{operation.id}") if context is not None else ""

    def _propagate(self, call: Call) -> None:
        context = _context.current()
        headers = call.headers
        if context is None:
            headers["x-request-id"] = new_request_id()
            call.trace = (new_trace_id(), "01")
            return
        headers["x-request-id"] = context.request_id or new_request_id()
        call.trace = (context.trace_id or new_trace_id(), context.trace_flags)
        if context.tracestate:
            headers["tracestate"] = context.tracestate
        if context.user_id and self._operation.identity:
            headers["x-user-id"] = context.user_id
            headers["x-user-roles"] = ",".join(context.roles)
        if context.deadline is not None and context.deadline < call.deadline:
            call.deadline = context.deadline
            call.narrowed = True


def _apply(call: Call, options: CallOptions, now: float) -> None:
    if options.timeout_s is not None:
        wanted = now + options.timeout_s
        if not call.narrowed or wanted < call.deadline:
            call.deadline = wanted
            call.narrowed = True
    call.attempt_s = options.attempt_timeout_s
    call.max_retries = options.max_retries
    if options.request_id:
        call.headers["x-request-id"] = options.request_id
    for name, value in options.headers.items():
        call.headers[name.lower()] = value


def _accept(operation: Operation) -> str:
    kinds = dict.fromkeys(reply.media_type for reply in operation.replies if reply.model is not None)
    return ", ".join([*kinds, "application/problem+json"])
