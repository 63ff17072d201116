# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Notes: clients, messages and the errors to expect."""

from mg_core import ApiError, CallOptions, DecodeError, MgError, RejectedError, TimeoutExceededError, TransportError

from .clients.notes import models, operations
from .clients.notes.client import AsyncNotesClient, NotesClient
from .clients.notes.models import AddNoteRequest, Colour, Note

__all__ = [
    "AddNoteRequest",
    "ApiError",
    "AsyncNotesClient",
    "CallOptions",
    "Colour",
    "DecodeError",
    "MgError",
    "Note",
    "NotesClient",
    "RejectedError",
    "TimeoutExceededError",
    "TransportError",
    "models",
    "operations",
]
