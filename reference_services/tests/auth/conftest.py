from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import redis.asyncio

from mg_core.clock import SystemClock
from mg_core.serving.run import serve_in_loop
from mg_services.services.auth.app import AuthServer
from mg_services.services.auth.settings import AuthSettings
from tests.engine_fixtures import PLAIN, Database

ACCOUNT = {"email": "test@example.com", "password": "SecurePass123!", "name": "Test User"}


class MovingClock:
    """The system's time plus what a test adds."""

    def __init__(self) -> None:
        self._system = SystemClock()
        self.ahead_s = 0.0

    def monotonic(self) -> float:
        return self._system.monotonic() + self.ahead_s

    def time(self) -> float:
        return self._system.time() + self.ahead_s

    async def sleep(self, seconds: float) -> None:
        await self._system.sleep(seconds)


@dataclass
class Auth:
    """A running auth service, a client for it, and a view into its Redis."""

    http: httpx2.AsyncClient
    redis: redis.asyncio.Redis
    service: AuthServer
    clock: MovingClock

    async def register(self, **changes: str) -> dict[str, Any]:
        response = await self.http.post("/register", json=ACCOUNT | changes)
        assert response.status_code == 201, response.text
        result: dict[str, Any] = response.json()
        return result

    async def validate(self, token: str) -> httpx2.Response:
        return await self.http.post("/validate", headers={"authorization": f"Bearer {token}"})


@pytest.fixture
def auth_settings(database: Database, redis_url: str, tmp_path: Path) -> AuthSettings:
    """Cheap hashes: what is tested here is not bcrypt."""
    return AuthSettings(postgres_dsn=database.dsn, redis_url=redis_url, data_dir=tmp_path, bcrypt_cost=4)


@pytest.fixture
async def auth(auth_settings: AuthSettings) -> AsyncIterator[Auth]:
    clock = MovingClock()
    service = AuthServer(auth_settings, clock=clock)
    client = redis.asyncio.Redis.from_url(auth_settings.redis_url, decode_responses=True)
    async with serve_in_loop(service.app) as url, httpx2.AsyncClient(base_url=url, verify=PLAIN, timeout=20) as http:
        yield Auth(http, client, service, clock)
    await client.aclose()
