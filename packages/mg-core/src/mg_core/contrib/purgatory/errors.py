"""The refusal of a breaker with purgatory's face."""

from __future__ import annotations

from purgatory.domain.model import OpenedState

from ...errors import CircuitOpenError


class CircuitOpenedError(CircuitOpenError, OpenedState):
    """The circuit is open. A new one for each refusal; hashable; caught as `CircuitOpenError` and as `OpenedState`."""

    __hash__ = Exception.__hash__

    def __init__(self, circuit_name: str, opened_at: float, retry_after_s: float | None = None) -> None:
        """`opened_at`: seconds since 1970."""
        super().__init__(f"Circuit {circuit_name} is open", retry_after_s=retry_after_s)
        self.args = (circuit_name, opened_at, retry_after_s)
        self.circuit_name = circuit_name
        self.opened_at = opened_at

    def __eq__(self, other: object) -> bool:
        return self is other
