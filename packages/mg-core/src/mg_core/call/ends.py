"""The two ends of a call, the only parts that know what travels: HTTP in `mg_core.rest`, messages in `mg_core.rpc`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Protocol, TypeVar

from ..contract.policy import Policy
from ..contract.row import Row
from ..errors import ApiError, DecodeError, MgError
from .call import Call
from .options import CallOptions

P = TypeVar("P")
R = TypeVar("R")


class Ends(Protocol[P, R]):
    """The ends of one operation's calls. P: what a call carries. R: a reply as the transport gives it."""

    def make(
        self, args: tuple[Any, ...], body: Any, options: CallOptions | None, deadline: float, now: float
    ) -> Call[P]:
        """A method's arguments as a call, ready for its first attempt. `deadline` is the policy's, absolute.

        Raises:
            ConfigurationError: an argument cannot be sent.
        """
        ...

    @property
    def send(self) -> Callable[..., Any]:
        """Sends one attempt: `send(call, left_s)`; for threads `send(call, left_s, timeout_s)`."""
        ...

    def judge(self, reply: R) -> MgError | None:
        """Why a reply is none; None for a good one."""
        ...

    def value(self, reply: R) -> Any:
        """The result in a good reply."""
        ...

    def headers(self, reply: R) -> Mapping[str, str]:
        """A reply's headers."""
        ...

    def made_up(self, status: int) -> R:
        """A reply that no peer gave, with an error status."""
        ...

    def sent(self, args: tuple[Any, ...], body: Any) -> Hashable:
        """What would be sent, in a form that can be compared; None when it cannot be sent."""
        ...

    def read(self, text: str) -> Callable[[], Any]:
        """JSON text → what makes a result of it, a new one for each use.

        Raises:
            DecodeError: the operation's first success answer does not allow it.
        """
        ...


class BareEnds:
    """What the ends of carriers without caches, fallbacks and error answers have in common: a reply is the result."""

    def judge(self, reply: Any) -> MgError | None:
        """What is no reply was raised, but for what chaos made up."""
        return reply if isinstance(reply, MgError) else None

    def value(self, reply: Any) -> Any:
        """The reply itself."""
        return reply

    def headers(self, reply: Any) -> Mapping[str, str]:
        """There are none."""
        return {}

    def made_up(self, status: int) -> Any:
        """See `Ends.made_up`."""
        return ApiError(f"chaos: status {status} was made up, nothing was sent", code="internal_error", status=status)

    def sent(self, args: tuple[Any, ...], body: Any) -> Hashable:
        """Nothing is kept."""
        return None

    def read(self, text: str) -> Callable[[], Any]:
        """Nothing stands in for a reply."""
        raise DecodeError("nothing can stand in for this reply")


class Carrier(Protocol):
    """Makes the ends of each operation of one client."""

    def ends(self, row: Row, policy: Policy) -> Ends[Any, Any]:
        """The ends of one operation under the policy in force."""
        ...
