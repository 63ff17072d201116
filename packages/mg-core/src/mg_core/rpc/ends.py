"""The ends of RPC calls: metadata in place of headers, messages in place of bodies.

Everything between making a call and sending an attempt is `mg_core.call`: budgets, breakers, bulkheads and limits are
shared by all methods of a client, unary and streaming.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Final, NamedTuple, cast

from ..call.call import Call, deadline_exceeded, idempotency_key
from ..call.credentials import Credentials
from ..call.options import CallOptions
from ..call.tracer import CallTracer
from ..contract.policy import Policy
from ..contract.row import Row
from ..errors import ApiError, AttemptTimeoutError, ConfigurationError, DecodeError, MgError
from ..headers import IDEMPOTENCY_KEY, TRACEPARENT
from ..tracing import format_traceparent, new_span_id
from .status import PREVIOUS_ATTEMPTS_KEY
from .transport import AnyMethod, Metadata, RpcCallInfo, RpcTransport

_NONE: Final[Mapping[str, bytes]] = {}


class Outgoing(NamedTuple):
    """What an RPC carries."""

    request: Any
    """The message, or the async iterable of messages."""
    binary: Mapping[str, bytes]
    """Metadata whose values are bytes; the rest stands in the call's headers."""


class Incoming(NamedTuple):
    """A good reply."""

    message: Any
    trailers: Metadata


RpcReply = Incoming | ApiError
"""What a unary attempt gives: a message, or the status that the peer answered with."""


class RpcCarrier:
    """See `Carrier`.

    Args:
        target: where calls go, for tracers.
        credentials: the client's token.
        metadata: sent with every call.
        opened: gives the transport, made at the first call.
        tracer: told of every attempt.
    """

    def __init__(
        self,
        target: str,
        credentials: Credentials,
        metadata: Metadata,
        opened: Callable[[], RpcTransport],
        tracer: CallTracer | None,
    ) -> None:
        self.target = target
        self.credentials = credentials
        self.metadata = metadata
        self.opened = opened
        self.tracer = tracer

    def ends(self, row: Row, policy: Policy) -> RpcEnds:
        """See `Carrier.ends`; rows are `RpcMethod`s."""
        return RpcEnds(self, cast("AnyMethod", row), policy)


class RpcEnds:
    """See `Ends`: the ends of one method. Streams make their calls and prepare their attempts with it, too."""

    def __init__(self, carrier: RpcCarrier, method: AnyMethod, policy: Policy) -> None:
        self.method = method
        self.opened = carrier.opened
        self._keyed = method.idempotency == "key"
        self._url = f"grpc://{carrier.target}{method.path}"
        self._tracer = carrier.tracer
        self._attempt_s = policy.timeout.attempt_s
        self._texts, self._binary = _split(carrier.metadata)
        if carrier.credentials.fixed:
            self._texts.setdefault("authorization", carrier.credentials.fixed)

    def make(
        self, args: tuple[Any, ...], body: Any, options: CallOptions | None, deadline: float, now: float
    ) -> Call[Outgoing]:
        """See `Ends.make`. `body` is the message or messages."""
        call = Call(self._url, {}, Outgoing(body, self._binary), deadline)
        call.inherit(identity=True)
        call.headers.update(self._texts)
        if self._keyed or options is not None:
            key = idempotency_key(self.method, options)
            if key:
                call.headers[IDEMPOTENCY_KEY] = key
        if options is not None:
            call.apply(options, now)
            self._add(call, options)
        return call

    def prepare(self, call: Call[Outgoing]) -> Metadata:
        """Write what differs between attempts, tell the tracer, and give the metadata of the attempt.

        The deadline is the transport's business.
        """
        trace_id, flags = call.trace
        call.headers[TRACEPARENT] = format_traceparent(trace_id, new_span_id(), flags)
        if call.attempts > 1:
            call.headers[PREVIOUS_ATTEMPTS_KEY] = str(call.attempts - 1)
        if self._tracer is not None:
            self._tracer.attempt(call.span, call)
        binary = call.payload.binary
        return {**call.headers, **binary} if binary else call.headers

    async def send(self, call: Call[Outgoing], left_s: float) -> RpcReply:
        """See `Ends.send`."""
        metadata, info = self.prepare(call), RpcCallInfo()
        try:
            message = await self.opened().unary(self.method, call.payload.request, metadata, left_s, info)
        except ApiError as error:
            return error
        except AttemptTimeoutError as error:
            if left_s < (self._attempt_s if call.attempt_s is None else call.attempt_s):
                raise deadline_exceeded(call) from error
            raise
        finally:
            told(call, info)
        return Incoming(message, info.trailing_metadata)

    def judge(self, reply: RpcReply) -> MgError | None:
        """See `Ends.judge`."""
        return reply if isinstance(reply, ApiError) else None

    def value(self, reply: RpcReply) -> Any:
        """See `Ends.value`."""
        return cast("Incoming", reply).message

    def headers(self, reply: RpcReply) -> Mapping[str, str]:
        """See `Ends.headers`."""
        if isinstance(reply, ApiError):
            return reply.headers
        return {name: text for name, text in reply.trailers.items() if isinstance(text, str)}

    def made_up(self, status: int) -> RpcReply:
        """See `Ends.made_up`."""
        code = "rate_limited" if status == 429 else "service_unavailable" if status == 503 else "internal_error"
        return ApiError(f"chaos: status {status} was made up, nothing was sent", code=code, status=status)

    def sent(self, args: tuple[Any, ...], body: Any) -> Hashable:
        """See `Ends.sent`: the message's wire form."""
        try:
            return bytes(body.SerializeToString())
        except (AttributeError, TypeError, ValueError, MgError):
            return None

    def read(self, text: str) -> Callable[[], Any]:
        """See `Ends.read`: protobuf's JSON."""
        kind = self.method.response
        make = getattr(kind, "from_json", None)
        if make is None:
            raise DecodeError(f"{kind.__name__} reads no JSON; give a function")
        try:
            make(text)
        except Exception as error:
            raise DecodeError(f"no {kind.__name__}: {error}") from error
        return lambda: make(text)

    def _add(self, call: Call[Outgoing], options: CallOptions) -> None:
        texts, binary = _split(options.headers)
        call.headers.update(texts)
        if binary:
            call.payload = call.payload._replace(binary={**self._binary, **binary})
        if "authorization" in texts:
            _keep_token(call)


def _split(metadata: Metadata) -> tuple[dict[str, str], dict[str, bytes]]:
    texts = {name.lower(): value for name, value in metadata.items() if isinstance(value, str)}
    binary = {name.lower(): value for name, value in metadata.items() if isinstance(value, bytes)}
    wrong = next((name for name in [*texts, *binary] if name.endswith("-bin") is not (name in binary)), None)
    if wrong is not None:
        raise ConfigurationError(
            f"metadata {wrong}: a value is bytes exactly when the name ends in -bin", code="invalid_argument"
        )
    return texts, binary


def _keep_token(call: Call[Outgoing]) -> None:
    """The caller brought a token of its own: it is neither replaced nor renewed.

    The guards then see a call whose token was renewed already, and grant one more attempt for that.
    """
    call.refreshed = True
    if call.max_retries is not None:
        call.max_retries -= 1


def told(call: Call[Outgoing], info: RpcCallInfo) -> None:
    """Hand what the peer said in one attempt to the caller who asked for it."""
    if call.info is not None:
        call.info.headers = info.initial_metadata
        call.info.trailers = info.trailing_metadata
        call.info.peer = info.peer
