# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.
"""Policies of the DiscoveryService contract; the numbers come from the contract set's policy profiles."""

from __future__ import annotations

from typing import Final

from mg_core.contract.policy import BreakerPolicy, BulkheadPolicy, Policy, RetryPolicy, TimeoutPolicy

INTERNAL: Final = Policy(
    name="internal",
    timeout=TimeoutPolicy(attempt_s=3.0, total_s=3.0),
    retry=RetryPolicy(
        max_retries=3,
        backoff_s=(0.1, 0.2, 0.4),
        jitter=(0.5, 1.5),
        on_status=(502, 503, 504),
        budget_ratio=0.2,
        budget_min_per_s=3.0,
        max_retry_after_s=1.0,
    ),
    breaker=BreakerPolicy(failures=5, open_s=30.0, trials=3),
    bulkhead=BulkheadPolicy(max_in_flight=256, max_queue=256),
)
INTERNAL_LIST_CATALOG: Final = Policy(
    name="internal+ListCatalog",
    timeout=TimeoutPolicy(attempt_s=60.0, total_s=60.0),
    retry=RetryPolicy(
        max_retries=3,
        backoff_s=(0.1, 0.2, 0.4),
        jitter=(0.5, 1.5),
        on_status=(502, 503, 504),
        budget_ratio=0.2,
        budget_min_per_s=3.0,
        max_retry_after_s=1.0,
    ),
    breaker=BreakerPolicy(failures=5, open_s=30.0, trials=3),
    bulkhead=BulkheadPolicy(max_in_flight=256, max_queue=256),
)
INTERNAL_STREAM_SEARCH: Final = Policy(
    name="internal+StreamSearch",
    timeout=TimeoutPolicy(attempt_s=5.0, total_s=5.0),
    retry=RetryPolicy(
        max_retries=3,
        backoff_s=(0.1, 0.2, 0.4),
        jitter=(0.5, 1.5),
        on_status=(502, 503, 504),
        budget_ratio=0.2,
        budget_min_per_s=3.0,
        max_retry_after_s=1.0,
    ),
    breaker=BreakerPolicy(failures=5, open_s=30.0, trials=3),
    bulkhead=BulkheadPolicy(max_in_flight=256, max_queue=256),
)
