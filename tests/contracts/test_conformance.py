"""Every running service keeps its OpenAPI contract: generated requests over real sockets, every answer checked.

Each operation gets the boundary values of its schemas, deliberately broken variants of them, and a fixed number of
random requests. The generator is seeded by the test itself, so that every run sends the same requests.
"""

from __future__ import annotations

import os
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import AuthContext, BaseSchema, Case, Response
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.filters import HasAPIOperation
from schemathesis.generation.meta import TestPhase
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi import checks

from mg_services.control.registry import PARTS
from tests.platform_fixtures import RunningPlatform

CONTRACTS: Final = Path(__file__).parents[2] / "spec" / "openapi"
RUNNING: Final = tuple(p.name for p in PARTS if p.kind == "service")
"""The services whose contracts are tried; what `mg up` starts."""

NEEDING_PLATFORMS: Final = frozenset({"getPlatformTokens", "rotatePlatformTokens", "syncPlatformLibrary"})
"""Operations that answer well only to a user who has connected the platform."""
HASHING: Final = frozenset({"register", "login"})
"""Operations that hash a password: a quarter of a second each."""
EXAMPLES: Final = int(os.environ.get("MG_CONFORMANCE_EXAMPLES", "8"))
"""Random requests per operation, besides the boundary values; raise it for a long search."""
HASHING_EXAMPLES: Final = 2
LIMIT_S: Final = 10.0
"""Longest time for one answer; above the longest timeout of an operation that is tried."""

METHODS: Final = frozenset({"get", "put", "post", "delete", "patch", "head", "options", "trace"})


def _upstream(context: HasAPIOperation) -> str:
    """Contract of the service that a gateway operation exposes; empty for the services' own operations."""
    named: str = context.operation.definition.raw.get("x-mg-upstream", "")
    return named.partition(".")[0]


def _answered(context: HasAPIOperation) -> bool:
    return _upstream(context) in {"", *RUNNING}


def _hashing(context: HasAPIOperation) -> bool:
    return _id(context.operation) in HASHING


def _id(operation: APIOperation[Any, Any, Any, Any]) -> str:
    return str(operation.definition.raw["operationId"])


class Account:
    """The user in whose name requests are sent."""

    def __init__(self, auth_url: str) -> None:
        self._auth_url = auth_url
        self._register_url = f"{auth_url}/register"
        self._session = self._new_session()

    def _new_session(self) -> dict[str, str]:
        sent = {"email": f"{uuid.uuid4().hex}@example.com", "password": "Conformance-1", "name": "Conformance"}
        reply = httpx2.post(self._register_url, json=sent, timeout=LIMIT_S)
        assert reply.status_code == 201, reply.text
        session: dict[str, str] = sent | reply.json()
        return session

    def _connect(self, user_id: str) -> None:
        """Connect the platforms of the contracts' examples, with tokens that the examples name."""
        for platform, tokens in (
            ("netflix", {"refresh_token": "AQD-old"}),
            ("apple_music", {"access_token": "user-token"}),
        ):
            url, headers = f"{self._auth_url}/users/me/platforms/{platform}", {"X-User-ID": user_id}
            assert httpx2.put(url, json=tokens, headers=headers, timeout=LIMIT_S).status_code == 200

    def sign(self, case: Case[Any]) -> None:
        """Put real credentials where the generator has put stand-ins.

        Requests that go without on purpose stay as they are. Operations that use a session up get one of their own.
        """
        session = self._new_session() if _id(case.operation) in {"logout", "refresh"} else self._session
        if case.headers.get("Authorization") == STAND_IN["Authorization"]:
            case.headers["Authorization"] = f"Bearer {session['token']}"
        if case.headers.get("X-User-ID") == STAND_IN["X-User-ID"]:
            case.headers["X-User-ID"] = session["user_id"]
        if case.meta is None or case.meta.phase.name is not TestPhase.EXAMPLES:
            return
        if _id(case.operation) in NEEDING_PLATFORMS:
            self._connect(session["user_id"])
        if not isinstance(case.body, dict):
            return
        # The contract's examples are well formed but nobody's: make them true, so that the good answer is seen too.
        match _id(case.operation):
            case "login":
                case.body |= {"email": session["email"], "password": session["password"]}
            case "refresh":
                case.body |= {"refresh_token": session["refresh_token"]}
            case "register":
                case.body |= {"email": f"{uuid.uuid4().hex}@example.com"}


@pytest.fixture(scope="module")
def account(platform: RunningPlatform) -> Account:
    """A user of the running platform."""
    return Account(platform.url("auth"))


STAND_IN: Final = {"Authorization": "Bearer stand-in", "X-User-ID": "stand-in"}
"""Requests are generated before the platform runs, so they carry this until they are sent."""


class Credentials:
    """Tells the generator where credentials go."""

    def get(self, case: Case[Any], _context: AuthContext) -> dict[str, str]:
        """The headers that the operation's security asks for."""
        return {parameter.name: STAND_IN[parameter.name] for parameter in case.operation.security.iter_parameters()}

    def set(self, case: Case[Any], data: dict[str, str], _context: AuthContext) -> None:
        """Add them to the request."""
        case.headers.update(data)


SHAPE_CHECKS: Final[list[CheckFunction]] = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
"""The answer is one that the contract declares."""
CHECKS: Final[list[CheckFunction]] = [
    not_a_server_error,
    *SHAPE_CHECKS,
    checks.negative_data_rejection,
    checks.positive_data_acceptance,
    checks.missing_required_header,
    checks.unsupported_method,
    checks.allow_header_conformance,
]
"""What every answer has to satisfy. Refusing strangers is tried below: the library's own check for that knows no 400
for a token that is none, and services behind the gateway believe the identity headers."""

SCHEMAS: Final[dict[str, list[BaseSchema]]] = defaultdict(list)
"""What is tried of each contract."""
ANSWERS: Final[dict[str, Counter[int]]] = defaultdict(Counter)
"""Statuses of the answers, by service and operation."""


@pytest.fixture(scope="module", autouse=True)
def good_answers_were_seen() -> Iterator[None]:
    """No operation was refused throughout: that would satisfy the checks and prove little."""
    yield
    refused = [label for label, seen in ANSWERS.items() if not any(200 <= status < 300 for status in seen)]
    assert not refused


def _parametrize(name: str, schema: BaseSchema, examples: int, test: Callable[..., None]) -> Callable[..., None]:
    SCHEMAS[name].append(schema)
    schema.auth(refresh_interval=None, retry_on=[])(Credentials)
    configured = settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )(test)
    made: Callable[..., None] = pytest.mark.scenario("CT-04")(schema.parametrize()(configured))
    return made


def _load(name: str, **options: Any) -> BaseSchema:
    config = SchemathesisConfig.from_dict({"cache": {"enabled": False}, **options})
    return schemathesis.openapi.from_path(CONTRACTS / f"{name}.yaml", config=config)


def _conformance(name: str, schema: BaseSchema, examples: int) -> Callable[..., None]:
    """The test of one contract, or of a part of it."""

    def test(case: Case[Any], platform: RunningPlatform, account: Account) -> None:
        """The answer is declared and has the declared shape; broken requests are refused, good ones are not."""
        account.sign(case)
        url = platform.url(name)
        response = case.call_and_validate(base_url=url, checks=CHECKS, timeout=LIMIT_S)
        if case.method.upper() != case.operation.method.upper():
            return
        label = f"{name} {case.operation.label}"
        first = response.status_code < 300 and response.status_code not in ANSWERS[label]
        ANSWERS[label][response.status_code] += 1
        if first and "Authorization" in case.headers:
            _refuses_strangers(case, url)

    return _parametrize(name, schema, examples, test)


def _refuses_strangers(case: Case[Any], url: str) -> None:
    """The request that was just served is refused with another token or none."""
    token = str(case.headers["Authorization"])
    head, payload, signature = token.split(".")
    for stranger, expected in (
        (None, 401),
        ("Bearer none", 400),
        (f"Basic {token.partition(' ')[2]}", 401),
        (f"{head}.{payload}.{'A' * len(signature)}", 401),
    ):
        case.headers.pop("Authorization", None)
        if stranger is not None:
            case.headers["Authorization"] = stranger
        response: Response = case.call(base_url=url, timeout=LIMIT_S)
        assert response.status_code == expected, (stranger, response.status_code)
        case.validate_response(response, checks=SHAPE_CHECKS)


SPECIAL: Final[dict[str, dict[str, Any]]] = {"sona": {"generation": {"allow-x00": False}}}
"""SONA's bodies take members that it does not know. A NUL is refused wherever it stands, which no schema says."""

for _name in RUNNING:
    _schema = _load(_name, **SPECIAL.get(_name, {}))
    globals()[f"test_{_name}"] = _conformance(_name, _schema.include(_answered).exclude(_hashing), EXAMPLES)
for _name in ("auth", "gateway"):
    globals()[f"test_{_name}_hashing"] = _conformance(_name, _load(_name).include(_hashing), HASHING_EXAMPLES)


def _unanswered(case: Case[Any], platform: RunningPlatform, account: Account) -> None:
    """Operations of services that do not run get the declared 503, and when to try again."""
    account.sign(case)
    response = case.call(base_url=platform.url("gateway"), timeout=LIMIT_S)
    assert response.status_code == 503
    assert response.json()["error"] in {"service_unavailable", "circuit_breaker_open"}
    assert int(response.headers["retry-after"][0]) == response.json()["retry_after"] > 0
    case.validate_response(response, checks=SHAPE_CHECKS)


_rest = _load("gateway", generation={"mode": "positive"}, phases={"coverage": {"enabled": False}}).exclude(_answered)
if any(_rest.get_all_operations()):
    test_gateway_without_service = _parametrize("gateway", _rest, 2, _unanswered)


@pytest.mark.scenario("CT-04")
@pytest.mark.parametrize("name", RUNNING)
def test_every_operation_is_tried(name: str) -> None:
    paths = _load(name).raw_schema["paths"]
    declared = {f"{m.upper()} {path}" for path, item in paths.items() for m in item if m in METHODS}
    found = [result for schema in SCHEMAS[name] for result in schema.get_all_operations()]
    tried = [result.ok().label for result in found if isinstance(result, Ok)]
    assert sorted(tried) == sorted(declared)
