"""The words of a policy in a contract: each mistake is told with its file, its line and what is allowed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from codegen import checks, pipeline
from codegen.emitters.operations import call
from codegen.frontends import openapi
from codegen.ir import LoadContext
from codegen.policies import PARTS, fields_of, load_profiles
from codegen.source import Documents, SourceError

from mg_core.contract.policy import (
    CachePolicy,
    FallbackPolicy,
    HedgePolicy,
    Policy,
    RateLimitPolicy,
    RetryPolicy,
    TimeoutPolicy,
)

ROOT = Path(__file__).resolve().parents[2]
QUICK = Policy("quick", TimeoutPolicy(0.5, 1.5))
PROFILES = {
    "quick": QUICK,
    "cached": Policy("cached", TimeoutPolicy(0.5, 1.5), cache=CachePolicy(5.0)),
    "retrying": Policy("retrying", TimeoutPolicy(0.5, 1.5), retry=RetryPolicy()),
}
CONTRACT = """\
openapi: 3.1.0
info: {{title: Shop, version: 1.0.0}}
x-mg-service: shop
x-mg-policy: quick
paths:
  /items:
    {method}:
      operationId: listItems
      summary: Items
      x-mg-idempotency: {idempotency}
      x-mg-policy: {policy}
      responses:
        "200":
          description: The items.
          content: {{application/json: {{schema: {{$ref: "#/components/schemas/Items"}}}}}}
components:
  schemas:
    Items:
      type: object
      required: [items]
      properties:
        items: {{type: array, items: {{$ref: "#/components/schemas/Item"}}}}
    Item: {{type: object, required: [name], properties: {{name: {{type: string}}}}}}
"""
LINE = 11
"""Where the policy stands."""


def findings(tmp_path: Path, policy: str, idempotency: str = "safe", method: str = "get") -> list[str]:
    text = CONTRACT.format(policy=policy, idempotency=idempotency, method=method)
    (tmp_path / "shop.yaml").write_text(text)
    result = openapi.load(LoadContext(tmp_path, tmp_path, PROFILES, "quick"))
    return [str(finding) for finding in (*result.findings, *checks.check(result.contracts))]


@pytest.mark.parametrize(
    "policy",
    [
        "{profile: quick, hedge: {delay_s: 0.2, max_hedges: 3}}",
        "{profile: quick, rate_limit: {per_s: 5, burst: 2, max_wait_s: 0}}",
        "{profile: quick, fallback: {body: {items: [{name: nothing}]}}}",
        "{profile: cached, cache: null}",
        "{profile: quick, timeout: {attempt_s: 1.5}}",
    ],
)
def test_policies_that_can_work_are_accepted(tmp_path: Path, policy: str) -> None:
    assert findings(tmp_path, policy) == []


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("{profile: quick, timeout: {attempt_s: -1}}", "attempt_s must be a number above 0, not -1"),
        ("{profile: quick, timeout: {total_s: 0}}", "total_s must be a number above 0, not 0"),
        ("{profile: quick, timeout: {total_s: .inf}}", "total_s must be a number above 0, not '.inf'"),
        ("{profile: quick, timeout: {total_s: 1.0e+999}}", "total_s must be a number above 0, not inf"),
        ("{profile: quick, timeout: {total_s: true}}", "total_s must be a number above 0, not True"),
        ('{profile: quick, timeout: {total_s: "3"}}', "total_s must be a number above 0, not '3'"),
        ("{profile: quick, timeout: {attempt_s: 2}}", "attempt_s 2.0 is more than total_s 1.5"),
        ("{profile: quick, timeout: null}", "a policy always has a timeout"),
        ("{profile: quick, retry: {max_retries: 1.5}}", "max_retries must be a whole number from 0 to 10, not 1.5"),
        ("{profile: quick, retry: {on_status: [404]}}", "must not hold 404; of the 4xx only 408, 425, 429"),
        ("{profile: quick, retry: {jitter: [1.5, 0.5]}}", "retry.jitter must be two rising numbers"),
        ("{profile: quick, retry: {backoff_s: []}}", "backoff_s must hold at least one number"),
        ("{profile: quick, hedge: {}}", "hedge needs delay_s"),
        ("{profile: quick, hedge: {delay_s: 0}}", "delay_s must be a number above 0, not 0"),
        (
            "{profile: quick, hedge: {delay_s: 1, max_hedges: 4}}",
            "max_hedges must be a whole number from 1 to 3, not 4",
        ),
        ("{profile: quick, hedge: {after_s: 1}}", "unknown key 'after_s' of hedge; allowed: delay_s, max_hedges"),
        (
            "{profile: quick, rate_limit: {per_s: 5, burst: 1, max_wait_s: -1}}",
            "max_wait_s must be a number of at least",
        ),
        ("{profile: quick, rate_limit: {per_s: 5}}", "rate_limit needs per_s, burst"),
        ("{profile: quick, hedges: {}}", "unknown policy part 'hedges'; allowed: fallback, cache, timeout, bulkhead,"),
        ("{profile: quick, hedge: 1}", "the policy part 'hedge' is not a mapping; it has delay_s, max_hedges"),
        ("{profile: quick, chaos: {fault_rate: 1}}", "chaos is set by operators and programs, never by a contract"),
        (
            "{profile: quick, breaker: {mode: shadow}}",
            "breaker.mode is set by operators and programs, never by a contract; allowed: failures, open_s, trials",
        ),
        ("{profile: quick, fallback: {}}", "fallback needs body"),
        ("{profile: quick, fallback: {text: x}}", "unknown key 'text' of fallback; allowed: body"),
        ("{profile: quick, fallback: {body: {items: [1.0e+999]}}}", "the body is no JSON"),
        ("{profile: quick, fallback: {body: {items: 3}}}", "does not fit answer 200: items: 3 is not of type"),
        ("{profile: quick, fallback: {body: {}}}", 'does not fit answer 200: the whole: "items" is a required'),
        ("{profile: quick, fallback: {body: {items: [{}]}}}", 'does not fit answer 200: items/0: "name" is a required'),
    ],
)
def test_a_policy_that_cannot_work_is_refused_where_it_stands(tmp_path: Path, policy: str, expected: str) -> None:
    told = findings(tmp_path, policy)

    assert any(line.startswith(f"shop.yaml:{LINE}: ") and expected in line for line in told), told


@pytest.mark.parametrize(
    ("policy", "idempotency", "line", "expected"),
    [
        ("{profile: quick, hedge: {delay_s: 1}}", "key", LINE, "only safe and idempotent operations can be hedged"),
        ("{profile: quick, hedge: {delay_s: 1}}", "never", LINE, "and this one is `never`"),
        ("{profile: quick, cache: {ttl_s: 1}}", "idempotent", LINE, "only safe operations can be cached"),
        ("cached", "key", 7, "only safe operations can be cached, and this one is `key`"),
        ("{profile: quick, retry: {max_retries: 1}}", "never", LINE, "is `never` idempotent and cannot be retried"),
    ],
)
def test_a_policy_that_does_not_suit_the_operation_is_refused(
    tmp_path: Path, policy: str, idempotency: str, line: int, expected: str
) -> None:
    told = findings(tmp_path, policy, idempotency, "post")

    assert any(text.startswith(f"shop.yaml:{line}: listItems") and expected in text for text in told), told


def test_a_profile_with_retries_may_guard_an_operation_that_is_never_repeated(tmp_path: Path) -> None:
    assert findings(tmp_path, "retrying", "never", "post") == []


def test_a_fallback_of_an_operation_without_a_json_answer_is_refused(tmp_path: Path) -> None:
    text = CONTRACT.format(policy="{profile: quick, fallback: {body: {}}}", idempotency="safe", method="get")
    start = text.index("          content:")
    (tmp_path / "shop.yaml").write_text(text[:start] + text[text.index("components:") :])
    result = openapi.load(LoadContext(tmp_path, tmp_path, PROFILES, "quick"))

    told = [str(finding) for finding in checks.check(result.contracts)]

    reason = "its first success answer 200 has no JSON body (shop.yaml:14)"
    assert told == [f"shop.yaml:{LINE}: listItems: a fallback body cannot be given: {reason}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "  quick: {timeout: {attempt_s: 1, total_s: 2}, chaos: {seed: 1}}\n",
            "policies.yaml:2: chaos is set by operat",
        ),
        ("  quick:\n    timeout: {attempt_s: 3, total_s: 2}\n", "policies.yaml:3: attempt_s 3.0 is more than total_s"),
        (
            "  quick:\n    timeout: {attempt_s: 1, total_s: 2}\n    hedge: {delay_s: -1}\n",
            "policies.yaml:4: delay_s mus",
        ),
    ],
)
def test_a_profile_that_cannot_work_is_refused_where_it_stands(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "policies.yaml").write_text(f"profiles:\n{text}")

    with pytest.raises(SourceError) as caught:
        load_profiles(tmp_path / "policies.yaml", Documents(lambda path: path.name))

    assert str(caught.value).startswith(expected)


def test_new_parts_are_written_as_python() -> None:
    row = Policy(
        "p",
        TimeoutPolicy(1.0, 2.0),
        hedge=HedgePolicy(0.5),
        rate_limit=RateLimitPolicy(5.0, 2, 0.5),
        fallback=FallbackPolicy("[]"),
    )

    assert call(row) == (
        "Policy(name='p', timeout=TimeoutPolicy(attempt_s=1.0, total_s=2.0), "
        "rate_limit=RateLimitPolicy(per_s=5.0, burst=2, max_wait_s=0.5), hedge=HedgePolicy(delay_s=0.5, max_hedges=1), "
        "fallback=FallbackPolicy(body='[]'))"
    )


def test_the_vocabulary_knows_the_same_parts_and_fields() -> None:
    known = json.loads((ROOT / "spec" / "vocabulary.schema.json").read_text(encoding="utf-8"))["$defs"]
    stated = known["policy"]["oneOf"][1]["properties"]
    profile = known["policies"]["properties"]["profiles"]["additionalProperties"]["properties"]

    assert set(stated) == {"profile", *PARTS}
    assert set(profile) == set(PARTS)
    for part, place in stated.items():
        if part != "profile":
            assert set(known[place["$ref"].rpartition("/")[2]]["properties"]) == set(fields_of(part)), part


@pytest.fixture(scope="module")
def ours() -> pipeline.Result:
    """What the compiler makes of our own contracts."""
    return pipeline.run(ROOT / "spec", ROOT, pipeline.OURS)


def test_our_contracts_use_every_part_that_a_contract_may_name(ours: pipeline.Result) -> None:
    used = {
        part
        for contract in ours.contracts
        for operation in contract.operations
        for part in PARTS
        if getattr(operation.policy, part) is not None
    }

    assert used == set(PARTS)


@pytest.mark.scenario("REL-01")
def test_every_operation_of_others_that_we_call_has_a_breaker(ours: pipeline.Result) -> None:
    external = sorted((ROOT / "spec" / "external").glob("*.yaml"))
    files = {path.relative_to(ROOT).as_posix() for path in external}
    found = [(c, o) for c in ours.contracts if c.source.file in files for o in c.operations]

    assert {contract.source.file for contract, _ in found} == files
    assert [str(operation.source) for _, operation in found if operation.policy.breaker is None] == []
