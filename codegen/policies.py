"""Policy profiles: `spec/policies.yaml` to `mg_core.contract.policy.Policy`, and the overrides of a contract."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_args, get_origin, get_type_hints

from codegen.ir import Source
from codegen.source import Documents, Map, fail
from mg_core.configuration import validation
from mg_core.contract.bounds import bounds_of
from mg_core.contract.policy import BreakerPolicy, Policy, RetryPolicy, TimeoutPolicy
from mg_core.policies import steps

OPERATORS: Final = ("chaos", "breaker.mode")
"""What a contract never says: operators and programs set it while a service runs."""

PARTS: Final[Mapping[str, type[Any]]] = {part: kind for part, kind in steps.PARTS.items() if part not in OPERATORS}
"""The parts of a policy that a contract may name, and the class of each."""

FOREIGN: Final = Policy(
    "default", TimeoutPolicy(attempt_s=30.0, total_s=90.0), RetryPolicy(max_retries=2), BreakerPolicy()
)
"""Policy of a contract set that has no `policies.yaml`."""


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
    return override(Policy(name, TimeoutPolicy(1.0, 1.0)), node, name)


def override(policy: Policy, node: Map, name: str) -> Policy:
    """A policy with parts changed as a mapping says; `null` removes a part.

    Raises:
        SourceError: see `load_profiles`.
    """
    changes: dict[str, Any] = {}
    for key, value in node.items():
        if key in {"profile", "description"}:
            continue
        if key in OPERATORS:
            raise fail(node.at(key), f"{key} is set by operators and programs, never by a contract; {_allowed()}")
        if key not in PARTS:
            raise fail(node.at(key), f"unknown policy part {key!r}; {_allowed()}")
        if value is None and key == "timeout":
            raise fail(node.at(key), "a policy always has a timeout")
        changes[key] = None if value is None else _part(key, value, getattr(policy, key), node.at(key))
    result = dataclasses.replace(policy, name=name, **changes)
    if result.timeout.attempt_s > result.timeout.total_s:
        at = node.at("timeout")
        raise fail(at, f"attempt_s {result.timeout.attempt_s} is more than total_s {result.timeout.total_s}")
    problem = validation.first_problem(result, "safe")
    if problem is not None:
        raise fail(node.at(problem.part), str(problem))
    return result


def fields_of(part: str) -> tuple[str, ...]:
    """The fields of a part that a contract may write."""
    return tuple(name for name in bounds_of(PARTS[part]) if f"{part}.{name}" not in OPERATORS)


def _allowed() -> str:
    return f"allowed: {', '.join(PARTS)}"


def _part(key: str, node: Any, base: Any, source: Source) -> Any:
    if not isinstance(node, Map):
        raise fail(source, f"the policy part {key!r} is not a mapping; it has {', '.join(fields_of(key))}")
    kind = PARTS[key]
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for name, value in node.items():
        if f"{key}.{name}" in OPERATORS:
            allowed = ", ".join(fields_of(key))
            why = f"{key}.{name} is set by operators and programs, never by a contract; allowed: {allowed}"
            raise fail(node.at(name), why)
        if name not in hints:
            raise fail(node.at(name), f"unknown key {name!r} of {key}; allowed: {', '.join(fields_of(key))}")
        values[name] = _value(key, name, value, hints[name], node.at(name))
    try:
        return dataclasses.replace(base, **values) if base is not None else kind(**values)
    except TypeError as error:
        raise fail(source, f"{key} needs {', '.join(validation.required(kind))}") from error


def _value(key: str, name: str, value: Any, hint: Any, source: Source) -> Any:
    if key == "fallback":
        return _json(value, source)
    found = tuple(value) if isinstance(value, list) else value
    problem = bounds_of(PARTS[key])[name].problem(found)
    if problem:
        raise fail(source, f"{name} {problem}")
    if get_origin(hint) is tuple:
        return tuple(get_args(hint)[0](item) for item in found)
    return hint(found)


def _json(value: Any, source: Source) -> str:
    """A body as compact JSON text."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise fail(source, f"the body is no JSON: {error}") from error
