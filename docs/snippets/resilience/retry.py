"""A service that is busy for half a second."""

from stage import Act, Stage

from mg_core import Policy, RetryPolicy, TimeoutPolicy

TITLE = "Two answers of 503, then the third attempt succeeds"
POLICY = Policy(
    "page", TimeoutPolicy(attempt_s=1.0, total_s=5.0), retry=RetryPolicy(max_retries=3, backoff_s=(0.1, 0.2, 0.4))
)


async def scene() -> Stage:
    """One call."""
    stage = Stage(lambda asked: Act(status=503 if asked.number < 2 else 200))
    async with stage.client(POLICY) as netflix:
        await stage.watch(netflix.search_catalog(q="dark"))
    return stage
