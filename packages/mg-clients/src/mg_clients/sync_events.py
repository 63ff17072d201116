"""Events between the devices of a user: typed publisher, subscriber and payloads."""

from ._generated.sync_events import models
from ._generated.sync_events.client import SyncEventsPublisher, SyncEventsSubscriber

__all__ = ["SyncEventsPublisher", "SyncEventsSubscriber", "models"]
