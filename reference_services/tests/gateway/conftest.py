from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from reference_services.tests.gateway.platform import Running, platform


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    async with platform() as started:
        yield started
