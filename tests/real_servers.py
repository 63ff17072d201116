"""Run the tests that use engines against servers by URL: `python -m tests.real_servers [pytest arguments]`.

Servers of MG_POSTGRES_URL, MG_REDIS_URL and MG_QDRANT_URL are used where these are set. What has no URL is started,
from this machine's programs if it has them.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mg_core.errors import MgError
from mg_services.engines import sources


async def run(arguments: Sequence[str]) -> int:
    """pytest's exit status."""
    with tempfile.TemporaryDirectory(prefix="mg-servers-") as folder:
        settings = replace(sources.EngineSettings.from_environment(), data_dir=Path(folder), vectors=True)
        async with sources.start(settings, report=print) as running:
            urls = {
                "MG_ENGINES": "url",
                "MG_POSTGRES_URL": running.postgres_dsn,
                "MG_REDIS_URL": running.redis_url,
                "MG_QDRANT_URL": running.qdrant_url,
            }
            words = (sys.executable, "-m", "pytest", "--only-servers", *arguments)
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
