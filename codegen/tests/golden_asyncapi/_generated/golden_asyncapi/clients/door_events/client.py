# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Publisher and subscriber of Door events."""

from __future__ import annotations

from typing import ClassVar

from mg_core.contract.channel import EventOperation
from mg_core.events import EventPublisher, Events, EventSubscriber

from . import channels, models


class DoorEventsPublisher(EventPublisher):
    """Publishes Door events. Every method gives the message's token; empty on a bus that has none."""

    contract: ClassVar[str] = "door_events"
    operations: ClassVar[tuple[EventOperation, ...]] = channels.OPERATIONS

    async def publish_door_event(self, *, house_id: str, event: models.DoorEvent) -> str:
        """Tell what the door does."""
        return await self._publish(channels.PUBLISH_DOOR_EVENT, {"house_id": house_id}, event)

    async def publish_window_event(self, *, house_id: str, event: models.WindowEvent) -> str:
        """publish_window_event."""
        return await self._publish(channels.PUBLISH_WINDOW_EVENT, {"house_id": house_id}, event)


class DoorEventsSubscriber(EventSubscriber):
    """Follows Door events. With `since`, messages kept after that token come first."""

    contract: ClassVar[str] = "door_events"
    operations: ClassVar[tuple[EventOperation, ...]] = channels.OPERATIONS

    async def door(self, *, house_id: str, since: str | None = None) -> Events[models.DoorEvent]:
        """Follow the door."""
        return await self._subscribe(channels.DOOR, {"house_id": house_id}, since)

    async def house(self, *, house_id: str) -> Events[models.DoorEvent | models.WindowEvent]:
        """Follow all of a house."""
        return await self._subscribe(channels.HOUSE, {"house_id": house_id})
