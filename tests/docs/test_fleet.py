"""The programs about breakers of many processes print what their page shows, on a real Redis."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SNIPPETS = ROOT / "docs" / "snippets" / "fleet"
PROGRAMS = sorted(path.stem for path in SNIPPETS.glob("*.py"))


@pytest.mark.parametrize("name", PROGRAMS)
async def test_a_program_prints_what_the_page_shows(redis_url: str, name: str) -> None:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(SNIPPETS / f"{name}.py"),
        env={**os.environ, "REDIS_URL": redis_url},
        stdout=pipe,
        stderr=pipe,
    )
    async with asyncio.timeout(60):
        said, complaint = await process.communicate()

    assert process.returncode == 0, complaint.decode()
    assert said.decode() == (SNIPPETS / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_program_is_on_the_page(name: str) -> None:
    text = (ROOT / "docs" / "resilience" / "breaker.md").read_text(encoding="utf-8")

    assert f'--8<-- "fleet/{name}.py"' in text
    assert f'--8<-- "fleet/{name}.txt"' in text


def test_both_are_there() -> None:
    assert PROGRAMS == ["fleet", "payments"]
