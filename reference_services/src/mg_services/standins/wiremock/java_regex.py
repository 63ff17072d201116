r"""Java's regular expressions in Python's: translated where both mean the same, refused where they differ.

Stub files are written for WireMock: an expression must match the whole text, `.` matches line ends too, and `\d`,
`\w`, `\s` know ASCII only.
"""

from __future__ import annotations

import re
from re import Pattern

_QUANTIFIER = re.compile(r"\{\d+(,\d*)?\}")
_FLAGS = re.compile(r"\(\?[is]+\)")
_ESCAPES = frozenset("AbBdDsSwWaefnrtux123456789")
"""Letters and digits that mean the same behind a backslash; punctuation always does."""
_GROUPS = ("(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?i:", "(?-i:")


def translate(expression: str) -> Pattern[str]:
    """The expression for `fullmatch`.

    Raises:
        ValueError: Java reads it in another way, or Python cannot compile it; the message says what it is.
    """
    text = _Translator(expression).run()
    try:
        return re.compile(text, re.ASCII | re.DOTALL)
    except (re.error, OverflowError) as error:
        raise ValueError(f"the regular expression {expression!r} cannot be compiled: {error}") from None


class _Translator:
    def __init__(self, expression: str) -> None:
        self._text = expression
        self._at = 0
        self._out: list[str] = []

    def run(self) -> str:
        flags = _FLAGS.match(self._text)
        if flags:
            self._take(flags.end())
        while self._at < len(self._text):
            self._next()
        return "".join(self._out)

    def _next(self) -> None:
        char = self._text[self._at]
        if char == "\\":
            self._escape()
        elif char == "[":
            self._set()
        elif char == "{":
            found = _QUANTIFIER.match(self._text, self._at)
            if not found:
                raise self._refused("a brace that is no quantifier")
            self._take(found.end() - self._at)
        elif self._text.startswith("(?", self._at) and not self._text.startswith(_GROUPS, self._at):
            raise self._refused("this kind of group")
        else:
            self._take(1)

    def _escape(self) -> None:
        char = self._text[self._at + 1 : self._at + 2]
        if not char:
            raise self._refused("a backslash at the end")
        if char.isalnum() and char not in _ESCAPES:
            raise self._refused(f"\\{char}")
        if char == "e":
            self._out.append("\\x1b")
            self._at += 2
        else:
            self._take(2)

    def _set(self) -> None:
        self._take(2 if self._text.startswith("[^", self._at) else 1)
        if self._text.startswith("]", self._at):
            raise self._refused("a set that begins with ]")
        while not self._text.startswith("]", self._at):
            if self._at >= len(self._text):
                raise self._refused("a set without its end")
            if self._text.startswith(("[", "&&"), self._at):
                raise self._refused("a set inside a set")
            if self._text[self._at] == "\\":
                self._escape()
            elif self._text.startswith(("--", "||", "~~"), self._at):
                raise self._refused("a doubled operator in a set")
            else:
                self._take(1)
        self._take(1)

    def _take(self, count: int) -> None:
        self._out.append(self._text[self._at : self._at + count])
        self._at += count

    def _refused(self, what: str) -> ValueError:
        return ValueError(f"the regular expression {self._text!r} has {what} at {self._at}: not supported here")
