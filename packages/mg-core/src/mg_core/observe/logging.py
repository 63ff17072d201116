"""Structured logs that never show a secret.

`get_logger("gateway").warning("anonymous_access", path="/x")` gives one JSON object or one console line.
Redaction happens in the formatter, so records of other libraries pass through it as well: values under
names such as `password` or `authorization` at any depth, and bearer tokens, JWTs and passwords inside text.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, Final, TextIO

from ..clock import timestamp

REDACTED: Final = "[redacted]"
"""What stands in place of a secret."""

MAX_TEXT: Final = 8192
"""Characters kept of one text value."""

_SECRET_KEY: Final = re.compile(
    r"pass(word|wd|phrase)|secret|token(?!_type|s_left|_count)|authori[sz]ation|cookie|api[-_]?key|private[-_]?key|credential",
    re.IGNORECASE,
)
_SECRET_TEXT: Final = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=\-]{4,}"), r"\1 " + REDACTED),
    (re.compile(r"\beyJ[A-Za-z0-9_\-]{4,}(?:\.[A-Za-z0-9_\-]*){1,4}"), REDACTED),
    (
        re.compile(
            r"(?i)([\"']?(?:[a-z_\-]*(?:password|passwd|secret|token|authorization|api[-_]?key|cookie))[\"']?\s*[:=]\s*)"
            r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|(?!\[redacted\])(?!(?:bearer|basic) )[^\s,;&}]+)"
        ),
        r"\1" + REDACTED,
    ),
    (re.compile(r"(://[^/\s:@]+:)[^@/\s]+@"), r"\1" + REDACTED + "@"),
)


def redact_text(text: str) -> str:
    """Take bearer tokens, JWTs, `password=...` pairs and URL passwords out of a text."""
    for pattern, replacement in _SECRET_TEXT:
        text = pattern.sub(replacement, text)
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "..."


def redact(value: Any, key: str = "") -> Any:
    """The same value with secrets replaced, at any depth; `key` is the name that it stands under."""
    if key and value is not None and not isinstance(value, bool) and _SECRET_KEY.search(key):
        return REDACTED
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, bytes):
        return redact_text(value.decode("utf-8", "replace"))
    if isinstance(value, Mapping):
        return {str(name): redact(item, str(name)) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return redact_text(str(value))


class _Formatter(logging.Formatter):
    """Common to both shapes: a record as a redacted mapping."""

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        """Time, level, logger, event, fields, traceback."""
        row: dict[str, Any] = {
            "time": timestamp(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": redact_text(record.getMessage()),
        }
        row.update(redact(getattr(record, "fields", {})))
        if record.exc_info and record.exc_info[0] is not None:
            row["exception"] = redact_text(self.formatException(record.exc_info))
        return row


class JsonFormatter(_Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON; line breaks in values are escaped, so a value cannot forge a line."""
        return json.dumps(self.fields(record), ensure_ascii=False, default=str)


class ConsoleFormatter(_Formatter):
    """One line for a person: time, level, logger, event, then `name=value`."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line; a traceback follows on its own lines."""
        row = self.fields(record)
        exception = row.pop("exception", None)
        head = f"{row.pop('time')[11:23]} {row.pop('level'):<7} {row.pop('logger')}: {_one_line(row.pop('event'))}"
        line = " ".join([head, *(f"{name}={_one_line(value)}" for name, value in row.items())])
        return f"{line}\n{exception}" if exception else line


def _one_line(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        return json.dumps(text, ensure_ascii=True)
    return text


class Logger:
    """Writes an event name and named fields; the fields are data, never part of the text."""

    __slots__ = ("_logger",)

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def debug(self, event: str, **fields: Any) -> None:
        """For a developer."""
        self._write(logging.DEBUG, event, fields)

    def info(self, event: str, **fields: Any) -> None:
        """Something normal and rare."""
        self._write(logging.INFO, event, fields)

    def warning(self, event: str, **fields: Any) -> None:
        """Something that a person may want to look at."""
        self._write(logging.WARNING, event, fields)

    def error(self, event: str, **fields: Any) -> None:
        """Something that a person must look at."""
        self._write(logging.ERROR, event, fields)

    def exception(self, event: str, **fields: Any) -> None:
        """`error`, with the traceback of the exception being handled."""
        self._write(logging.ERROR, event, fields, exc_info=True)

    def _write(self, level: int, event: str, fields: Mapping[str, Any], *, exc_info: bool = False) -> None:
        if self._logger.isEnabledFor(level):
            self._logger.log(level, "%s", event, extra={"fields": fields}, exc_info=exc_info)


def get_logger(name: str) -> Logger:
    """The structured logger of this name."""
    return Logger(name)


class _Handler(logging.StreamHandler[TextIO]):
    """The handler that `configure` installs. Without a stream of its own it writes to what standard error is then.

    A stream kept from the start may be closed by whoever has put another one in its place, and every record would be a
    complaint with the caller's source lines in it.
    """

    def __init__(self, stream: TextIO | None) -> None:
        super().__init__(stream or sys.stderr)
        self._follows = stream is None

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        if self._follows:
            self.stream = sys.stderr
        super().emit(record)


def configure(level: str = "INFO", *, as_json: bool = False, stream: TextIO | None = None) -> logging.Handler:
    """Send all logs of the process to one stream. Calling it again replaces the handler, it never adds one.

    Args:
        level: name of the lowest level written, e.g. `INFO`.
        as_json: one JSON object a line instead of a console line.
        stream: where to; standard error by default.
    """
    handler = _Handler(stream)
    handler.setFormatter(JsonFormatter() if as_json else ConsoleFormatter())
    root = logging.getLogger()
    for old in [known for known in root.handlers if isinstance(known, _Handler)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    return handler
