"""Breakers under purgatory's public API, with the rules of `mg_core.policies.breaker`. Needs the extra `purgatory`.

BreakerFactory       purgatory's AsyncCircuitBreakerFactory: get_breaker, decorator, listeners, storage ports
SyncBreakerFactory   purgatory's SyncCircuitBreakerFactory, for threads
CircuitOpenedError   a refusal: a CircuitOpenError and purgatory's OpenedState at once
RedisUnitOfWork      purgatory's storage port over a client of redis-py; purgatory's own factory takes it too
SyncRedisUnitOfWork  the same for the synchronous factories
"""

from .blocking import SyncBreakerFactory
from .errors import CircuitOpenedError
from .factory import BreakerFactory
from .storage import RedisRepository, RedisUnitOfWork, SyncRedisRepository, SyncRedisUnitOfWork

__all__ = [
    "BreakerFactory",
    "CircuitOpenedError",
    "RedisRepository",
    "RedisUnitOfWork",
    "SyncBreakerFactory",
    "SyncRedisRepository",
    "SyncRedisUnitOfWork",
]
