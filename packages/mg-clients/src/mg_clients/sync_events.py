# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Sync events: publisher, subscriber, payloads and the errors to expect."""

from mg_core import ApiError, DecodeError, MgError, RejectedError, TimeoutExceededError, TransportError
from mg_core.events import Envelope, Events

from ._generated.sync_events import channels, models
from ._generated.sync_events.client import SyncEventsPublisher, SyncEventsSubscriber
from ._generated.sync_events.models import (
    DeviceEventType,
    DeviceStatus,
    DeviceStatusEvent,
    PlaybackEvent,
    PlaybackEventType,
    PreferencesEvent,
    PreferencesEventType,
    PresenceAction,
    PresenceEvent,
    QueueEvent,
    QueueEventType,
)

__all__ = [
    "ApiError",
    "DecodeError",
    "DeviceEventType",
    "DeviceStatus",
    "DeviceStatusEvent",
    "Envelope",
    "Events",
    "MgError",
    "PlaybackEvent",
    "PlaybackEventType",
    "PreferencesEvent",
    "PreferencesEventType",
    "PresenceAction",
    "PresenceEvent",
    "QueueEvent",
    "QueueEventType",
    "RejectedError",
    "SyncEventsPublisher",
    "SyncEventsSubscriber",
    "TimeoutExceededError",
    "TransportError",
    "channels",
    "models",
]
