"""Cache entries that are no longer true: typed publisher, subscriber and payloads."""

from ._generated.cache_invalidation import models
from ._generated.cache_invalidation.client import CacheInvalidationPublisher, CacheInvalidationSubscriber

__all__ = ["CacheInvalidationPublisher", "CacheInvalidationSubscriber", "models"]
