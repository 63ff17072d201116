"""What publishers and subscribers share: a bus, and the guards of every call to it."""

from __future__ import annotations

import random as _random
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from ..call.assembly import AsyncAssembly
from ..call.client import GuardedClient
from ..call.options import CallOptions
from ..call.tracer import CallTracer
from ..clock import Clock, SystemClock
from ..configuration.resolution import Override
from ..contract.channel import EventOperation
from ..policies.breaker.groups import BreakerSource
from .bus import Bus
from .ends import EventCarrier


class BusClient(GuardedClient):
    """Calls to a bus, behind what the contract's policy names for each operation."""

    operations: ClassVar[tuple[EventOperation, ...]] = ()

    def __init__(
        self,
        bus: Bus,
        *,
        policies: Mapping[str, Override] | None = None,
        clock: Clock | None = None,
        rng: Callable[[], float] | None = None,
        service: str | None = None,
        environment: Mapping[str, str] | None = None,
        tracer: CallTracer | None = None,
        breakers: BreakerSource | None = None,
    ) -> None:
        """Needs no running loop.

        Args:
            bus: carries the events; it stays the caller's to close.
            policies: changes to the contract's policies, by operation or `"*"`.
            clock: time for deadlines, waits and breakers.
            rng: random numbers in [0, 1) for jitter.
            service: name in errors and metrics; the contract's by default.
            environment: variables that may change policies, see `configuration/sources.py`; those of the process by
                default.
            tracer: told of every call and attempt.
            breakers: where breakers come from, when they are shared with others.

        Raises:
            ConfigurationError: a policy cannot work.
        """
        name, self._time = service or self.contract, clock or SystemClock()
        assembly = AsyncAssembly(
            carrier=EventCarrier(bus),
            service=name,
            clock=self._time,
            random=rng or _random.random,
            stale=self._forget,
            tracer=tracer,
            breakers=breakers,
        )
        self._configure(self.operations, assembly, name, policies, environment)

    async def _call(
        self, operation: EventOperation, args: tuple[Any, ...], body: Any, options: CallOptions | None = None
    ) -> Any:
        function = self._functions.get(operation.id) or self._compile(operation)
        return await function(args, body, options)
