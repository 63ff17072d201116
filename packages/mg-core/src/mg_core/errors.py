"""Every error that a client, a server or a policy of ours raises: one tree.

    MgError
    ├── ApiError                the service answered with an error (status, code)
    ├── DecodeError             the service answered with something that its contract does not allow
    ├── TransportError          no answer
    │   ├── ConnectError            never sent: always safe to repeat
    │   └── ConnectionLostError     perhaps sent
    ├── TimeoutExceededError    no answer in time
    │   ├── AttemptTimeoutError     one attempt
    │   └── DeadlineExceededError   the whole call
    ├── RejectedError           refused here, nothing was sent
    │   ├── CircuitOpenError
    │   ├── BulkheadFullError
    │   └── RateLimitedError
    ├── TokenError              a bearer token that cannot be accepted
    └── ConfigurationError      wrong use: a policy, an option or an argument that cannot work

An error carries what a policy or a caller needs to decide; nobody has to match class names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

Fault = Literal["client", "server", "network", "local"]


class MgError(Exception):
    """Root of the tree.

    Attributes:
        code: stable, machine readable, snake_case (`circuit_breaker_open`).
        message: one sentence for a person; holds no secret and no body.
        status: HTTP status that stands for this error.
        fault: who caused it.
        retry_safe: True when repeating the call cannot do harm, False when it can, None when unknown.
        retry_after_s: seconds to wait before the next try; None when unknown.
        service: contract name of the service called, or "".
        operation: operationId, or "".
        request_id: id of the request as the service knows it, or "".
        attempts: attempts made; 0 when nothing was sent.
        details: further members of the error body.
    """

    default_code: ClassVar[str] = "internal_error"
    default_status: ClassVar[int] = 500
    default_fault: ClassVar[Fault] = "server"
    default_retry_safe: ClassVar[bool | None] = None

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        status: int | None = None,
        retry_safe: bool | None = None,
        retry_after_s: float | None = None,
        details: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.status = status or self.default_status
        self.fault: Fault = self.default_fault
        self.retry_safe = self.default_retry_safe if retry_safe is None else retry_safe
        self.retry_after_s = retry_after_s
        self.details: Mapping[str, Any] = details or {}
        self.headers: Mapping[str, str] = headers or {}
        self.service = ""
        self.operation = ""
        self.request_id = ""
        self.attempts = 0

    def __str__(self) -> str:
        where = f"{self.service}.{self.operation}: " if self.operation else ""
        return f"{where}{self.message} [{self.code}]"


class ApiError(MgError):
    """The service answered with an error; a server's handler raises it to give one.

    `status` may be left out on the server side: it is looked up by `code` among the errors that the
    operation declares.
    """

    def __init__(self, message: str, *, code: str, status: int | None = None, **more: Any) -> None:
        super().__init__(message, code=code, status=status, **more)
        self.status = status or 0
        if self.status:
            self.fault = "client" if self.status < 500 else "server"


class DecodeError(MgError):
    """The answer does not fit the contract: wrong media type, broken JSON, wrong shape."""

    default_code = "invalid_response"
    default_status = 502


class TransportError(MgError):
    """No answer arrived."""

    default_code = "transport_error"
    default_status = 503
    default_fault = "network"


class ConnectError(TransportError):
    """No connection: the request was never sent."""

    default_code = "service_unavailable"
    default_retry_safe = True


class ConnectionLostError(TransportError):
    """The connection broke after the request was sent, at least in part."""

    default_code = "connection_lost"


class TimeoutExceededError(MgError):
    """No answer in time."""

    default_code = "timeout"
    default_status = 504
    default_fault = "network"


class AttemptTimeoutError(TimeoutExceededError):
    """One attempt took longer than `TimeoutPolicy.attempt_s`."""


class DeadlineExceededError(TimeoutExceededError):
    """The call took longer than its deadline, retries included."""

    default_code = "deadline_exceeded"


class RejectedError(MgError):
    """A policy refused the call on this side; nothing was sent."""

    default_code = "rejected"
    default_status = 503
    default_fault = "local"
    default_retry_safe = True


class CircuitOpenError(RejectedError):
    """The breaker is open."""

    default_code = "circuit_breaker_open"


class BulkheadFullError(RejectedError):
    """Too many calls are in flight and queued."""

    default_code = "bulkhead_full"


class RateLimitedError(RejectedError):
    """The local token bucket is empty."""

    default_code = "rate_limited"
    default_status = 429


class TokenError(MgError):
    """A bearer token is malformed (`malformed_token`), expired or not valid (`invalid_token`)."""

    default_code = "invalid_token"
    default_status = 401
    default_fault = "client"
    default_retry_safe = False


class ConfigurationError(MgError):
    """Wrong use; the message names the thing and the way out."""

    default_code = "configuration_error"
    default_fault = "local"
    default_retry_safe = False
