"""From a method's arguments to the request of its first attempt."""

from __future__ import annotations

import os
from typing import Any

from .. import context as _context
from ..call.call import Call
from ..call.credentials import Credentials
from ..call.options import CallOptions
from ..contract.operation import Operation
from ..errors import ConfigurationError
from ..headers import IDEMPOTENCY_KEY, REQUEST_ID, TRACESTATE, USER_ID, USER_ROLES
from ..tracing import new_request_id, new_trace_id
from .codec import Encoder


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
            headers[IDEMPOTENCY_KEY] = given or self._inherited_key() or os.urandom(16).hex()
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
            headers[REQUEST_ID] = new_request_id()
            call.trace = (new_trace_id(), "01")
            return
        headers[REQUEST_ID] = context.request_id or new_request_id()
        call.trace = (context.trace_id or new_trace_id(), context.trace_flags)
        if context.tracestate:
            headers[TRACESTATE] = context.tracestate
        if context.user_id and self._operation.identity:
            headers[USER_ID] = context.user_id
            headers[USER_ROLES] = ",".join(context.roles)
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
        call.headers[REQUEST_ID] = options.request_id
    for name, value in options.headers.items():
        call.headers[name.lower()] = value


def _accept(operation: Operation) -> str:
    kinds = dict.fromkeys(reply.media_type for reply in operation.replies if reply.model is not None)
    return ", ".join([*kinds, "application/problem+json"])
