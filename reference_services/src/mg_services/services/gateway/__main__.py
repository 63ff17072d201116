"""Run the gateway: `python -m mg_services.services.gateway`."""

from __future__ import annotations

import sys

from mg_core.errors import ConfigurationError
from mg_core.observe.logging import configure
from mg_core.serving.run import run

from .app import build
from .settings import GatewaySettings


def main() -> int:
    """Read the settings from the environment and serve; returns the exit status."""
    configure()
    try:
        settings = GatewaySettings.from_environment()
        app = build(settings)
    except ConfigurationError as error:
        sys.stderr.write(f"mg: {error.message}\n")
        return 1
    return run(app, host=settings.host, port=settings.port)


if __name__ == "__main__":
    sys.exit(main())
