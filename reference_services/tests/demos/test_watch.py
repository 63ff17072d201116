from __future__ import annotations

import io
from pathlib import Path

from mg_services.control.console import Console
from mg_services.control.demos.watch import BreakerView, Watch, breakers_in
from mg_services.control.launcher import LaunchSettings, Platform

METRICS = """\
# TYPE mg_client_breaker_state gauge
mg_client_breaker_state{service="netflix"} 2
mg_client_breaker_opened_total{service="netflix"} 1
mg_client_breaker_rejected_total{service="netflix"} 7
mg_client_breaker_state{operation="x",service="hulu"} 1.0
mg_client_breaker_state{service="spotify"} 0
mg_client_breaker_state{service="spotify",policy="oauth"} 2
mg_client_breaker_opened_total{service="spotify"} 1
mg_client_breaker_opened_total{service="spotify",policy="oauth"} 2
mg_client_calls_total{service="netflix"} 99
"""


def test_breakers_are_read_from_the_metrics() -> None:
    found = breakers_in(METRICS)

    assert found["netflix"] == BreakerView("open", opened=1, rejected=7)
    assert found["hulu"].state == "half-open"
    assert set(found) == {"netflix", "hulu", "spotify"}


def test_a_service_with_two_breakers_shows_the_worse_state_and_the_sum() -> None:
    assert breakers_in(METRICS)["spotify"] == BreakerView("open", opened=3)


def test_an_expectation_that_fails_is_remembered_and_shown(tmp_path: Path) -> None:
    shown = io.StringIO()
    watch = Watch(Platform(LaunchSettings(tmp_path), {}, ""), Console(shown))

    watch.expect("this holds", holds=True)
    watch.expect("this does not", holds=False)

    assert (watch.kept, watch.missed) == (1, ["this does not"])
    assert [line.split()[0] for line in shown.getvalue().splitlines()] == ["✓", "✗"]
