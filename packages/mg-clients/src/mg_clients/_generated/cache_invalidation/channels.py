# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Channels and operations of Cache invalidation as data."""

from __future__ import annotations

from typing import Final

from mg_core.contract.channel import EventChannel, EventOperation

from . import models, policies

INVALIDATE_CHANNEL: Final = EventChannel(id="invalidate", address="cache:invalidate", max_bytes=1024)

PUBLISH_INVALIDATION: Final = EventOperation(
    id="publish_invalidation",
    contract="cache_invalidation",
    action="send",
    channel=INVALIDATE_CHANNEL,
    payloads={"invalidate": models.Invalidation},
    policy=policies.STORE,
    source="spec/asyncapi/cache_invalidation.yaml:33",
)
INVALIDATIONS: Final = EventOperation(
    id="invalidations",
    contract="cache_invalidation",
    action="receive",
    channel=INVALIDATE_CHANNEL,
    payloads={"invalidate": models.Invalidation},
    policy=policies.STORE,
    source="spec/asyncapi/cache_invalidation.yaml:34",
)

CHANNELS: Final[tuple[EventChannel, ...]] = (INVALIDATE_CHANNEL,)
"""Every channel; groups come after their members."""

OPERATIONS: Final[tuple[EventOperation, ...]] = (
    PUBLISH_INVALIDATION,
    INVALIDATIONS,
)
"""Every operation, in the order of the channels."""
