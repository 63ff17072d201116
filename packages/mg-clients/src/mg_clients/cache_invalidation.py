# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Cache invalidation: publisher, subscriber, payloads and the errors to expect."""

from mg_core import ApiError, DecodeError, MgError, RejectedError, TimeoutExceededError, TransportError
from mg_core.events import Envelope, Events

from ._generated.cache_invalidation import channels, models
from ._generated.cache_invalidation.client import CacheInvalidationPublisher, CacheInvalidationSubscriber
from ._generated.cache_invalidation.models import Invalidation

__all__ = [
    "ApiError",
    "CacheInvalidationPublisher",
    "CacheInvalidationSubscriber",
    "DecodeError",
    "Envelope",
    "Events",
    "Invalidation",
    "MgError",
    "RejectedError",
    "TimeoutExceededError",
    "TransportError",
    "channels",
    "models",
]
