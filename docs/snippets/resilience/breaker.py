"""A service that is down for ten seconds, and a breaker that leaves it alone."""

import asyncio

from stage import Act, Stage

from mg_core import BreakerPolicy, Policy, TimeoutPolicy

TITLE = "Down until 10 s: five failures open it, a trial fails, then three succeed"
GUARD = BreakerPolicy(failures=5, open_s=4.0, trials=3)
POLICY = Policy("page", TimeoutPolicy(attempt_s=1.0, total_s=5.0), breaker=GUARD)


async def scene() -> Stage:
    """A call every half second."""
    stage = Stage(lambda asked: Act(status=503 if asked.at_s < 10 else 200))
    async with stage.client(POLICY) as netflix:
        for _ in range(32):
            await stage.watch(netflix.search_catalog(q="dark"), say=False)
            name = netflix.breakers[0].state.name.lower().replace("_", "-")
            if not stage.states or stage.states[-1][1] != name:
                stage.states.append((stage.calls[-1].start, name))
                print(f"{stage.now:6.2f} s  {name}; requests so far {len(stage.requests)}")
            await asyncio.sleep(0.4)
    return stage
