"""A stage for the pages about policies: one simulated service in virtual time, and a picture of what happened on it.

`python docs/snippets/resilience/stage.py` runs every scene of this folder and writes its output (`NAME.txt`) and its
picture (`docs/resilience/NAME.svg`); the tests run the same and compare.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from mg_clients.streaming_platform import AsyncStreamingPlatformClient
from mg_core import ConnectionLostError, MgError, Policy, Reply
from mg_core.testing import LoopClock, answer, problem, run_virtual

HERE: Final = Path(__file__).parent
PAGES: Final = HERE.parents[1] / "resilience"

FOUND: Final = {"results": [{"id": "1", "title": "Dark", "type": "series"}], "total": 1}
"""What the service answers when it is well."""
CODES: Final = {401: "unauthorized", 429: "rate_limited"}


@dataclass(frozen=True, slots=True)
class Act:
    """What the service does with one request."""

    after_s: float = 0.1
    """Seconds until it answers."""
    status: int = 200
    body: Any = None
    """Body of a good answer; a page with one title by itself."""
    lost: bool = False
    """The request is worked on, and the answer gets lost."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the service sees it."""

    number: int
    """From 0."""
    at_s: float
    """Seconds since the beginning."""
    headers: Mapping[str, str]


@dataclass(slots=True)
class Bar:
    """Something that lasted from `start` to `end`, both in seconds."""

    start: float
    end: float
    outcome: str
    """`ok`, `failed`, `refused` or `cancelled`."""
    label: str = ""


Script = Callable[[Asked], Act]
"""What the service does with a request."""


class Stage:
    """The service, its clients and the record of one scene. Give it to a client as its transport.

    Attributes:
        calls: what the callers saw.
        requests: what reached the service.
        states: named bands, e.g. of a breaker: (start, name).
    """

    def __init__(self, script: Script) -> None:
        self._script = script
        self.calls: list[Bar] = []
        self.requests: list[Bar] = []
        self.states: list[tuple[float, str]] = []

    @property
    def now(self) -> float:
        """Seconds since the beginning."""
        return asyncio.get_running_loop().time()

    def client(self, policy: Policy, **options: Any) -> AsyncStreamingPlatformClient:
        """A generated client whose searches end up here, guarded by `policy` alone; the random part of waits is 1."""
        options.setdefault("rng", lambda: 0.5)
        return AsyncStreamingPlatformClient(
            "http://netflix.example",
            service="netflix",
            transport=self,
            policies={"searchCatalog": policy},
            clock=LoopClock(),
            **options,
        )

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_s: float | None
    ) -> Reply:
        """See `mg_core.rest.transports.Transport.send`."""
        act = self._script(Asked(len(self.requests), self.now, headers))
        bar = Bar(self.now, self.now, "cancelled")
        self.requests.append(bar)
        try:
            await asyncio.sleep(act.after_s)
            bar.outcome = "ok" if act.status < 400 and not act.lost else "failed"
            bar.label = "lost" if act.lost else str(act.status)
        finally:
            bar.end = self.now
        if act.lost:
            raise ConnectionLostError("the connection broke")
        if act.status < 400:
            return answer(FOUND if act.body is None else act.body, act.status)
        return problem(act.status, CODES.get(act.status, "service_unavailable"))

    async def aclose(self) -> None:
        """Nothing."""

    async def watch(self, call: Awaitable[Any], name: str = "call", *, say: bool = True) -> Any:
        """Await one call of a client, record it and say what came of it; errors are said, not raised."""
        bar = Bar(self.now, self.now, "ok", name)
        self.calls.append(bar)
        try:
            result = await call
        except MgError as error:
            bar.outcome = "refused" if error.attempts == 0 else "failed"
            bar.label = f"{name}: {error.code}"
            result = None
        bar.end = self.now
        said = bar.label if result is None else f"{name}: answered"
        if say:
            print(f"{bar.end:6.2f} s  {said}, after {bar.end - bar.start:.2f} s")
        return result


STYLE: Final = """
text{font:12px system-ui,sans-serif;fill:#37474f}.lane{font-weight:600}.axis,.grid{stroke:#b0bec5;stroke-width:1}
.grid{stroke-dasharray:2 4}.ok{fill:#43a047}.failed{fill:#e53935}.refused{fill:#fb8c00}.cancelled{fill:#90a4ae}
.in{fill:#fff;font-size:11px}.band{fill:#eceff1}.open{fill:#ffcdd2}.half{fill:#ffe0b2}.closed{fill:#c8e6c9}
@media (prefers-color-scheme:dark){text{fill:#cfd8dc}.axis,.grid{stroke:#546e7a}.in{fill:#fff}
.band{fill:#263238}.open{fill:#7f2a2a}.half{fill:#7a4f12}.closed{fill:#1f5b24}}
""".strip().replace("\n", "")
LEFT, WIDTH, ROW, BAR = 92, 728, 22, 16
BANDS: Final = {"open": "open", "half-open": "half", "closed": "closed"}


def draw(stage: Stage, title: str) -> str:
    """The scene as SVG: time to the right; callers above, requests at the service below."""
    calls, requests = _stack(stage.calls), _stack(stage.requests)
    end = max([bar.end for bar in stage.calls + stage.requests] + [0.1]) * 1.02
    step = _step(end)
    scale = (WIDTH - LEFT - 20) / end
    top = 26
    parts: list[str] = []
    height = top + ROW * (len(calls) + len(requests)) + 14 + (ROW + 6 if stage.states else 0) + 30
    for tick in range(int(end / step) + 1):
        x = LEFT + tick * step * scale
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top - 4}" y2="{height - 26}"/>')
        parts.append(f'<text x="{x:.1f}" y="{height - 10}" text-anchor="middle">{tick * step:g} s</text>')
    y = top
    for name, rows in (("caller", calls), ("service", requests)):
        parts.append(f'<text class="lane" x="8" y="{y + 13}">{name}</text>')
        for row in rows:
            parts += [_bar(bar, y, scale) for bar in row]
            y += ROW
        y += 7
    if stage.states:
        parts.append(f'<text class="lane" x="8" y="{y + 13}">breaker</text>')
        ends = [start for start, _ in stage.states[1:]] + [end]
        for (start, name), until in zip(stage.states, ends, strict=True):
            x, wide = LEFT + start * scale, max(1.0, (until - start) * scale)
            kind = BANDS.get(name, "band")
            parts.append(f'<rect class="{kind}" x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{BAR}"/>')
            if wide > 7 * len(name):
                parts.append(f'<text x="{x + 4:.1f}" y="{y + 12}">{name}</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
    said = f'<title>{escape(title)}</title><style>{STYLE}</style><text x="8" y="14">{escape(title)}</text>'
    return "\n".join([head, said, *parts, "</svg>", ""])


def _stack(bars: list[Bar]) -> list[list[Bar]]:
    """Bars in as few rows as possible, none over another."""
    rows: list[list[Bar]] = []
    for bar in sorted(bars, key=lambda each: each.start):
        for row in rows:
            if row[-1].end <= bar.start:
                row.append(bar)
                break
        else:
            rows.append([bar])
    return rows


def _step(end: float) -> float:
    """A round distance between ticks, for at most ten of them."""
    return next(step for step in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if end / step <= 10)


def _bar(bar: Bar, y: int, scale: float) -> str:
    x, wide = LEFT + bar.start * scale, max(3.0, (bar.end - bar.start) * scale)
    text = f'<rect class="{bar.outcome}" rx="2" x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{BAR}"/>'
    if bar.label and wide > 6.2 * len(bar.label):
        text += f'<text class="in" x="{x + 4:.1f}" y="{y + 12}">{escape(bar.label)}</text>'
    return text


def perform(name: str) -> tuple[str, str]:
    """Run the scene `NAME.py`: what it prints, and its picture."""
    sys.path.insert(0, str(HERE))
    try:
        scene = import_module(name)
    finally:
        sys.path.remove(str(HERE))
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        stage = run_virtual(scene.scene())
    return said.getvalue(), draw(stage, scene.TITLE)


def scenes() -> list[str]:
    """Names of the scenes of this folder."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem != "stage")


if __name__ == "__main__":
    for scene_name in scenes():
        output, picture = perform(scene_name)
        (HERE / f"{scene_name}.txt").write_text(output, encoding="utf-8")
        (PAGES / f"{scene_name}.svg").write_text(picture, encoding="utf-8")
        print(f"{scene_name}\n{output}")
