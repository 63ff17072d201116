"""From a method and its message to the `Call` that the pipeline works on: one set of policies for REST and gRPC."""

from __future__ import annotations

import os
from typing import Any, NamedTuple, cast

from mg_core import context as _context
from mg_core.call.call import Call
from mg_core.call.credentials import Credentials
from mg_core.call.tracer import CallTracer
from mg_core.contract.operation import Operation
from mg_core.tracing import format_traceparent, new_request_id, new_span_id, new_trace_id

from .status import PREVIOUS_ATTEMPTS_KEY
from .transport import AnyMethod, Metadata, RpcCallInfo, RpcOptions


class Outgoing(NamedTuple):
    """What a call carries in place of a body."""

    request: Any
    """The message, or the async iterable of messages."""
    info: RpcCallInfo | None
    """The caller's, to be filled; None when it wants to know nothing."""


def operation_of(method: AnyMethod) -> Operation:
    """A method as the row that policies, breakers, metrics and tracers know; its id is the method's name."""
    return Operation(
        id=method.name,
        contract=method.contract or method.service,
        method="POST",
        path=method.path,
        policy=method.policy,
        idempotency=method.idempotency,
        secured=True,
        identity=True,
        source=method.source,
    )


class RpcCallFactory:
    """Makes the `Call` of one method; its headers are the metadata of the next attempt."""

    def __init__(self, operation: Operation, target: str, credentials: Credentials, metadata: Metadata) -> None:
        self._operation = operation
        self._keyed = operation.idempotency == "key"
        self._url = f"grpc://{target}{operation.path}"
        self._metadata: dict[str, Any] = dict(metadata)
        if credentials.fixed:
            self._metadata.setdefault("authorization", credentials.fixed)

    def make(self, args: tuple[Any, ...], body: Any, options: RpcOptions | None, deadline: float, now: float) -> Call:
        """The call, ready for its first attempt. `body` is the message or messages; `deadline` is the policy's."""
        given = options.metadata if options is not None else {}
        outgoing = Outgoing(body, options.info if options is not None else None)
        call = Call(self._url, {}, cast("Any", outgoing), deadline)
        self._propagate(call)
        call.headers.update(self._metadata)
        call.headers.update(cast("Any", given))
        key = (options.idempotency_key if options is not None else None) or (self._key() if self._keyed else "")
        if key:
            call.headers["idempotency-key"] = key
        if options is not None:
            _apply(call, options, now)
        if "authorization" in given:
            _keep_token(call)
        return call

    def _key(self) -> str:
        context, operation = _context.current(), self._operation
        inherited = context.key_for(f"{operation.contract}.{operation.id}") if context is not None else ""
        return inherited or os.urandom(16).hex()

    def _propagate(self, call: Call) -> None:
        context, headers = _context.current(), call.headers
        if context is None:
            headers["x-request-id"] = new_request_id()
            call.trace = (new_trace_id(), "01")
            return
        headers["x-request-id"] = context.request_id or new_request_id()
        call.trace = (context.trace_id or new_trace_id(), context.trace_flags)
        if context.tracestate:
            headers["tracestate"] = context.tracestate
        if context.user_id:
            headers["x-user-id"] = context.user_id
            headers["x-user-roles"] = ",".join(context.roles)
        if context.deadline is not None and context.deadline < call.deadline:
            call.deadline = context.deadline
            call.narrowed = True


def _apply(call: Call, options: RpcOptions, now: float) -> None:
    if options.timeout_s is not None:
        wanted = now + options.timeout_s
        if not call.narrowed or wanted < call.deadline:
            call.deadline = wanted
            call.narrowed = True
    call.attempt_s = options.attempt_timeout_s
    call.max_retries = options.max_retries


def _keep_token(call: Call) -> None:
    """The caller brought a token of its own: it is neither replaced nor renewed.

    The pipeline then sees a call whose token was renewed already, and grants one more attempt for that.
    """
    call.refreshed = True
    if call.max_retries is not None:
        call.max_retries -= 1


def prepare(call: Call, tracer: CallTracer | None) -> None:
    """Write what differs between attempts, then tell the tracer. The deadline is the transport's business."""
    trace_id, flags = call.trace
    call.headers["traceparent"] = format_traceparent(trace_id, new_span_id(), flags)
    if call.attempts > 1:
        call.headers[PREVIOUS_ATTEMPTS_KEY] = str(call.attempts - 1)
    if tracer is not None:
        tracer.attempt(call.span, call)


def told(call: Call, info: RpcCallInfo) -> None:
    """Hand what the peer said in one attempt to the caller who asked for it."""
    wanted = cast("Any", call.body).info
    if wanted is not None:
        wanted.initial_metadata = info.initial_metadata
        wanted.trailing_metadata = info.trailing_metadata
        wanted.peer = info.peer
