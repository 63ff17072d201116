"""The seam for tracers: told of every call and attempt."""

from __future__ import annotations

from typing import Any, Protocol

from ..contract.row import Row
from .call import Call


class CallTracer(Protocol):
    """Makes spans of client calls. Leaves lines in compiled calls only when a client is given one; must not raise."""

    def begin(self, service: str, row: Row, call: Call[Any]) -> Any:
        """A call begins; what is returned comes back as `span`.

        May set `call.trace` to the (trace id, flags) that the attempts shall belong to.
        """
        ...

    def attempt(self, span: Any, call: Call[Any]) -> None:
        """An attempt is about to be sent, a hedge too; `call.attempts` is its number.

        `call.headers["traceparent"]` holds its own span id, and may be replaced.
        """
        ...

    def end(self, span: Any, call: Call[Any], error: BaseException | None) -> None:
        """The call ended: with a value, an `MgError`, or a cancellation. Every `begin` is followed by one `end`."""
        ...
