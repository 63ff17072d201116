"""`python -m mg_services.standins.platforms netflix` runs one emulator."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from mg_core.errors import MgError
from mg_core.serving.run import run
from mg_services.data import catalog

from ..wiremock import command
from .app import LOCAL_KEY, PORTS, EmulatorSettings, build
from .faults import KINDS

_EXAMPLES = f"""\
examples:
  python -m mg_services.standins.platforms netflix
  python -m mg_services.standins.platforms hulu --port 9104 --latency-ms 0
  python -m mg_services.standins.platforms wiremock --mappings DIR --port 9000     stubs of WireMock; see its --help
  curl -H 'X-API-Key: {LOCAL_KEY}' 'http://127.0.0.1:9001/catalog/search?q=matrix'

faults on demand ({", ".join(KINDS)}):
  curl -X PUT http://127.0.0.1:9001/__faults -d '{{"kind": "status", "status": 503, "next": 3}}'
  curl -X PUT http://127.0.0.1:9001/__faults -d '{{"kind": "latency", "latency_ms": [2000, 4000], "probability": 0.5}}'
  curl http://127.0.0.1:9001/__faults             what is set, and how many requests came
  curl -X DELETE http://127.0.0.1:9001/__faults   back to normal

environment:
  MG_DATA_DIR                    a catalog fetched there is served; without one, a dozen well-known titles
  MG_NETFLIX_API_KEY ...         key that callers must send (default {LOCAL_KEY})
  MG_SPOTIFY_CLIENT_ID, MG_SPOTIFY_CLIENT_SECRET   for spotify's token endpoint (default {LOCAL_KEY})
  MG_APPLE_MUSIC_DEVELOPER_TOKEN  bearer token of apple_music (default {LOCAL_KEY})
"""


def latency(text: str) -> tuple[float, float]:
    """`100-200` or `50`, in milliseconds.

    Raises:
        argparse.ArgumentTypeError: anything else.
    """
    low, _, high = text.partition("-")
    try:
        bounds = float(low), float(high or low)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not LOW-HIGH or a number of milliseconds") from None
    if not 0 <= bounds[0] <= bounds[1] <= 600_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not within 0 to 600000 milliseconds, low before high")
    return bounds


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m mg_services.standins.platforms",
        description="A stand-in of a platform, with its contract, its latency and faults on demand.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("platform", choices=list(PORTS), help="which one")
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    made.add_argument("--port", type=int, help=f"port to listen on (default {PORTS['netflix']} for netflix ...)")
    made.add_argument(
        "--latency-ms",
        type=latency,
        default=(100.0, 200.0),
        metavar="LOW-HIGH",
        help="milliseconds before each answer (default 100-200)",
    )
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGINT or SIGTERM; the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["wiremock"]:
        return command.main(words[1:])
    chosen = parser().parse_args(words)
    name = chosen.platform
    settings = EmulatorSettings(
        platform=name,
        latency_ms=chosen.latency_ms,
        api_key=os.environ.get(f"MG_{name.upper()}_API_KEY", LOCAL_KEY),
        client_id=os.environ.get("MG_SPOTIFY_CLIENT_ID", LOCAL_KEY),
        client_secret=os.environ.get("MG_SPOTIFY_CLIENT_SECRET", LOCAL_KEY),
        developer_token=os.environ.get("MG_APPLE_MUSIC_DEVELOPER_TOKEN", LOCAL_KEY),
    )
    try:
        emulator = build(settings, catalog.load_kept(Path(os.environ.get("MG_DATA_DIR", ".data"))))
    except (MgError, OSError) as error:
        sys.stderr.write(f"mg: {error.message if isinstance(error, MgError) else error}\n")
        return 1
    port = PORTS[name] if chosen.port is None else chosen.port
    return run(
        emulator,
        host=chosen.host,
        port=port,
        ready=lambda url: _say(f"{name} emulator on {url}, faults at {url}/__faults"),
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
