# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Typed, resilient clients, one module per contract.

    from golden_openapi.notes import AsyncNotesClient, NotesClient

What is named is loaded when it is first used: importing this package costs nothing.
"""

from importlib import import_module

TYPE_CHECKING = False  # a type checker takes it for True; typing itself costs more than this package may
if TYPE_CHECKING:
    from . import notes
    from .notes import (
        AddNoteRequest,
        ApiError,
        AsyncNotesClient,
        CallOptions,
        Colour,
        DecodeError,
        MgError,
        Note,
        NotesClient,
        RejectedError,
        TimeoutExceededError,
        TransportError,
        models,
        operations,
    )

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
    "notes",
    "operations",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            message = f"module {__name__!r} has no attribute {name!r}; its module is notes"
            raise AttributeError(message)
        module = import_module(f"{__name__}.notes")
        return module if name == "notes" else getattr(module, name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
