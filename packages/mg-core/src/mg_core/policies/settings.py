"""Which policies guard which operation of a client: resolution, validation, description, changes at run time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any, Final

from ..errors import ConfigurationError
from ..operation import Breaker, Bulkhead, Cache, Hedge, Operation, Policy, RateLimit, Retry, Timeout
from .retry import RETRYABLE_4XX

PARTS: Final[dict[str, type]] = {
    "timeout": Timeout,
    "retry": Retry,
    "breaker": Breaker,
    "bulkhead": Bulkhead,
    "rate_limit": RateLimit,
    "hedge": Hedge,
    "cache": Cache,
}
"""Names of a policy's parts and the class of each."""

Override = Policy | Mapping[str, Any]
"""A whole policy, or some parts: `{"timeout": Timeout(1.0, 2.0), "retry": None}`."""


class OperationPolicy:
    """The policy of one operation (or of all, under `"*"`) of one client."""

    def __init__(self, policies: Policies, key: str) -> None:
        self._policies = policies
        self._key = key

    def set(self, **parts: Any) -> None:
        """Replace parts: `set(timeout=Timeout(1.0, 2.0), retry=None)`. None switches a part off.

        A part may be given as a mapping of the fields to change. Takes effect with the next call; a breaker or
        bulkhead with other numbers is a new one, and begins empty.

        Raises:
            ConfigurationError: unknown part or field, or numbers that cannot work; nothing is changed then.
        """
        self._policies.change(self._key, parts)

    @property
    def effective(self) -> Policy:
        """What is in force."""
        return self._policies.of(self._key)


class Policies:
    """All policies of one client. `policies["search"].set(...)`, `policies["*"].set(...)`, `describe()`."""

    def __init__(
        self,
        operations: tuple[Operation, ...],
        overrides: Mapping[str, Override],
        changed: Callable[[], None],
    ) -> None:
        self._operations = {operation.id: operation for operation in operations}
        self._policies = {operation.id: operation.policy for operation in operations}
        self._changed = changed
        for operation in operations:
            validate(operation, operation.policy)
        for key in sorted(overrides, key=lambda name: name != "*"):
            override = overrides[key]
            if isinstance(override, Policy):
                override = {name: getattr(override, name) for name in PARTS}
            self.change(key, override)

    def __getitem__(self, key: str) -> OperationPolicy:
        """The policy of operation `key`, or of all operations for `"*"`."""
        self._names(key)
        return OperationPolicy(self, key)

    def of(self, operation_id: str) -> Policy:
        """The policy in force; for `"*"` that of the first operation."""
        return self._policies[self._names(operation_id)[0]]

    def describe(self) -> dict[str, tuple[str, ...]]:
        """Per operation the steps of its pipeline, outermost first, with their numbers."""
        return {name: steps(self._operations[name], policy) for name, policy in self._policies.items()}

    def change(self, key: str, parts: Mapping[str, Any]) -> None:
        """See `OperationPolicy.set`."""
        changed = {}
        for name in self._names(key):
            operation = self._operations[name]
            policy = _merge(operation, self._policies[name], parts)
            if key != "*" and operation.idempotency == "never" and parts.get("retry") is not None:
                raise _wrong(operation, "retry would repeat an operation that must never be repeated")
            validate(operation, policy)
            changed[name] = policy
        self._policies.update(changed)
        self._changed()

    def _names(self, key: str) -> list[str]:
        if key == "*":
            return list(self._policies)
        if key not in self._policies:
            known = ", ".join(sorted(self._policies)) or "none"
            raise ConfigurationError(f"no operation {key!r}; there are: {known}")
        return [key]


def steps(operation: Operation, policy: Policy) -> tuple[str, ...]:
    """One line per step of the pipeline, outermost first."""
    found = [f"deadline: {policy.timeout.total_s:g} s in all"]
    if policy.cache:
        c = policy.cache
        stale = f"{c.stale_while_revalidate_s:g} s while asking again, {c.stale_if_error_s:g} s on errors"
        found.insert(0, f"cache: {c.ttl_s:g} s, then stale {stale}")
    if policy.bulkhead:
        found.append(f"bulkhead: {policy.bulkhead.max_in_flight} in flight, {policy.bulkhead.max_queue} waiting")
    if policy.rate_limit:
        found.append(f"rate limit: {policy.rate_limit.per_s:g} per s, burst {policy.rate_limit.burst}")
    if policy.retry and policy.retry.max_retries:
        found.append(_retry_step(operation, policy.retry))
    if policy.breaker:
        b = policy.breaker
        found.append(f"breaker: {b.failures} failures in a row open it for {b.open_s:g} s, {b.trials} trials")
    found.append(f"attempt timeout: {policy.timeout.attempt_s:g} s")
    found.append(f"transport: {operation.method} {operation.path}")
    return tuple(found)


def _retry_step(operation: Operation, retry: Retry) -> str:
    waits = ", ".join(f"{wait_s:g}" for wait_s in retry.backoff_s)
    jitter = f"{retry.jitter[0]:g}–{retry.jitter[1]:g}"
    when = "only if never sent" if operation.idempotency == "never" else operation.idempotency
    budget = f"budget {retry.budget_ratio:.0%} + {retry.budget_min_per_s:g} per s"
    return f"retry: {retry.max_retries} after {waits} s × {jitter}, {when}, {budget}"


def validate(operation: Operation, policy: Policy) -> None:
    """Check that the numbers can work together.

    Raises:
        ConfigurationError: names the operation and where it is declared.
    """
    for problem in _problems(operation, policy):
        raise _wrong(operation, problem)


def _problems(operation: Operation, policy: Policy) -> list[str]:
    timeout, retry, breaker, bulkhead = policy.timeout, policy.retry, policy.breaker, policy.bulkhead
    checks = [
        (timeout.attempt_s > 0, "timeout.attempt_s must be above 0"),
        (timeout.total_s >= timeout.attempt_s, "timeout.attempt_s must not be above timeout.total_s"),
        (policy.hedge is None, "hedge is not available in this version"),
    ]
    if retry is not None:
        checks += _retry_checks(retry)
    if breaker is not None:
        checks += [
            (breaker.failures >= 1 and breaker.trials >= 1, "breaker.failures and breaker.trials must be at least 1"),
            (breaker.open_s > 0, "breaker.open_s must be above 0"),
        ]
    if bulkhead is not None:
        fits = bulkhead.max_in_flight >= 1 and bulkhead.max_queue >= 0
        checks.append((fits, "bulkhead needs max_in_flight of at least 1 and max_queue of at least 0"))
    if policy.rate_limit is not None:
        fits = policy.rate_limit.per_s > 0 and policy.rate_limit.burst >= 1
        checks.append((fits, "rate_limit needs per_s above 0 and burst of at least 1"))
    if policy.cache is not None:
        checks.append((operation.idempotency == "safe", "cache is for safe operations"))
        checks.append((policy.cache.ttl_s > 0, "cache.ttl_s must be above 0"))
    return [text for holds, text in checks if not holds]


def _retry_checks(retry: Retry) -> list[tuple[bool, str]]:
    low, high = retry.jitter
    bad = [status for status in retry.on_status if status < 500 and status not in RETRYABLE_4XX]
    return [
        (0 <= retry.max_retries <= 10, "retry.max_retries must be 0 to 10"),
        (all(wait >= 0 for wait in retry.backoff_s), "retry.backoff_s must not be negative"),
        (0 <= low <= high, "retry.jitter must be two rising numbers from 0"),
        (not bad, f"retry.on_status must not hold {bad}"),
        (retry.budget_ratio >= 0 and retry.budget_min_per_s >= 0, "the retry budget must not be negative"),
        (retry.max_retry_after_s >= 0, "retry.max_retry_after_s must not be negative"),
    ]


def _merge(operation: Operation, policy: Policy, parts: Mapping[str, Any]) -> Policy:
    new: dict[str, Any] = {}
    for name, given in parts.items():
        part = given
        kind = PARTS.get(name)
        if kind is None:
            raise _wrong(operation, f"no policy part {name!r}; there are: {', '.join(PARTS)}")
        if isinstance(part, Mapping):
            part = _merge_fields(operation, name, kind, getattr(policy, name), part)
        if not isinstance(part, kind) and not (part is None and name != "timeout"):
            raise _wrong(operation, f"{name} must be a {kind.__name__}, not {type(part).__name__}")
        new[name] = part
    return replace(policy, **new)


def _merge_fields(operation: Operation, name: str, kind: Any, old: Any, changes: Mapping[str, Any]) -> Any:
    known = {f.name for f in fields(kind)}
    unknown = sorted(set(changes) - known)
    if unknown:
        raise _wrong(operation, f"{name} has no {unknown[0]!r}; there are: {', '.join(sorted(known))}")
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in changes.items()}
    try:
        return replace(old, **values) if old is not None else kind(**values)
    except TypeError:
        raise _wrong(operation, f"{name} is off, so all of its fields are needed") from None


def _wrong(operation: Operation, why: str) -> ConfigurationError:
    where = f" ({operation.source})" if operation.source else ""
    return ConfigurationError(f"{operation.contract}.{operation.id}: {why}{where}")
