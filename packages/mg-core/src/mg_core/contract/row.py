"""What every carrier's rows have in common: all that policies, metrics and tracers know of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from .policy import Policy

Idempotency = Literal["safe", "idempotent", "key", "never"]
"""`safe`: no effect (may be retried and hedged). `idempotent`: repeating changes nothing more.
`key`: repeating is harmless when the same Idempotency-Key travels along. `never`: never repeat."""


class Row(Protocol):
    """An operation as data, whatever carries it: a REST operation, an RPC method, a send or receive of events."""

    @property
    def id(self) -> str:
        """Name in the contract's spelling; policies and metrics are kept under it."""
        ...

    @property
    def contract(self) -> str:
        """Name of the contract."""
        ...

    @property
    def policy(self) -> Policy:
        """What guards a call."""
        ...

    @property
    def idempotency(self) -> Idempotency:
        """Whether a call may be repeated."""
        ...

    @property
    def secured(self) -> bool:
        """A bearer token is needed."""
        ...

    @property
    def label(self) -> str:
        """What travels, for people: `GET /search`, `rpc /shop.v1.Shop/Buy`, `send user.{id}.queue`."""
        ...

    @property
    def source(self) -> str:
        """Where it is declared."""
        ...


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A row of something that has no contract: a node of a store, an engine."""

    id: str
    contract: str
    policy: Policy
    idempotency: Idempotency = "idempotent"
    secured: bool = False
    label: str = ""
    source: str = ""
