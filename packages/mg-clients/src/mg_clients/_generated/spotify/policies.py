# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Policies of the Spotify contract; the numbers come from the contract set's policy profiles."""

from __future__ import annotations

from typing import Final

from mg_core.contract.policy import BreakerPolicy, BulkheadPolicy, Policy, RateLimitPolicy, RetryPolicy, TimeoutPolicy

OAUTH: Final = Policy(
    name="oauth",
    timeout=TimeoutPolicy(attempt_s=1.0, total_s=3.0),
    retry=RetryPolicy(
        max_retries=2,
        backoff_s=(0.1, 0.2),
        jitter=(0.5, 1.5),
        on_status=(500, 502, 503, 504),
        budget_ratio=0.2,
        budget_min_per_s=1.0,
        max_retry_after_s=5.0,
    ),
    breaker=BreakerPolicy(failures=5, open_s=30.0, trials=3),
    bulkhead=BulkheadPolicy(max_in_flight=16, max_queue=64),
)
SPOTIFY: Final = Policy(
    name="spotify",
    timeout=TimeoutPolicy(attempt_s=3.0, total_s=8.0),
    retry=RetryPolicy(
        max_retries=3,
        backoff_s=(0.1, 0.2, 0.4),
        jitter=(0.5, 1.5),
        on_status=(429, 500, 502, 503, 504),
        budget_ratio=0.2,
        budget_min_per_s=3.0,
        max_retry_after_s=60.0,
    ),
    breaker=BreakerPolicy(failures=5, open_s=30.0, trials=3),
    bulkhead=BulkheadPolicy(max_in_flight=32, max_queue=64),
    rate_limit=RateLimitPolicy(per_s=5.0, burst=30, max_wait_s=0.5),
)
