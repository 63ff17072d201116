"""`python -m mg_services.standins.wiremock` serves a directory of stubs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from mg_core.errors import MgError
from mg_core.serving.run import run
from mg_services.serving.main import log

from . import SPECIFICATION_STUBS, build
from .server import StubServer

PORT = 9000
"""Default port, as in the specification, section 6.3."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m mg_services.standins.wiremock",
        description="Serve stubs written in WireMock's JSON format.",
        epilog="What it cannot do it refuses when it loads. Control: GET /__admin/mappings, GET /__admin/requests, ...",
    )
    made.add_argument(
        "--mappings",
        type=Path,
        default=SPECIFICATION_STUBS,
        metavar="DIR",
        help="holds mappings/*.json and __files/ (default: the stubs of the specification)",
    )
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    made.add_argument("--port", type=int, default=PORT, help=f"port to listen on (default {PORT})")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGINT or SIGTERM; the exit status."""
    chosen = parser().parse_args(arguments)
    try:
        log(os.environ)
        server = build(chosen.mappings)
    except MgError as error:
        sys.stderr.write(f"mg: {error.message}\n")
        return 1
    return run(server, host=chosen.host, port=chosen.port, ready=lambda url: _say(server, url))


def _say(server: StubServer, url: str) -> None:
    sys.stdout.write(f"{len(server.stubs)} stubs on {url}, control at {url}/__admin/mappings\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
