"""Three callers with a token that has just expired."""

import asyncio

from stage import Act, Asked, Stage

from mg_clients.spotify import AsyncSpotifyClient
from mg_core.testing import LoopClock

TITLE = "Three calls are refused with 401; one refresh; each call is repeated once"


class Tokens:
    """A token source: gives the current token, and a new one when the service refuses it."""

    def __init__(self) -> None:
        self.renewals = 0

    def __call__(self) -> str:
        """The current token."""
        return f"token-{self.renewals}"

    async def refresh(self, rejected: str) -> str:
        """A token newer than `rejected`; called once, however many calls wait for it."""
        await asyncio.sleep(0.2)
        print(f"        one refresh instead of the token “{rejected}”")
        self.renewals += 1
        return self()


def spotify(asked: Asked) -> Act:
    """Takes the new token only."""
    return Act(body={"id": "ada"}) if asked.headers["authorization"] == "Bearer token-1" else Act(status=401)


async def scene() -> Stage:
    """Three calls at once."""
    stage = Stage(spotify)
    async with AsyncSpotifyClient(
        "http://spotify.example", token=Tokens(), transport=stage, clock=LoopClock()
    ) as client:
        await asyncio.gather(*[stage.watch(client.get_me(), name) for name in "ABC"])
    return stage
