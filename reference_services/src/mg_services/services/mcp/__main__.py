"""Runs the MCP server: `python -m mg_services.services.mcp [--stdio]`."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys

from mg_core.errors import ConfigurationError
from mg_core.observe import logging

from .settings import McpSettings


def main(arguments: list[str] | None = None) -> int:
    """Serve over HTTP until SIGINT or SIGTERM, or over standard input and output; returns the exit status."""
    parser = argparse.ArgumentParser(prog="mg_services.services.mcp", description=__doc__)
    parser.add_argument("--stdio", action="store_true", help="speak over standard input and output")
    chosen = parser.parse_args(arguments)
    # Standard output belongs to the protocol; logs go to standard error.
    logging.configure(os.environ.get("MG_LOG_LEVEL", "WARNING" if chosen.stdio else "INFO"))
    try:
        settings = McpSettings.from_environment()
        return _stdio(settings) if chosen.stdio else _http(settings)
    except ConfigurationError as error:
        sys.stderr.write(f"mg: {error.message}\n")
        return 1


def _stdio(settings: McpSettings) -> int:
    from .app import McpServer

    async def serve() -> None:
        await McpServer(settings).stdio()

    asyncio.run(serve())
    return 0


def _http(settings: McpSettings) -> int:
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_until_signal(settings))
    return 0


async def _until_signal(settings: McpSettings) -> None:
    """Serve until the first signal; a second one ends the process at once.

    Raises:
        ConfigurationError: it could not start.
    """
    from mg_core.serving.run import serve_in_loop

    from .app import McpServer

    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    face = McpServer(settings).http()
    async with serve_in_loop(face, settings.host, settings.port) as url:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        sys.stderr.write(f"mg: MCP server on {url}/mcp\n")
        await stop.wait()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
        face.end_streams()


if __name__ == "__main__":
    sys.exit(main())
