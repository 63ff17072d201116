# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Publisher and subscriber of Sync events."""

from __future__ import annotations

from typing import ClassVar

from mg_core.contract.channel import EventOperation
from mg_core.events import EventPublisher, Events, EventSubscriber

from . import channels, models


class SyncEventsPublisher(EventPublisher):
    """Publishes Sync events. Every method gives the message's token; empty on a bus that has none."""

    contract: ClassVar[str] = "sync_events"
    operations: ClassVar[tuple[EventOperation, ...]] = channels.OPERATIONS

    async def publish_playback_event(self, *, user_id: str, event: models.PlaybackEvent) -> str:
        """Tell a user's devices where playback is."""
        return await self._publish(channels.PUBLISH_PLAYBACK_EVENT, {"user_id": user_id}, event)

    async def publish_queue_event(self, *, user_id: str, event: models.QueueEvent) -> str:
        """Tell a user's devices that the queue changed."""
        return await self._publish(channels.PUBLISH_QUEUE_EVENT, {"user_id": user_id}, event)

    async def publish_preferences_event(self, *, user_id: str, event: models.PreferencesEvent) -> str:
        """Tell a user's devices that preferences changed."""
        return await self._publish(channels.PUBLISH_PREFERENCES_EVENT, {"user_id": user_id}, event)

    async def publish_device_status_event(self, *, device_id: str, event: models.DeviceStatusEvent) -> str:
        """Tell that a device came or went."""
        return await self._publish(channels.PUBLISH_DEVICE_STATUS_EVENT, {"device_id": device_id}, event)


class SyncEventsSubscriber(EventSubscriber):
    """Follows Sync events. With `since`, messages kept after that token come first."""

    contract: ClassVar[str] = "sync_events"
    operations: ClassVar[tuple[EventOperation, ...]] = channels.OPERATIONS

    async def playback(self, *, user_id: str, since: str | None = None) -> Events[models.PlaybackEvent]:
        """Follow a user's playback."""
        return await self._subscribe(channels.PLAYBACK, {"user_id": user_id}, since)

    async def queue(self, *, user_id: str, since: str | None = None) -> Events[models.QueueEvent]:
        """Follow a user's queue."""
        return await self._subscribe(channels.QUEUE, {"user_id": user_id}, since)

    async def preferences(self, *, user_id: str, since: str | None = None) -> Events[models.PreferencesEvent]:
        """Follow a user's preferences."""
        return await self._subscribe(channels.PREFERENCES, {"user_id": user_id}, since)

    async def device_status(self, *, device_id: str, since: str | None = None) -> Events[models.DeviceStatusEvent]:
        """Follow one device."""
        return await self._subscribe(channels.DEVICE_STATUS, {"device_id": device_id}, since)

    async def user_events(
        self, *, user_id: str, since: str | None = None
    ) -> Events[models.PlaybackEvent | models.QueueEvent | models.PreferencesEvent]:
        """Follow all channels of a user."""
        return await self._subscribe(channels.USER_EVENTS, {"user_id": user_id}, since)

    async def playback_presence(self, *, user_id: str) -> Events[models.PresenceEvent]:
        """Follow which devices are present."""
        return await self._subscribe(channels.PLAYBACK_PRESENCE, {"user_id": user_id})
