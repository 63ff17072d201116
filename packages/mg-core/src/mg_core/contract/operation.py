"""Operations as data: the seam between generated and hand-written code.

A generated package holds rows of these classes and nothing else that decides anything.
The client pipeline, the server, the metrics, the gateway and the documentation read the same rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from .policy import Policy
from .row import Idempotency

Location = Literal["path", "query", "header"]


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter in path, query or header."""

    wire: str
    """Name on the wire, e.g. `X-User-ID`."""
    name: str
    """Python name, e.g. `x_user_id`."""
    location: Location
    required: bool = False
    explode: bool = True
    """Query arrays: `a=1&a=2` when true, `a=1,2` when false."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One success answer."""

    status: int
    model: Any = None
    """A pydantic model class, a type that pydantic.TypeAdapter understands, `bytes`, or None for no body."""
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class ErrorCase:
    """One declared error answer."""

    status: int
    """100 to 599; 4 or 5 stands for the whole class (`4XX`, `5XX`)."""
    code: str
    """Value of the body's `error` member, e.g. `invalid_credentials`."""
    retryable: bool = False
    retry_after_s: float | None = None
    """Value of Retry-After that the server sends with it; None sends none."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a REST contract."""

    id: str
    """operationId in the contract's spelling, e.g. `searchCatalog`."""
    contract: str
    """Name of the contract, e.g. `discovery`; breakers, budgets and metrics are kept per contract."""
    method: str
    path: str
    """Template with `{wire-name}` places, e.g. `/session/{session_id}`."""
    policy: Policy
    idempotency: Idempotency
    params: tuple[Param, ...] = ()
    body: Any = None
    """Model class (or TypeAdapter-able type) of the request body; None if there is none."""
    body_media_type: str = "application/json"
    """`application/json` or `application/x-www-form-urlencoded`."""
    body_required: bool = True
    replies: tuple[Reply, ...] = ()
    errors: tuple[ErrorCase, ...] = ()
    secured: bool = False
    """A bearer token is needed."""
    identity: bool = False
    """The identity headers X-User-ID and X-User-Roles are understood; clients send them to no other operation."""
    upstream: tuple[str, str] | None = None
    """Gateway operations: (contract, operationId) that this one exposes."""
    source: str = ""
    """Where it is declared, `spec/openapi/discovery.yaml:41`; errors name it."""

    @property
    def label(self) -> str:
        """See `Row.label`."""
        return f"{self.method} {self.path}"
