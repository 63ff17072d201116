"""The ends of REST calls: arguments to a request, a reply to a model or an error."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from hashlib import blake2b
from http import HTTPStatus
from typing import Any, Final, cast

from ..call.call import Call, idempotency_key
from ..call.credentials import Credentials
from ..call.options import CallOptions, ReplyInfo
from ..call.tracer import CallTracer
from ..contract.operation import Operation
from ..contract.policy import Policy
from ..contract.row import Row
from ..deadline import format_timeout_ms
from ..errors import ConfigurationError, DecodeError, MgError
from ..headers import ATTEMPT, IDEMPOTENCY_KEY, TIMEOUT_MS, TRACEPARENT
from ..tracing import new_span_id
from .codec import Decoder, Encoder
from .transports import Reply

USER_AGENT: Final = "mg-core/0.1"

EMPTY: Final = ("", "null")
"""What JSON text for an answer without a body may be."""


class RestCarrier:
    """See `Carrier`: one base URL, one transport."""

    def __init__(
        self, base_url: str, credentials: Credentials, transport: Any, clock: Any, tracer: CallTracer | None
    ) -> None:
        self.base_url = base_url
        self.credentials = credentials
        self.transport = transport
        self.clock = clock
        self.tracer = tracer

    def ends(self, row: Row, policy: Policy) -> RestEnds:
        """See `Carrier.ends`; rows are `Operation`s."""
        return RestEnds(self, cast("Operation", row), policy)


class RestEnds:
    """See `Ends`: the ends of one REST operation."""

    def __init__(self, carrier: RestCarrier, operation: Operation, policy: Policy) -> None:
        self._base_url = carrier.base_url
        self._operation = operation
        self._encoder = Encoder(operation)
        self._decoder = Decoder(operation)
        self._keyed = operation.idempotency == "key"
        self._headers = {"accept": _accept(operation), "user-agent": USER_AGENT}
        if operation.secured and carrier.credentials.fixed:
            self._headers["authorization"] = carrier.credentials.fixed
        self._wall: Callable[[], float] = carrier.clock.time
        self.send = _sender(carrier.transport.send, operation.method, _preparer(policy, carrier.tracer))
        self.value = self._decoder.value

    def make(
        self, args: tuple[Any, ...], body: Any, options: CallOptions | None, deadline: float, now: float
    ) -> Call[bytes]:
        """See `Ends.make`."""
        encoder, operation = self._encoder, self._operation
        headers = self._headers.copy()
        payload = b""
        if body is not None:
            payload = encoder.body(body)
            headers["content-type"] = operation.body_media_type
        elif operation.body is not None and operation.body_required:
            raise ConfigurationError(f"{operation.id}: a body is required", code="invalid_argument")
        if encoder.has_headers:
            headers.update(encoder.headers(args))
        call = Call(self._base_url + encoder.target(args), headers, payload, deadline)
        call.inherit(identity=operation.identity)
        if self._keyed or options is not None:
            key = idempotency_key(operation, options)
            if key:
                headers[IDEMPOTENCY_KEY] = key
        if options is not None:
            call.apply(options, now)
            _add(headers, options)
        return call

    def judge(self, reply: Reply) -> MgError | None:
        """See `Ends.judge`."""
        return None if reply[0] in self._decoder.statuses else self._decoder.failure(reply, self._wall)

    def headers(self, reply: Reply) -> Mapping[str, str]:
        """See `Ends.headers`."""
        return reply[1]

    def made_up(self, status: int) -> Reply:
        """See `Ends.made_up`: an RFC 9457 problem without a code of its own."""
        body = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else f"Status {status}",
            "status": status,
            "detail": f"chaos: status {status} was made up, nothing was sent",
        }
        return status, {"content-type": "application/problem+json"}, json.dumps(body).encode()

    def sent(self, args: tuple[Any, ...], body: Any) -> Hashable:
        """See `Ends.sent`."""
        encoder = self._encoder
        try:
            headers = tuple(encoder.headers(args).items()) if encoder.has_headers else ()
            content = b"" if body is None else blake2b(encoder.body(body), digest_size=32).digest()
            return encoder.target(args), headers, content, body is None
        except ConfigurationError:
            return None

    def read(self, text: str) -> Callable[[], Any]:
        """See `Ends.read`."""
        reply = next(iter(self._operation.replies), None)
        if reply is None or reply.model is None:
            if text.strip() not in EMPTY:
                raise DecodeError("the operation's first success answer has no body")
            return lambda: None
        made: Reply = reply.status, {"content-type": reply.media_type}, text.encode()
        self.value(made)
        return lambda: self.value(made)


def _accept(operation: Operation) -> str:
    kinds = dict.fromkeys(reply.media_type for reply in operation.replies if reply.model is not None)
    return ", ".join([*kinds, "application/problem+json"])


def _add(headers: dict[str, str], options: CallOptions) -> None:
    for name, value in options.headers.items():
        if isinstance(value, bytes):
            raise ConfigurationError(f"options.headers: {name} must be text over HTTP", code="invalid_argument")
        headers[name.lower()] = value


def _preparer(policy: Policy, tracer: CallTracer | None) -> Callable[[Call[bytes], float], None]:
    """Writes the headers that differ between attempts, then tells the tracer."""
    rounds = 1 + (policy.retry.max_retries if policy.retry else 0)
    most = rounds * (1 + (policy.hedge.max_hedges if policy.hedge else 0))

    def prepare(call: Call[bytes], left_s: float) -> None:
        headers = call.headers
        trace_id, flags = call.trace
        headers[TRACEPARENT] = f"00-{trace_id}-{new_span_id()}-{flags}"
        headers[TIMEOUT_MS] = format_timeout_ms(left_s)
        headers[ATTEMPT] = f"{call.attempts}; max={most}"

    if tracer is None:
        return prepare
    announce = tracer.attempt

    def traced(call: Call[bytes], left_s: float) -> None:
        prepare(call, left_s)
        announce(call.span, call)

    return traced


def _sender(send: Callable[..., Any], method: str, prepare: Callable[[Call[bytes], float], None]) -> Callable[..., Any]:
    def send_attempt(call: Call[bytes], left_s: float, timeout_s: float | None = None) -> Any:
        prepare(call, left_s)
        reply = send(method, call.url, call.headers, call.payload, timeout_s)
        return reply if call.info is None else _told(reply, call.info)

    return send_attempt


def _told(reply: Any, info: ReplyInfo) -> Any:
    """The reply, whose headers the caller gets to see: one that is here, or one that is awaited."""
    if isinstance(reply, tuple):
        info.headers = reply[1]
        return reply

    async def awaited() -> Reply:
        found: Reply = await reply
        info.headers = found[1]
        return found

    return awaited()
