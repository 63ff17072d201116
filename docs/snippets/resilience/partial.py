"""Three platforms at once; one fails, one is late."""

from stage import Act, Stage

from mg_core import Policy, TimeoutPolicy, gather_partial
from mg_core.testing import LoopClock

TITLE = "Three platforms within 1 s: one answers, one fails, one is late"
POLICY = Policy("page", TimeoutPolicy(attempt_s=3.0, total_s=5.0))
ACTS = (Act(after_s=0.3), Act(after_s=0.2, status=503), Act(after_s=60.0))


async def scene() -> Stage:
    """One search of all three."""
    stage = Stage(lambda asked: ACTS[asked.number])
    async with stage.client(POLICY) as client:
        page = await stage.watch(
            gather_partial(
                optional={name: client.search_catalog(q=name) for name in ("netflix", "hulu", "disney")},
                within_s=1.0,
                clock=LoopClock(),
            )
        )
    print("values:", *page.values, "- complete:", page.complete)
    for notice in page.warnings:
        print(f"warning: {notice.part}: {notice.code}")
    return stage
