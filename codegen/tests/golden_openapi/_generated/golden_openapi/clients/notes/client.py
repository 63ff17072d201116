# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Clients of the Notes contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from mg_core.call.options import CallOptions
from mg_core.contract.operation import Operation
from mg_core.rest import client as runtime

from . import models, operations


class AsyncNotesClient(runtime.AsyncClient):
    """Asynchronous client of the Notes contract."""

    contract: ClassVar[str] = "notes"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    async def list_notes(
        self,
        *,
        limit: int | None = None,
        colour: Sequence[models.Colour | Literal["yellow", "blue"]] | None = None,
        options: CallOptions | None = None,
    ) -> list[models.Note]:
        """Notes on the wall.

        Newest first.

        Args:
            limit: Notes wanted at most (at least 1, at most 50, default 20).
            colour: `colour`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `server_error` (5XX).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.LIST_NOTES, (limit, colour), None, options)

    async def add_note(self, body: models.AddNoteRequest, *, options: CallOptions | None = None) -> models.Note:
        """Put a note on the wall.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `rate_limited` (429).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.ADD_NOTE, (), body, options)

    async def get_note(self, *, note_id: int, options: CallOptions | None = None) -> models.Note:
        """One note.

        Args:
            note_id: `note_id`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `note_not_found` (404).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return await self._call(operations.GET_NOTE, (note_id,), None, options)

    async def class_(self, *, note_id: int, options: CallOptions | None = None) -> None:
        """Take a note off the wall.

        Args:
            note_id: `note_id`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `note_not_found` (404).
            MgError: no usable answer; see `mg_core.errors`.
        """
        await self._call(operations.CLASS, (note_id,), None, options)


class NotesClient(runtime.Client):
    """Blocking client of the Notes contract."""

    contract: ClassVar[str] = "notes"
    operations: ClassVar[tuple[Operation, ...]] = operations.OPERATIONS

    def list_notes(
        self,
        *,
        limit: int | None = None,
        colour: Sequence[models.Colour | Literal["yellow", "blue"]] | None = None,
        options: CallOptions | None = None,
    ) -> list[models.Note]:
        """Notes on the wall.

        Newest first.

        Args:
            limit: Notes wanted at most (at least 1, at most 50, default 20).
            colour: `colour`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `server_error` (5XX).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.LIST_NOTES, (limit, colour), None, options)

    def add_note(self, body: models.AddNoteRequest, *, options: CallOptions | None = None) -> models.Note:
        """Put a note on the wall.

        Args:
            body: the request, `application/json`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `rate_limited` (429).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.ADD_NOTE, (), body, options)

    def get_note(self, *, note_id: int, options: CallOptions | None = None) -> models.Note:
        """One note.

        Args:
            note_id: `note_id`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `note_not_found` (404).
            MgError: no usable answer; see `mg_core.errors`.
        """
        return self._call(operations.GET_NOTE, (note_id,), None, options)

    def class_(self, *, note_id: int, options: CallOptions | None = None) -> None:
        """Take a note off the wall.

        Args:
            note_id: `note_id`.
            options: overrides for this call.

        Raises:
            ApiError: the service answered `note_not_found` (404).
            MgError: no usable answer; see `mg_core.errors`.
        """
        self._call(operations.CLASS, (note_id,), None, options)
