"""The two ends of a pipeline: what makes a call and reads its reply, and what sends an attempt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ..call.attempts import preparer
from ..call.call import Call
from ..call.credentials import Credentials
from ..call.tracer import CallTracer
from ..contract.operation import Operation
from ..contract.policy import Policy
from ..errors import MgError
from .codec import Decoder
from .request import CallFactory
from .transports import Reply

USER_AGENT: Final = "mg-core/0.1"


class HttpEnds:
    """Ends of REST operations."""

    def __init__(
        self, base_url: str, credentials: Credentials, transport: Any, clock: Any, tracer: CallTracer | None
    ) -> None:
        self._base_url = base_url
        self._credentials = credentials
        self._transport = transport
        self._clock = clock
        self._tracer = tracer

    def steps(self, operation: Operation) -> dict[str, Any]:
        """See `Ends`."""
        decoder = Decoder(operation)
        factory = CallFactory(operation, self._base_url, self._credentials, USER_AGENT)
        good, failure, wall = decoder.statuses, decoder.failure, self._clock.time

        def judge(reply: Reply) -> MgError | None:
            return None if reply[0] in good else failure(reply, wall)

        return {"MAKE": factory.make, "JUDGE": judge, "VALUE": decoder.value}

    def sender(self, operation: Operation, policy: Policy) -> Callable[..., Any]:
        """See `Ends`."""
        send, method, prepare = self._transport.send, operation.method, preparer(policy, self._tracer)

        def send_attempt(call: Call, left_s: float, timeout_s: float | None = None) -> Any:
            prepare(call, left_s)
            return send(method, call.url, call.headers, call.body, timeout_s)

        return send_attempt
