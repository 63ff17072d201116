"""What rules may know of a call, and the rule that tells what counts against a service."""

from __future__ import annotations

from typing import Protocol

from ..errors import AttemptTimeoutError, DeadlineExceededError, MgError, TransportError


class Facts(Protocol):
    """Facts about one call; see `mg_core.call.call.Call`."""

    attempts: int
    """Attempts made, the running one included."""
    retries: int
    """Retries begun."""
    deadline: float
    """Absolute, seconds of the client's clock."""
    narrowed: bool
    """The deadline is the caller's, shorter than the policy's."""

    def may_repeat(self) -> bool:
        """Whether the caller's own limit of repeats, if any, leaves another one."""
        ...


def is_failure(failure: MgError, call: Facts) -> bool | None:
    """True: counts against the service. False: it answered. None: says nothing about it.

    What was refused on this side, or used wrongly, never reached the service. A caller that brought less time than the
    policy gives cannot blame the service for not using it well, and neither can one whose time was up before anything
    was sent.
    """
    if isinstance(failure, DeadlineExceededError):
        return None if call.narrowed or call.attempts == 0 else True
    if isinstance(failure, TransportError | AttemptTimeoutError):
        return True
    if failure.fault == "local":
        return None
    return failure.status >= 500 and failure.code != "invalid_response"
