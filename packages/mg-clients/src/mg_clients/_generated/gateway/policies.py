# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Policies of the Media Gateway contract; the numbers come from the contract set's policy profiles."""

from __future__ import annotations

from typing import Final

from mg_core.contract.policy import BreakerPolicy, Policy, RetryPolicy, TimeoutPolicy

PUBLIC: Final = Policy(
    name="public",
    timeout=TimeoutPolicy(attempt_s=6.0, total_s=12.0),
    retry=RetryPolicy(
        max_retries=2,
        backoff_s=(0.1, 0.2, 0.4),
        jitter=(0.5, 1.5),
        on_status=(429, 502, 503, 504),
        budget_ratio=0.2,
        budget_min_per_s=3.0,
        max_retry_after_s=10.0,
    ),
    breaker=BreakerPolicy(failures=5, open_s=30.0, trials=3),
)
PUBLIC_SYNC_PLATFORM_LIBRARY: Final = Policy(
    name="public+syncPlatformLibrary",
    timeout=TimeoutPolicy(attempt_s=16.0, total_s=32.0),
    retry=RetryPolicy(
        max_retries=2,
        backoff_s=(0.1, 0.2, 0.4),
        jitter=(0.5, 1.5),
        on_status=(429, 502, 503, 504),
        budget_ratio=0.2,
        budget_min_per_s=3.0,
        max_retry_after_s=10.0,
    ),
    breaker=BreakerPolicy(failures=5, open_s=30.0, trials=3),
)
