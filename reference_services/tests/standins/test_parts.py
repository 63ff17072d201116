"""The emulators as parts of a running platform: `mg up`, `mg status`, `mg faults`, one process each."""

import asyncio
import os
import signal
import threading

import httpx2
import pytest

from mg_services.control.cli import main
from mg_services.control.launcher import answers
from mg_services.control.registry import PARTS
from mg_services.serving.settings import LOCAL_KEY
from tests.platform_fixtures import RunningPlatform

STANDINS = tuple(part.name for part in PARTS if part.kind == "standin")
SEARCH = "/catalog/search?q=the"
KEY = {"X-API-Key": LOCAL_KEY}


async def test_all_seven_answer(platform: RunningPlatform) -> None:
    async with httpx2.AsyncClient(trust_env=False) as http:
        replies = {name: (await http.get(f"{platform.url(name)}/health")).status_code for name in STANDINS}

    assert replies == dict.fromkeys(STANDINS, 200)
    assert len({platform.part(name).pid for name in STANDINS}) == len(STANDINS)


def test_status_lists_them(platform: RunningPlatform, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data-dir", str(platform.data_dir), "status"]) == 0

    output = capsys.readouterr().out
    assert all(platform.url(name) in output for name in STANDINS)


@pytest.mark.scenario("PLAT-HBO")
def test_faults_of_one_leave_the_others_alone(platform: RunningPlatform, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["--data-dir", str(platform.data_dir), "faults", "hbo"]
    assert main([*command, "down"]) == 0
    try:
        down = httpx2.get(platform.url("hbo") + SEARCH, headers=KEY, trust_env=False).status_code
        other = httpx2.get(platform.url("disney") + SEARCH, headers=KEY, trust_env=False).status_code
    finally:
        assert main([*command, "up"]) == 0
    well = httpx2.get(platform.url("hbo") + SEARCH, headers=KEY, trust_env=False).status_code

    assert (down, other, well) == (500, 200, 200)
    assert capsys.readouterr().out.splitlines() == ["hbo is down", "hbo is up"]


@pytest.mark.scenario("REL-02")
async def test_a_dead_emulator_takes_nobody_with_it_and_comes_back(platform: RunningPlatform) -> None:
    killed, others = platform.part("disney"), {name: platform.part(name).pid for name in STANDINS if name != "disney"}
    os.kill(killed.pid, signal.SIGKILL)

    async with asyncio.timeout(30):
        while platform.part("disney").pid == killed.pid or not await asyncio.to_thread(answers, killed.url):
            await asyncio.to_thread(threading.Event().wait, 0.1)

    assert platform.part("disney").url == killed.url
    assert {name: platform.part(name).pid for name in others} == others
