"""The world of a test: complete, and quickly there."""

import time

import pytest

from mg_services.services.sona.index import TITLES

from .conftest import Make, film, titles


@pytest.mark.scenario("ENV-02")
async def test_users_platforms_catalog_history_and_vectors_are_there_within_30_s(
    make_world: Make, qdrant_url: str
) -> None:
    began = time.monotonic()
    world = await make_world(qdrant_url)
    await world.connect("netflix", "hulu")
    await world.watched(film("orbit", 1), film("orbit", 2))
    took_s = time.monotonic() - began

    tables = ("users", "user_platforms", "content", "content_availability", "watch_history")
    rows = {table: await world.sql(f"TABLE {table} LIMIT 1") for table in tables}
    assert None not in rows.values()
    assert await world.vectors.count(TITLES) == len(titles())
    assert took_s < 30
