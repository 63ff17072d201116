"""Which policies guard which operation of a client: resolution, validation, description, changes at run time.

Each layer changes what the one before says: the library's defaults, the contract's profile for the service, its
words on the operation, the file and the environment (`sources.py`), the program (`policies=` and `set`), one call's
options. All but the last are checked when the client is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, NoReturn

from ..contract.policy import Policy
from ..contract.row import Row
from ..errors import ConfigurationError
from ..policies.steps import PARTS
from . import FILE, PREFIX
from .validation import PolicyError, first_problem, fits, merge

if TYPE_CHECKING:
    from .sources import Change

__all__ = ["FILE", "PARTS", "PREFIX", "OperationPolicy", "Override", "Policies", "outside", "validate"]

Override = Policy | Mapping[str, Any]
"""A whole policy, or some parts: `{"timeout": Timeout(1.0, 2.0), "retry": None}`."""

PROGRAM = "program"
"""Origin of what the program says."""


class OperationPolicy:
    """The policy of one operation (or of all, under `"*"`) of one client."""

    def __init__(self, policies: Policies, key: str) -> None:
        self._policies = policies
        self._key = key

    def set(self, **parts: Any) -> None:
        """Replace parts: `set(timeout=Timeout(1.0, 2.0), retry=None)`. None switches a part off.

        A part may be given as a mapping of the fields to change. Takes effect with the next call; a breaker or
        bulkhead with other numbers is a new one, and begins empty. Under `"*"`, hedges reach safe and idempotent
        operations only and caches safe ones, and a part that is off stays off where fields are missing to switch it
        on.

        Raises:
            ConfigurationError: unknown part or field, or numbers that cannot work; nothing is changed then.
        """
        self._policies.change(self._key, parts)

    def reset(self) -> None:
        """Back to what was in force when the client was made."""
        self._policies.reset(self._key)

    @property
    def effective(self) -> Policy:
        """What is in force."""
        return self._policies.of(self._key)


class _Row:
    """The policy of one operation and where its numbers come from."""

    __slots__ = ("operation", "origins", "places", "policy")

    def __init__(self, operation: Row) -> None:
        self.operation = operation
        self.policy = operation.policy
        self.origins: dict[tuple[str, str], str] = {}
        self.places: dict[str, list[str]] = {}
        """Part → variables and key paths that changed it."""

    def copy(self) -> _Row:
        """The same, to be changed."""
        row = _Row(self.operation)
        row.policy, row.origins = self.policy, dict(self.origins)
        row.places = {part: list(places) for part, places in self.places.items()}
        return row

    def change(self, parts: Mapping[str, Any], origin: str, *, every: bool) -> None:
        """Merge some parts in. `every`: they are meant for all operations that they fit."""
        idempotency = self.operation.idempotency
        retry = parts.get("retry")
        if retry is not None and idempotency == "never" and not every and _max_retries(retry) != 0:
            raise PolicyError("retry", "retry would repeat an operation that is `never` idempotent")
        if every:
            parts = {part: value for part, value in parts.items() if value is None or fits(part, idempotency)}
        policy = merge(self.policy, parts, lenient=every)
        for part in parts:
            new = getattr(policy, part)
            if new is None:
                self.origins[part, ""] = origin
            elif isinstance(new, PARTS[part]):
                old = getattr(self.policy, part)
                for field in fields(PARTS[part]):
                    if old is None or getattr(old, field.name) != getattr(new, field.name):
                        self.origins[part, field.name] = origin
        self.policy = policy

    def check(self) -> None:
        """Refuse what cannot work."""
        problem = first_problem(self.policy, self.operation.idempotency)
        if problem is not None:
            self.refuse(problem, ", ".join(self.places.get(problem.part, ())))

    def refuse(self, problem: PolicyError, place: str = "") -> NoReturn:
        """Raise what names the place, the operation and its line in the contract."""
        operation = self.operation
        start = f"{place}: " if place else ""
        where = f" ({operation.source})" if operation.source else ""
        raise ConfigurationError(f"{start}{operation.contract}.{operation.id}: {problem}{where}") from None


class Policies:
    """All policies of one client. `policies["search"].set(...)`, `policies["*"].set(...)`, `describe()`."""

    def __init__(
        self,
        operations: tuple[Row, ...],
        overrides: Mapping[str, Override],
        changed: Callable[[], None],
        layers: Sequence[Change] = (),
    ) -> None:
        """`changed` is called after every change; `layers`: see `sources.read`, weakest first.

        Raises:
            ConfigurationError: a policy cannot work.
        """
        self._rows = {operation.id: _Row(operation) for operation in operations}
        self._changed = changed
        _check_contract(operations)
        for change in layers:
            self._layer(change)
        for row in self._rows.values() if layers else ():
            row.check()
        for key in sorted(overrides, key=lambda name: name != "*"):
            override = overrides[key]
            if isinstance(override, Policy):
                override = {name: getattr(override, name) for name in PARTS}
            self._apply(key, override)
        self._opened = dict(self._rows)

    def __getitem__(self, key: str) -> OperationPolicy:
        """The policy of operation `key`, or of all operations for `"*"`."""
        self._names(key)
        return OperationPolicy(self, key)

    def of(self, operation_id: str) -> Policy:
        """The policy in force; for `"*"` that of the first operation."""
        return self._rows[self._names(operation_id)[0]].policy

    def describe(self) -> dict[str, tuple[str, ...]]:
        """Per operation the steps of its pipeline, outermost first, with their numbers and where they come from."""
        from .describe import steps

        return {name: steps(row.operation, row.policy, row.origins) for name, row in self._rows.items()}

    def change(self, key: str, parts: Mapping[str, Any]) -> None:
        """See `OperationPolicy.set`."""
        self._apply(key, parts)
        self._changed()

    def reset(self, key: str = "*") -> None:
        """Back to what was in force when the client was made."""
        self._rows.update({name: self._opened[name] for name in self._names(key)})
        self._changed()

    @property
    def in_force(self) -> dict[str, Policy]:
        """Every policy by operationId."""
        return {name: row.policy for name, row in self._rows.items()}

    def _apply(self, key: str, parts: Mapping[str, Any]) -> None:
        changed = {}
        for name in self._names(key):
            row = changed[name] = self._rows[name].copy()
            try:
                row.change(parts, PROGRAM, every=key == "*")
            except PolicyError as problem:
                row.refuse(problem)
            row.places.clear()
            row.check()
        self._rows.update(changed)

    def _layer(self, change: Change) -> None:
        for name in self._names(change.operation):
            row = self._rows[name]
            try:
                row.change({change.part: change.fields}, change.origin, every=change.operation == "*")
            except PolicyError as problem:
                places = change.places
                row.refuse(problem, places.get(problem.field) or places.get("") or ", ".join(places.values()))
            row.places.setdefault(change.part, []).extend(change.places.values())

    def _names(self, key: str) -> list[str]:
        if key == "*":
            return list(self._rows)
        if key not in self._rows:
            known = ", ".join(sorted(self._rows)) or "none"
            raise ConfigurationError(f"no operation {key!r}; there are: {known}")
        return [key]


def outside(environment: Mapping[str, str], contract: str, service: str, rows: Sequence[Row]) -> list[Change]:
    """What file and environment say about one client, weakest first; see `sources.py`.

    Raises:
        ConfigurationError: the file cannot be read; an unknown operation, part or field of this service.
    """
    names = [name for name in environment if name.startswith(PREFIX)]
    path = environment.get(FILE, "")
    if not names and not path:
        return []
    from .sources import read

    variables = [(name, environment[name]) for name in sorted(names)]
    return read(path, variables, contract, service, {operation.id: operation for operation in rows})


def validate(operation: Row, policy: Policy) -> None:
    """Check that the numbers can work together.

    Raises:
        ConfigurationError: names the operation and where it is declared.
    """
    problem = first_problem(policy, operation.idempotency)
    if problem is not None:
        _Row(operation).refuse(problem)


def _check_contract(operations: Sequence[Row]) -> None:
    """Check what the contract says; operations share policies, so each combination is looked at once."""
    seen: set[tuple[int, str]] = set()
    for operation in operations:
        key = (id(operation.policy), operation.idempotency)
        if key not in seen:
            seen.add(key)
            validate(operation, operation.policy)


def _max_retries(retry: Any) -> Any:
    return retry.get("max_retries", 1) if isinstance(retry, Mapping) else getattr(retry, "max_retries", 1)
