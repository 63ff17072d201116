"""What the command `mg` prints: steps with their measured time, tables, short quotations of answers.

Colour only on a terminal, and never when NO_COLOR is set (https://no-color.org).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


class Console:
    """Writes to one stream; every line is flushed, so a pipe sees progress too."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._colour = self._stream.isatty() and "NO_COLOR" not in os.environ

    def style(self, text: str, name: str) -> str:
        """`text` in the style `name` (bold, dim, red, green, yellow, cyan), or unchanged without colour."""
        return f"\x1b[{_STYLES[name]}m{text}\x1b[0m" if self._colour else text

    def line(self, text: str = "") -> None:
        """One line."""
        print(text, file=self._stream, flush=True)

    def title(self, text: str) -> None:
        """A heading with an empty line above."""
        self.line()
        self.line(self.style(text, "bold"))

    def done(self, text: str, seconds: float) -> None:
        """A finished step with the time that it took."""
        self.line(f"  {self.style('✓', 'green')} {text:<58} {self.style(duration(seconds), 'dim')}")

    def failed(self, text: str, seconds: float) -> None:
        """A step that failed."""
        self.line(f"  {self.style('✗', 'red')} {text:<58} {self.style(duration(seconds), 'dim')}")

    def note(self, text: str) -> None:
        """A remark under a step."""
        self.line(f"      {self.style(text, 'dim')}")

    def warn(self, text: str) -> None:
        """Something that the reader should not miss."""
        self.line(f"      {self.style(text, 'yellow')}")

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Time the block and print it as done or failed; an exception goes on."""
        started = time.perf_counter()
        try:
            yield
        except BaseException:
            self.failed(text, time.perf_counter() - started)
            raise
        self.done(text, time.perf_counter() - started)

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Columns as wide as their widest cell; the first row is the heading."""
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        for index, row in enumerate(rows):
            text = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            self.line("  " + (self.style(text, "dim") if index == 0 else text))


def duration(seconds: float) -> str:
    """`12 ms` below one second, `3.4 s` above."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
