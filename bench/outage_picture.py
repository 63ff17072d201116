"""The picture of the outage film: one band per stack on a common scale, and the states of our breaker. Plain SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final
from xml.sax.saxutils import escape

WIDTH: Final = 960
LEFT: Final = 64
RIGHT: Final = 700
"""The plot lies between these; the figures stand right of it."""
TOP: Final = 96
BAND: Final = 96
"""Height of a band's plot; `GAP` lies between two."""
GAP: Final = 38
STRIP: Final = 14
INK, SOFT, RULE, SHADE = "#1f2430", "#667085", "#e4e7ec", "#f4ead9"
COLOURS: Final = ("#8a94a6", "#c2410c", "#7c3aed", "#2563eb", "#0f766e")
STATES: Final = (("closed", "#0f766e"), ("half-open", "#eab308"), ("open", "#dc2626"))
"""By the value of the metric `mg_client_breaker_state`."""


@dataclass(frozen=True, slots=True)
class Band:
    """One stack."""

    name: str
    per_second: Sequence[int]
    figure: str
    """Requests that reached the hung service, set large."""
    note: str


@dataclass(frozen=True, slots=True)
class Strip:
    """States over time: (since, state), state as an index of `STATES`."""

    name: str
    states: Sequence[tuple[float, int]]


def draw(bands: Sequence[Band], strip: Strip, *, seconds: float, outage: tuple[float, float]) -> str:
    """The whole picture."""
    most = max(max(band.per_second) for band in bands)
    top = ceil(most / 250) * 250
    bottom = TOP + len(bands) * (BAND + GAP) - GAP
    height = bottom + STRIP + 92
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="system-ui, sans-serif" role="img">',
        "<title>Requests per second that reach a service which hangs, for five ways to call it</title>",
        f'<rect width="{WIDTH}" height="{height}" rx="10" fill="#ffffff"/>',
        _text(24, 38, "Requests per second that reach the service", size=19, weight=600),
        _text(24, 60, f"Callers keep coming all the time; the service hangs {_span(outage)}.", colour=SOFT),
        _shade(seconds, outage, bottom + STRIP + 26),
    ]
    for number, band in enumerate(bands):
        lines += _band(band, COLOURS[number], TOP + number * (BAND + GAP), top, seconds)
    lines += _strip(strip, bottom + 26, seconds)
    lines += _axis(bottom + STRIP + 26, seconds)
    lines += _legend(height - 20)
    return "\n".join([*lines, "</svg>", ""])


def _span(outage: tuple[float, float]) -> str:
    return f"from {outage[0]:g} s to {outage[1]:g} s"


def _x(at: float, seconds: float) -> float:
    return LEFT + (RIGHT - LEFT) * min(at, seconds) / seconds


def _shade(seconds: float, outage: tuple[float, float], bottom: float) -> str:
    left, right = _x(outage[0], seconds), _x(outage[1], seconds)
    return (
        f'<rect x="{left:.1f}" y="{TOP - 16}" width="{right - left:.1f}" height="{bottom - TOP + 16}" fill="{SHADE}"/>'
        + _text((left + right) / 2, TOP - 4, "the service hangs", colour="#92621b", size=12, anchor="middle")
    )


def _band(band: Band, colour: str, y: float, top: int, seconds: float) -> Iterator[str]:
    for value in (0, top // 2, top):
        at = y + BAND - BAND * value / top
        yield f'<line x1="{LEFT}" x2="{RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="{RULE}"/>'
        yield _text(LEFT - 8, at + 4, str(value), colour=SOFT, size=11, anchor="end")
    width = (RIGHT - LEFT) / seconds
    path = [f"M{LEFT} {y + BAND}"]
    for second, count in enumerate(band.per_second):
        path.append(f"V{y + BAND - BAND * count / top:.1f}H{LEFT + width * min(second + 1, seconds):.1f}")
    outline = "".join(path)
    yield f'<path d="{outline}V{y + BAND}Z" fill="{colour}" fill-opacity="0.22"/>'
    yield f'<path d="{outline}" fill="none" stroke="{colour}" stroke-width="1.5" stroke-linejoin="round"/>'
    yield _text(RIGHT + 22, y + 18, band.name, colour=colour, size=15, weight=600)
    yield _text(RIGHT + 22, y + 52, band.figure, size=28, weight=600)
    yield _text(RIGHT + 22, y + 71, "requests into the hung service", colour=SOFT, size=12)
    yield _text(RIGHT + 22, y + 89, band.note, colour=SOFT, size=12)


def _strip(strip: Strip, y: float, seconds: float) -> Iterator[str]:
    ends = [since for since, _ in strip.states[1:]] + [seconds]
    for (since, state), end in zip(strip.states, ends, strict=True):
        left, right = _x(since, seconds), _x(end, seconds)
        yield f'<rect x="{left:.1f}" y="{y}" width="{right - left:.1f}" height="{STRIP}" fill="{STATES[state][1]}"/>'
    yield _text(RIGHT + 22, y + 12, strip.name, colour=COLOURS[-1], size=13, weight=600)


def _axis(y: float, seconds: float) -> Iterator[str]:
    step = 20 if seconds > 60 else 10
    for at in range(0, int(seconds) + 1, step):
        x = _x(at, seconds)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y}" y2="{y + 5}" stroke="{SOFT}"/>'
        label = f"{at} s" if at + step > seconds else str(at)
        yield _text(x, y + 19, label, colour=SOFT, size=11, anchor="middle")


def _legend(y: float) -> Iterator[str]:
    x = float(LEFT)
    for name, colour in STATES:
        yield f'<rect x="{x:g}" y="{y - 10}" width="11" height="11" rx="2" fill="{colour}"/>'
        yield _text(x + 17, y, name, colour=SOFT, size=12)
        x += 96


def _text(
    x: float, y: float, words: str, *, colour: str = INK, size: int = 13, weight: int = 400, anchor: str = "start"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" font-weight="{weight}"'
        f' text-anchor="{anchor}">{escape(words)}</text>'
    )
