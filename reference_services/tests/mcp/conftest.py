"""One MCP server in front of six small services."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from reference_services.tests.mcp.hosts import Running, running
from reference_services.tests.mcp.services import Seen, all_services


@dataclass
class Platform:
    """An MCP server and what the services behind it were told."""

    mcp: Running
    seen: Seen


@pytest.fixture
async def platform_of_six() -> AsyncIterator[Platform]:
    async with all_services() as (seen, targets), running(targets) as mcp:
        yield Platform(mcp, seen)
