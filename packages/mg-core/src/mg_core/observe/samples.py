"""Counters of the client side: plain integers, read at scrape.

`Sample` is the row that an exporter renders: (name, type, help, labels, value).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

BOUNDS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the latency buckets, in seconds."""


class Sample(NamedTuple):
    """One value of one metric.

    A histogram comes as samples whose name ends in `_bucket` (label `le`), `_sum` and `_count`, all of type
    `histogram`; the family's name is the name without that ending.
    """

    name: str
    type: Literal["counter", "gauge", "histogram"]
    help: str
    labels: dict[str, str]
    value: float


FAMILIES: Final[dict[str, tuple[Literal["counter", "gauge", "histogram"], str]]] = {
    "mg_client_calls_total": ("counter", "Logical calls begun"),
    "mg_client_ok_total": ("counter", "Calls that returned a value"),
    "mg_client_errors_total": ("counter", "Calls that raised, by code"),
    "mg_client_attempts_total": ("counter", "Requests sent, retries included"),
    "mg_client_retries_total": ("counter", "Attempts after the first"),
    "mg_client_rejected_total": ("counter", "Calls refused on this side by a policy"),
    "mg_client_call_seconds": ("histogram", "Seconds from call to result, retries and waits included"),
    "mg_client_breaker_state": ("gauge", "0 closed, 1 half-open, 2 open"),
    "mg_client_breaker_opened_total": ("counter", "Times a breaker opened"),
    "mg_client_breaker_rejected_total": ("counter", "Calls refused by a breaker"),
    "mg_client_breaker_would_have_rejected_total": ("counter", "Calls that a breaker in shadow mode let through"),
    "mg_client_in_flight": ("gauge", "Calls in a bulkhead"),
    "mg_client_bulkhead_queued": ("gauge", "Calls waiting for a place"),
    "mg_client_bulkhead_rejected_total": ("counter", "Calls refused by a full bulkhead"),
    "mg_client_rate_limit_queued": ("gauge", "Calls waiting for a token"),
    "mg_client_rate_limit_rejected_total": ("counter", "Calls refused by the rate limit"),
    "mg_client_retry_budget_exhausted_total": ("counter", "Retries and hedges refused by the budget"),
    "mg_client_hedges_total": ("counter", "Attempts sent beside a slow one"),
    "mg_client_hedges_won_total": ("counter", "Calls that a hedge answered"),
    "mg_client_chaos_total": ("counter", "Attempts disturbed on purpose"),
    "mg_client_cache_hits_total": ("counter", "Calls answered from the cache"),
    "mg_client_cache_stale_total": ("counter", "Calls answered with a stale answer"),
    "mg_client_cache_stood_in_total": ("counter", "Calls that got a stale answer instead of an error"),
    "mg_client_cache_misses_total": ("counter", "Calls that made a request"),
    "mg_client_cache_merged_total": ("counter", "Calls that waited for the request of another call"),
    "mg_client_cache_renewals_total": ("counter", "Requests made in the background"),
    "mg_client_cache_renewals_failed_total": ("counter", "Requests made in the background that failed"),
    "mg_client_cache_evicted_total": ("counter", "Answers dropped to make room"),
    "mg_client_cache_entries": ("gauge", "Answers in store"),
    "mg_client_fallback_total": ("counter", "Calls that got the fallback"),
    "mg_client_fallback_failed_total": ("counter", "Calls whose fallback failed as well"),
    "mg_fleet_connected": ("gauge", "1 while Redis answers the breakers"),
    "mg_fleet_commands_total": ("counter", "Commands of breakers that Redis answered"),
    "mg_fleet_errors_total": ("counter", "Commands of breakers and connections that failed"),
    "mg_fleet_dropped_total": ("counter", "Commands of breakers that were not sent"),
}
"""The metrics of clients and of what they share: name → (type, help)."""


def sample(name: str, value: float, labels: dict[str, str]) -> Sample:
    """A counter or gauge of `FAMILIES` with its value."""
    kind, text = FAMILIES[name]
    return Sample(name, kind, text, labels, value)


def family_name(row: Sample) -> str:
    """The name under which a sample's help and type stand."""
    if row.type != "histogram":
        return row.name
    return row.name.removesuffix("_bucket").removesuffix("_sum").removesuffix("_count")


def merged(samples: Iterable[Sample]) -> dict[str, list[Sample]]:
    """Samples by family, each name and label set once: numbers add up; of states (`..._state`) the worst counts.

    Clients of the same service, and breakers of one client, may report under the same labels.
    """
    found: dict[str, dict[tuple[str, tuple[tuple[str, str], ...]], Sample]] = {}
    for row in samples:
        family = found.setdefault(family_name(row), {})
        key = (row.name, tuple(sorted(row.labels.items())))
        known = family.get(key)
        if known is None:
            family[key] = row
        else:
            worst = row.type == "gauge" and row.name.endswith("_state")
            value = max(known.value, row.value) if worst else known.value + row.value
            family[key] = row._replace(value=value)
    return {name: list(rows.values()) for name, rows in found.items()}


class OperationMetrics:
    """Counts of one operation. All attributes only grow."""

    __slots__ = ("attempts", "buckets", "calls", "errors", "ok", "rejected", "retries", "seconds")

    def __init__(self) -> None:
        self.calls = 0
        self.ok = 0
        self.attempts = 0
        self.retries = 0
        self.rejected = 0
        self.errors: dict[str, int] = {}
        self.buckets = [0] * (len(BOUNDS_S) + 1)
        self.seconds = 0.0

    def observe(self, seconds: float) -> None:
        """Count one finished call that took `seconds`."""
        self.buckets[bisect_left(BOUNDS_S, seconds)] += 1
        self.seconds += seconds

    def error(self, code: str) -> None:
        """Count one failed call by the code of its error."""
        self.errors[code] = self.errors.get(code, 0) + 1

    def samples(self, labels: dict[str, str]) -> Iterator[Sample]:
        """The rows for an exporter."""
        for name, value in (
            ("mg_client_calls_total", self.calls),
            ("mg_client_ok_total", self.ok),
            ("mg_client_attempts_total", self.attempts),
            ("mg_client_retries_total", self.retries),
            ("mg_client_rejected_total", self.rejected),
        ):
            yield sample(name, value, labels)
        for code, count in self.errors.items():
            yield sample("mg_client_errors_total", count, {**labels, "code": code})
        yield from self._histogram(labels)

    def _histogram(self, labels: dict[str, str]) -> Iterator[Sample]:
        name = "mg_client_call_seconds"
        text = FAMILIES[name][1]
        total = 0
        for bound, count in zip((*map(str, BOUNDS_S), "+Inf"), self.buckets, strict=True):
            total += count
            yield Sample(f"{name}_bucket", "histogram", text, {**labels, "le": bound}, total)
        yield Sample(f"{name}_sum", "histogram", text, labels, self.seconds)
        yield Sample(f"{name}_count", "histogram", text, labels, total)
