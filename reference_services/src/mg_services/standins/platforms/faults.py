"""Faults on demand: what a fault is, and which one the next request meets.

The wire side, which makes a fault happen, is in `middleware`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

from mg_core.errors import ConfigurationError

from .windows import RollingWindow

Kind = Literal["status", "latency", "rate_limit", "drop", "hang", "html", "garbage", "half", "redirect", "wrong_shape"]
"""`status`: an error answer of the contract's shape. `latency`: a later answer, otherwise right.
`rate_limit`: 429 with Retry-After once `limit` calls are spent in `window_s`. `drop`: the connection
breaks before the answer. `hang`: no answer. `html`: an HTML page instead of JSON. `garbage`: bytes that
are not JSON. `half`: the answer breaks off in its body. `redirect`: 302 to the same address. `wrong_shape`:
200 and JSON that the contract does not know."""

KINDS: tuple[str, ...] = get_args(Kind)
RETRY_AFTER_MAX = 100
"""Characters of a Retry-After given as text."""
FAULTS_MAX = 32
"""Faults that may be set at once."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault and the requests that it meets."""

    kind: Kind
    status: int = 500
    """Status of the answer, 200 to 599; used by `status`, `html`, `garbage` and `half`."""
    latency_ms: tuple[float, float] | None = None
    """Milliseconds before the answer, drawn evenly from this range, in place of the emulator's own."""
    retry_after_s: int | None = None
    """Value of Retry-After; `rate_limit` computes it when this is None."""
    retry_after: str | None = None
    """Retry-After as text, in place of the number: a date, a year in seconds, nonsense; printable ASCII."""
    limit: int = 0
    """`rate_limit`: calls allowed in `window_s`; 0 refuses every call."""
    window_s: float = 30.0
    path: str = ""
    """Only requests whose path starts with this."""
    next: int | None = None
    """Only so many requests; None means until the fault is taken back."""
    probability: float = 1.0
    """Share of the requests that meet it, 0 to 1, drawn from a generator seeded with `seed`."""
    seed: int = 0

    def describe(self) -> dict[str, Any]:
        """The fault as the control interface reads and writes it, without members left at their default."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        defaults = Fault(kind=self.kind)
        changed = {name: value for name, value in plain.items() if value != getattr(defaults, name)}
        return {"kind": self.kind, **changed}


_BOUNDS: Mapping[str, tuple[type | tuple[type, ...], float, float]] = {
    "status": (int, 200, 599),
    "retry_after_s": (int, 0, 86_400),
    "limit": (int, 0, 1_000_000),
    "window_s": ((int, float), 0.001, 86_400),
    "next": (int, 1, 1_000_000_000),
    "probability": ((int, float), 0, 1),
    "seed": (int, 0, 2**63),
}


MEMBERS = ("path", "latency_ms", "retry_after", *_BOUNDS)
"""What a fault may say besides its kind."""


def parse(raw: object) -> Fault:
    """One fault from JSON.

    Raises:
        ConfigurationError: an unknown member or a value out of bounds; the message names it.
    """
    if not isinstance(raw, dict):
        raise ConfigurationError('a fault is a JSON object such as {"kind": "status", "status": 500}')
    members = dict(cast("dict[str, Any]", raw))
    kind = members.pop("kind", None)
    if kind not in KINDS:
        raise ConfigurationError(f"kind {kind!r} is not one of {', '.join(KINDS)}")
    values: dict[str, Any] = {}
    for name, value in members.items():
        values[name] = _member(name, value)
    return Fault(kind=cast("Kind", kind), **values)


def parse_all(raw: object) -> tuple[Fault, ...]:
    """The faults of a control request: one object, or `{"faults": [...]}`.

    Raises:
        ConfigurationError: see `parse`; or too many of them.
    """
    several = raw.get("faults") if isinstance(raw, dict) and set(raw) == {"faults"} else [raw]
    if not isinstance(several, list) or len(several) > FAULTS_MAX:
        raise ConfigurationError(f"faults is a list of at most {FAULTS_MAX}")
    return tuple(parse(each) for each in several)


def _member(name: str, value: object) -> object:
    if name == "path":
        if isinstance(value, str) and value.startswith("/"):
            return value
        raise ConfigurationError("path is text that starts with /")
    if name == "latency_ms":
        return _latency(value)
    if name == "retry_after":
        if isinstance(value, str) and 0 < len(value) <= RETRY_AFTER_MAX and value.isascii() and value.isprintable():
            return value
        raise ConfigurationError(f"retry_after is text of 1 to {RETRY_AFTER_MAX} printable ASCII characters")
    if name not in _BOUNDS:
        raise ConfigurationError(f"a fault has no member {name!r}; it has {', '.join(MEMBERS)}")
    kind, low, high = _BOUNDS[name]
    if isinstance(value, bool) or not isinstance(value, kind) or not low <= cast("float", value) <= high:
        raise ConfigurationError(f"{name} is a number from {low:g} to {high:g}")
    return value


def _latency(value: object) -> tuple[float, float]:
    pair = value if isinstance(value, list) else [value, value]
    if len(pair) == 2 and all(isinstance(ms, int | float) and not isinstance(ms, bool) for ms in pair):
        low, high = cast("list[float]", pair)
        if 0 <= low <= high <= 600_000:
            return float(low), float(high)
    raise ConfigurationError("latency_ms is a number or [low, high], milliseconds from 0 to 600000")


@dataclass(slots=True)
class _Armed:
    fault: Fault
    rng: random.Random
    window: RollingWindow
    left: int | None
    met: int = 0


@dataclass(frozen=True, slots=True)
class Met:
    """A fault that a request meets."""

    fault: Fault
    retry_after_s: int | None
    """Seconds of Retry-After; None gives none."""

    @property
    def retry_after(self) -> str | None:
        """Value of the header Retry-After; None sends none."""
        if self.fault.retry_after is not None:
            return self.fault.retry_after
        return None if self.retry_after_s is None else str(self.retry_after_s)


@dataclass(slots=True)
class FaultBoard:
    """The faults that are set, and counts of what came in. One per emulator.

    Attributes:
        clock: monotonic seconds.
        requests: requests seen since the last `clear`, by `METHOD /path`; the control path is not counted.
    """

    clock: Callable[[], float]
    requests: Counter[str] = field(default_factory=Counter)
    _armed: list[_Armed] = field(default_factory=list)

    def set(self, *faults: Fault) -> None:
        """Put these faults in place of all earlier ones; counts of requests stay."""
        self._armed = [self._arm(fault) for fault in faults]

    def clear(self) -> None:
        """Take back every fault and forget the counts."""
        self._armed = []
        self.requests.clear()

    def describe(self) -> dict[str, Any]:
        """Faults with the number of requests that met each, and requests seen."""
        rows = [{**armed.fault.describe(), "met": armed.met, "left": armed.left} for armed in self._armed]
        return {"faults": rows, "requests": dict(self.requests), "requests_total": self.requests.total()}

    def meet(self, method: str, path: str) -> Met | None:
        """Count a request and say which fault it meets: the first set that applies, or none."""
        self.requests[f"{method} {path}"] += 1
        for armed in self._armed:
            met = self._apply(armed, path)
            if met is not None:
                return met
        return None

    def _arm(self, fault: Fault) -> _Armed:
        window = RollingWindow(limit=fault.limit, window_s=fault.window_s, clock=self.clock)
        return _Armed(fault, random.Random(fault.seed), window, fault.next)

    @staticmethod
    def _apply(armed: _Armed, path: str) -> Met | None:
        fault = armed.fault
        if armed.left == 0 or not path.startswith(fault.path):
            return None
        if fault.probability < 1 and armed.rng.random() >= fault.probability:
            return None
        retry_after_s = fault.retry_after_s
        if fault.kind == "rate_limit":
            verdict = armed.window.take("")
            if verdict.allowed:
                return None
            retry_after_s = verdict.retry_after_s if retry_after_s is None else retry_after_s
        if armed.left is not None:
            armed.left -= 1
        armed.met += 1
        return Met(fault, retry_after_s)
