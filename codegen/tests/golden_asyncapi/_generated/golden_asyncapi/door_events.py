# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Door events: publisher, subscriber, payloads and the errors to expect."""

from mg_core import ApiError, DecodeError, MgError, RejectedError, TimeoutExceededError, TransportError
from mg_core.events import Envelope, Events

from .clients.door_events import channels, models
from .clients.door_events.client import DoorEventsPublisher, DoorEventsSubscriber
from .clients.door_events.models import DoorEvent, DoorState, WindowEvent

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
    "models",
]
