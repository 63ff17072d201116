"""`python -m mg_services.services.sona` runs the service."""

from __future__ import annotations

import sys

from mg_core.errors import MgError
from mg_core.serving.run import run

from .app import SonaServer
from .settings import SonaSettings


def main() -> int:
    """Run until SIGINT or SIGTERM; the exit status."""
    try:
        settings = SonaSettings.from_environment()
        service = SonaServer(settings)
    except MgError as error:
        sys.stderr.write(f"mg: {error.message}\n")
        return 1
    return run(service.app, host=settings.host, port=settings.port)


if __name__ == "__main__":
    sys.exit(main())
