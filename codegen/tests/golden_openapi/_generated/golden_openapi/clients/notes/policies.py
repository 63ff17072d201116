# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Policies of the Notes contract; the numbers come from the contract set's policy profiles."""

from __future__ import annotations

from typing import Final

from mg_core.contract.policy import Policy, RetryPolicy, TimeoutPolicy

QUICK: Final = Policy(
    name="quick",
    timeout=TimeoutPolicy(attempt_s=0.5, total_s=1.5),
    retry=RetryPolicy(
        max_retries=2,
        backoff_s=(0.01, 0.02),
        jitter=(0.5, 1.5),
        on_status=(429, 500, 502, 503, 504),
        budget_ratio=0.2,
        budget_min_per_s=3.0,
        max_retry_after_s=60.0,
    ),
)
SLOW_ADD_NOTE: Final = Policy(name="slow+addNote", timeout=TimeoutPolicy(attempt_s=4.5, total_s=9.0))
