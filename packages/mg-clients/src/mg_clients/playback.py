"""Playback: clients and messages. The public face of the contract; nothing else of it is stable."""

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
    "AsyncPlaybackClient",
    "ContentItem",
    "ContentMetadata",
    "ContentType",
    "CreateSessionRequest",
    "EventReceipt",
    "HeartbeatRequest",
    "HeartbeatResult",
    "HistoryEntry",
    "HistoryPage",
    "MarkWatchedRequest",
    "Platform",
    "PlaybackClient",
    "PlaybackEvent",
    "PlaybackEventType",
    "PlaybackPosition",
    "PlaybackSession",
    "PlayerState",
    "SetPositionRequest",
    "models",
    "operations",
]
