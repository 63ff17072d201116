# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""What a server of the Notes contract implements, and its endpoint table."""

from __future__ import annotations

from typing import Final, Literal, Protocol

from golden_openapi.clients.notes import models, operations
from mg_core.rest.exchange import Endpoint, ServerCall

from . import schemas


class NotesService(Protocol):
    """Handlers of the Notes contract. Raise `mg_core.ApiError` with a declared code to answer an error."""

    async def list_notes(
        self, call: ServerCall, *, limit: int = 20, colour: list[Literal["yellow", "blue"]] | None = None
    ) -> list[models.Note]:
        """`GET /notes`: Notes on the wall."""
        ...

    async def add_note(self, call: ServerCall, body: models.AddNoteRequest) -> models.Note:
        """`POST /notes`: Put a note on the wall."""
        ...

    async def get_note(self, call: ServerCall, *, note_id: int) -> models.Note:
        """`GET /notes/{note_id}`: One note."""
        ...

    async def class_(self, call: ServerCall, *, note_id: int) -> None:
        """`DELETE /notes/{note_id}`: Take a note off the wall."""
        ...


ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint(operations.LIST_NOTES, "list_notes", schemas.LIST_NOTES),
    Endpoint(operations.ADD_NOTE, "add_note", schemas.ADD_NOTE),
    Endpoint(operations.GET_NOTE, "get_note", schemas.GET_NOTE),
    Endpoint(operations.CLASS, "class_", schemas.CLASS),
)
"""Every operation with its handler's name and its schemas, in the contract's order."""
