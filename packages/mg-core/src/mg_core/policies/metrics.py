"""Counters of the client side: plain integers, read at scrape.

`Sample` is the row that an exporter renders: (name, type, help, labels, value).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
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
        for name, value, text in (
            ("mg_client_calls_total", self.calls, "Logical calls begun"),
            ("mg_client_ok_total", self.ok, "Calls that returned a value"),
            ("mg_client_attempts_total", self.attempts, "Requests sent, retries included"),
            ("mg_client_retries_total", self.retries, "Attempts after the first"),
            ("mg_client_rejected_total", self.rejected, "Calls refused on this side by a policy"),
        ):
            yield Sample(name, "counter", text, labels, value)
        for code, count in self.errors.items():
            coded = {**labels, "code": code}
            yield Sample("mg_client_errors_total", "counter", "Calls that raised, by code", coded, count)
        yield from self._histogram(labels)

    def _histogram(self, labels: dict[str, str]) -> Iterator[Sample]:
        name, text = "mg_client_call_seconds", "Seconds from call to result, retries and waits included"
        total = 0
        for bound, count in zip((*map(str, BOUNDS_S), "+Inf"), self.buckets, strict=True):
            total += count
            yield Sample(f"{name}_bucket", "histogram", text, {**labels, "le": bound}, total)
        yield Sample(f"{name}_sum", "histogram", text, labels, self.seconds)
        yield Sample(f"{name}_count", "histogram", text, labels, total)
