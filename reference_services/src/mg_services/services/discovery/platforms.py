"""The platforms as discovery uses them: opened from its settings, asked at the same time, closed together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass

from mg_clients.apple_music import AsyncAppleMusicClient
from mg_clients.spotify import AsyncSpotifyClient
from mg_clients.streaming_platform import AsyncStreamingPlatformClient
from mg_core.clock import Clock
from mg_core.deadline import budget
from mg_core.errors import ApiError, MgError
from mg_core.rest.transports import Transport
from mg_services.adapters.platforms.apple_music import AppleMusicPlatform
from mg_services.adapters.platforms.page import Page, SearchPlatform
from mg_services.adapters.platforms.playback import PlaybackLog
from mg_services.adapters.platforms.spotify import SpotifyAccounts, SpotifyPlatform
from mg_services.adapters.platforms.streaming import StreamingPlatform
from mg_services.adapters.platforms.tokens import UserTokens
from mg_services.adapters.platforms.vault import TokenVault
from mg_services.adapters.redis import RedisStore

from .domain import Failure, failure_of
from .settings import DiscoverySettings


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one platform's part of a search: a page, or the reason why there is none."""

    platform: str
    page: Page
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the adapters need besides the settings."""

    transport: Transport
    redis: RedisStore
    log: PlaybackLog
    clock: Clock
    vault: TokenVault | None
    """None where no auth service is known."""


def open_platforms(settings: DiscoverySettings, around: Surroundings) -> dict[str, SearchPlatform]:
    """A client of its own for each platform with a URL, hence a breaker of its own; opens no connection."""
    opened: dict[str, SearchPlatform] = {}
    for name, url in settings.platforms.items():
        if name == "spotify":
            opened[name] = _spotify(settings, url, around)
        elif name == "apple_music":
            opened[name] = _apple_music(settings, url, around)
        else:
            client = AsyncStreamingPlatformClient(url, service=name, transport=around.transport, clock=around.clock)
            opened[name] = StreamingPlatform(name, client, settings.api_keys.get(name, ""))
    return opened


def _spotify(settings: DiscoverySettings, url: str, around: Surroundings) -> SpotifyPlatform:
    client = AsyncSpotifyClient(url, transport=around.transport, clock=around.clock)
    accounts = SpotifyAccounts(client, settings.spotify_client_id, settings.spotify_client_secret)
    if around.vault is None:
        return SpotifyPlatform(client, accounts)
    users = UserTokens("spotify", around.vault, around.redis, accounts.exchange, clock=around.clock)
    return SpotifyPlatform(client, accounts, users)


def _apple_music(settings: DiscoverySettings, url: str, around: Surroundings) -> AppleMusicPlatform:
    token = settings.apple_music_developer_token
    client = AsyncAppleMusicClient(url, token=token, transport=around.transport, clock=around.clock)
    if around.vault is None:
        return AppleMusicPlatform(client, log=around.log)
    # Apple's user tokens cannot be renewed by us: the user connects again.
    users = UserTokens("apple_music", around.vault, around.redis, None, clock=around.clock)
    return AppleMusicPlatform(client, users, around.log)


async def ask_all(
    platforms: Sequence[SearchPlatform], query: str, limit: int, *, user_id: str, within_s: float, now: float
) -> list[Answer]:
    """Ask all platforms at the same time; each has an answer in the end, all of them within `within_s` seconds.

    Args:
        platforms: whom to ask.
        query: what for.
        limit: items of each.
        user_id: in whose name.
        within_s: seconds that they get together.
        now: monotonic seconds of the platforms' clock.
    """
    with budget(within_s, now=now):
        return list(await asyncio.gather(*(ask_one(platform, query, limit, user_id) for platform in platforms)))


async def ask_one(platform: SearchPlatform, query: str, limit: int, user_id: str) -> Answer:
    """Ask one platform; a failure is an answer as well. The caller's deadline bounds it."""
    try:
        return Answer(platform.name, await platform.search(query, limit, user_id=user_id))
    except ApiError as error:
        # SPOT-04: a 404 to a search means that nothing was found.
        failure = None if error.status == 404 else failure_of(platform.name, error)
    except MgError as error:
        failure = failure_of(platform.name, error)
    return Answer(platform.name, Page([], 0), failure)


async def close_all(platforms: Mapping[str, SearchPlatform]) -> None:
    """Close every platform's connections; one that fails does not keep the others open."""
    closing: list[Awaitable[None]] = [platform.aclose() for platform in platforms.values()]
    await asyncio.gather(*closing, return_exceptions=True)
