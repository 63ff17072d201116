"""What every client is, whatever carries its calls: rows, policies, compiled functions, metrics."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from ..configuration.resolution import Override, Policies, outside
from ..contract.row import Row
from ..observe.samples import Sample
from ..policies.breaker.machine import CircuitBreaker
from .assembly import Assembly
from .guards import Guards


class GuardedClient:
    """The part of a client that knows policies and no carrier.

    Attributes:
        policies: what guards each operation; `policies.describe()`, `policies["search"].set(...)`.
    """

    contract: ClassVar[str] = ""
    layer_suffix: ClassVar[str] = ""
    """What policies from outside append to the contract's name, where another client has that name."""

    _assembly: Assembly
    policies: Policies

    def _configure(
        self,
        rows: Sequence[Row],
        assembly: Assembly,
        service: str,
        policies: Mapping[str, Override] | None,
        environment: Mapping[str, str] | None,
    ) -> None:
        self._functions: dict[str, Any] = {}
        self._assembly = assembly
        self._known = {row.id: row for row in rows}
        variables = os.environ if environment is None else environment
        layers = outside(variables, f"{self.contract}{self.layer_suffix}", f"{service}{self.layer_suffix}", rows)
        self.policies = Policies(tuple(rows), policies or {}, self._policies_changed, layers)

    def _forget(self) -> None:
        self._functions.clear()

    def _policies_changed(self) -> None:
        self._functions.clear()
        self._assembly.update(self.policies.in_force)

    def _compile(self, row: Row) -> Callable[..., Any]:
        function: Callable[..., Any] = self._assembly.function(row, self._policy(row))
        self._functions[row.id] = function
        return function

    def _guards(self, row: Row) -> Guards:
        return self._assembly.guards(row, self._policy(row))

    def _policy(self, row: Row) -> Any:
        if row.id in self._known:
            return self.policies.of(row.id)
        self._assembly.check(row)
        return row.policy

    @property
    def breakers(self) -> tuple[CircuitBreaker, ...]:
        """Those made so far: a call makes its breaker; operations with equal numbers share one."""
        return self._assembly.breakers

    def metrics(self) -> Iterator[Sample]:
        """Every counter of this client, for an exporter."""
        yield from self._assembly.samples()
