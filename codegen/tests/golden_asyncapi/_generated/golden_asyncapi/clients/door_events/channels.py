# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Channels and operations of Door events as data."""

from __future__ import annotations

from typing import Final

from mg_core.contract.channel import EventChannel, EventOperation

from . import models, policies

DOOR_CHANNEL: Final = EventChannel(
    id="door", address="house.{house_id}.door", max_bytes=300, ttl_s=3600.0, kept=True, dedupe_key="event_id"
)
WINDOW_CHANNEL: Final = EventChannel(id="window", address="house.{house_id}.window")
HOUSE_CHANNEL: Final = EventChannel(
    id="house",
    address="house-{house_id}",
    is_group=True,
    members=(
        DOOR_CHANNEL,
        WINDOW_CHANNEL,
    ),
)

PUBLISH_DOOR_EVENT: Final = EventOperation(
    id="publish_door_event",
    contract="door_events",
    action="send",
    channel=DOOR_CHANNEL,
    payloads={"door": models.DoorEvent},
    policy=policies.QUICK,
    source="spec/door_events.yaml:26",
)
DOOR: Final = EventOperation(
    id="door",
    contract="door_events",
    action="receive",
    channel=DOOR_CHANNEL,
    payloads={"door": models.DoorEvent},
    policy=policies.QUICK,
    source="spec/door_events.yaml:28",
)
PUBLISH_WINDOW_EVENT: Final = EventOperation(
    id="publish_window_event",
    contract="door_events",
    action="send",
    channel=WINDOW_CHANNEL,
    payloads={"window": models.WindowEvent},
    policy=policies.SLOW,
    source="spec/door_events.yaml:27",
)
HOUSE: Final = EventOperation(
    id="house",
    contract="door_events",
    action="receive",
    channel=HOUSE_CHANNEL,
    payloads={"door": models.DoorEvent, "window": models.WindowEvent},
    policy=policies.QUICK,
    source="spec/door_events.yaml:29",
)

CHANNELS: Final[tuple[EventChannel, ...]] = (
    DOOR_CHANNEL,
    WINDOW_CHANNEL,
    HOUSE_CHANNEL,
)
"""Every channel; groups come after their members."""

OPERATIONS: Final[tuple[EventOperation, ...]] = (
    PUBLISH_DOOR_EVENT,
    DOOR,
    PUBLISH_WINDOW_EVENT,
    HOUSE,
)
"""Every operation, in the order of the channels."""
