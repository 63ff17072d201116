# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Typed, resilient clients, one module per contract.

    from golden_asyncapi.door_events import DoorEventsPublisher, DoorEventsSubscriber

What is named is loaded when it is first used: importing this package costs nothing.
"""

from importlib import import_module

TYPE_CHECKING = False  # a type checker takes it for True; typing itself costs more than this package may
if TYPE_CHECKING:
    from . import door_events
    from .door_events import (
        ApiError,
        DecodeError,
        DoorEvent,
        DoorEventsPublisher,
        DoorEventsSubscriber,
        DoorState,
        Envelope,
        Events,
        MgError,
        RejectedError,
        TimeoutExceededError,
        TransportError,
        WindowEvent,
        channels,
        models,
    )

__all__ = [
    "ApiError",
    "DecodeError",
    "DoorEvent",
    "DoorEventsPublisher",
    "DoorEventsSubscriber",
    "DoorState",
    "Envelope",
    "Events",
    "MgError",
    "RejectedError",
    "TimeoutExceededError",
    "TransportError",
    "WindowEvent",
    "channels",
    "door_events",
    "models",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            message = f"module {__name__!r} has no attribute {name!r}; its module is door_events"
            raise AttributeError(message)
        module = import_module(f"{__name__}.door_events")
        return module if name == "door_events" else getattr(module, name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
