from __future__ import annotations

import logging
from typing import Any

import pytest

from mg_core.contract.policy import BreakerPolicy
from mg_core.policies.breaker.machine import CircuitBreaker
from mg_core.testing import ManualClock


def test_each_transition_is_logged_with_its_numbers(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "mg_core.breaker")
    clock = ManualClock()
    breaker = CircuitBreaker("shop", BreakerPolicy(failures=1, open_s=30.0, trials=1), clock.monotonic)

    breaker.fail(breaker.admit())
    clock.advance(30.0)
    breaker.ok(breaker.admit())

    lines: list[tuple[str, int, Any]] = [
        (record.message, record.levelno, vars(record)["fields"]) for record in caplog.records
    ]
    assert lines == [
        ("breaker_opened", logging.WARNING, {"breaker": "shop", "before": "closed", "mode": "auto", "open_s": 30.0}),
        ("breaker_half_opened", logging.DEBUG, {"breaker": "shop", "before": "open", "mode": "auto", "trials": 1}),
        ("breaker_closed", logging.INFO, {"breaker": "shop", "before": "half_open", "mode": "auto", "rejected": 0}),
    ]
