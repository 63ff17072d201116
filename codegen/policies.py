"""Policy profiles: `spec/policies.yaml` to `mg_core.operation.Policy`, and the overrides of a contract."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_args, get_origin, get_type_hints

from codegen.frontends.source import Documents, Map, Seq, fail
from codegen.ir import Source
from mg_core.operation import Breaker, Bulkhead, Cache, Hedge, Policy, RateLimit, Retry, Timeout

PARTS: Final[Mapping[str, type[Any]]] = {
    "timeout": Timeout,
    "retry": Retry,
    "breaker": Breaker,
    "bulkhead": Bulkhead,
    "rate_limit": RateLimit,
    "hedge": Hedge,
    "cache": Cache,
}

FOREIGN: Final = Policy("default", Timeout(attempt_s=30.0, total_s=90.0), Retry(max_retries=2), Breaker())
"""Policy of a contract set that has no `policies.yaml`."""

RETRYABLE_4XX: Final = frozenset({408, 425, 429})


def load_profiles(path: Path, documents: Documents) -> dict[str, Policy]:
    """Every profile of a policies file.

    Raises:
        SourceError: an unknown key, a value of the wrong type, numbers that cannot work.
    """
    root = documents.load(path)
    source = Source(documents.shown(path), 1)
    profiles = root.get("profiles") if isinstance(root, Map) else None
    if not isinstance(profiles, Map) or not profiles:
        raise fail(source, "a policies file holds `profiles:` with at least one profile")
    return {name: _profile(name, node, profiles.at(name)) for name, node in profiles.items()}


def _profile(name: str, node: Any, source: Source) -> Policy:
    if not isinstance(node, Map):
        raise fail(source, f"the profile {name!r} is not a mapping")
    if "timeout" not in node:
        raise fail(source, f"the profile {name!r} has no timeout")
    return override(Policy(name, Timeout(1.0, 1.0)), node, name)


def override(policy: Policy, node: Map, name: str) -> Policy:
    """A policy with parts changed as a mapping says; `null` removes a part.

    Raises:
        SourceError: see `load_profiles`.
    """
    changes: dict[str, Any] = {}
    for key, value in node.items():
        if key in {"profile", "description"}:
            continue
        if key not in PARTS:
            raise fail(node.at(key), f"unknown policy part {key!r}; allowed: {', '.join(PARTS)}")
        if value is None and key == "timeout":
            raise fail(node.at(key), "a policy always has a timeout")
        changes[key] = None if value is None else _part(key, value, getattr(policy, key), node.at(key))
    result = dataclasses.replace(policy, name=name, **changes)
    if result.timeout.attempt_s > result.timeout.total_s:
        at = node.at("timeout")
        raise fail(at, f"attempt_s {result.timeout.attempt_s} is more than total_s {result.timeout.total_s}")
    return result


def _part(key: str, node: Any, base: Any, source: Source) -> Any:
    if not isinstance(node, Map):
        raise fail(source, f"the policy part {key!r} is not a mapping")
    kind = PARTS[key]
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for name, value in node.items():
        if name not in hints:
            raise fail(node.at(name), f"unknown key {name!r} of {key}; allowed: {', '.join(hints)}")
        values[name] = _number(name, value, hints[name], node.at(name))
    try:
        result = dataclasses.replace(base, **values) if base is not None else kind(**values)
    except TypeError as error:
        required = [f.name for f in dataclasses.fields(kind) if f.default is dataclasses.MISSING]
        raise fail(source, f"{key} needs {', '.join(required)}") from error
    if isinstance(result, Retry):
        _check_retry(result, source)
    return result


def _check_retry(retry: Retry, source: Source) -> None:
    wrong = [status for status in retry.on_status if 400 <= status < 500 and status not in RETRYABLE_4XX]
    if wrong:
        raise fail(source, f"on_status {wrong[0]}: of the 4xx only 408, 425 and 429 are worth another attempt")
    if not 0 <= retry.max_retries <= 10:
        raise fail(source, f"max_retries {retry.max_retries} is not between 0 and 10")


def _number(name: str, value: Any, hint: Any, source: Source) -> Any:
    if get_origin(hint) is tuple:
        if not isinstance(value, Seq) or not value:
            raise fail(source, f"{name} is a list of numbers")
        kinds = get_args(hint)
        if kinds[-1] is not Ellipsis and len(value) != len(kinds):
            raise fail(source, f"{name} is a list of {len(kinds)} numbers")
        return tuple(_number(name, item, kinds[0], value.at(index)) for index, item in enumerate(value))
    if isinstance(value, bool) or not isinstance(value, int | float) or (hint is int and not isinstance(value, int)):
        raise fail(source, f"{name} is {'a whole number' if hint is int else 'a number'}, not {value!r}")
    if value < 0 or (value == 0 and name in {"attempt_s", "total_s", "open_s", "per_s", "burst", "failures", "trials"}):
        raise fail(source, f"{name} is {value}; it must be {'at least 0' if value < 0 else 'more than 0'}")
    return hint(value)
