"""A service that hangs, then answers slowly."""

from stage import Act, Stage

from mg_core import Policy, RetryPolicy, TimeoutPolicy

TITLE = "An attempt may take 1 s, the whole call 2.5 s: the third attempt gets what is left"
POLICY = Policy("page", TimeoutPolicy(attempt_s=1.0, total_s=2.5), retry=RetryPolicy(max_retries=3, backoff_s=(0.1,)))


async def scene() -> Stage:
    """One call."""
    stage = Stage(lambda _: Act(after_s=60.0))
    async with stage.client(POLICY) as netflix:
        await stage.watch(netflix.search_catalog(q="dark"))
    return stage
