"""The stub server answers as the real WireMock did on the same files.

WireMock's answers are recorded in `wiremock_answers.json`;
`python -m reference_services.tests.standins.wiremock_record --check` asks the real one again.
"""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from mg_core.serving.run import serve_in_loop
from mg_services.standins.wiremock import StubServer, load

from .conftest import Watch
from .wiremock_requests import ANSWERS, SUITES, Ask, ask

RECORDED = json.loads(ANSWERS.read_text())["answers"]
DELAYS = {"/r/delay": 0.15, "/r/dribble": 0.2, "/f/delayed": 0.1}
"""What the stubs ask for, in seconds."""


@asynccontextmanager
async def answering(suite: str) -> AsyncIterator[tuple[int, Watch]]:
    watch = Watch()
    server = StubServer(load(SUITES[suite].stubs), sleep=watch.sleep, now=watch)
    async with serve_in_loop(server, grace_s=0.5) as url:
        yield int(url.rpartition(":")[2]), watch


async def answers_of(suite: str) -> list[dict[str, Any]]:
    async with answering(suite) as (port, _):
        return [{"request": each.name, **await asyncio.to_thread(ask, port, each)} for each in SUITES[suite].asks]


def normal(row: dict[str, Any]) -> dict[str, Any]:
    """The answer without its time; documents of the control interface without their white space."""
    kept = {name: value for name, value in row.items() if name != "seconds"}
    if "/__admin/" in row["request"] and row.get("body"):
        kept["body"] = json.loads(base64.b64decode(row["body"]))
    return kept


@pytest.mark.scenario("MOCK-01")
@pytest.mark.parametrize("suite", SUITES)
async def test_every_answer_is_the_one_of_wiremock(suite: str) -> None:
    ours = await answers_of(suite)

    assert len(ours) == len(RECORDED[suite])
    pairs = [(normal(one), normal(real)) for one, real in zip(ours, RECORDED[suite], strict=True)]
    assert [pair for pair in pairs if pair[0] != pair[1]] == []


@pytest.mark.scenario("MOCK-01")
@pytest.mark.parametrize("url", DELAYS)
async def test_delays_are_at_least_what_the_stub_says_in_both(url: str) -> None:
    async with answering("rules") as (port, watch):
        await asyncio.to_thread(ask, port, Ask("GET", url))
    real = next(row for row in RECORDED["rules"] if row["request"] == f"GET {url}")

    assert sum(watch.slept) == pytest.approx(DELAYS[url])
    assert real["seconds"] >= DELAYS[url]
