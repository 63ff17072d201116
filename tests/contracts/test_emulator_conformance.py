"""The emulators keep the external contracts: generated requests over real sockets, every answer checked.

Spotify's is left out here: its limit of 180 calls in 30 s ends such a conversation.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import AuthContext, Case
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi import checks

from mg_services.serving.settings import LOCAL_KEY

CONTRACTS: Final = Path(__file__).parents[2] / "spec" / "external"
PARTS: Final = {"netflix": "streaming_platform", "apple_music": "apple_music"}
"""An emulator of each contract; the five streaming platforms share their code."""
CREDENTIALS: Final = {"X-API-Key": LOCAL_KEY, "Authorization": f"Bearer {LOCAL_KEY}", "Music-User-Token": "conformance"}
EXAMPLES: Final = 8
LIMIT_S: Final = 10.0
CHECKS: Final[list[CheckFunction]] = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.positive_data_acceptance,
    checks.missing_required_header,
    checks.unsupported_method,
    checks.allow_header_conformance,
]
ANSWERS: Final[dict[str, Counter[int]]] = defaultdict(Counter)
"""Statuses of the answers, by operation."""


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    """The emulators, each a process of its own, without latency."""
    command = [sys.executable, "-m", "mg_services"]
    instant = {**os.environ, "MG_LATENCY_MS": "0"}
    processes = {
        name: subprocess.Popen([*command, name, "--port", "0"], stdout=subprocess.PIPE, text=True, env=instant)
        for name in PARTS
    }
    try:
        lines = {name: process.stdout.readline() for name, process in processes.items() if process.stdout}
        yield {name: line.split(" on ")[1].strip() for name, line in lines.items()}
    finally:
        for process in processes.values():
            process.terminate()
            process.communicate(timeout=10)


@pytest.fixture(scope="module", autouse=True)
def good_answers_were_seen() -> Iterator[None]:
    """No operation was refused throughout: that would satisfy the checks and prove little."""
    yield
    assert not [label for label, seen in ANSWERS.items() if not any(200 <= status < 300 for status in seen)]


class Credentials:
    """Puts the credentials where the contract's security asks for them."""

    def get(self, case: Case[Any], _context: AuthContext) -> dict[str, str]:
        """The headers that the operation asks for."""
        return {parameter.name: CREDENTIALS[parameter.name] for parameter in case.operation.security.iter_parameters()}

    def set(self, case: Case[Any], data: dict[str, str], _context: AuthContext) -> None:
        """Add them to the request."""
        case.headers.update(data)


def _conformance(name: str) -> Callable[..., None]:
    config = SchemathesisConfig.from_dict({"cache": {"enabled": False}})
    schema = schemathesis.openapi.from_path(CONTRACTS / f"{PARTS[name]}.yaml", config=config)
    schema.auth(refresh_interval=None, retry_on=[])(Credentials)

    def test(case: Case[Any], urls: dict[str, str]) -> None:
        """The answer is declared and has the declared shape; broken requests are refused, good ones are not."""
        response = case.call_and_validate(base_url=urls[name], checks=CHECKS, timeout=LIMIT_S)
        if case.method.upper() == case.operation.method.upper():
            ANSWERS[f"{name} {case.operation.label}"][response.status_code] += 1

    configured = settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )(test)
    made: Callable[..., None] = pytest.mark.scenario("CT-04")(schema.parametrize()(configured))
    return made


for _name in PARTS:
    globals()[f"test_{_name}"] = _conformance(_name)
