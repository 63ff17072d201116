"""Run pytest against PostgreSQL and Redis servers by URL: `python -m tests.real_servers [pytest arguments]`.

With MG_POSTGRES_URL and MG_REDIS_URL set, those servers are used; else servers of this machine are started first.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from mg_core.errors import MgError
from mg_services.engines import sources

NEEDING_SERVERS = (
    *(f"reference_services/tests/{name}" for name in ("stores", "auth", "discovery", "gateway")),
    "tests/journeys",
)
"""Folders whose tests talk to PostgreSQL or Redis."""


async def run(arguments: Sequence[str]) -> int:
    """pytest's exit status."""
    given = sources.EngineSettings.from_environment()
    with tempfile.TemporaryDirectory(prefix="mg-servers-") as folder:
        if given.postgres_url and given.redis_url:
            return await _pytest(arguments, given.postgres_url, given.redis_url)
        settings = sources.EngineSettings(data_dir=Path(folder), source="machine")
        async with sources.start(settings) as running:
            return await _pytest(arguments, running.postgres_dsn, running.redis_url)


async def _pytest(arguments: Sequence[str], postgres_url: str, redis_url: str) -> int:
    here = Path(__file__).resolve().parents[1]
    folders = [str(here / name) for name in NEEDING_SERVERS if any((here / name).glob("test_*.py"))]
    urls = {"MG_ENGINES": "url", "MG_POSTGRES_URL": postgres_url, "MG_REDIS_URL": redis_url}
    words = (sys.executable, "-m", "pytest", *(arguments or folders))
    process = await asyncio.create_subprocess_exec(*words, env={**os.environ, **urls})
    return await process.wait()


def main() -> int:
    """Run; a server that cannot be had is one line."""
    try:
        return asyncio.run(run(sys.argv[1:]))
    except MgError as error:
        print(f"real servers: {error.message}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
