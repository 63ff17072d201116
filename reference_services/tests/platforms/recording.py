"""Recorded conversations with Spotify and Apple Music.

`python -m reference_services.tests.platforms.recording` records them anew.

They are recorded against the emulators, under the addresses of the real platforms, with every credential replaced by
REDACTED. Tests replay them without a network.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx2
import vcr

from mg_clients.apple_music import AsyncAppleMusicClient
from mg_clients.spotify import AsyncSpotifyClient
from mg_core.call.options import CallOptions
from mg_core.serving.run import serve_in_loop
from mg_services.adapters.platforms.apple_music import AppleMusicPlatform
from mg_services.adapters.platforms.spotify import SpotifyAccounts, SpotifyPlatform
from mg_services.data import catalog
from mg_services.standins.platforms.app import Emulator, build
from mg_services.standins.platforms.settings import EmulatorSettings

CASSETTES: Final = Path(__file__).parents[3] / "tests" / "fixtures" / "vcr_cassettes"
REDACTED: Final = "REDACTED"
ADDRESSES: Final = {"spotify": "https://api.spotify.com", "apple": "https://api.music.apple.com"}
"""Under what a platform's conversations are kept, by folder."""
KEPT_REQUEST_HEADERS: Final = ("accept", "authorization", "content-type", "music-user-token")
KEPT_REPLY_HEADERS: Final = ("content-type", "retry-after", "x-ratelimit-remaining")
SECRET_MEMBERS: Final = "access_token|refresh_token|id_token|client_secret|client_id|api_key"
_MEMBER = re.compile(rf'(\\?"(?:{SECRET_MEMBERS})\\?"\s*:\s*\\?")[^"\\]*')


@dataclass(frozen=True)
class Scene:
    """One conversation."""

    folder: str
    name: str
    play: Callable[[str], Awaitable[Any]]
    """Talks to the platform at this address."""

    @property
    def path(self) -> Path:
        """The cassette."""
        return CASSETTES / self.folder / f"{self.name}.yml"


def recorder(mode: str) -> vcr.VCR:
    """A recorder that keeps no credential; `mode` is `once`, `none` or `all`."""
    return vcr.VCR(
        record_mode=vcr.mode(mode),
        match_on=["method", "scheme", "host", "port", "path", "query", "body"],
        before_record_request=redacted_request,
        before_record_response=redacted_reply,
        decode_compressed_response=True,
    )


def redacted_request(request: Any) -> Any:
    """The request without credentials and without what differs from run to run; also used to find its answer."""
    parts = urlsplit(request.uri)
    if parts.hostname == "127.0.0.1":
        folder = "apple" if "/v1/catalog/" in parts.path or "/v1/me/" in parts.path else "spotify"
        parts = parts._replace(scheme="https", netloc=urlsplit(ADDRESSES[folder]).netloc)
    query = [(name, REDACTED if name in SECRET_MEMBERS.split("|") else value) for name, value in parse_qsl(parts.query)]
    request.uri = urlunsplit(parts._replace(query=urlencode(query)))
    headers = {name.lower(): value for name, value in request.headers.items() if name.lower() in KEPT_REQUEST_HEADERS}
    if "authorization" in headers:
        headers["authorization"] = f"Bearer {REDACTED}"
    if "music-user-token" in headers:
        headers["music-user-token"] = REDACTED
    request.headers = headers
    if request.body:
        request.body = _redacted_body(request.body.decode(), headers.get("content-type", "")).encode()
    return request


def redacted_reply(reply: dict[str, Any]) -> dict[str, Any]:
    """The answer without credentials, cookies and what differs from run to run."""
    headers = {name.lower(): value for name, value in reply["headers"].items() if name.lower() in KEPT_REPLY_HEADERS}
    text = reply["body"]["string"].decode()
    return {**reply, "headers": headers, "body": {"string": _MEMBER.sub(rf"\g<1>{REDACTED}", text).encode()}}


def _redacted_body(text: str, content_type: str) -> str:
    if not content_type.startswith("application/x-www-form-urlencoded"):
        return _MEMBER.sub(rf"\g<1>{REDACTED}", text)
    secret = SECRET_MEMBERS.split("|")
    return urlencode([(name, REDACTED if name in secret else value) for name, value in parse_qsl(text)])


@asynccontextmanager
async def spotify(url: str) -> AsyncIterator[SpotifyPlatform]:
    """Spotify at this address, over httpx2, which the recorder listens to."""
    async with httpx2.AsyncClient(trust_env=False) as http, AsyncSpotifyClient(url, transport=http) as client:
        yield SpotifyPlatform(client, SpotifyAccounts(client, "local-emulator", "local-emulator"))


async def search_beatles(url: str) -> Any:
    """Artists, albums and tracks of the Beatles."""
    async with spotify(url) as platform:
        return await platform.search("beatles", 20)


async def search_taylor_swift(url: str) -> Any:
    """The specification's search and album (section 3.1.1)."""
    async with spotify(url) as platform:
        page = await platform.search("Taylor Swift", 20)
        token = await platform._accounts.application_token()
        options = CallOptions(headers={"Authorization": f"Bearer {token}"})
        return page, await platform.client.get_album(id="1EoDsNmgTLtmwe1BDAVxV5", options=options)


@asynccontextmanager
async def apple(url: str) -> AsyncIterator[AsyncAppleMusicClient]:
    """Apple Music at this address."""
    async with (
        httpx2.AsyncClient(trust_env=False) as http,
        AsyncAppleMusicClient(url, token="local-emulator", transport=http) as client,
    ):
        yield client


async def search_the_beatles(url: str) -> Any:
    """The specification's search (section 3.2)."""
    async with apple(url) as client:
        return await AppleMusicPlatform(client).search("The Beatles", 25)


async def library_page(url: str) -> Any:
    """The first songs of a user's library."""
    async with apple(url) as client:
        options = CallOptions(headers={"Music-User-Token": "user-token-of-the-recording"})
        return await client.list_library_songs(limit=5, offset=0, options=options)


SCENES: Final = (
    Scene("spotify", "search_beatles", search_beatles),
    Scene("spotify", "search_taylor_swift", search_taylor_swift),
    Scene("apple", "search_the_beatles", search_the_beatles),
    Scene("apple", "library_page", library_page),
)


@asynccontextmanager
async def emulated(folder: str) -> AsyncIterator[tuple[Emulator, str]]:
    """The emulator of a folder's platform, and its address."""
    name = "apple_music" if folder == "apple" else folder
    emulator = build(EmulatorSettings(name, latency_ms=(0.0, 0.0)), catalog.sample())
    async with serve_in_loop(emulator, grace_s=0.2) as url:
        yield emulator, url


async def record() -> None:
    """Record every scene in place of what is there."""
    for scene in SCENES:
        scene.path.unlink(missing_ok=True)
        async with emulated(scene.folder) as (_, url):
            with recorder("once").use_cassette(str(scene.path)):
                await scene.play(url)


if __name__ == "__main__":
    sys.exit(asyncio.run(record()))
