"""Policies from a file and from the environment: who wins, what is refused, what describe() says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from client_fixtures import FULL, PLAIN, RETRYING, get, make_client, make_sync_client, operation

from mg_core.call.options import CallOptions
from mg_core.contract.policy import BreakerPolicy, CachePolicy, HedgePolicy, Policy, RetryPolicy, TimeoutPolicy
from mg_core.errors import ConfigurationError, MgError
from mg_core.rest.client import AsyncClient
from mg_core.testing import ScriptedTransport

OK = (200, {"content-type": "application/json"}, b'{"id": "1"}')
LIST = operation(FULL, id="listItems", path="/items", params=(), source="spec/openapi/shop.yaml:20")
PAY = operation(RETRYING, id="pay", method="POST", path="/pay", idempotency="never", params=())
ROWS = (operation(FULL), LIST, PAY)


def client_of(environment: Mapping[str, str], **options: Any) -> AsyncClient:
    return make_client(*ROWS, environment=environment, **options)


def written(tmp_path: Path, text: str, name: str = "policies.toml") -> dict[str, str]:
    file = tmp_path / name
    file.write_text(text)
    return {"MG_POLICIES_FILE": str(file)}


def policy_of(client: AsyncClient, name: str = "getItem") -> Policy:
    return client.policies[name].effective


def test_nothing_set_leaves_the_contract_alone() -> None:
    assert policy_of(client_of({"PATH": "/bin", "MG_POLICYX": "1"})) is FULL


def test_each_layer_wins_over_the_one_before(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        """
        [shop."*".timeout]
        attempt_s = 1.0
        total_s = 4.0
        [shop.getItem.retry]
        max_retries = 1
        """,
    )
    variables = {"MG_POLICY__SHOP__ALL__TIMEOUT__TOTAL_S": "3.5", "MG_POLICY__SHOP__GETITEM__RETRY__MAX_RETRIES": "2"}
    program = {"*": {"timeout": {"total_s": 3.0}}}

    by_file = policy_of(client_of(file))
    by_variable = policy_of(client_of({**file, **variables}))
    by_program = policy_of(client_of({**file, **variables}, policies=program))

    assert (by_file.timeout.attempt_s, by_file.timeout.total_s) == (1.0, 4.0)
    assert by_file.retry is not None
    assert by_file.retry.max_retries == 1
    assert (by_variable.timeout.attempt_s, by_variable.timeout.total_s) == (1.0, 3.5)
    assert by_variable.retry is not None
    assert by_variable.retry.max_retries == 2
    assert by_program.timeout.total_s == 3.0
    assert by_program.retry == by_variable.retry


async def test_options_of_a_call_win_over_every_layer() -> None:
    transport = ScriptedTransport(OK)
    client = client_of({"MG_POLICY__SHOP__ALL__TIMEOUT__TOTAL_S": "4"}, transport=transport)

    await get(client)
    await get(client, options=CallOptions(timeout_s=1.0))

    assert [sent.headers["x-request-timeout-ms"] for sent in transport.sent] == ["4000", "1000"]


def test_the_service_wins_over_its_contract_and_an_operation_over_all_of_them() -> None:
    client = client_of(
        {
            "MG_POLICY__SHOP__GETITEM__TIMEOUT__TOTAL_S": "4.1",
            "MG_POLICY__NORTH_SHOP__ALL__TIMEOUT__TOTAL_S": "4.2",
            "MG_POLICY__NORTH_SHOP__LISTITEMS__TIMEOUT__TOTAL_S": "4.3",
            "MG_POLICY__SOUTH__ALL__TIMEOUT__TOTAL_S": "4.4",
        },
        service="north-shop",
    )

    assert policy_of(client, "getItem").timeout.total_s == 4.2
    assert policy_of(client, "listItems").timeout.total_s == 4.3


def test_the_process_environment_is_read_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MG_POLICY__SHOP__ALL__RETRY", "off")

    assert policy_of(make_client(*ROWS)).retry is None
    assert make_sync_client(*ROWS).policies["getItem"].effective.retry is None


@pytest.mark.parametrize(
    ("variable", "value", "part", "expected"),
    [
        ("BREAKER__MODE", "shadow", "breaker", BreakerPolicy(mode="shadow")),
        ("breaker__mode", '"forced_open"', "breaker", BreakerPolicy(mode="forced_open")),
        ("RETRY__BACKOFF_S", "[0.5, 1]", "retry", RetryPolicy(backoff_s=(0.5, 1), budget_min_per_s=100.0)),
        ("RETRY", "off", "retry", None),
        ("RETRY", "null", "retry", None),
        ("RETRY", '{"max_retries": 1}', "retry", RetryPolicy(max_retries=1, budget_min_per_s=100.0)),
        ("CACHE__TTL_S", "5", "cache", CachePolicy(5)),
    ],
)
def test_values_are_json_or_words(variable: str, value: str, part: str, expected: object) -> None:
    assert getattr(policy_of(client_of({f"MG_POLICY__SHOP__GETITEM__{variable}": value})), part) == expected


@pytest.mark.parametrize("name", ["policies.toml", "policies.json"])
def test_every_part_can_stand_in_either_kind_of_file(tmp_path: Path, name: str) -> None:
    toml = """
        [shop.getItem]
        retry = false
        hedge = { delay_s = 0.2, max_hedges = 2 }
        cache = { ttl_s = 5 }
        fallback = { body = { id = "none" } }
        chaos = { seed = 3, fault_rate = 0.5 }
        breaker = { mode = "disabled" }
        rate_limit = { per_s = 2, burst = 1, max_wait_s = 0.5 }
        """
    json = """{"shop": {"getItem": {"retry": null, "hedge": {"delay_s": 0.2, "max_hedges": 2}, "cache": {"ttl_s": 5},
        "fallback": {"body": {"id": "none"}}, "chaos": {"seed": 3, "fault_rate": 0.5},
        "breaker": {"mode": "disabled"}, "rate_limit": {"per_s": 2, "burst": 1, "max_wait_s": 0.5}}}}"""
    client = client_of(written(tmp_path, toml if name.endswith("toml") else json, name))

    assert client.policies.describe()["getItem"] == (
        f'fallback: {{"id":"none"}} when there is no answer [body: file {name}]',
        f"cache: 5 s, then stale 0 s while asking again, 0 s on errors [{_all('cache')}: file {name}]",
        "deadline: 5 s in all",
        f"rate limit: 2 per s, burst 1, waits at most 0.5 s [per_s, burst, max_wait_s: file {name}]",
        f"breaker: disabled, every call goes through and nothing is counted [mode: file {name}]",
        f"hedge: 2 more, each after 0.2 s without an answer [delay_s, max_hedges: file {name}]",
        "attempt timeout: 2 s",
        f"chaos: connection refused for 0.5 of the attempts (seed 3) [{_all('chaos')}: file {name}]",
        "transport: GET /items/{id}",
        f"off: retry [file {name}]",
    )


def _all(part: str) -> str:
    from mg_core.contract.bounds import bounds_of
    from mg_core.policies.steps import PARTS

    return ", ".join(bounds_of(PARTS[part]))


def test_describe_names_the_origin_of_each_number_that_is_not_the_contracts(tmp_path: Path) -> None:
    file = written(tmp_path, "[shop.getItem.retry]\nmax_retries = 1\nbudget_min_per_s = 100.0\n")
    client = client_of({**file, "MG_POLICY__SHOP__ALL__RETRY__JITTER": "[1, 1]"})
    client.policies["getItem"].set(timeout={"attempt_s": 1.5})

    steps = {line.partition(":")[0]: line for line in client.policies.describe()["getItem"]}

    assert steps["retry"].endswith("[max_retries: file policies.toml; jitter: environment]")
    assert steps["attempt timeout"] == "attempt timeout: 1.5 s [attempt_s: program]"
    assert steps["deadline"] == "deadline: 5 s in all"


def test_reset_brings_back_what_was_in_force_when_the_client_was_made() -> None:
    client = client_of({"MG_POLICY__SHOP__ALL__TIMEOUT__TOTAL_S": "4"}, policies={"getItem": {"retry": None}})
    before = client.policies.describe()

    client.policies["*"].set(timeout={"total_s": 9.0}, breaker=None)
    assert policy_of(client).breaker is None
    client.policies["getItem"].reset()

    assert client.policies.describe()["getItem"] == before["getItem"]
    assert policy_of(client, "listItems").timeout.total_s == 9.0
    client.policies.reset()
    assert client.policies.describe() == before


async def test_a_reset_counts_from_the_next_call() -> None:
    transport = ScriptedTransport((503, {}, b""))
    client = make_client(operation(RETRYING), transport=transport)
    client.policies["*"].set(retry=None)
    with pytest.raises(MgError):
        await get(client)
    client.policies["getItem"].reset()
    with pytest.raises(MgError):
        await get(client)

    assert len(transport.sent) == 1 + 4


def test_a_contract_that_cannot_work_is_refused_for_each_operation_that_it_does_not_suit() -> None:
    broken = Policy("p", TimeoutPolicy(3.0, 2.0))
    hedged = Policy("p", TimeoutPolicy(1.0, 2.0), hedge=HedgePolicy(0.5))
    with pytest.raises(
        ConfigurationError, match=r"^shop\.getItem: timeout\.attempt_s 3 .*\(spec/openapi/shop\.yaml:7\)"
    ):
        make_client(operation(broken))

    with pytest.raises(ConfigurationError, match=r"^shop\.pay: only safe and idempotent"):
        make_client(operation(hedged), operation(hedged, id="pay", idempotency="never"))


def test_parts_for_all_operations_reach_those_that_they_suit() -> None:
    client = client_of({"MG_POLICY__SHOP__ALL__HEDGE__DELAY_S": "0.5", "MG_POLICY__SHOP__ALL__CACHE__TTL_S": "5"})

    assert policy_of(client, "getItem").hedge is not None
    assert policy_of(client, "getItem").cache is not None
    assert policy_of(client, "pay").hedge is None
    assert policy_of(client, "pay").cache is None


def test_numbers_for_all_leave_a_part_off_where_they_cannot_switch_it_on() -> None:
    limited = operation(Policy("p", PLAIN.timeout, rate_limit=None), id="free")
    client = make_client(limited, environment={"MG_POLICY__SHOP__ALL__RATE_LIMIT__PER_S": "2"})

    assert policy_of(client, "free").rate_limit is None


def test_other_services_are_none_of_a_clients_business() -> None:
    client = client_of({"MG_POLICY__SPOTIFY__NOTHING__AT__ALL": "x", "MG_POLICY__SHOPPING__ALL__RETRIES": "off"})

    assert policy_of(client) is FULL


BAD_VARIABLES = [
    ("GETITEMS__RETRY", "off", "'getitems' is no operation of shop; there are: * (all), getItem, listItems, pay"),
    ("GETITEM__RETRIES__MAX", "1", "no policy part 'retries'; there are: fallback, cache, timeout"),
    ("GETITEM__RETRY__MAX", "1", "retry has no 'max'; there are: max_retries, backoff_s"),
    ("GETITEM__RETRY__MAX_RETRIES", "many", "retry.max_retries must be a whole number from 0 to 10, not 'many'"),
    ("GETITEM__RETRY__MAX_RETRIES", "true", "not True"),
    ("GETITEM__RETRY__MAX_RETRIES", '"3"', "not '3'"),
    ("GETITEM__RETRY__MAX_RETRIES", "1.0", "not 1.0"),
    ("GETITEM__RETRY__BACKOFF_S", "0.1", "must be a list of numbers, not 0.1"),
    ("GETITEM__RETRY__JITTER", "[1]", "must be a list of 2 numbers, not (1,)"),
    ("GETITEM__RETRY__JITTER", "[2, 1]", "retry.jitter must be two rising numbers"),
    ("GETITEM__RETRY__ON_STATUS", "[404]", "of the 4xx only 408, 425, 429"),
    ("GETITEM__RETRY", "3", "`off` or has fields (max_retries, "),
    ("GETITEM__TIMEOUT", "off", "timeout cannot be off"),
    ("GETITEM__TIMEOUT__ATTEMPT_S", "-1", "timeout.attempt_s must be a number above 0, not -1"),
    ("GETITEM__TIMEOUT__ATTEMPT_S", "NaN", "not 'NaN'"),
    ("GETITEM__TIMEOUT__ATTEMPT_S", "1e999", "not inf"),
    ("GETITEM__TIMEOUT__ATTEMPT_S", "10", "timeout.attempt_s 10 must not be above timeout.total_s 5"),
    ("ALL__TIMEOUT__TOTAL_S", "1", "timeout.attempt_s 2 must not be above timeout.total_s 1"),
    ("GETITEM__BREAKER__MODE", "open", "must be one of auto, forced_open, disabled, shadow, not 'open'"),
    ("GETITEM__RATE_LIMIT__PER_S", "3", "rate_limit is off here, so it needs per_s, burst"),
    ("GETITEM__RATE_LIMIT", '{"per_s": 1, "burst": 1, "max_wait_s": -1}', "max_wait_s must be a number of at least 0"),
    ("GETITEM__HEDGE__MAX_HEDGES", "4", "hedge.max_hedges must be a whole number from 1 to 3"),
    ("PAY__HEDGE__DELAY_S", "1", "only safe and idempotent operations can be hedged, and this one is `never`"),
    ("PAY__CACHE__TTL_S", "1", "only safe operations can be cached"),
    ("PAY__RETRY__MAX_RETRIES", "1", "retry would repeat an operation that is `never` idempotent"),
    ("GETITEM__FALLBACK__BODY", "{", "fallback.body must be JSON text or a function"),
    ("GETITEM__CHAOS__FAULT_RATE", "1.5", "chaos.fault_rate must be a number from 0 to 1"),
    ("GETITEM__CHAOS__STATUS", "200", "chaos.status must be a whole number from 400 to 599"),
    ("RETRY", "off", "a variable is MG_POLICY__SERVICE__OPERATION__PART__FIELD"),
]


@pytest.mark.parametrize(("name", "value", "expected"), BAD_VARIABLES)
def test_a_variable_that_cannot_work_is_named_with_what_is_allowed(name: str, value: str, expected: str) -> None:
    variable = f"MG_POLICY__SHOP__{name}"

    with pytest.raises(ConfigurationError) as caught:
        client_of({variable: value})

    assert str(caught.value).startswith(f"{variable}: ")
    assert expected in str(caught.value)
    assert name == "RETRY" or "spec/openapi/shop.yaml" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("[shop.getItems.retry]\nmax_retries=1", "p.toml", "p.toml: shop.getItems.retry.max_retries: 'getItems' is no"),
        ("[shop.getItem.retry]\nmax=1", "p.toml", "p.toml: shop.getItem.retry.max: shop.getItem: retry has no 'max'"),
        (
            "[shop.getItem]\nretrys=false",
            "p.toml",
            "p.toml: shop.getItem.retrys: no policy part 'retrys'; there are: fallback, cache, t",
        ),
        ("[shop.getItem]\nretry=3", "p.toml", "p.toml: shop.getItem.retry: retry is `off` or has fields (max_retries,"),
        ("[shop]\ngetItem=3", "p.toml", "p.toml: shop.getItem must be a table, not 3"),
        ("shop=3", "p.toml", "p.toml: shop must be a table, not 3"),
        ("[shop", "p.toml", "MG_POLICIES_FILE: p.toml is not TOML: "),
        ("{", "p.json", "MG_POLICIES_FILE: p.json is not JSON: "),
        ("[]", "p.json", "p.json must be a table, not []"),
        ('{"shop": {}, "shop": {}}', "p.json", "MG_POLICIES_FILE: p.json is not JSON: a key is written twice: shop, s"),
        ("", "p.yaml", "MG_POLICIES_FILE: p.yaml must end in .toml or .json"),
    ],
)
def test_a_file_that_cannot_work_is_named_with_the_place(tmp_path: Path, text: str, name: str, expected: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        client_of(written(tmp_path, text, name))

    assert str(caught.value).startswith(expected)


def test_a_missing_file_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read: No such file"):
        client_of({"MG_POLICIES_FILE": str(tmp_path / "none.toml")})


def test_a_part_that_is_off_and_has_numbers_is_refused() -> None:
    start = "MG_POLICY__SHOP__GETITEM__RETRY"

    with pytest.raises(ConfigurationError, match="is switched off and has values as well"):
        client_of({start: "off", f"{start}__MAX_RETRIES": "1"})


def test_names_that_could_mean_two_operations_are_refused() -> None:
    rows = (operation(FULL, id="get-item"), operation(FULL, id="get_item"))

    with pytest.raises(ConfigurationError, match="could be several operations of shop"):
        make_client(*rows, environment={"MG_POLICY__SHOP__GET_ITEM__RETRY": "off", "x": "y"}).policies["get-item"]


@pytest.mark.parametrize(
    "parts",
    [
        {"hedge": {"delay_s": 0.0}},
        {"timeout": {"total_s": float("nan")}},
        {"timeout": {"total_s": float("inf")}},
        {"timeout": {"attempt_s": True}},
        {"timeout": None},
        {"chaos": {"latency_rate": -0.1}},
        {"fallback": {"body": "no json"}},
        {"retry": CachePolicy(1.0)},
    ],
    ids=str,
)
def test_the_program_is_checked_as_well_and_changes_nothing_when_it_is_wrong(parts: dict[str, Any]) -> None:
    client = make_client(operation(FULL))

    with pytest.raises(ConfigurationError, match=r"spec/openapi/shop\.yaml:7"):
        client.policies["getItem"].set(**parts)

    assert policy_of(client) == FULL
