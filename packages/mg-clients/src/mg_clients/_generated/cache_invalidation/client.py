# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Publisher and subscriber of Cache invalidation."""

from __future__ import annotations

from typing import ClassVar

from mg_core.contract.channel import EventOperation
from mg_core.events import EventPublisher, Events, EventSubscriber

from . import channels, models


class CacheInvalidationPublisher(EventPublisher):
    """Publishes Cache invalidation. Every method gives the message's token; empty on a bus that has none."""

    contract: ClassVar[str] = "cache_invalidation"
    operations: ClassVar[tuple[EventOperation, ...]] = channels.OPERATIONS

    async def publish_invalidation(self, *, event: models.Invalidation) -> str:
        """Tell that a record changed."""
        return await self._publish(channels.PUBLISH_INVALIDATION, {}, event)


class CacheInvalidationSubscriber(EventSubscriber):
    """Follows Cache invalidation. With `since`, messages kept after that token come first."""

    contract: ClassVar[str] = "cache_invalidation"
    operations: ClassVar[tuple[EventOperation, ...]] = channels.OPERATIONS

    async def invalidations(self) -> Events[models.Invalidation]:
        """Follow which records changed."""
        return await self._subscribe(channels.INVALIDATIONS, {})
