"""Events: channels as data, a port for publish/subscribe, typed publishing and following, and an in-memory bus.

Delivery is what the bus gives, never more: live messages arrive at most once. `since` reads what a bus has kept, and a
dedupe key drops what was seen, which together make at least once with idempotent consumers.
"""

from __future__ import annotations

from mg_core.contract.channel import MAX_EVENT_BYTES, EventChannel, EventOperation
from mg_core.events.bus import Bus, Delivery, Subscription
from mg_core.events.codec import decode, encode
from mg_core.events.memory import MemoryBus
from mg_core.events.publisher import EventPublisher
from mg_core.events.subscriber import Envelope, Events, EventSubscriber, SeenEvents

__all__ = [
    "MAX_EVENT_BYTES",
    "Bus",
    "Delivery",
    "Envelope",
    "EventChannel",
    "EventOperation",
    "EventPublisher",
    "EventSubscriber",
    "Events",
    "MemoryBus",
    "SeenEvents",
    "Subscription",
    "decode",
    "encode",
]
