"""What a policy may hold: type and range of every field, what fits together, and how changes are merged in.

Nothing here knows where a value was written; `PolicyError` says which part and field are wrong, and its catcher
adds the operation, its line in the contract, and the variable or file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, replace
from typing import Any

from ..contract.bounds import bounds_of
from ..contract.policy import Policy
from ..contract.row import Idempotency
from ..policies.retry import RETRYABLE_4XX
from ..policies.steps import PARTS


class PolicyError(ValueError):
    """A policy that cannot work."""

    def __init__(self, part: str, text: str, field: str = "") -> None:
        super().__init__(text)
        self.part = part
        self.field = field
        """The field that is wrong by itself, or "" when it is the part or several fields."""


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
        for field, rule in bounds_of(kind).items():
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
        bounds = bounds_of(kind)
        if key not in bounds:
            raise PolicyError(name, f"{name} has no {key!r}; there are: {', '.join(bounds)}", str(key))
        value = tuple(given) if isinstance(given, list) else given
        if name == "fallback" and not (isinstance(value, str) or callable(value)):
            value = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
        text = bounds[key].problem(value)
        if text:
            raise PolicyError(name, f"{name}.{key} {text}", key)
        values[key] = value
    if old is not None:
        return replace(old, **values)
    return kind(**values) if values.keys() >= set(required(kind)) else None
