"""What the demo of failures looks at: breakers in discovery's metrics, requests in the stand-ins, expectations kept."""

from __future__ import annotations

import asyncio
import json
import re
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from mg_services.control.console import Console
from mg_services.control.launcher import Platform

STATES = ("closed", "half-open", "open")
"""By the value of `mg_client_breaker_state`."""
_COLOURS = {"closed": "green", "half-open": "yellow", "open": "red"}
_SAMPLE = re.compile(
    r'^mg_client_breaker_(state|rejected_total|opened_total)\{[^}]*service="([^"]+)"[^}]*\} (\S+)$', re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class BreakerView:
    """One platform's breaker as its metrics tell."""

    state: str = "closed"
    """One of `STATES`; a breaker that was never used is closed."""
    opened: int = 0
    """Times it opened."""
    rejected: int = 0
    """Calls that it refused."""


def breakers_in(text: str) -> dict[str, BreakerView]:
    """The breakers by service, from Prometheus text; a service with several shows the worst state and the sums."""
    found: dict[str, dict[str, float]] = {}
    for name, service, value in _SAMPLE.findall(text):
        row = found.setdefault(service, {"state": 0, "rejected_total": 0, "opened_total": 0})
        row[name] = max(row[name], float(value)) if name == "state" else row[name] + float(value)
    return {
        service: BreakerView(STATES[int(row["state"])], int(row["opened_total"]), int(row["rejected_total"]))
        for service, row in found.items()
    }


@dataclass(slots=True)
class Watch:
    """Looks at a running platform.

    Attributes:
        names: the streaming and music platforms that it runs stand-ins for.
        missed: expectations that did not hold.
    """

    platform: Platform
    console: Console
    missed: list[str] = field(default_factory=list)
    kept: int = 0

    @property
    def names(self) -> list[str]:
        """The platforms, in starting order."""
        return [child.part.name for child in self.platform.children.values() if child.part.kind == "standin"]

    async def breakers(self) -> dict[str, BreakerView]:
        """Each platform's breaker.

        Raises:
            OSError: discovery does not answer.
        """
        text = (await asyncio.to_thread(_get, f"{self.platform.url('discovery')}/metrics")).decode()
        found = breakers_in(text)
        return {name: found.get(name, BreakerView()) for name in self.names}

    async def searches_at(self, name: str) -> int:
        """Search requests that reached a stand-in since its faults were last taken back."""
        board: dict[str, Any] = json.loads(await asyncio.to_thread(_get, f"{self.platform.url(name)}/__faults"))
        return sum(count for request, count in board["requests"].items() if "search" in request)

    async def show(self, got: dict[str, str]) -> None:
        """A table: breaker and what the caller got, per platform."""
        rows = [("platform", "breaker", "opened", "refused", "the caller gets")]
        views = await self.breakers()
        rows += [
            (name, view.state, str(view.opened), str(view.rejected), got.get(name, "")) for name, view in views.items()
        ]
        self.console.table(rows)

    def state(self, view: BreakerView) -> str:
        """The state in its colour."""
        return self.console.style(view.state, _COLOURS[view.state])

    def expect(self, text: str, *, holds: bool) -> None:
        """Note whether an expectation held."""
        self.console.line(f"      {self.console.style('✓' if holds else '✗', 'green' if holds else 'red')} {text}")
        if holds:
            self.kept += 1
        else:
            self.missed.append(text)


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - the URL is one of our own parts
        body: bytes = answer.read()
        return body
