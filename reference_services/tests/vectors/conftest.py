"""Vector servers, clients and made-up titles."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest
from qdrant_client import AsyncQdrantClient

from mg_services.adapters.qdrant.vectors import Vectors
from mg_services.engines.qdrant import QdrantEngine


@pytest.fixture
async def client(qdrant_url: str) -> AsyncIterator[AsyncQdrantClient]:
    """The unmodified client, talking to a server without collections."""
    made = AsyncQdrantClient(qdrant_url, check_compatibility=False, limits=httpx.Limits(max_keepalive_connections=4))
    try:
        yield made
    finally:
        await made.close()


@pytest.fixture
async def vectors(qdrant_url: str) -> AsyncIterator[Vectors]:
    """Our adapter, talking to a server without collections."""
    made = Vectors(qdrant_url)
    try:
        yield made
    finally:
        await made.aclose()


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[QdrantEngine]:
    """A vector server of the test's own, to be killed and started."""
    made = QdrantEngine(tmp_path)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


@pytest.fixture
async def three(tmp_path: Path) -> AsyncIterator[Sequence[QdrantEngine]]:
    """Three vector servers."""
    made = [QdrantEngine(tmp_path / str(number)) for number in range(3)]
    try:
        for each in made:
            await each.start()
        yield made
    finally:
        for each in made:
            await each.stop()
