# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Policies of the Cache invalidation contract; the numbers come from the contract set's policy profiles."""

from __future__ import annotations

from typing import Final

from mg_core.contract.policy import BreakerPolicy, Policy, RetryPolicy, TimeoutPolicy

STORE: Final = Policy(
    name="store",
    timeout=TimeoutPolicy(attempt_s=2.0, total_s=5.0),
    retry=RetryPolicy(
        max_retries=3,
        backoff_s=(0.05, 0.1, 0.2),
        jitter=(0.5, 1.5),
        on_status=(503,),
        budget_ratio=0.2,
        budget_min_per_s=10.0,
        max_retry_after_s=1.0,
    ),
    breaker=BreakerPolicy(failures=5, open_s=5.0, trials=3),
)
