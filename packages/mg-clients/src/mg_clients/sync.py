# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Sync: clients, messages and the errors to expect."""

from mg_core import ApiError, CallOptions, DecodeError, MgError, RejectedError, TimeoutExceededError, TransportError

from ._generated.sync import models, operations
from ._generated.sync.client import AsyncSyncClient, SyncClient
from ._generated.sync.models import (
    Device,
    DeviceList,
    DeviceRegistration,
    DeviceStatus,
    DeviceType,
    EventBatch,
    EventList,
    EventResult,
    NewSyncEvent,
    Presence,
    PublishResult,
    PublishState,
    RegisterDeviceRequest,
    Subscription,
    SyncCategory,
    SyncEvent,
    SyncEventData,
    SyncEventType,
    SyncState,
)

__all__ = [
    "ApiError",
    "AsyncSyncClient",
    "CallOptions",
    "DecodeError",
    "Device",
    "DeviceList",
    "DeviceRegistration",
    "DeviceStatus",
    "DeviceType",
    "EventBatch",
    "EventList",
    "EventResult",
    "MgError",
    "NewSyncEvent",
    "Presence",
    "PublishResult",
    "PublishState",
    "RegisterDeviceRequest",
    "RejectedError",
    "Subscription",
    "SyncCategory",
    "SyncClient",
    "SyncEvent",
    "SyncEventData",
    "SyncEventType",
    "SyncState",
    "TimeoutExceededError",
    "TransportError",
    "models",
    "operations",
]
