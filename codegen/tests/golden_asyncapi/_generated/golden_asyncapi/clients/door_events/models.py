# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
# mypy: disable-error-code="assignment"
# Documents of others narrow members of their bases and give null as a default; pydantic accepts both.
"""Messages of the Door events contract."""

from __future__ import annotations

from mg_core.contract.model import Model, OpenStrEnum


class DoorState(OpenStrEnum):
    open = "open"
    shut = "shut"


class WindowEvent(Model):
    floor: int


class DoorEvent(Model):
    event_id: str
    """Unique."""

    state: DoorState
    note: str | None = None
