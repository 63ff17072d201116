# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Messages of the Sync contract."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field

from mg_core.contract.model import Model, OpenStrEnum


class SyncEventType(OpenStrEnum):
    """What happened. The part before the dot is the category."""

    playback_started = "playback.started"
    playback_paused = "playback.paused"
    playback_resumed = "playback.resumed"
    playback_stopped = "playback.stopped"
    playback_completed = "playback.completed"
    playback_position_updated = "playback.position_updated"
    queue_added = "queue.added"
    queue_removed = "queue.removed"
    preferences_updated = "preferences.updated"


class SyncEventData(Model):
    """Further members, e.g. the changed preferences or the queue's entry."""

    model_config = ConfigDict(
        extra="allow",
    )


class SyncCategory(OpenStrEnum):
    """Category of a change; the last level of the channel `user.{user_id}.{category}`."""

    playback = "playback"
    queue = "queue"
    preferences = "preferences"


class NewSyncEvent(Model):
    """Something that happened on a device."""

    model_config = ConfigDict(
        extra="forbid",
    )
    event_id: str
    """Chosen by the sender; makes repeating harmless."""

    event_type: SyncEventType
    device_id: str
    """Id of a device, chosen by the device. Without a dot, because it is one level of a PubNub channel name."""

    content_id: str | None = None
    """Platform, then the platform's own id, then an episode if need be: `netflix:80057281:s01e01`."""

    timestamp: Annotated[int | None, Field(ge=0, le=604800000)] = None
    """Position in milliseconds from the beginning of the title."""

    data: SyncEventData | None = None


class PublishState(OpenStrEnum):
    """`queued`: PubNub is away, the event is published later."""

    published = "published"
    queued = "queued"
    duplicate = "duplicate"


class DeviceType(OpenStrEnum):
    """Kind of a device."""

    phone = "phone"
    tablet = "tablet"
    tv = "tv"
    computer = "computer"
    console = "console"
    other = "other"


class DeviceStatus(OpenStrEnum):
    """State of a device."""

    online = "online"
    offline = "offline"


class RegisterDeviceRequest(Model):
    """A device."""

    model_config = ConfigDict(
        extra="forbid",
    )
    type: DeviceType
    name: Annotated[
        str | None,
        Field(max_length=100, min_length=1, pattern="^[^\\x00-\\x1f\\x7f]+$"),
    ] = None
    """Name to show."""


class Subscription(Model):
    """What a device subscribes to."""

    channel_group: str
    """The group; the same for all devices of a user."""

    channels: list[str]
    """The channels in the group."""


class SyncEvent(Model):
    """An event as the devices get it."""

    event_id: str
    """Apply each once."""

    event_type: SyncEventType
    user_id: str
    """Id of a user. Without a dot, because it is one level of a PubNub channel name."""

    device_id: str
    """Id of a device, chosen by the device. Without a dot, because it is one level of a PubNub channel name."""

    content_id: str | None = None
    """Platform, then the platform's own id, then an episode if need be: `netflix:80057281:s01e01`."""

    timestamp: int | None = None
    """Position in milliseconds from the beginning of the title."""

    sync_time: AwareDatetime
    """When the service took it."""

    data: SyncEventData | None = None


class EventList(Model):
    """Events."""

    events: list[SyncEvent]
    """Oldest first."""


class EventBatch(Model):
    """Events in the order in which they happened."""

    model_config = ConfigDict(
        extra="forbid",
    )
    events: Annotated[list[NewSyncEvent], Field(max_length=100, min_length=1)]
    """The events."""


class EventResult(Model):
    """What became of one event."""

    event_id: str
    """The event."""

    state: PublishState
    timetoken: str | None = None
    """PubNub's time of publication; only with `published`."""


class Device(Model):
    """A device of the user."""

    device_id: str
    """Id of a device, chosen by the device. Without a dot, because it is one level of a PubNub channel name."""

    type: DeviceType
    name: str | None = None
    """Name to show."""

    status: DeviceStatus
    last_seen: AwareDatetime | None = None
    """Last sign of life."""


class DeviceRegistration(Model):
    """A device and what it subscribes to."""

    device: Device
    subscription: Subscription


class Presence(Model):
    """Who is online."""

    occupancy: int
    """Number of devices online."""

    devices: list[Device]
    """The devices online."""


class SyncState(Model):
    """Changes."""

    changes: list[SyncEvent]
    """Oldest first."""

    last_update_timestamp: AwareDatetime
    """The next `since`."""

    has_more: bool
    """Ask again at once."""

    poll_after_s: int | None = None
    """Seconds to wait before the next poll."""

    realtime_available: bool | None = None
    """PubNub works; stop polling and subscribe."""


class PublishResult(Model):
    """What became of the events."""

    accepted: int
    """Events kept."""

    results: list[EventResult]
    """One for each event, in the same order."""


class DeviceList(Model):
    """Devices."""

    devices: list[Device]
    """The devices."""
