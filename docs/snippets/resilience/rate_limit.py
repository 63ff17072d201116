"""Six callers at once; the service allows two calls a second."""

import asyncio

from stage import Act, Stage

from mg_core import Policy, RateLimitPolicy, TimeoutPolicy

TITLE = "Two tokens are there, two more come within a second, the rest is refused"
POLICY = Policy(
    "page", TimeoutPolicy(attempt_s=1.0, total_s=5.0), rate_limit=RateLimitPolicy(per_s=2, burst=2, max_wait_s=1.0)
)


async def scene() -> Stage:
    """Six calls."""
    stage = Stage(lambda _: Act())
    async with stage.client(POLICY) as netflix:
        calls = [stage.watch(netflix.search_catalog(q=f"dark {name}"), name) for name in "ABCDEF"]
        await asyncio.gather(*calls)
    return stage
