"""Five callers at once, places for two, a queue for two."""

import asyncio

from stage import Act, Stage

from mg_core import BulkheadPolicy, Policy, TimeoutPolicy

TITLE = "Two calls run, two wait, the fifth is refused at once"
POLICY = Policy(
    "page", TimeoutPolicy(attempt_s=1.0, total_s=5.0), bulkhead=BulkheadPolicy(max_in_flight=2, max_queue=2)
)


async def scene() -> Stage:
    """Five calls."""
    stage = Stage(lambda _: Act(after_s=0.5))
    async with stage.client(POLICY) as netflix:
        calls = [stage.watch(netflix.search_catalog(q=f"dark {name}"), name) for name in "ABCDE"]
        await asyncio.gather(*calls)
    return stage
