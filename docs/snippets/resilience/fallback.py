"""An empty page instead of an error."""

from stage import Act, Stage

from mg_core import FallbackPolicy, Policy, TimeoutPolicy, provenance_of

TITLE = "The service is down; the caller gets the substitute that the contract names"
EMPTY = FallbackPolicy('{"results": [], "total": 0, "page": 1, "limit": 20}')
POLICY = Policy("page", TimeoutPolicy(attempt_s=1.0, total_s=5.0), fallback=EMPTY)


async def scene() -> Stage:
    """One call."""
    stage = Stage(lambda _: Act(status=503))
    async with stage.client(POLICY) as netflix:
        page = await stage.watch(netflix.search_catalog(q="dark"))
        origin = provenance_of(page)
        print(f"{len(page.results)} results, {origin.source}:", *[notice.cause for notice in origin.warnings])
    return stage
