"""REST contracts that are wrong, or that cannot be expressed, are refused with file and line; never a traceback."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from codegen import checks
from codegen.frontends import openapi
from codegen.ir import LoadContext

from mg_core.contract.policy import HedgePolicy, Policy, TimeoutPolicy

SPEC = Path(__file__).parent / "golden_openapi" / "spec"
GOOD = (SPEC / "notes.yaml").read_text(encoding="utf-8")
QUICK = Policy("quick", TimeoutPolicy(0.5, 1.5))
PROFILES = {
    "quick": QUICK,
    "slow": Policy("slow", TimeoutPolicy(5.0, 9.0)),
    "hedged": dataclasses.replace(QUICK, name="hedged", hedge=HedgePolicy(0.1)),
}


def findings(tmp_path: Path, text: str, *, foreign: bool = False, name: str = "notes.yaml") -> list[str]:
    (tmp_path / name).write_text(text)
    common = tmp_path / "common"
    common.mkdir()
    (common / "parts.yaml").write_text((SPEC / "parts.yaml").read_text(encoding="utf-8"))
    result = openapi.load(LoadContext(tmp_path, tmp_path, PROFILES, "quick", foreign))
    return [str(finding) for finding in (*result.findings, *checks.check(result.contracts))]


def changed(old: str, new: str) -> str:
    text = GOOD.replace("parts.yaml#", "common/parts.yaml#")
    assert old in text
    return text.replace(old, new, 1)


def test_the_good_contract_has_no_finding(tmp_path: Path) -> None:
    assert findings(tmp_path, changed("openapi: 3.1.0", "openapi: 3.1.0")) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("openapi: 3.1.0", "openapi: 2.0.0", "notes.yaml:1: OpenAPI 2.0.0: 3.0 and 3.1 are understood"),
        ("paths:\n", "paths:\n  - x\nz:\n", "notes.yaml:8: 'paths' is not a mapping"),
        ("  title: Notes", "  title: [", "notes.yaml:5: not YAML: "),
        ("  title: Notes", "  title: Notes\n  title: Again", "notes.yaml:4: the key 'title' is written twice"),
        ("x-mg-service: notes\n", "", "notes.yaml:1: x-mg-service is missing"),
        ("x-mg-policy: quick", "x-mg-polcy: quick", "notes.yaml:7: unknown word 'x-mg-polcy'; allowed here: x-mg-po"),
        ("x-mg-policy: quick", "x-mg-policy: quik", "notes.yaml:7: unknown policy profile 'quik'; there are: hedged, "),
        ("x-mg-idempotency: key", "x-mg-idempotency: keyed", "notes.yaml:26: unknown idempotency 'keyed'; allowed: "),
        ("      x-mg-idempotency: key\n", "", "notes.yaml:23: POST /notes must state x-mg-idempotency"),
        ("attempt_s: 4.5", "attempt_s: 19", "notes.yaml:27: attempt_s 19.0 is more than total_s 9.0"),
        ("attempt_s: 4.5", "attempt_s: soon", "notes.yaml:27: attempt_s must be a number above 0, not 'soon'"),
        ("attempt_s: 4.5", "attempt: 4.5", "notes.yaml:27: unknown key 'attempt' of timeout; allowed: attempt_s, to"),
        ("timeout: {attempt_s: 4.5}", "retries: 3", "notes.yaml:27: unknown policy part 'retries'; allowed: fallback, cache, timeout, "),
        (
            "x-mg-idempotency: key\n      x-mg-policy: {profile: slow, timeout: {attempt_s: 4.5}}",
            "x-mg-idempotency: never\n      x-mg-policy: {profile: slow, retry: {max_retries: 1}}",
            "notes.yaml:27: addNote is `never` idempotent and cannot be retried",
        ),
        ("{profile: slow, timeout: {attempt_s: 4.5}}", "hedged", "notes.yaml:23: addNote: only safe and idempotent"),
        ("code: rate_limited", "cod: rate_limited", "notes.yaml:41: an item of x-mg-errors is"),
        ("code: rate_limited", "code: conflict", "notes.yaml:41: the code conflict goes with status 409, not 429"),
        ("retryable: true", "retriable: true", "notes.yaml:41: unknown member 'retriable' of x-mg-errors; allowed: "),
        ("retry_after_s: 2", "retry_after_s: soon", "notes.yaml:41: retry_after_s is a number of seconds, not 'soon'"),
        ("operationId: getNote", "operationId: addNote", "notes.yaml:23: the operationId 'addNote' is used 2 times"),
        ("      operationId: getNote\n", "", "notes.yaml:45: GET /notes/{note_id} has no operationId"),
        ("in: path, required: true", "in: query", "notes.yaml:46: /notes/{note_id}: the place {note_id} has no path"),
        ("5XX: {", "default: {", "notes.yaml:22: the response 'default' is not allowed here: use 4XX and 5XX"),
        ("5XX: {", "7XX: {", "notes.yaml:22: the response '7XX' is no status, 4XX or 5XX"),
        ("parameters/Limit", "parameters/Limits", "notes.yaml:15: $ref to nothing: common/parts.yaml#/components/pa"),
        ("common/parts.yaml#/components/parameters", "lost.yaml#/a", "notes.yaml:15: lost.yaml: no such file"),
        (
            "common/parts.yaml#/components/parameters",
            "https://example.com/a.yaml#/b",
            "notes.yaml:15: unsupported: $ref to a remote document",
        ),
        ("text: {type: string, maxLength: 20}", "text: {type: text}", "notes.yaml:64: unknown type 'text'; there ar"),
        ("text: {type: string, maxLength: 20}", "text: {typ: string}", "notes.yaml:64: unsupported: the schema keyw"),
        ("name: X-Trace-ID, in: header", "name: sid, in: cookie", "notes.yaml:17: unsupported: parameter 'sid' in c"),
        ("schema: {type: array, items", "style: deepObject, schema: {type: array, items", "parameter 'colour' of st"),
        (
            "in: header, schema: {type: string}",
            "in: header, schema: {type: object}",
            "notes.yaml:17: unsupported: parameter 'X-Trace-ID': an object",
        ),
        ("application/json:\n            s", "multipart/form-data:\n            s", "notes.yaml:31: unsupported: a "),
        ('"204": {description: It is gone.}', '"304": {description: x}', "notes.yaml:51: unsupported: no success"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(tmp_path: Path, old: str, new: str, expected: str) -> None:
    told = findings(tmp_path, changed(old, new))

    assert any(expected in line for line in told), told


def test_every_unsupported_place_is_listed_at_once(tmp_path: Path) -> None:
    text = changed("name: X-Trace-ID, in: header", "name: sid, in: cookie")
    text = text.replace("application/json:\n            s", "multipart/form-data:\n            s")

    told = findings(tmp_path, text)

    assert [line.partition(":")[2].partition(":")[0] for line in told if "unsupported" in line] == ["17", "31"]


def test_a_schema_that_cannot_be_expressed_refuses_every_operation_that_reaches_it(tmp_path: Path) -> None:
    text = changed("from: {type: string}", "from: {$dynamicRef: '#x'}")

    result_lines = findings(tmp_path, text, foreign=True)

    assert [line for line in result_lines if "'$dynamicRef' is not understood" in line]
    assert openapi.load(LoadContext(tmp_path, tmp_path, PROFILES, "quick", foreign=True)).contracts[0].operations[
        0
    ].id == ("class")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"openapi": "3.1.0",\n "paths": {,}}', "doc.json:2: not JSON: expected a key"),
        ('{"openapi": "3.1.0",\n "a": 1,\n "a": 2}', "doc.json:3: the key 'a' is written twice"),
        ('{"openapi": "3.1.0",\n "paths": {"/x": {"get": []}}}', "doc.json:2: 'get' is not a mapping"),
    ],
)
def test_json_is_told_with_its_line_too(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in findings(tmp_path, text, foreign=True, name="doc.json")
