"""One command runs every service, and says in one line why it cannot."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from mg_core.errors import ConnectError
from mg_core.serving.lifecycle import Lifecycle
from mg_services.serving.main import main
from mg_services.serving.resources import Resources
from mg_services.serving.service import built

NAMES = [row.name for row in built()]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("variable", ["MG_LOG_LEVEL", "MG_LOG_FORMAT", "PORT"])
def test_what_every_service_reads_is_told_when_it_cannot_be(
    name: str, variable: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    variable = f"MG_{name.upper()}_PORT" if variable == "PORT" else variable
    for engine in ("POSTGRES", "REDIS", "QDRANT"):
        monkeypatch.setenv(f"MG_{engine}_URL", "http://127.0.0.1:1")
    monkeypatch.setenv(variable, "loud")

    assert main([name]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"mg: {variable}='loud' is ")
    assert said.err.count("\n") == 1


def test_standard_input_is_for_those_that_speak_over_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["netflix", "--stdio"]) == 1
    assert capsys.readouterr().err == "mg: Netflix does not speak over standard input and output\n"


def test_a_name_that_no_service_has_is_wrong_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["netflx"])

    assert caught.value.code == 2
    assert "invalid choice: 'netflx'" in capsys.readouterr().err


def test_logs_are_as_the_environment_wants_them() -> None:
    program = (
        "import sys, logging; from mg_services.serving.main import log\n"
        "log({'MG_LOG_FORMAT': 'json'}); logging.getLogger('httpx').info('one'); logging.getLogger('mg.x').info('two')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)

    (line,) = done.stderr.splitlines()
    assert json.loads(line)["event"] == "two"


async def test_resources_are_closed_in_the_opposite_order() -> None:
    seen: list[str] = []

    async def note(what: str) -> None:
        seen.append(what)

    held = Resources()
    held.hold(start=lambda: note("open a"), stop=lambda: note("close a"))
    held.hold(stop=lambda: note("close b"))
    held.hold(start=lambda: note("open c"), stop=lambda: note("close c"))
    lifecycle = Lifecycle("sample", on_start=held.on_start, on_stop=held.on_stop)

    await lifecycle.start()
    await lifecycle.stop()

    assert seen == ["open a", "open c", "close c", "close b", "close a"]


async def test_what_is_needed_takes_the_service_down_and_what_is_used_does_not() -> None:
    async def away() -> bool:
        return False

    held = Resources()
    held.needs("postgres", away)
    held.uses("redis", away, without="slower")

    with pytest.raises(ConnectError, match="postgres"):
        await held.checks["postgres"]()
    assert await held.checks["redis"]() == "slower"
