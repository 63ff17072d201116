"""Two members of a fleet, here in one program: what one learns about Netflix, the other knows."""

import asyncio
import os

from redis.asyncio import Redis

from mg_clients.streaming_platform import AsyncStreamingPlatformClient
from mg_core import CircuitOpenError, Fleet, MgError

REDIS = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379")
NOBODY = "http://127.0.0.1:9"
ONCE = {"*": {"retry": None, "hedge": None}}


def netflix(fleet: Fleet) -> AsyncStreamingPlatformClient:
    """A client whose breakers are the fleet's."""
    return AsyncStreamingPlatformClient(NOBODY, policies=ONCE, breakers=fleet.source("netflix"))


async def call(name: str, client: AsyncStreamingPlatformClient) -> None:
    """One call, and what came of it."""
    try:
        await client.get_title(id="80057281")
    except CircuitOpenError:
        print(f"{name}: refused, nothing was sent")
    except MgError as error:
        print(f"{name}: {error.code}")


async def main() -> None:
    """One member fails five times; the other one hears of it."""
    opened = asyncio.Event()
    async with (
        Redis.from_url(REDIS) as redis,
        Fleet(redis, quorum=1) as here,
        Fleet(redis, quorum=1) as there,
        netflix(here) as first,
        netflix(there) as second,
    ):
        await call("there", second)
        second.breakers[0].listen(lambda *_: opened.set())
        for _ in range(5):
            await call("here ", first)
        async with asyncio.timeout(5):
            await opened.wait()
        await call("there", second)


asyncio.run(main())
