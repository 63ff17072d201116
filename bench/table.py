"""Rows of a comparison, and their table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class MissingProgramsError(Exception):
    """A comparison cannot be made on this machine; the message names every program that is missing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of ours beside one of a peer, both from the same run."""

    what: str
    """What was done, by whom, compared with whom."""
    ours: float
    peer: float | None
    """None: there is nothing to compare with, the target is absolute."""
    unit: str
    target: str = ""
    """`<= 1.0` or `>= 5`: bound of the ratio, or of our figure when there is no peer. "": shown, not promised."""

    @property
    def ratio(self) -> float | None:
        """Ours divided by the peer's."""
        return self.ours / self.peer if self.peer else None

    @property
    def met(self) -> bool | None:
        """Whether the target holds; None without one."""
        if not self.target:
            return None
        sign, bound = self.target.split()
        value = self.ours if self.ratio is None else self.ratio
        return value <= float(bound) if sign == "<=" else value >= float(bound)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "what": self.what,
            "ours": round(self.ours, 3),
            "peer": None if self.peer is None else round(self.peer, 3),
            "ratio": None if self.ratio is None else round(self.ratio, 3),
            "unit": self.unit,
            "target": self.target,
            "met": self.met,
        }


def render(rows: list[Row]) -> str:
    """A table for a terminal."""
    lines = [("what", "ours", "peer", "ratio", "unit", "target", "met")]
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        peer = "" if row.peer is None else f"{row.peer:.1f}"
        met = {True: "yes", False: "NO", None: ""}[row.met]
        lines.append((row.what, f"{row.ours:.1f}", peer, ratio, row.unit, row.target, met))
    widths = [max(len(line[column]) for line in lines) for column in range(7)]
    rule = "  ".join("─" * width for width in widths)
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([text[0], rule, *text[1:]])
