"""What stands around a compiled pipeline: the fallback, and inside of it the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..contract.policy import Policy
from ..contract.row import Row
from ..observe.samples import Sample, sample
from .ends import Ends

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

    def around(
        self, row: Row, policy: Policy, ends: Ends[Any, Any], function: Callable[..., Any]
    ) -> Callable[..., Any]:
        """`function(args, body, options)` with the operation's cache and fallback outside of it.

        What is stored survives a change of the policy's numbers and is judged by the new ones; switching the cache
        off forgets it.

        Raises:
            ConfigurationError: the fallback cannot work; see `policies.fallback`.
        """
        inner = self._cached(row, policy, ends, function)
        if policy.fallback is None:
            return inner
        from ..policies.fallback import FallbackAnswers

        fallback = self.fallbacks.setdefault(_key(row), FallbackAnswers(row, ends.read))
        return fallback.wrap_blocking(inner, policy) if self._blocking else fallback.wrap(inner, policy)

    def close(self) -> None:
        """End every renewal. What is stored stays, as a client may be used again."""
        for calls in self._calls.values():
            calls.close()

    def samples(self, service: str) -> Iterator[Sample]:
        """Rows for an exporter, labelled with `service` and the operation."""
        for (name, _), cache in self.caches.items():
            labels = {"service": service, "operation": name}
            for ending, value in (
                ("hits_total", cache.hits),
                ("stale_total", cache.stale),
                ("stood_in_total", cache.stood_in),
                ("misses_total", cache.misses),
                ("merged_total", cache.merged),
                ("renewals_total", cache.renewals),
                ("renewals_failed_total", cache.renewals_failed),
                ("evicted_total", cache.evicted),
                ("entries", len(cache)),
            ):
                yield sample(f"mg_client_cache_{ending}", value, labels)
        for (name, _), fallback in self.fallbacks.items():
            labels = {"service": service, "operation": name}
            yield sample("mg_client_fallback_total", fallback.used, labels)
            yield sample("mg_client_fallback_failed_total", fallback.failed, labels)

    def _cached(
        self, row: Row, policy: Policy, ends: Ends[Any, Any], function: Callable[..., Any]
    ) -> Callable[..., Any]:
        key = _key(row)
        if policy.cache is None:
            if key in self._calls:
                self._calls.pop(key).close()
                del self.caches[key]
            return function
        cache = self.caches.get(key)
        if cache is None:
            from ..policies.cache.merging import BlockingCachedCalls, CachedCalls
            from ..policies.cache.store import ResponseCache

            cache = self.caches[key] = ResponseCache(row, policy.cache, self._now, ends.sent)
            self._calls[key] = BlockingCachedCalls(cache) if self._blocking else CachedCalls(cache)
        cache.policy = policy.cache
        return self._calls[key].wrap(function, policy.timeout.total_s)


def _key(row: Row) -> tuple[str, str]:
    return row.id, row.source
