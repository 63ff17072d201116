# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Channels and operations of Sync events as data."""

from __future__ import annotations

from typing import Final

from mg_core.contract.channel import EventChannel, EventOperation

from . import models, policies

PLAYBACK_CHANNEL: Final = EventChannel(
    id="playback", address="user.{user_id}.playback", max_bytes=32768, ttl_s=86400.0, kept=True, dedupe_key="event_id"
)
QUEUE_CHANNEL: Final = EventChannel(
    id="queue", address="user.{user_id}.queue", max_bytes=32768, ttl_s=86400.0, kept=True, dedupe_key="event_id"
)
PREFERENCES_CHANNEL: Final = EventChannel(
    id="preferences",
    address="user.{user_id}.preferences",
    max_bytes=32768,
    ttl_s=86400.0,
    kept=True,
    dedupe_key="event_id",
)
DEVICE_STATUS_CHANNEL: Final = EventChannel(
    id="device_status",
    address="device.{device_id}.status",
    max_bytes=32768,
    ttl_s=3600.0,
    kept=True,
    dedupe_key="event_id",
)
PLAYBACK_PRESENCE_CHANNEL: Final = EventChannel(id="playback_presence", address="user.{user_id}.playback-pnpres")
USER_GROUP_CHANNEL: Final = EventChannel(
    id="user_group",
    address="{user_id}-sync",
    kept=True,
    dedupe_key="event_id",
    is_group=True,
    members=(
        PLAYBACK_CHANNEL,
        QUEUE_CHANNEL,
        PREFERENCES_CHANNEL,
    ),
)

PUBLISH_PLAYBACK_EVENT: Final = EventOperation(
    id="publish_playback_event",
    contract="sync_events",
    action="send",
    channel=PLAYBACK_CHANNEL,
    payloads={"playback": models.PlaybackEvent},
    policy=policies.EVENTS,
    source="spec/asyncapi/sync_events.yaml:81",
)
PLAYBACK: Final = EventOperation(
    id="playback",
    contract="sync_events",
    action="receive",
    channel=PLAYBACK_CHANNEL,
    payloads={"playback": models.PlaybackEvent},
    policy=policies.EVENTS,
    source="spec/asyncapi/sync_events.yaml:91",
)
PUBLISH_QUEUE_EVENT: Final = EventOperation(
    id="publish_queue_event",
    contract="sync_events",
    action="send",
    channel=QUEUE_CHANNEL,
    payloads={"queue": models.QueueEvent},
    policy=policies.EVENTS,
    source="spec/asyncapi/sync_events.yaml:82",
)
QUEUE: Final = EventOperation(
    id="queue",
    contract="sync_events",
    action="receive",
    channel=QUEUE_CHANNEL,
    payloads={"queue": models.QueueEvent},
    policy=policies.EVENTS,
    source="spec/asyncapi/sync_events.yaml:92",
)
PUBLISH_PREFERENCES_EVENT: Final = EventOperation(
    id="publish_preferences_event",
    contract="sync_events",
    action="send",
    channel=PREFERENCES_CHANNEL,
    payloads={"preferences": models.PreferencesEvent},
    policy=policies.EVENTS,
    source="spec/asyncapi/sync_events.yaml:83",
)
PREFERENCES: Final = EventOperation(
    id="preferences",
    contract="sync_events",
    action="receive",
    channel=PREFERENCES_CHANNEL,
    payloads={"preferences": models.PreferencesEvent},
    policy=policies.EVENTS,
    source="spec/asyncapi/sync_events.yaml:93",
)
PUBLISH_DEVICE_STATUS_EVENT: Final = EventOperation(
    id="publish_device_status_event",
    contract="sync_events",
    action="send",
    channel=DEVICE_STATUS_CHANNEL,
    payloads={"device_status": models.DeviceStatusEvent},
    policy=policies.EVENTS,
    source="spec/asyncapi/sync_events.yaml:87",
)
DEVICE_STATUS: Final = EventOperation(
    id="device_status",
    contract="sync_events",
    action="receive",
    channel=DEVICE_STATUS_CHANNEL,
    payloads={"device_status": models.DeviceStatusEvent},
    policy=policies.EVENTS,
    source="spec/asyncapi/sync_events.yaml:94",
)
USER_EVENTS: Final = EventOperation(
    id="user_events",
    contract="sync_events",
    action="receive",
    channel=USER_GROUP_CHANNEL,
    payloads={"playback": models.PlaybackEvent, "queue": models.QueueEvent, "preferences": models.PreferencesEvent},
    policy=policies.EVENTS,
    source="spec/asyncapi/sync_events.yaml:95",
)
PLAYBACK_PRESENCE: Final = EventOperation(
    id="playback_presence",
    contract="sync_events",
    action="receive",
    channel=PLAYBACK_PRESENCE_CHANNEL,
    payloads={"playback_presence": models.PresenceEvent},
    policy=policies.EVENTS,
    source="spec/asyncapi/sync_events.yaml:96",
)

CHANNELS: Final[tuple[EventChannel, ...]] = (
    PLAYBACK_CHANNEL,
    QUEUE_CHANNEL,
    PREFERENCES_CHANNEL,
    DEVICE_STATUS_CHANNEL,
    PLAYBACK_PRESENCE_CHANNEL,
    USER_GROUP_CHANNEL,
)
"""Every channel; groups come after their members."""

OPERATIONS: Final[tuple[EventOperation, ...]] = (
    PUBLISH_PLAYBACK_EVENT,
    PLAYBACK,
    PUBLISH_QUEUE_EVENT,
    QUEUE,
    PUBLISH_PREFERENCES_EVENT,
    PREFERENCES,
    PUBLISH_DEVICE_STATUS_EVENT,
    DEVICE_STATUS,
    USER_EVENTS,
    PLAYBACK_PRESENCE,
)
"""Every operation, in the order of the channels."""
