# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Playback: clients, messages and the errors to expect."""

from mg_core import ApiError, CallOptions, DecodeError, MgError, RejectedError, TimeoutExceededError, TransportError

from ._generated.playback import models, operations
from ._generated.playback.client import AsyncPlaybackClient, PlaybackClient
from ._generated.playback.models import (
    ContentItem,
    ContentMetadata,
    ContentType,
    CreateSessionRequest,
    EventReceipt,
    HeartbeatRequest,
    HeartbeatResult,
    HistoryEntry,
    HistoryPage,
    MarkWatchedRequest,
    Platform,
    PlaybackEvent,
    PlaybackEventType,
    PlaybackPosition,
    PlaybackSession,
    PlayerState,
    SetPositionRequest,
)

__all__ = [
    "ApiError",
    "AsyncPlaybackClient",
    "CallOptions",
    "ContentItem",
    "ContentMetadata",
    "ContentType",
    "CreateSessionRequest",
    "DecodeError",
    "EventReceipt",
    "HeartbeatRequest",
    "HeartbeatResult",
    "HistoryEntry",
    "HistoryPage",
    "MarkWatchedRequest",
    "MgError",
    "Platform",
    "PlaybackClient",
    "PlaybackEvent",
    "PlaybackEventType",
    "PlaybackPosition",
    "PlaybackSession",
    "PlayerState",
    "RejectedError",
    "SetPositionRequest",
    "TimeoutExceededError",
    "TransportError",
    "models",
    "operations",
]
