"""The tiny REST contract: its record, and its generated clients against its generated server over a socket."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from codegen.tests.golden_record import compiled, recorded

from mg_core.errors import ApiError
from mg_core.rest.exchange import ServerCall
from mg_core.rest.server import App
from mg_core.serving.run import serve_in_loop

sys.path.insert(0, str(Path(__file__).parent / "golden_openapi" / "_generated"))

from golden_openapi.clients.notes import models, operations
from golden_openapi.clients.notes.client import AsyncNotesClient, NotesClient
from golden_openapi.servers.notes.service import ENDPOINTS, NotesService

LIMIT_S = 20


class Wall:
    """Implements `NotesService`."""

    def __init__(self) -> None:
        self.notes = [models.Note(id=1, text="milk", colour=models.Colour.yellow)]

    async def list_notes(
        self, call: ServerCall, *, limit: int = 20, colour: list[str] | None = None
    ) -> list[models.Note]:
        return [note for note in self.notes if colour is None or note.colour in colour][:limit]

    async def add_note(self, call: ServerCall, body: models.AddNoteRequest) -> models.Note:
        colour = body.colour or models.Colour.blue
        self.notes.append(models.Note(id=len(self.notes) + 1, text=body.text, colour=colour))
        return self.notes[-1]

    async def get_note(self, call: ServerCall, *, note_id: int) -> models.Note:
        found = [note for note in self.notes if note.id == note_id]
        if not found:
            raise ApiError("there is no such note", code="note_not_found")
        return found[0]

    async def class_(self, call: ServerCall, *, note_id: int) -> None:
        self.notes.remove(await self.get_note(call, note_id=note_id))


def app() -> App:
    return App(Wall(), ENDPOINTS, name="notes", identity=None)


def test_the_record_is_what_the_compiler_makes() -> None:
    assert compiled("golden_openapi") == recorded("golden_openapi")


def test_the_handlers_fit_the_generated_protocol() -> None:
    methods = {name for name in vars(NotesService) if not name.startswith("_")}

    assert methods == {endpoint.handler_name for endpoint in ENDPOINTS}
    assert methods <= set(dir(Wall))


def test_a_row_carries_the_numbers_of_its_policy() -> None:
    assert operations.ADD_NOTE.policy.name == "slow+addNote"
    assert (operations.ADD_NOTE.policy.timeout.attempt_s, operations.ADD_NOTE.policy.timeout.total_s) == (4.5, 9.0)
    assert operations.ADD_NOTE.source == "spec/notes.yaml:23"


async def test_typed_calls_reach_the_handlers_and_come_back_typed() -> None:
    async with asyncio.timeout(LIMIT_S), serve_in_loop(app()) as url, AsyncNotesClient(url) as client:
        added = await client.add_note(models.AddNoteRequest(text="eggs"))
        blue = await client.list_notes(colour=[models.Colour.blue])
        await client.class_(note_id=added.id)
        left = await client.list_notes(limit=5)

    assert blue == [added]
    assert [note.text for note in left] == ["milk"]


async def test_the_blocking_client_gives_the_same() -> None:
    async with asyncio.timeout(LIMIT_S), serve_in_loop(app()) as url:

        def read() -> models.Note:
            with NotesClient(url) as client:
                return client.get_note(note_id=1)

        note = await asyncio.to_thread(read)

    assert note.text == "milk"


async def test_a_declared_error_keeps_its_code_and_status() -> None:
    async with asyncio.timeout(LIMIT_S), serve_in_loop(app()) as url, AsyncNotesClient(url) as client:
        with pytest.raises(ApiError) as caught:
            await client.get_note(note_id=404)

    assert (caught.value.code, caught.value.status, caught.value.operation) == ("note_not_found", 404, "getNote")


async def test_the_server_half_refuses_what_the_contract_does_not_allow() -> None:
    async with asyncio.timeout(LIMIT_S), serve_in_loop(app()) as url, AsyncNotesClient(url) as client:
        with pytest.raises(ApiError) as caught:
            await client.list_notes(limit=51)

    assert (caught.value.code, caught.value.status) == ("invalid_request", 400)


def test_a_client_reads_what_a_newer_service_may_say() -> None:
    note = models.Note.model_validate_json('{"id": 0, "text": "x", "colour": "green", "new": 1, "from": "Ada"}')

    assert isinstance(note.colour, models.Colour)
    assert not note.colour.is_known
    assert note.model_dump(by_alias=True, exclude_none=True) == {"id": 0, "text": "x", "colour": "green", "from": "Ada"}
