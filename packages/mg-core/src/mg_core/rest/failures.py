"""Errors that a handler lets out, as answers.

What a handler raises itself is its own answer. What came from a service that it called is not the caller's
business in detail: the caller learns whether to come back (503), that it took too long (504), or that this
side is at fault (500, 502); unless the operation declares the very code, then it is passed on.
"""

from __future__ import annotations

from mg_core import codes
from mg_core.auth.identity import CHALLENGE, CHALLENGE_INVALID
from mg_core.contract.operation import Operation
from mg_core.errors import (
    ApiError,
    ConfigurationError,
    DecodeError,
    MgError,
    RejectedError,
    TimeoutExceededError,
    TokenError,
    TransportError,
)

from ..serving.problems import ProblemError, declared_case, from_error


def to_problem(error: MgError, operation: Operation | None) -> ProblemError | None:
    """The answer for an error; None when it is a defect of this side (500, to be logged with its traceback)."""
    if isinstance(error, TokenError):
        return token_problem(error)
    if isinstance(error, ConfigurationError):
        return None
    if isinstance(error, TransportError | TimeoutExceededError):
        return _foreign(error, operation)  # their messages name addresses
    if declared_case(error.code, operation) is not None:
        return from_error(error, operation)
    if isinstance(error, ApiError) and not error.service:
        return from_error(error, operation) if error.status or codes.find(error.code) else None
    return _foreign(error, operation)


def token_problem(error: TokenError) -> ProblemError:
    """400 for a malformed token; 401 with the challenge for one that is expired or not valid."""
    if error.code == "malformed_token":
        return ProblemError("malformed_token", error.message, status=400)
    return ProblemError(error.code, error.message, status=error.status, headers={"www-authenticate": CHALLENGE_INVALID})


def no_token() -> ProblemError:
    """401 for a secured operation without a token."""
    return ProblemError(
        "unauthorized", "A bearer token is needed.", status=401, headers={"www-authenticate": CHALLENGE}
    )


def no_identity() -> ProblemError:
    """401 of a service behind the gateway: it reads no token itself, it is told who the caller is."""
    return ProblemError(
        "unauthorized",
        "This service is told by its gateway who asks (X-User-ID); call it through the gateway, with your token.",
        status=401,
        headers={"www-authenticate": CHALLENGE},
    )


def timed_out(operation: Operation) -> ProblemError:
    """504 for a handler that did not end in time."""
    case = declared_case("gateway_timeout", operation)
    return ProblemError(
        "gateway_timeout",
        "The service did not answer in time.",
        status=504,
        retry_after_s=case.retry_after_s if case else None,
    )


def _foreign(error: MgError, operation: Operation | None) -> ProblemError | None:
    if isinstance(error, TimeoutExceededError):
        return _standard("gateway_timeout", "A service needed for this did not answer in time.", error, operation)
    if isinstance(error, TransportError | RejectedError) or error.status == 429 or error.status >= 500:
        if isinstance(error, DecodeError):
            return ProblemError("invalid_response", "A service needed for this gave an invalid answer.")
        return _standard("service_unavailable", "A service needed for this is not available.", error, operation)
    return None


def _standard(code: str, message: str, error: MgError, operation: Operation | None) -> ProblemError:
    case = declared_case(code, operation)
    wait_s = case.retry_after_s if case and case.retry_after_s is not None else error.retry_after_s
    return ProblemError(code, message, retry_after_s=wait_s)
