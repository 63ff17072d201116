"""Who may change what, and where it can be seen."""

from stage import Act, Stage

from mg_core import BreakerPolicy, Policy, RetryPolicy, TimeoutPolicy

TITLE = "The same call with one retry, and held off by an operator"
POLICY = Policy(
    "page",
    TimeoutPolicy(attempt_s=1.0, total_s=5.0),
    retry=RetryPolicy(max_retries=3, backoff_s=(0.1,)),
    breaker=BreakerPolicy(),
)


async def scene() -> Stage:
    """Two calls."""
    stage = Stage(lambda _: Act(status=503))
    async with stage.client(POLICY) as netflix:
        for step in netflix.policies.describe()["searchCatalog"]:
            print(step)
        netflix.policies["searchCatalog"].set(retry={"max_retries": 1})
        await stage.watch(netflix.search_catalog(q="dark"), "one retry")
        netflix.policies["searchCatalog"].set(breaker={"mode": "forced_open"})
        await stage.watch(netflix.search_catalog(q="dark"), "forced open")
    return stage
