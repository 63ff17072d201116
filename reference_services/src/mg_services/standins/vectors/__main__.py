"""`python -m mg_services.standins.vectors` runs the vector server."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from mg_core.errors import MgError
from mg_core.serving.run import StartError, bind, run
from mg_services.serving.main import log

PORT = 6333
INDEX_FROM = 30_000

_EXAMPLES = """\
examples:
  python -m mg_services.standins.vectors                             data in .data/vectors, port 6333
  python -m mg_services.standins.vectors --port 6433 --data /var/lib/mg/vectors
  curl http://127.0.0.1:6333/collections
  python -c "from qdrant_client import QdrantClient; print(QdrantClient('http://127.0.0.1:6333').get_collections())"

It speaks the part of Qdrant's REST interface that one node with one dense vector a point needs. `mg up` starts one by
itself unless MG_QDRANT_URL names a running Qdrant. There is no authentication: keep it on the loopback address.
"""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m mg_services.standins.vectors",
        description="A small vector server that Qdrant's client talks to: Qdrant's engine in one process.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    made.add_argument("--port", type=int, default=PORT, help=f"port to listen on; 0 takes a free one (default {PORT})")
    made.add_argument("--data", type=Path, default=Path(".data/vectors"), metavar="DIR", help="where points are kept")
    made.add_argument(
        "--index-from",
        type=_count,
        default=INDEX_FROM,
        metavar="POINTS",
        help=f"points without an index from which one is built in the background (default {INDEX_FROM})",
    )
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGINT or SIGTERM; the exit status."""
    chosen = parser().parse_args(arguments)
    if find_spec("qdrant_edge") is None:
        return _fail("the engine is not installed: pip install 'mg-reference-services[embedded]'")
    from .app import VectorApp
    from .engine import Engine

    try:
        log(os.environ)
        sock = bind(chosen.host, chosen.port)
        engine = Engine(chosen.data.absolute(), index_from=chosen.index_from)
        engine.open()
    except (MgError, StartError) as error:
        return _fail(error.message)
    return run(VectorApp(engine), sock=sock, ready=lambda url: _say(f"vectors on {url}, data in {chosen.data}"))


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _fail(message: str) -> int:
    sys.stderr.write(f"mg: {message}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
