"""Counters, gauges and histograms as plain Python numbers, rendered as Prometheus text at scrape.

Nothing is locked and nothing is exported in the background: an increment is one addition on the event
loop. A registry belongs to one application, so two applications in one process never mix.

    registry = Registry()
    failed = registry.counter("auth.failed_attempts", "Logins refused").child()
    failed.value += 1
    registry.include(client.metrics)        # the counters of a client of ours
    registry.render()       # auth_failed_attempts_total 1
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from mg_core.errors import ConfigurationError
from mg_core.observe.samples import Sample, merged

S = TypeVar("S")
F = TypeVar("F", "Counter", "Gauge", "Histogram")

DURATION_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds for request durations."""

MAX_SERIES = 2000
"""Label combinations kept per metric; later ones share one child whose labels read `other`."""

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""Media type of `Registry.render`."""


class Value:
    """One time series; hold on to it and change `value`."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value: float = 0

    def inc(self, amount: float = 1) -> None:
        """Add `amount`."""
        self.value += amount


class Distribution:
    """One histogram series: observations counted per bucket."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        """Count one observation."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    @property
    def count(self) -> int:
        """Observations so far."""
        return sum(self.counts)


class _Family(Generic[S]):
    """All series of one metric name, by label values."""

    kind = "untyped"

    def __init__(self, name: str, help_text: str, labels: tuple[str, ...], make: Callable[[], S]) -> None:
        self.name = name
        self.help = help_text
        self.labels = labels
        self._make = make
        self._children: dict[tuple[str, ...], S] = {}

    def child(self, *values: str) -> S:
        """The series with these label values, made on first use. Give one value per label."""
        found = self._children.get(values)
        if found is not None:
            return found
        if len(values) != len(self.labels):
            msg = f"metric {self.name} has the labels {self.labels}; got {len(values)} values"
            raise ConfigurationError(msg)
        if len(self._children) >= MAX_SERIES:
            values = ("other",) * len(values)
        return self._children.setdefault(values, self._make())

    def series(self) -> Iterator[tuple[tuple[str, ...], S]]:
        """Every series with its label values, in a stable order."""
        yield from sorted(self._children.items(), key=lambda item: item[0])

    def lines(self) -> Iterator[str]:
        """The series as Prometheus sample lines."""
        raise ConfigurationError(f"metric {self.name} has no text form")


class Counter(_Family[Value]):
    """A number that only grows."""

    kind = "counter"

    def lines(self) -> Iterator[str]:
        """One sample per series."""
        return _samples(self)


class Gauge(_Family[Value]):
    """A number that goes up and down."""

    kind = "gauge"

    def lines(self) -> Iterator[str]:
        """One sample per series."""
        return _samples(self)


def _samples(family: _Family[Value]) -> Iterator[str]:
    for values, series in family.series():
        yield f"{family.name}{_labels(family.labels, values)} {_number(series.value)}"


class Histogram(_Family[Distribution]):
    """Observations in buckets."""

    kind = "histogram"

    def lines(self) -> Iterator[str]:
        """Cumulative buckets, sum and count per series."""
        labels = (*self.labels, "le")
        for values, series in self.series():
            running = 0
            for bound, count in zip((*map(_number, series.bounds), "+Inf"), series.counts, strict=True):
                running += count
                yield f"{self.name}_bucket{_labels(labels, (*values, bound))} {running}"
            own = _labels(self.labels, values)
            yield f"{self.name}_sum{own} {_number(series.total)}"
            yield f"{self.name}_count{own} {running}"


class Registry:
    """The metrics of one application. Names may be written with dots; they are exported with underscores."""

    def __init__(self) -> None:
        self._families: dict[str, Counter | Gauge | Histogram] = {}
        self._collectors: list[Callable[[], None]] = []
        self._sources: list[Callable[[], Iterable[Sample]]] = []

    def counter(self, name: str, help_text: str, labels: tuple[str, ...] = ()) -> Counter:
        """Get or make a counter; the exported name ends in `_total`."""
        exported = _exported(name)
        if not exported.endswith("_total"):
            exported += "_total"
        return self._keep(Counter(exported, help_text, labels, Value))

    def gauge(self, name: str, help_text: str, labels: tuple[str, ...] = ()) -> Gauge:
        """Get or make a gauge."""
        return self._keep(Gauge(_exported(name), help_text, labels, Value))

    def histogram(
        self, name: str, help_text: str, labels: tuple[str, ...] = (), buckets: Sequence[float] = DURATION_BUCKETS_S
    ) -> Histogram:
        """Get or make a histogram; `buckets` are ascending upper bounds."""
        bounds = tuple(buckets)
        return self._keep(Histogram(_exported(name), help_text, labels, lambda: Distribution(bounds)))

    def on_scrape(self, collect: Callable[[], None]) -> None:
        """Call `collect` before each rendering, to set gauges from live state."""
        self._collectors.append(collect)

    def include(self, source: Callable[[], Iterable[Sample]]) -> None:
        """Render the samples of `source` as well, read at each scrape; e.g. the `metrics` of a client.

        Sources may report the same families: a family's help and type stand once, and samples of the same name and
        labels are added up. A family of the registry's own wins over one of the same name.
        """
        self._sources.append(source)

    def samples(self) -> dict[str, list[Sample]]:
        """What the included sources report now, by family."""
        return merged(sample for source in self._sources for sample in source())

    def value(self, name: str, *labels: str) -> float:
        """Present value of a counter or gauge series by its exported name; 0 when it has never been used."""
        for collect in self._collectors:
            collect()
        family = self._families.get(name)
        return family.child(*labels).value if isinstance(family, Counter | Gauge) else 0

    def render(self) -> str:
        """Everything as Prometheus text."""
        for collect in self._collectors:
            collect()
        out: list[str] = []
        for name, family in sorted(self._families.items()):
            out += (f"# HELP {name} {_help(family.help)}", f"# TYPE {name} {family.kind}", *family.lines())
        for name, samples in sorted(self.samples().items()):
            if name not in self._families:
                out += (f"# HELP {name} {_help(samples[0].help)}", f"# TYPE {name} {samples[0].type}")
                out += map(_sample_line, samples)
        return "\n".join(out) + "\n"

    def _keep(self, family: F) -> F:
        known = self._families.setdefault(family.name, family)
        if type(known) is not type(family) or known.labels != family.labels:
            msg = f"metric {family.name} is already a {known.kind} with labels {known.labels}"
            raise ConfigurationError(msg)
        return known


def _exported(name: str) -> str:
    return name.replace(".", "_").replace("-", "_")


def _sample_line(sample: Sample) -> str:
    return f"{sample.name}{_labels(tuple(sample.labels), tuple(sample.labels.values()))} {_number(sample.value)}"


def _help(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _number(value: float) -> str:
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
    return str(int(value)) if value == int(value) else repr(float(value))


def _labels(names: Sequence[str], values: Sequence[str]) -> str:
    if not names:
        return ""
    pairs = (f'{name}="{_escaped(value)}"' for name, value in zip(names, values, strict=True))
    return "{" + ",".join(pairs) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
