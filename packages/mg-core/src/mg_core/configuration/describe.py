"""What guards an operation in words, step by step, with the origin of every number that is not the contract's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from ..contract.policy import Policy
from ..contract.row import Row
from ..policies.steps import PARTS, STEPS

Origins = Mapping[tuple[str, str], str]
"""(part, field) → `environment`, `file policies.toml` or `program`; the field is "" where a part was switched off."""


def steps(row: Row, policy: Policy, origins: Origins | None = None) -> tuple[str, ...]:
    """One line per step, outermost first.

    A number that is not the contract's is followed by where it comes from: `[max_retries: environment]`. Parts that
    the contract names and that were switched off stand at the end, as `off: retry [program]`.
    """
    known = origins or {}
    lines = [
        f"{step.name}: {step.describe(row, getattr(policy, step.part))}"
        f"{_notes(row.policy, policy, step.part, step.numbers, known)}"
        for step in STEPS
        if step.is_on(policy)
    ]
    lines.append(f"transport: {row.label}")
    named = [part for part in PARTS if getattr(row.policy, part) is not None]
    gone = [part for part in named if getattr(policy, part) is None]
    return (*lines, *(f"off: {part}{_bracket(known.get((part, ''), ''))}" for part in gone))


def _notes(contract: Policy, policy: Policy, part: str, names: tuple[str, ...], origins: Origins) -> str:
    old, new = getattr(contract, part), getattr(policy, part)
    by_origin: dict[str, list[str]] = {}
    for name in names or tuple(field.name for field in fields(new)):
        origin = origins.get((part, name), "")
        if origin and (old is None or getattr(old, name) != getattr(new, name)):
            by_origin.setdefault(origin, []).append(name)
    return _bracket("; ".join(f"{', '.join(changed)}: {origin}" for origin, changed in by_origin.items()))


def _bracket(text: str) -> str:
    return f" [{text}]" if text else ""
