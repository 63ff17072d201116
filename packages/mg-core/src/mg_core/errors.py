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

An error carries what a policy or a caller needs to decide; nobody has to match class names. It can be copied and
pickled, whatever its class: several callers get one each of the same failure, and worker processes hand theirs back.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Literal, Self, TypeVar

Fault = Literal["client", "server", "network", "local"]

E = TypeVar("E", bound="MgError")


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
        status = self._answered()
        known = (
            f"status {status}" if status else "",
            f"request {self.request_id}" if self.request_id else "",
            f"{self.attempts} attempts" if self.attempts > 1 else "",
        )
        facts = ", ".join(filter(None, known))
        return f"{where}{self.message} [{self.code}]{f' ({facts})' if facts else ''}"

    def _answered(self) -> int:
        """Status of the answer that this error comes from; 0 when there was none."""
        return 0

    def __copy__(self) -> Self:
        """The same error for another caller.

        Each raises an object of its own, so that neither tracebacks nor notes grow into each other.
        """
        causes = (self.__cause__,) if self.__suppress_context__ else ()
        twin = _restored(type(self), self.args, self.__dict__, causes)
        twin.__context__ = self.__context__
        return twin.with_traceback(self.__traceback__)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """As `copy.copy`, with details of its own; what caused it stays the same object."""
        twin = copy.copy(self)
        twin.__dict__.update(copy.deepcopy(self.__dict__, memo))
        return twin

    def __reduce__(self) -> tuple[Any, ...]:
        """Everything but the traceback; see `_portable` about its causes."""
        return _restored, (type(self), self.args, self.__dict__, [_portable(cause) for cause in _causes(self)])


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

    def _answered(self) -> int:
        return self.status


class DecodeError(MgError):
    """The answer does not fit the contract: wrong media type, broken JSON, wrong shape."""

    default_code = "invalid_response"
    default_status = 502

    def _answered(self) -> int:
        status = self.details.get("status")
        return status if isinstance(status, int) else 0


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
    """One attempt took longer than `Timeout.attempt_s`."""


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


def _restored(
    kind: type[E], args: tuple[Any, ...], facts: Mapping[str, Any], causes: Iterable[BaseException | None]
) -> E:
    """An error of this kind without a call of its `__init__`, whose arguments nobody keeps."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(facts)
    if notes := facts.get("__notes__"):
        error.__notes__ = list(notes)
    effect: BaseException = error
    for cause in causes:
        effect.__cause__ = cause
        effect = cause or effect
    return error


def _causes(error: BaseException) -> list[BaseException | None]:
    """The chain of causes up to an error of ours, which brings its own along; None stands for `from None`."""
    found: list[BaseException | None] = []
    while error.__suppress_context__ and error.__cause__ not in found:
        found.append(error.__cause__)
        if error.__cause__ is None or isinstance(error.__cause__, MgError):
            break
        error = error.__cause__
    return found


def _portable(cause: BaseException | None) -> BaseException | None:
    """The cause of a pickled error; one that cannot be read back is replaced by a plain one that says the same.

    Other libraries' exceptions often pickle well, and then break the process that reads them.
    """
    import pickle

    try:
        pickle.loads(pickle.dumps(cause))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - anything may go wrong in there
        kind = type(cause)
        return Exception(f"{kind.__module__}.{kind.__qualname__}: {cause}")
    return cause
