# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Operations of the Notes contract, as data."""

from __future__ import annotations

from typing import Final

from mg_core.contract.operation import ErrorCase, Operation, Param, Reply

from . import models, policies

LIST_NOTES: Final = Operation(
    id="listNotes",
    contract="notes",
    method="GET",
    path="/notes",
    policy=policies.QUICK,
    idempotency="safe",
    params=(
        Param("limit", "limit", "query"),
        Param("colour", "colour", "query"),
    ),
    replies=(Reply(200, list[models.Note]),),
    errors=(ErrorCase(5, "server_error"),),
    source="spec/notes.yaml:10",
)
ADD_NOTE: Final = Operation(
    id="addNote",
    contract="notes",
    method="POST",
    path="/notes",
    policy=policies.SLOW_ADD_NOTE,
    idempotency="key",
    body=models.AddNoteRequest,
    replies=(Reply(201, models.Note),),
    errors=(ErrorCase(429, "rate_limited", retryable=True, retry_after_s=2.0),),
    source="spec/notes.yaml:23",
)
GET_NOTE: Final = Operation(
    id="getNote",
    contract="notes",
    method="GET",
    path="/notes/{note_id}",
    policy=policies.QUICK,
    idempotency="safe",
    params=(Param("note_id", "note_id", "path", required=True),),
    replies=(Reply(200, models.Note),),
    errors=(ErrorCase(404, "note_not_found"),),
    source="spec/notes.yaml:45",
)
CLASS: Final = Operation(
    id="class",
    contract="notes",
    method="DELETE",
    path="/notes/{note_id}",
    policy=policies.QUICK,
    idempotency="idempotent",
    params=(Param("note_id", "note_id", "path", required=True),),
    replies=(Reply(204),),
    errors=(ErrorCase(404, "note_not_found"),),
    source="spec/notes.yaml:51",
)

OPERATIONS: Final[tuple[Operation, ...]] = (
    LIST_NOTES,
    ADD_NOTE,
    GET_NOTE,
    CLASS,
)
"""Every operation, in the contract's order."""
