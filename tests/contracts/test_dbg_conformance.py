"""Every running service keeps its OpenAPI contract: generated requests over real sockets, every answer checked.

Each operation gets the boundary values of its schemas, deliberately broken variants of them, and a fixed number of
random requests. The generator is seeded by the test itself, so that every run sends the same requests.
"""

from __future__ import annotations

import json
import os
import urllib.request
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import AuthContext, Case
from schemathesis.checks import CheckFunction
from schemathesis.config import SchemathesisConfig
from schemathesis.filters import HasAPIOperation
from schemathesis.specs.openapi import checks

from codegen.frontends.source import Documents
from mg_services.registry import PARTS
from tests.platform_fixtures import RunningPlatform

CONTRACTS: Final = Path(__file__).parents[2] / "spec" / "openapi"
RUNNING: Final = tuple(p.name for p in PARTS if p.kind == "service")
"""The services whose contracts are tried; what `mg up` starts."""

HASHING: Final = frozenset({"register", "login"})
"""Operations that hash a password: a quarter of a second each."""
EXAMPLES: Final = int(os.environ.get("MG_CONFORMANCE_EXAMPLES", "8"))
"""Random requests per operation, besides the boundary values; raise it for a long search."""
LIMIT_S: Final = 10.0
"""Longest time for one answer; above the longest timeout of an operation that is tried."""

_PASSWORD: Final = "Conformance-1"


def _config() -> SchemathesisConfig:
    """Everything is generated and checked in the test itself; nothing is written to disk."""
    return SchemathesisConfig.from_dict({"generation": {"mode": "all"}, "cache": {"enabled": False}})


def _upstream(context: HasAPIOperation) -> str:
    """Contract of the service that a gateway operation exposes; empty for the services' own operations."""
    named: str = context.operation.definition.raw.get("x-mg-upstream", "")
    return named.partition(".")[0]


def _load(name: str) -> Any:
    return schemathesis.openapi.from_path(CONTRACTS / f"{name}.yaml", config=_config())


def _answered(context: HasAPIOperation) -> bool:
    return _upstream(context) in {"", *RUNNING}


def _post(url: str, body: dict[str, str]) -> dict[str, Any]:
    request = urllib.request.Request(
        url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=LIMIT_S) as reply:
        content: dict[str, Any] = json.loads(reply.read())
    return content


class Account:
    """The user in whose name requests are sent."""

    def __init__(self) -> None:
        self._auth_url = ""
        self._session: dict[str, Any] = {}

    def use(self, platform: RunningPlatform, *, renew: bool) -> None:
        """Register on this platform; with `renew` once more, because the operation ends the session."""
        if renew or self._auth_url != platform.url("auth"):
            self._auth_url = platform.url("auth")
            address = f"{uuid.uuid4().hex}@example.com"
            self._session = _post(
                f"{self._auth_url}/register", {"email": address, "password": _PASSWORD, "name": "Conformance"}
            )

    def sign(self, case: Case) -> None:
        """Put real credentials where the generator has put the stand-in; leave requests without any as they are."""
        if case.headers.get("Authorization") == STAND_IN["Authorization"]:
            case.headers["Authorization"] = f"Bearer {self._session['token']}"
        if case.headers.get("X-User-ID") == STAND_IN["X-User-ID"]:
            case.headers["X-User-ID"] = self._session["user_id"]


STAND_IN: Final = {"Authorization": "Bearer stand-in", "X-User-ID": "stand-in"}
"""Requests are generated before the platform runs, so they carry this until they are sent."""
ACCOUNT: Final = Account()


class Credentials:
    """Tells the generator where credentials go; requests that leave them out on purpose stay without."""

    def get(self, case: Case, _context: AuthContext) -> dict[str, str]:
        """The headers that the operation's security asks for."""
        names = [p.name for p in case.operation.security.iter_parameters()]
        return {name: STAND_IN[name] for name in names}

    def set(self, case: Case, data: dict[str, str], _context: AuthContext) -> None:
        """Add them to the request."""
        case.headers.update(data)


CHECKS: Final[list[CheckFunction]] = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.positive_data_acceptance,
    checks.missing_required_header,
    checks.unsupported_method,
]
"""What every answer has to satisfy."""

GATEWAY_CHECKS: Final = [*CHECKS, checks.ignored_auth]
"""Services behind the gateway believe X-User-ID, so only the gateway can be asked to refuse a made-up identity."""


def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def _conformance(name: str, *, hashing: bool) -> Callable[..., None]:
    """The test of one contract; the operations that hash passwords get fewer examples."""

    def wanted(context: HasAPIOperation) -> bool:
        return _answered(context) and (context.operation.definition.raw["operationId"] in HASHING) is hashing

    schema = _load(name).include(wanted)
    schema.auth(refresh_interval=None, retry_on=[])(Credentials)

    def test(case: Case, platform: RunningPlatform) -> None:
        """The answer is declared, has the declared shape, and invalid requests are refused."""
        ACCOUNT.use(platform, renew=case.operation.definition.raw["operationId"] == "logout")
        ACCOUNT.sign(case)
        import collections, sys
        meta = case.meta
        try:
          r=case.call_and_validate(
            base_url=platform.url(name), checks=GATEWAY_CHECKS if name == "gateway" else CHECKS, timeout=LIMIT_S
          )
        finally:
          open("/tmp/ctp/log","a").write(f"{name} {case.operation.label} {locals().get('r') is not None and r.status_code} {meta.generation.mode.value} {meta.phase.name.value} hdr={'A' if 'Authorization' in case.headers else ''}{'U' if 'X-User-ID' in case.headers else ''} {'OK' if ACCOUNT._session['token'] in str(case.headers) or ACCOUNT._session['user_id'] in str(case.headers) else ''} {case.body!r:.60}\n")

    test.__name__ = test.__qualname__ = f"test_{name}_{'hashing' if hashing else 'operations'}"
    made: Callable[..., None] = schema.parametrize()(_settings(2 if hashing else EXAMPLES)(test))
    return pytest.mark.scenario("CT-04")(made)


for _name in RUNNING:
    globals()[f"test_{_name}_operations"] = _conformance(_name, hashing=False)
for _name in ("auth", "gateway"):
    globals()[f"test_{_name}_hashing"] = _conformance(_name, hashing=True)
