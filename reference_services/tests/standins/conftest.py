"""Emulators on real sockets, without latency unless a test asks for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx2
import pytest

from mg_core.serving.run import serve_in_loop
from mg_services.data import catalog
from mg_services.serving.settings import LOCAL_KEY
from mg_services.standins.platforms.app import Emulator, build
from mg_services.standins.platforms.settings import EmulatorSettings
from tests.engine_fixtures import PLAIN


class Watch:
    """Seconds that a test moves; sleeping moves them too."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Served:
    """An emulator, where it listens, its time, and a plain HTTP client with the key for it."""

    emulator: Emulator
    url: str
    watch: Watch
    http: httpx2.AsyncClient


@asynccontextmanager
async def served(platform: str, latency_ms: tuple[float, float] = (0.0, 0.0)) -> AsyncIterator[Served]:
    watch = Watch()
    settings = EmulatorSettings(platform, latency_ms=latency_ms, seed=1)
    emulator = build(settings, catalog.sample(), monotonic=watch, now=watch, sleep=watch.sleep)
    async with (
        serve_in_loop(emulator, grace_s=0.5) as url,
        httpx2.AsyncClient(base_url=url, headers={"X-API-Key": LOCAL_KEY}, trust_env=False, verify=PLAIN) as http,
    ):
        yield Served(emulator, url, watch, http)


@pytest.fixture
async def netflix() -> AsyncIterator[Served]:
    async with served("netflix") as running:
        yield running


@pytest.fixture
async def hulu() -> AsyncIterator[Served]:
    async with served("hulu") as running:
        yield running


@pytest.fixture
async def slow_netflix() -> AsyncIterator[Served]:
    async with served("netflix", (100.0, 200.0)) as running:
        yield running


@pytest.fixture
async def spotify() -> AsyncIterator[Served]:
    async with served("spotify") as running:
        secret = {"grant_type": "client_credentials", "client_id": LOCAL_KEY, "client_secret": LOCAL_KEY}
        token = (await running.http.post("/api/token", data=secret)).json()["access_token"]
        running.http.headers["Authorization"] = f"Bearer {token}"
        yield running


@pytest.fixture
async def apple_music() -> AsyncIterator[Served]:
    async with served("apple_music") as running:
        running.http.headers |= {"Authorization": f"Bearer {LOCAL_KEY}", "Music-User-Token": "user-1"}
        yield running
