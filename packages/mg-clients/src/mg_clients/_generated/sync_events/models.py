# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Messages of the Sync events contract."""

from __future__ import annotations

from pydantic import AwareDatetime

from mg_core.contract.model import Model, OpenStrEnum


class PlaybackEventType(OpenStrEnum):
    playback_started = "playback.started"
    playback_paused = "playback.paused"
    playback_resumed = "playback.resumed"
    playback_stopped = "playback.stopped"
    playback_position_updated = "playback.position_updated"
    playback_watched = "playback.watched"


class QueueEventType(OpenStrEnum):
    queue_added = "queue.added"
    queue_removed = "queue.removed"
    queue_reordered = "queue.reordered"


class PreferencesEventType(OpenStrEnum):
    preferences_changed = "preferences.changed"
    preferences_reset = "preferences.reset"


class DeviceEventType(OpenStrEnum):
    device_registered = "device.registered"
    device_status_changed = "device.status_changed"


class DeviceStatus(OpenStrEnum):
    online = "online"
    offline = "offline"


class PresenceAction(OpenStrEnum):
    join_ = "join"
    leave = "leave"
    timeout = "timeout"
    state_change = "state-change"
    interval = "interval"


class PlaybackEvent(Model):
    """A change of playback on one device."""

    event_id: str
    """Unique; a consumer drops an id that it has seen."""

    version: int
    """Grows by one per user and channel."""

    event_type: PlaybackEventType
    user_id: str
    """Part of a channel name."""

    content_id: str
    timestamp: int
    """Milliseconds from the start of the title."""

    device_id: str
    """Part of a channel name."""

    sync_time: AwareDatetime
    """When it happened."""

    platform: str | None = None
    """Platform name."""


class QueueEvent(Model):
    """A change of the queue."""

    event_id: str
    """Unique; a consumer drops an id that it has seen."""

    version: int
    """Grows by one per user and channel."""

    event_type: QueueEventType
    user_id: str
    """Part of a channel name."""

    device_id: str | None = None
    """Part of a channel name."""

    sync_time: AwareDatetime
    """When it happened."""

    entry_id: str | None = None
    """The entry; absent when the whole order changed."""

    platform: str | None = None
    """Platform name."""

    content_id: str | None = None
    """The platform's id."""

    title: str | None = None
    """Title shown."""

    order: list[str] | None = None
    """Entries in their new order."""


class PreferencesEvent(Model):
    """Changed preferences."""

    event_id: str
    """Unique; a consumer drops an id that it has seen."""

    version: int
    """Grows by one per user and channel."""

    event_type: PreferencesEventType
    user_id: str
    """Part of a channel name."""

    device_id: str | None = None
    """Part of a channel name."""

    sync_time: AwareDatetime
    """When it happened."""

    values: dict[str, str]
    """New values by name."""


class DeviceStatusEvent(Model):
    """A device came or went."""

    event_id: str
    """Unique; a consumer drops an id that it has seen."""

    version: int
    """Grows by one per user and channel."""

    event_type: DeviceEventType
    device_id: str
    """Part of a channel name."""

    user_id: str
    """Part of a channel name."""

    status: DeviceStatus
    sync_time: AwareDatetime
    """When it happened."""


class PresenceEvent(Model):
    """What PubNub says about who is present."""

    action: PresenceAction
    uuid: str | None = None
    """Device id; absent in `interval` events."""

    timestamp: int
    """Seconds since 1970."""

    occupancy: int
    """Number present."""

    join: list[str] | None = None
    """Who came since the last `interval` event."""

    leave: list[str] | None = None
    """Who left since the last `interval` event."""

    timeout: list[str] | None = None
    """Who timed out since the last `interval` event."""
