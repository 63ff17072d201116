"""One slow answer, and one quick one beside it."""

from stage import Act, Stage

from mg_core import HedgePolicy, Policy, TimeoutPolicy

TITLE = "No answer after 0.2 s: a second request goes out, its answer wins, the first is given up"
POLICY = Policy("page", TimeoutPolicy(attempt_s=1.0, total_s=5.0), hedge=HedgePolicy(delay_s=0.2))


async def scene() -> Stage:
    """One call."""
    stage = Stage(lambda asked: Act(after_s=0.9 if asked.number == 0 else 0.1))
    async with stage.client(POLICY) as netflix:
        await stage.watch(netflix.search_catalog(q="dark"))
    return stage
