"""The tutorial's contract compiles, its service runs, its client prints what the page says."""

from __future__ import annotations

import asyncio
import itertools
import os
import shlex
import shutil
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

ROOT = Path(__file__).resolve().parents[2]
GREETER = Path("docs", "snippets", "greeter")
PORT = "8900"


def free_port() -> str:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return str(sock.getsockname()[1])


class Reader:
    """Somebody who follows the page in a folder of their own, on a port that is free."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.env = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }
        shutil.copytree(ROOT / GREETER, folder / GREETER)
        for script in (folder / GREETER).glob("*.py"):
            script.write_text(script.read_text(encoding="utf-8").replace(PORT, self.port), encoding="utf-8")

    async def start(self, script: str) -> Process:
        """The command of a page, as one process: `NAME=value program argument ...`."""
        words = shlex.split((self.folder / GREETER / script).read_text(encoding="utf-8"))
        given = dict(word.split("=", 1) for word in itertools.takewhile(lambda word: "=" in word, words))
        return await asyncio.create_subprocess_exec(
            *words[len(given) :], cwd=self.folder, env={**self.env, **given}, stdout=PIPE, stderr=PIPE
        )

    async def run(self, script: str) -> str:
        """What a command prints; a failure shows why."""
        process = await self.start(script)
        async with asyncio.timeout(60):
            said, complaint = await process.communicate()
        assert process.returncode == 0, complaint.decode()
        return said.decode()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        process = await self.start("serve.sh")
        assert process.stdout
        assert process.stderr
        try:
            async with asyncio.timeout(30):
                url = (await process.stdout.readline()).decode().strip()
            assert url, (await process.stderr.read()).decode()
            yield url
        finally:
            if process.returncode is None:
                process.terminate()
            await process.communicate()


@pytest.fixture
async def reader(tmp_path: Path) -> Reader:
    following = Reader(tmp_path)
    await following.run("compile.sh")
    return following


async def test_the_tutorial_prints_what_it_says(reader: Reader) -> None:
    async with reader.serving():
        printed = await reader.run("call.sh")

    assert printed == (ROOT / GREETER / "output.txt").read_text(encoding="utf-8")


async def test_the_tutorials_server_refuses_what_its_contract_does_not_allow(reader: Reader) -> None:
    async with reader.serving() as url, httpx2.AsyncClient() as http:
        answer = await http.get(f"{url}/hello/Ada?loud=perhaps")

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"
    assert answer.json()["details"][0]["pointer"] == "query/loud"
