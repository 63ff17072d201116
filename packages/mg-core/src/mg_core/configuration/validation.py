"""What a policy may hold: type and range of every field, what fits together, and how changes are merged in.

Nothing here knows where a value was written; `PolicyError` says which part and field are wrong, and its catcher
adds the operation, its line in the contract, and the variable or file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, replace
from typing import Any, Final, NamedTuple, get_args

from ..contract.operation import Idempotency
from ..contract.policy import (
    BreakerMode,
    BreakerPolicy,
    BulkheadPolicy,
    CachePolicy,
    ChaosPolicy,
    FallbackPolicy,
    HedgePolicy,
    Policy,
    RateLimitPolicy,
    RetryPolicy,
    TimeoutPolicy,
)
from ..policies.retry import RETRYABLE_4XX

PARTS: Final[dict[str, type]] = {
    "timeout": TimeoutPolicy,
    "retry": RetryPolicy,
    "breaker": BreakerPolicy,
    "bulkhead": BulkheadPolicy,
    "rate_limit": RateLimitPolicy,
    "hedge": HedgePolicy,
    "cache": CachePolicy,
    "fallback": FallbackPolicy,
    "chaos": ChaosPolicy,
}
"""Names of a policy's parts and the class of each."""


class PolicyError(ValueError):
    """A policy that cannot work."""

    def __init__(self, part: str, text: str, field: str = "") -> None:
        super().__init__(text)
        self.part = part
        self.field = field
        """The field that is wrong by itself, or "" when it is the part or several fields."""


class _Number(NamedTuple):
    """A number and its bounds."""

    low: float = 0
    high: float = math.inf
    above: bool = False
    """`low` itself is not allowed."""
    whole: bool = False

    def problem(self, value: Any) -> str:
        """What is wrong with `value`, or ""."""
        kinds = int if self.whole else (int, float)
        typed = isinstance(value, kinds) and not isinstance(value, bool)
        if typed and math.isfinite(value) and self.low <= value <= self.high and not (self.above and value == self.low):
            return ""
        return f"must be {self.wanted()}, not {value!r}"

    def wanted(self) -> str:
        """The bounds in words."""
        kind = "a whole number" if self.whole else "a number"
        if self.high < math.inf:
            return f"{kind} from {self.low:g} to {self.high:g}"
        return f"{kind} above {self.low:g}" if self.above else f"{kind} of at least {self.low:g}"


class _Numbers(NamedTuple):
    """A list of numbers."""

    each: _Number
    length: int = 0
    """Exactly that many; 0 for one or more."""
    empty: bool = False

    def problem(self, value: Any) -> str:
        """What is wrong with `value`, or ""."""
        size = f"{self.length} numbers" if self.length else "numbers"
        if not isinstance(value, tuple) or (self.length and len(value) != self.length):
            return f"must be a list of {size}, not {value!r}"
        if not value and not self.empty:
            return "must hold at least one number"
        return next((f"holds what it must not: each {text}" for text in map(self.each.problem, value) if text), "")


class _Word(NamedTuple):
    """One of some words."""

    words: tuple[str, ...]

    def problem(self, value: Any) -> str:
        """What is wrong with `value`, or ""."""
        return "" if value in self.words else f"must be one of {', '.join(self.words)}, not {value!r}"


class _Body:
    """The body of a fallback."""

    def problem(self, value: Any) -> str:
        """What is wrong with `value`, or ""."""
        if callable(value):
            return ""
        try:
            json.loads(value, parse_constant=_refuse_constant)
        except (TypeError, ValueError) as error:
            return f"must be JSON text or a function: {error}"
        return ""


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_SHARE: Final = _Number(0, 1)
_POSITIVE: Final = _Number(above=True)
_COUNT: Final = _Number(1, whole=True)
_AT_LEAST_0: Final = _Number()

RULES: Final[dict[str, dict[str, _Number | _Numbers | _Word | _Body]]] = {
    "timeout": {"attempt_s": _POSITIVE, "total_s": _POSITIVE},
    "retry": {
        "max_retries": _Number(0, 10, whole=True),
        "backoff_s": _Numbers(_AT_LEAST_0),
        "jitter": _Numbers(_AT_LEAST_0, length=2),
        "on_status": _Numbers(_Number(400, 599, whole=True), empty=True),
        "budget_ratio": _AT_LEAST_0,
        "budget_min_per_s": _AT_LEAST_0,
        "max_retry_after_s": _AT_LEAST_0,
    },
    "breaker": {"failures": _COUNT, "open_s": _POSITIVE, "trials": _COUNT, "mode": _Word(get_args(BreakerMode))},
    "bulkhead": {"max_in_flight": _COUNT, "max_queue": _Number(whole=True)},
    "rate_limit": {"per_s": _POSITIVE, "burst": _COUNT, "max_wait_s": _AT_LEAST_0},
    "hedge": {"delay_s": _POSITIVE, "max_hedges": _Number(1, 3, whole=True)},
    "cache": {"ttl_s": _POSITIVE, "stale_while_revalidate_s": _AT_LEAST_0, "stale_if_error_s": _AT_LEAST_0},
    "fallback": {"body": _Body()},
    "chaos": {
        "seed": _Number(-math.inf, whole=True),
        "latency_rate": _SHARE,
        "latency_s": _AT_LEAST_0,
        "fault_rate": _SHARE,
        "fault": _Word(("connect", "lost")),
        "status_rate": _SHARE,
        "status": _Number(400, 599, whole=True),
    },
}
"""Part → field → what it may be."""


def fits(part: str, idempotency: Idempotency) -> bool:
    """Whether a part is meant for operations of this kind: hedges for repeatable ones, caches for safe ones."""
    if part == "hedge":
        return idempotency in {"safe", "idempotent"}
    return part != "cache" or idempotency == "safe"


def first_problem(policy: Policy, idempotency: Idempotency) -> PolicyError | None:
    """The first thing that keeps a policy from working, or None."""
    for part, kind in PARTS.items():
        value = getattr(policy, part)
        if value is None and part != "timeout":
            continue
        if not isinstance(value, kind):
            return PolicyError(part, f"{part} must be a {kind.__name__}, not {type(value).__name__}")
        for field, rule in RULES[part].items():
            text = rule.problem(getattr(value, field))
            if text:
                return PolicyError(part, f"{part}.{field} {text}", field)
    return next(_clashes(policy, idempotency), None)


def _clashes(policy: Policy, idempotency: Idempotency) -> Iterator[PolicyError]:
    timeout, retry = policy.timeout, policy.retry
    if timeout.attempt_s > timeout.total_s:
        limits = f"timeout.attempt_s {timeout.attempt_s:g} must not be above timeout.total_s {timeout.total_s:g}"
        yield PolicyError("timeout", limits)
    if retry is not None:
        bad = [status for status in retry.on_status if status < 500 and status not in RETRYABLE_4XX]
        if bad:
            allowed = ", ".join(str(status) for status in sorted(RETRYABLE_4XX))
            yield PolicyError(
                "retry", f"retry.on_status must not hold {bad[0]}; of the 4xx only {allowed}", "on_status"
            )
        if retry.jitter[0] > retry.jitter[1]:
            yield PolicyError("retry", "retry.jitter must be two rising numbers", "jitter")
    if policy.hedge is not None and not fits("hedge", idempotency):
        yield PolicyError(
            "hedge", f"only safe and idempotent operations can be hedged, and this one is `{idempotency}`"
        )
    if policy.cache is not None and not fits("cache", idempotency):
        yield PolicyError("cache", f"only safe operations can be cached, and this one is `{idempotency}`")


def merge(policy: Policy, parts: Mapping[str, Any], *, lenient: bool = False) -> Policy:
    """A policy with some parts replaced: by a part, by None (off), or by a mapping of the fields to change.

    Args:
        policy: what is changed.
        parts: name of the part → its new value.
        lenient: a part that is off stays off where fields are missing to switch it on; else that is an error.

    Raises:
        PolicyError: an unknown part or field, or a value that a field cannot have.
    """
    new: dict[str, Any] = {}
    for name, given in parts.items():
        kind = PARTS.get(name)
        if kind is None:
            raise PolicyError(name, f"no policy part {name!r}; there are: {', '.join(PARTS)}")
        if given is None and name == "timeout":
            raise PolicyError(name, "timeout cannot be off: every call has a limit")
        if not isinstance(given, Mapping):
            new[name] = given
            continue
        merged = _merge_fields(name, kind, getattr(policy, name), given)
        if merged is not None:
            new[name] = merged
        elif not lenient:
            raise PolicyError(name, f"{name} is off here, so it needs {', '.join(required(kind))}")
    return replace(policy, **new)


def required(kind: type) -> list[str]:
    """Fields of a part that have no default."""
    return [field.name for field in fields(kind) if field.default is MISSING]


def _merge_fields(name: str, kind: Any, old: Any, changes: Mapping[str, Any]) -> Any:
    values = {}
    for key, given in changes.items():
        if key not in RULES[name]:
            raise PolicyError(name, f"{name} has no {key!r}; there are: {', '.join(RULES[name])}", str(key))
        value = tuple(given) if isinstance(given, list) else given
        if name == "fallback" and not (isinstance(value, str) or callable(value)):
            value = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
        text = RULES[name][key].problem(value)
        if text:
            raise PolicyError(name, f"{name}.{key} {text}", key)
        values[key] = value
    if old is not None:
        return replace(old, **values)
    return kind(**values) if values.keys() >= set(required(kind)) else None
