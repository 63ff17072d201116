"""A quarter of the attempts is disturbed on purpose; retries hide it."""

from stage import Act, Stage

from mg_core import ChaosPolicy, Policy, RetryPolicy, TimeoutPolicy

TITLE = "Six calls, seeded chaos: what the service sees, and what the callers see"
POLICY = Policy(
    "page",
    TimeoutPolicy(attempt_s=1.0, total_s=5.0),
    retry=RetryPolicy(max_retries=3, backoff_s=(0.1,)),
    chaos=ChaosPolicy(seed=3, status_rate=0.25, status=503, latency_rate=0.25, latency_s=0.3),
)


async def scene() -> Stage:
    """Six calls, one after the other."""
    stage = Stage(lambda _: Act())
    async with stage.client(POLICY) as netflix:
        for name in "ABCDEF":
            await stage.watch(netflix.search_catalog(q="dark"), name)
    return stage
