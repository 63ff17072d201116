"""The ends of gRPC calls in the pipeline of REST calls: metadata in place of headers, messages in place of bodies.

Everything between making a call and sending an attempt is `mg_core.call.assembly`: budgets, breakers, bulkheads and
limits are shared by all methods of a client, unary and streaming.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mg_core.call.call import Call, deadline_exceeded
from mg_core.call.credentials import Credentials
from mg_core.call.tracer import CallTracer
from mg_core.contract.operation import Operation
from mg_core.contract.policy import Policy
from mg_core.errors import ApiError, AttemptTimeoutError, MgError
from mg_core.rest.transports import Reply

from .calls import RpcCallFactory, prepare, told
from .transport import AnyMethod, Metadata, RpcCallInfo, RpcTransport

OK = 200
"""Status of a good reply inside the pipeline; an error's is the HTTP status that stands for it."""


class RpcEnds:
    """Ends of the methods of one client.

    Args:
        methods: by name; may grow.
        target: where calls go, for tracers.
        credentials: the client's token.
        metadata: sent with every call.
        opened: gives the transport, made at the first call.
        tracer: told of every attempt.
    """

    def __init__(
        self,
        methods: Mapping[str, AnyMethod],
        target: str,
        credentials: Credentials,
        metadata: Metadata,
        opened: Callable[[], RpcTransport],
        tracer: CallTracer | None,
    ) -> None:
        self._methods = methods
        self._target = target
        self._credentials = credentials
        self._metadata = metadata
        self._opened = opened
        self._tracer = tracer

    def steps(self, operation: Operation) -> dict[str, Any]:
        """See `mg_core.rest.ends.Ends`."""
        factory = RpcCallFactory(operation, self._target, self._credentials, self._metadata)
        return {"MAKE": factory.make, "JUDGE": judge, "VALUE": value}

    def sender(self, operation: Operation, policy: Policy) -> Callable[..., Any]:
        """See `mg_core.rest.ends.Ends`."""
        method, opened, tracer = self._methods[operation.id], self._opened, self._tracer
        attempt_s = policy.timeout.attempt_s

        async def send_attempt(call: Call, left_s: float) -> Reply:
            prepare(call, tracer)
            info = RpcCallInfo()
            outgoing: Any = call.body
            metadata: Any = call.headers
            try:
                reply: Any = await opened().unary(method, outgoing.request, metadata, left_s, info)
            except ApiError as error:
                told(call, info)
                answer: Any = error
                return error.status, error.headers, answer
            except AttemptTimeoutError as error:
                told(call, info)
                if left_s < (attempt_s if call.attempt_s is None else call.attempt_s):
                    raise deadline_exceeded(call) from error
                raise
            told(call, info)
            return OK, _texts(info.trailing_metadata), reply

        return send_attempt


def judge(reply: Reply) -> MgError | None:
    """Why a reply is none; None for a good one."""
    status, headers, _ = reply
    answer: object = reply[2]
    if status == OK:
        return None
    if isinstance(answer, MgError):
        return answer
    code = "rate_limited" if status == 429 else "service_unavailable" if status == 503 else "internal_error"
    return ApiError(f"status {status} was made up, nothing was sent", code=code, status=status, headers=headers)


def value(reply: Reply) -> Any:
    """The message of a good reply."""
    return reply[2]


def _texts(metadata: Metadata) -> Mapping[str, str]:
    return {name: text for name, text in metadata.items() if isinstance(text, str)}
