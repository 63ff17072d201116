# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Policies of the Door events contract; the numbers come from the contract set's policy profiles."""

from __future__ import annotations

from typing import Final

from mg_core.contract.policy import Policy, RetryPolicy, TimeoutPolicy

QUICK: Final = Policy(name="quick", timeout=TimeoutPolicy(attempt_s=2.0, total_s=5.0))
SLOW: Final = Policy(
    name="slow",
    timeout=TimeoutPolicy(attempt_s=10.0, total_s=30.0),
    retry=RetryPolicy(
        max_retries=1,
        backoff_s=(0.1, 0.2, 0.4),
        jitter=(0.5, 1.5),
        on_status=(429, 500, 502, 503, 504),
        budget_ratio=0.2,
        budget_min_per_s=3.0,
        max_retry_after_s=60.0,
    ),
)
