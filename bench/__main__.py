"""`python -m bench NAME [--json FILE]`: run one comparison, print its table, write its rows."""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path

from bench.table import MissingProgramsError, Row, render

HERE = Path(__file__).parent
PARTS = {"__init__", "__main__", "table"}


def names() -> list[str]:
    """Modules of this folder that have a `run() -> list[Row]`."""
    return sorted(
        path.stem for path in HERE.glob("*.py") if path.stem not in PARTS and "\ndef run(" in path.read_text("utf-8")
    )


def main(arguments: list[str]) -> int:
    """Exit status: 0 when every target is met, 1 when one is missed, 2 for wrong use."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Our speed beside that of peers.")
    parser.add_argument("name", nargs="?", choices=names(), help="which comparison; all of them when left out")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there, too")
    options = parser.parse_args(arguments)
    rows: list[Row] = []
    for name in [options.name] if options.name else names():
        found = import_module(f"bench.{name}").run()
        print(f"\n{name}\n{render(found)}")
        rows += found
    if options.json:
        options.json.write_text(json.dumps([row.as_dict() for row in rows], indent=2) + "\n", "utf-8")
    return 1 if any(row.met is False for row in rows) else 0


if __name__ == "__main__":
    try:
        status = main(sys.argv[1:])
    except KeyboardInterrupt:
        status = 130
    except ImportError as error:
        print(f"bench: {error}; install the peers: pip install -r bench/requirements.txt", file=sys.stderr)
        status = 2
    except MissingProgramsError as error:
        print(f"bench: {error}", file=sys.stderr)
        status = 2
    sys.exit(status)
