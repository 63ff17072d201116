# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
# mypy: disable-error-code="assignment"
# Documents of others narrow members of their bases and give null as a default; pydantic accepts both.
"""Messages of the Notes contract."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from mg_core.contract.model import Model, OpenStrEnum


class Colour(OpenStrEnum):
    """Colour of a note."""

    yellow = "yellow"
    blue = "blue"


class Note(Model):
    id: int
    text: str
    colour: Colour
    replies: list[Note] | None = None
    """Notes about this one."""

    from_: Annotated[str | None, Field(alias="from")] = None


class AddNoteRequest(Model):
    model_config = ConfigDict(
        extra="forbid",
    )
    text: Annotated[str, Field(max_length=20, min_length=1)]
    colour: Colour | None = None


Note.model_rebuild()
