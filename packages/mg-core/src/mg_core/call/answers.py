"""What stands around a compiled pipeline: the fallback, and inside of it the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..contract.operation import Operation
from ..contract.policy import Policy
from ..observe.samples import Sample, sample

if TYPE_CHECKING:  # most clients have neither, so their modules are imported where a policy names them
    from ..policies.cache.merging import BlockingCachedCalls, CachedCalls
    from ..policies.cache.store import ResponseCache
    from ..policies.fallback import FallbackAnswers


class Answers:
    """The caches and fallbacks of one client.

    Attributes:
        caches: by (operationId, place in the contract).
        fallbacks: by the same.
    """

    def __init__(self, now: Callable[[], float], *, blocking: bool) -> None:
        """`now`: monotonic seconds."""
        self._now = now
        self._blocking = blocking
        self._calls: dict[tuple[str, str], CachedCalls | BlockingCachedCalls] = {}
        self.caches: dict[tuple[str, str], ResponseCache] = {}
        self.fallbacks: dict[tuple[str, str], FallbackAnswers] = {}

    def around(self, operation: Operation, policy: Policy, function: Callable[..., Any]) -> Callable[..., Any]:
        """`function(args, body, options)` with the operation's cache and fallback outside of it.

        What is stored survives a change of the policy's numbers and is judged by the new ones; switching the cache
        off forgets it.

        Raises:
            ConfigurationError: the fallback cannot work; see `policies.fallback.substitute`.
        """
        inner = self._cached(operation, policy, function)
        if policy.fallback is None:
            return inner
        from ..policies.fallback import FallbackAnswers

        fallback = self.fallbacks.setdefault(_key(operation), FallbackAnswers(operation))
        return fallback.wrap_blocking(inner, policy) if self._blocking else fallback.wrap(inner, policy)

    def close(self) -> None:
        """End every renewal. What is stored stays, as a client may be used again."""
        for calls in self._calls.values():
            calls.close()

    def samples(self, service: str) -> Iterator[Sample]:
        """Rows for an exporter, labelled with `service` and the operation."""
        for (name, _), cache in self.caches.items():
            labels = {"service": service, "operation": name}
            for ending in ("hits", "stale", "stood_in", "misses", "merged", "renewals", "renewals_failed", "evicted"):
                yield sample(f"mg_client_cache_{ending}_total", getattr(cache, ending), labels)
            yield sample("mg_client_cache_entries", len(cache), labels)
        for (name, _), fallback in self.fallbacks.items():
            labels = {"service": service, "operation": name}
            yield sample("mg_client_fallback_total", fallback.used, labels)
            yield sample("mg_client_fallback_failed_total", fallback.failed, labels)

    def _cached(self, operation: Operation, policy: Policy, function: Callable[..., Any]) -> Callable[..., Any]:
        key = _key(operation)
        if policy.cache is None:
            if key in self._calls:
                self._calls.pop(key).close()
                del self.caches[key]
            return function
        cache = self.caches.get(key)
        if cache is None:
            from ..policies.cache.merging import BlockingCachedCalls, CachedCalls
            from ..policies.cache.store import ResponseCache

            cache = self.caches[key] = ResponseCache(operation, policy.cache, self._now)
            self._calls[key] = BlockingCachedCalls(cache) if self._blocking else CachedCalls(cache)
        cache.policy = policy.cache
        return self._calls[key].wrap(function, policy.timeout.total_s)


def _key(operation: Operation) -> tuple[str, str]:
    return operation.id, operation.source
