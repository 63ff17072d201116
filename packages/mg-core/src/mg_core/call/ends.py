"""The two ends of a call, the only parts that know what travels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from ..contract.operation import Operation
from ..contract.policy import Policy


class Ends(Protocol):
    """The two ends of a pipeline, the only parts that know what travels: HTTP here, messages in `mg_core.rpc`."""

    def steps(self, operation: Operation) -> dict[str, Any]:
        """`MAKE` (arguments → call), `JUDGE` (reply → None or an error) and `VALUE` (reply → result)."""
        ...

    def sender(self, operation: Operation, policy: Policy) -> Callable[..., Any]:
        """Sends one attempt: `send(call, left_s)`; for threads `send(call, left_s, timeout_s)`."""
        ...
