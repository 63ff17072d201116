"""The programs of `examples/`, as a user starts them, on a running platform."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tests.platform_fixtures import RunningPlatform

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.mark.parametrize("name", ["async_app.py", "sync_app.py"])
async def test_an_example_finds_titles(platform: RunningPlatform, name: str) -> None:
    words = (sys.executable, str(EXAMPLES / name), platform.url("gateway"))
    process = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(60):
        said, complaint = await process.communicate()

    assert process.returncode == 0, complaint.decode()
    count, *titles = said.decode().splitlines()
    assert int(count.removesuffix(" results:")) >= len(titles) > 0
