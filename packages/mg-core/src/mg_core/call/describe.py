"""The steps of an operation's pipeline in words, outermost first, with the origin of what is not the contract's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from ..configuration.validation import PARTS
from ..contract.operation import Operation
from ..contract.policy import BreakerPolicy, CachePolicy, ChaosPolicy, HedgePolicy, Policy, RateLimitPolicy, RetryPolicy

Origins = Mapping[tuple[str, str], str]
"""(part, field) → `environment`, `file policies.toml` or `program`; the field is "" where a part was switched off."""


def steps(operation: Operation, policy: Policy, origins: Origins | None = None) -> tuple[str, ...]:
    """One line per step of the pipeline, outermost first.

    A number that is not the contract's is followed by where it comes from: `[max_retries: environment]`. Parts that
    the contract names and that were switched off stand at the end, as `off: retry [program]`.
    """
    known = origins or {}
    lines = [
        f"{text}{_notes(operation.policy, policy, part, names, known)}"
        for part, names, text in _steps(policy, operation)
    ]
    lines.append(f"transport: {operation.method} {operation.path}")
    named = [part for part in PARTS if getattr(operation.policy, part) is not None]
    gone = [part for part in named if getattr(policy, part) is None]
    return (*lines, *(f"off: {part}{_bracket(known.get((part, ''), ''))}" for part in gone))


def _steps(policy: Policy, operation: Operation) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """(part, its fields that the line shows; all when empty, line)."""
    if policy.fallback:
        yield "fallback", (), f"fallback: {_shortened(policy.fallback.body)} when there is no answer"
    if policy.cache:
        yield "cache", (), _cache(policy.cache)
    yield "timeout", ("total_s",), f"deadline: {policy.timeout.total_s:g} s in all"
    if policy.bulkhead:
        room = policy.bulkhead
        yield "bulkhead", (), f"bulkhead: {room.max_in_flight} in flight, {room.max_queue} waiting"
    if policy.rate_limit:
        yield "rate_limit", (), _rate_limit(policy.rate_limit)
    if policy.retry and policy.retry.max_retries:
        yield "retry", (), _retry(operation, policy.retry)
    if policy.hedge:
        yield "hedge", (), _hedge(policy.hedge)
    if policy.breaker:
        yield "breaker", (), _breaker(policy.breaker)
    yield "timeout", ("attempt_s",), f"attempt timeout: {policy.timeout.attempt_s:g} s"
    if policy.chaos:
        yield "chaos", (), _chaos(policy.chaos)


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


def _shortened(body: Any) -> str:
    if callable(body):
        return f"{getattr(body, '__name__', 'a function')}()"
    return body if len(body) <= 60 else f"{body[:57]}..."


def _cache(cache: CachePolicy) -> str:
    stale = f"{cache.stale_while_revalidate_s:g} s while asking again, {cache.stale_if_error_s:g} s on errors"
    return f"cache: {cache.ttl_s:g} s, then stale {stale}"


def _rate_limit(limit: RateLimitPolicy) -> str:
    wait = f", waits at most {limit.max_wait_s:g} s" if limit.max_wait_s else ""
    return f"rate limit: {limit.per_s:g} per s, burst {limit.burst}{wait}"


def _retry(operation: Operation, retry: RetryPolicy) -> str:
    waits = ", ".join(f"{wait_s:g}" for wait_s in retry.backoff_s)
    jitter = f"{retry.jitter[0]:g}–{retry.jitter[1]:g}"
    when = "only if never sent" if operation.idempotency == "never" else operation.idempotency
    budget = f"budget {retry.budget_ratio:.0%} + {retry.budget_min_per_s:g} per s"
    return f"retry: {retry.max_retries} after {waits} s × {jitter}, {when}, {budget}"


def _hedge(hedge: HedgePolicy) -> str:
    return f"hedge: {hedge.max_hedges} more, each after {hedge.delay_s:g} s without an answer"


def _breaker(breaker: BreakerPolicy) -> str:
    rules = f"{breaker.failures} failures in a row open it for {breaker.open_s:g} s, {breaker.trials} trials"
    mode = {
        "auto": rules,
        "forced_open": "forced open, every call is refused",
        "disabled": "disabled, every call goes through and nothing is counted",
        "shadow": f"shadow, counts and lets every call through; {rules}",
    }[breaker.mode]
    return f"breaker: {mode}"


def _chaos(chaos: ChaosPolicy) -> str:
    found = [
        (chaos.latency_rate, f"{chaos.latency_s:g} s more"),
        (chaos.fault_rate, "connection refused" if chaos.fault == "connect" else "connection lost"),
        (chaos.status_rate, f"status {chaos.status}"),
    ]
    shares = ", ".join(f"{text} for {rate:.3g} of the attempts" for rate, text in found if rate)
    return f"chaos: {shares or 'nothing'} (seed {chaos.seed})"
