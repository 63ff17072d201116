"""Runs the auth service: `python -m mg_services.services.auth`."""

from __future__ import annotations

import os
import sys

from mg_core.errors import ConfigurationError
from mg_core.observe import logging
from mg_core.serving.run import run

from .app import build
from .settings import AuthSettings


def main() -> int:
    """Serve until SIGINT or SIGTERM; returns the exit status."""
    logging.configure(os.environ.get("MG_LOG_LEVEL", "INFO"), as_json=os.environ.get("MG_LOG_FORMAT") == "json")
    try:
        settings = AuthSettings.from_environment()
    except ConfigurationError as error:
        sys.stderr.write(f"mg: {error.message}\n")
        return 1
    return run(build(settings), host=settings.host, port=settings.port)


if __name__ == "__main__":
    sys.exit(main())
