"""The parts of the platform that can be started: the services of the contracts that have code here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mg_core.contract.service import ServiceRow
from mg_services.serving.service import built

PARTS: Final = built()
"""Each after those that it calls."""


def part(name: str) -> ServiceRow:
    """The part called `name`.

    Raises:
        KeyError: with a sentence that lists the names.
    """
    for candidate in PARTS:
        if candidate.name == name:
            return candidate
    raise KeyError(f"no part is called {name!r}; there are {', '.join(p.name for p in PARTS)}")


def waves(parts: Sequence[ServiceRow]) -> Iterator[Sequence[ServiceRow]]:
    """The parts in groups that may start at the same time, each group after those that it calls."""
    left = list(parts)
    while left:
        waiting = {part.name for part in left}
        ready = [part for part in left if waiting.isdisjoint(part.upstreams)]
        yield ready
        left = [part for part in left if part not in ready]
