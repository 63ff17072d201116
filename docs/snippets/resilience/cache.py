"""A cache of one second, before a service that goes down."""

import asyncio

from stage import Act, Stage

from mg_core import CachePolicy, Policy, TimeoutPolicy, provenance_of

TITLE = "Fresh until 1 s, renewed in the background until 2 s, and a stale answer while the service is down"
POLICY = Policy(
    "page",
    TimeoutPolicy(attempt_s=1.0, total_s=5.0),
    cache=CachePolicy(ttl_s=1.0, stale_while_revalidate_s=1.0, stale_if_error_s=60.0),
)


async def scene() -> Stage:
    """The same search at 0, 0.5, 1.5 and 5 seconds."""
    stage = Stage(lambda asked: Act(status=200 if asked.at_s < 3 else 503))
    async with stage.client(POLICY) as netflix:
        for at_s in (0.0, 0.5, 1.5, 5.0):
            await asyncio.sleep(at_s - stage.now)
            found = await stage.watch(netflix.search_catalog(q="dark"), "search")
            origin = provenance_of(found)
            print(f"{'':10}{origin.source}, {origin.age_s:.1f} s old", *[notice.code for notice in origin.warnings])
    return stage
