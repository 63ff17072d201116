"""The counters of clients on a service's /metrics page, read back with Prometheus' own parser."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from client_fixtures import get, make_client, operation
from prometheus_client.parser import text_string_to_metric_families

from mg_core.contract.policy import (
    BreakerPolicy,
    BulkheadPolicy,
    CachePolicy,
    ChaosPolicy,
    FallbackPolicy,
    HedgePolicy,
    Policy,
    RateLimitPolicy,
    RetryPolicy,
    TimeoutPolicy,
)
from mg_core.errors import MgError
from mg_core.observe.metrics import Registry
from mg_core.observe.samples import FAMILIES, OperationMetrics, Sample, family_name, merged
from mg_core.rest.server import App
from mg_core.rest.transports.fast import FastTransport
from mg_core.serving.run import serve_in_loop
from mg_core.testing import ScriptedTransport

OK = (200, {"content-type": "application/json"}, b'{"id": "1"}')
DOWN = (503, {"content-type": "application/json"}, b'{"error": "busy"}')
GUARDED = Policy("guarded", TimeoutPolicy(2.0, 5.0), breaker=BreakerPolicy(failures=2))
EVERYTHING = Policy(
    "everything",
    TimeoutPolicy(2.0, 5.0),
    RetryPolicy(max_retries=1),
    BreakerPolicy(),
    BulkheadPolicy(),
    RateLimitPolicy(100.0, 100),
    HedgePolicy(1.0),
    CachePolicy(1.0),
    FallbackPolicy('{"id": "none"}'),
    ChaosPolicy(latency_rate=1.0, latency_s=0.0),
)


def parsed(text: str) -> dict[str, Any]:
    """Families by name; the parser refuses what breaks the format."""
    families = list(text_string_to_metric_families(text))
    assert len({family.name for family in families}) == len(families)
    return {family.name: family for family in families}


def values(family: Any) -> dict[tuple[str, ...], float]:
    return {(sample.name, *sorted(sample.labels.values())): sample.value for sample in family.samples}


@pytest.mark.scenario("REL-01")
async def test_every_external_call_shows_on_the_services_metrics_page() -> None:
    netflix = make_client(operation(GUARDED), service="netflix", transport=ScriptedTransport(DOWN, DOWN))
    hulu = make_client(operation(GUARDED), service="hulu", transport=ScriptedTransport(OK))
    for client in (netflix, netflix, netflix, hulu):
        with contextlib.suppress(MgError):
            await get(client)
    app = App(object(), (), name="discovery", clients=(netflix, hulu))

    async with serve_in_loop(app) as url:
        transport = FastTransport()
        status, headers, body = await transport.send("GET", f"{url}/metrics", {}, b"", 5.0)
        await transport.aclose()
    families = parsed(body.decode())

    assert status == 200
    assert headers["content-type"].startswith("text/plain; version=0.0.4")
    assert values(families["mg_client_breaker_state"]) == {
        ("mg_client_breaker_state", "netflix"): 2,
        ("mg_client_breaker_state", "hulu"): 0,
    }
    assert values(families["mg_client_breaker_opened"])["mg_client_breaker_opened_total", "netflix"] == 1
    assert values(families["mg_client_breaker_rejected"])["mg_client_breaker_rejected_total", "netflix"] == 1
    calls = values(families["mg_client_calls"])
    assert calls == {
        ("mg_client_calls_total", "getItem", "netflix"): 3,
        ("mg_client_calls_total", "getItem", "hulu"): 1,
    }
    assert values(families["mg_client_ok"])["mg_client_ok_total", "getItem", "hulu"] == 1
    errors = values(families["mg_client_errors"])
    assert errors["mg_client_errors_total", "busy", "getItem", "netflix"] == 2
    assert errors["mg_client_errors_total", "circuit_breaker_open", "getItem", "netflix"] == 1


async def test_a_histogram_is_cumulative_and_agrees_with_its_count() -> None:
    client = make_client(operation(GUARDED), transport=ScriptedTransport(OK))
    for _ in range(3):
        await get(client)
    registry = Registry()
    registry.include(client.metrics)

    family = parsed(registry.render())["mg_client_call_seconds"]
    buckets = [sample for sample in family.samples if sample.name.endswith("_bucket")]
    rest = {sample.name: sample.value for sample in family.samples if not sample.name.endswith("_bucket")}

    assert family.type == "histogram"
    assert [sample.value for sample in buckets] == sorted(sample.value for sample in buckets)
    assert buckets[-1].labels["le"] == "+Inf"
    assert buckets[-1].value == rest["mg_client_call_seconds_count"] == 3


def test_a_call_counts_in_the_first_bucket_that_holds_it_and_its_seconds_add_up() -> None:
    bounds = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
    metrics = OperationMetrics()
    for seconds in (0.0, 0.001, 2.5, 2.6, 5.0, 10.5):
        metrics.observe(seconds)

    rows = list(metrics.samples({}))
    buckets = {row.labels["le"]: row.value for row in rows if "le" in row.labels}
    rest = {row.name: row.value for row in rows if "le" not in row.labels}

    assert list(buckets) == [*map(str, bounds), "+Inf"]
    assert list(buckets.values()) == [2] * 10 + [3, 5, 5, 6]
    assert rest["mg_client_call_seconds_sum"] == pytest.approx(20.601)
    assert rest["mg_client_call_seconds_count"] == 6


async def test_clients_of_one_service_add_up() -> None:
    one, two = (make_client(operation(GUARDED), transport=ScriptedTransport(OK)) for _ in range(2))
    for client in (one, two, two):
        await get(client)
    registry = Registry()
    for client in (one, two):
        registry.include(client.metrics)
    registry.counter("http_requests", "Requests answered").child().inc()

    text = registry.render()

    assert text.count("# HELP mg_client_calls_total ") == 1
    assert text.count("# TYPE mg_client_calls_total ") == 1
    assert 'mg_client_calls_total{service="shop",operation="getItem"} 3\n' in text
    assert values(parsed(text)["mg_client_call_seconds"])["mg_client_call_seconds_count", "getItem", "shop"] == 3


def test_of_equal_states_the_worst_counts_and_other_gauges_add_up() -> None:
    rows = [Sample(name, "gauge", "x", {"service": "a"}, value) for value in (2, 0, 1) for name in ("b_state", "free")]

    found = merged(rows)

    assert [(name, [row.value for row in rows]) for name, rows in found.items()] == [("b_state", [2]), ("free", [3])]


@pytest.mark.parametrize("text", ['say "hi"', "back\\slash", "two\nlines", "ünï"])
def test_labels_and_help_survive_the_page(text: str) -> None:
    registry = Registry()
    registry.include(lambda: [Sample("odd_total", "counter", text, {"label": text}, 1.5)])

    family = parsed(registry.render())["odd"]

    assert family.documentation == text
    assert [(sample.labels, sample.value) for sample in family.samples] == [({"label": text}, 1.5)]


def test_numbers_that_are_no_numbers_are_written_as_prometheus_does() -> None:
    registry = Registry()
    registry.include(lambda: [Sample("up", "gauge", "x", {"n": str(x)}, float(x)) for x in ("inf", "-inf", "nan")])

    assert registry.render().splitlines()[2:] == ['up{n="inf"} +Inf', 'up{n="-inf"} -Inf', 'up{n="nan"} NaN']


async def test_the_catalog_names_every_metric_of_a_client_with_its_type() -> None:
    client = make_client(operation(EVERYTHING), transport=ScriptedTransport(OK, DOWN))
    await get(client)
    seen = {family_name(row): row.type for row in client.metrics()}

    assert {name: FAMILIES[name][0] for name in seen} == seen


async def test_an_app_reads_its_clients_at_each_scrape() -> None:
    counts = iter((1.0, 2.0))

    class Counting:
        def metrics(self) -> Iterator[Sample]:
            yield Sample("n_total", "counter", "n", {}, next(counts))

    app = App(object(), (), name="x", clients=(Counting(),))

    assert [
        b"n_total 1\n" in (await app.lifecycle.scrape())[2],
        b"n_total 2\n" in (await app.lifecycle.scrape())[2],
    ] == [
        True,
        True,
    ]
