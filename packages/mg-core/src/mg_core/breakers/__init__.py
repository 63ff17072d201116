"""Breakers under purgatory's public API, with the rules of `mg_core.policies.breaker`. Needs the extra `purgatory`.

BreakerFactory       purgatory's AsyncCircuitBreakerFactory: get_breaker, decorator, listeners, storage ports
CircuitOpenedError   a refusal: a RejectedError and purgatory's OpenedState at once
RedisUnitOfWork      purgatory's storage port over a client of redis-py; purgatory's own factory takes it too
"""

from .errors import CircuitOpenedError
from .factory import BreakerFactory
from .storage import RedisRepository, RedisUnitOfWork

__all__ = ["BreakerFactory", "CircuitOpenedError", "RedisRepository", "RedisUnitOfWork"]
