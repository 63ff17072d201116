"""The command `mg`: start the platform, show it, disturb it."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from mg_core.errors import ConfigurationError, MgError

from ..data import migrator
from ..engines import sources
from ..serving.main import log
from . import demos
from .console import Console
from .faults import FAULTS, set_fault
from .launcher import LaunchSettings, answers, engine_settings, launch, prepare, read_state
from .registry import PARTS, part

_EPILOG = """examples:
  mg up                        everything, until Ctrl-C
  mg up --only auth --only gateway
  mg demo                      register, search, lose Netflix, get it back
  mg status                    what answers
  mg faults netflix down       every request to the Netflix stand-in fails with 500
  mg faults netflix slow       answers after 5 s
  mg faults netflix up         normal again
  mg migrate --undo-to 1       schema back to version 1
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 when it worked, 1 when it did not (one line on stderr says why), 2 for wrong words.
    """
    arguments = _parser().parse_args(argv)
    try:
        log(os.environ, level="WARNING")
        return int(arguments.run(arguments, Console()))
    except KeyboardInterrupt:
        return 130
    except (MgError, OSError, KeyError) as error:
        print(f"mg: {error.args[0] if isinstance(error, KeyError) else error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mg",
        description="The Media Gateway's reference platform.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--data-dir",
        type=Path,
        default=Path(os.environ.get("MG_DATA_DIR", ".data")),
        help="engines' data, keys and logs (default: .data)",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "up", _up, "start the platform and keep it running").add_argument(
        "--only", action="append", default=[], metavar="NAME", choices=[p.name for p in PARTS], help="only this part"
    )
    demo = _add(commands, "demo", _demo, "drive a user journey and print what happens")
    demo.add_argument("name", nargs="?", default=demos.DEFAULT, choices=sorted(demos.DEMOS), help="which journey")
    _add(commands, "status", _status, "which parts answer")
    faults = _add(commands, "faults", _faults, "make a stand-in fail, or well again")
    faults.add_argument("part", choices=[p.name for p in PARTS if p.kind == "standin"])
    faults.add_argument("fault", choices=sorted(FAULTS))
    migrate = _add(commands, "migrate", _migrate, "bring the schema up to date")
    migrate.add_argument("--undo-to", type=int, metavar="VERSION", help="undo every migration above this version")
    _add(commands, "seed", _seed, "fetch the catalog and load it")
    return parser


def _add(commands: Any, name: str, run: Callable[[argparse.Namespace, Console], int], text: str) -> Any:
    command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    command.set_defaults(run=run)
    return command


def _up(arguments: argparse.Namespace, console: Console) -> int:
    return _until_done(_keep_up(LaunchSettings(arguments.data_dir, tuple(arguments.only)), console))


async def _keep_up(settings: LaunchSettings, console: Console) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    started = time.perf_counter()
    console.title("Starting the Media Gateway")
    async with launch(settings, console.done) as platform:
        console.title(f"Up after {time.perf_counter() - started:.1f} s")
        rows = [("part", "address", "what it is")]
        rows += [(c.part.name, c.url, f"{c.part.title}: {c.part.summary}") for c in platform.children.values()]
        console.table(rows)
        console.line()
        console.line("  Ctrl-C stops it. Logs: " + str(settings.data_dir / "logs"))
        await stop.wait()
        console.title("Stopping")
        stopping = time.perf_counter()
    console.done("everything stopped", time.perf_counter() - stopping)
    return 0


def _demo(arguments: argparse.Namespace, console: Console) -> int:
    return _until_done(demos.DEMOS[arguments.name](arguments.data_dir, console))


def _status(arguments: argparse.Namespace, console: Console) -> int:
    rows = [("part", "address", "state", "what it is")]
    parts = read_state(arguments.data_dir)
    rows += [(name, row.url, "up" if answers(row.url) else "DOWN", part(name).title) for name, row in parts.items()]
    console.table(rows)
    return 0 if all(row[2] == "up" for row in rows[1:]) else 1


def _faults(arguments: argparse.Namespace, console: Console) -> int:
    parts = read_state(arguments.data_dir)
    name = part(arguments.part).name
    if name not in parts:
        raise ConfigurationError(f"{name} does not run; `mg status` lists what does")
    set_fault(parts[name].url, arguments.fault)
    console.line(f"{name} is {arguments.fault}")
    return 0


def _migrate(arguments: argparse.Namespace, console: Console) -> int:
    async def work() -> int:
        async with sources.start(engine_settings(arguments.data_dir)) as running:
            if arguments.undo_to is None:
                done = await migrator.migrate(running.postgres_dsn)
            else:
                done = await migrator.undo(running.postgres_dsn, to=arguments.undo_to)
        console.line("\n".join(m.name for m in done) or "nothing to do")
        return 0

    return _until_done(work())


def _seed(arguments: argparse.Namespace, console: Console) -> int:
    async def work() -> int:
        async with sources.start(engine_settings(arguments.data_dir)) as running:
            await prepare(running.postgres_dsn, arguments.data_dir, console.done)
        return 0

    return _until_done(work())


def _until_done(work: Coroutine[Any, Any, int]) -> int:
    return asyncio.run(work)


if __name__ == "__main__":
    sys.exit(main())
