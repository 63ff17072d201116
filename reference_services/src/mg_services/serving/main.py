"""`python -m mg_services NAME` runs one service of the platform until SIGINT or SIGTERM.

Its settings are environment variables; `--host` and `--port` stand for MG_<NAME>_HOST and MG_<NAME>_PORT. Logs go to
standard error (MG_LOG_LEVEL, MG_LOG_FORMAT=json); one line on standard output says where it answers.
"""

from __future__ import annotations

import argparse
import asyncio
import logging as standard_logging
import os
import sys
from collections.abc import Sequence

from mg_core.errors import ConfigurationError, MgError
from mg_core.observe import logging
from mg_core.serving.run import run

from .service import Service, SpeaksStdio, built, create
from .settings import Values

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
FORMATS = ("text", "json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one service.

    Returns:
        0 after a signal, 1 when it could not start (one line on standard error says why).
    """
    chosen = _parser().parse_args(arguments)
    row = next(row for row in built() if row.name == chosen.name)
    given = {row.variable("HOST"): chosen.host, row.port_variable: chosen.port}
    values = {**os.environ, **{name: value for name, value in given.items() if value is not None}}
    try:
        log(values, level="WARNING" if chosen.stdio else "INFO")
        service = create(row, values)
        if chosen.stdio:
            return _speak(service, row.title)
    except (MgError, OSError) as error:
        sys.stderr.write(f"mg: {error.message if isinstance(error, MgError) else error}\n")
        return 1
    settings = service.settings
    return run(service.app, host=settings.host, port=settings.port, ready=lambda url: _say(f"mg: {row.name} on {url}"))


def log(values: Values, *, level: str = "INFO") -> None:
    """Send the process's logs to standard error, as MG_LOG_LEVEL and MG_LOG_FORMAT say.

    Raises:
        ConfigurationError: one of them cannot be.
    """
    level = _one_of(values, "MG_LOG_LEVEL", LEVELS, level)
    logging.configure(level, as_json=_one_of(values, "MG_LOG_FORMAT", FORMATS, "text") == "json")
    if level == "INFO":
        # Qdrant's client speaks through it: one line for every request is not what a person asked for.
        standard_logging.getLogger("httpx").setLevel("WARNING")


def _one_of(values: Values, name: str, allowed: tuple[str, ...], default: str) -> str:
    given = values.get(name, "") or default
    if given not in allowed:
        raise ConfigurationError(f"{name}={given!r} is unknown: take {', '.join(allowed)}")
    return given


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m mg_services", description=__doc__)
    made.add_argument("name", choices=[row.name for row in built()], help="which one")
    made.add_argument("--host", help="address to listen on")
    made.add_argument("--port", help="port to listen on; 0 takes a free one")
    made.add_argument("--stdio", action="store_true", help="mcp only: speak over standard input and output")
    return made


def _speak(service: Service, title: str) -> int:
    if not isinstance(service, SpeaksStdio):
        raise ConfigurationError(f"{title} does not speak over standard input and output")
    asyncio.run(service.stdio())
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
