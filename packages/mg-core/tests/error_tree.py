"""One error of every kind that a call can raise, sorted by whether the service could answer."""

from __future__ import annotations

from typing import Final

from mg_core import errors
from mg_core.errors import MgError

UNAVAILABLE: Final[tuple[MgError, ...]] = (
    errors.ConnectError("x"),
    errors.ConnectionLostError("x"),
    errors.TransportError("x"),
    errors.AttemptTimeoutError("x"),
    errors.DeadlineExceededError("x"),
    errors.CircuitOpenError("x"),
    errors.BulkheadFullError("x"),
    errors.RateLimitedError("x"),
    errors.DecodeError("x"),
    *(errors.ApiError("x", code=f"http_{status}", status=status) for status in (500, 502, 503, 504, 599)),
)
"""No answer, refused on this side, or a 5xx."""

ANSWERED: Final[tuple[MgError, ...]] = (
    errors.ConfigurationError("x"),
    errors.TokenError("x"),
    *(errors.ApiError("x", code=f"http_{status}", status=status) for status in (400, 401, 403, 404, 409, 422, 429)),
)
"""The service has spoken, or the program is wrong."""


def not_found() -> None:
    """What a worker process may end with."""
    error = errors.ApiError("no such item", code="item_not_found", status=404)
    error.request_id = "r-1"
    raise error
