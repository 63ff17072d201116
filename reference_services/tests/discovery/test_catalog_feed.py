"""The catalog as other services follow it: all of it once, then what has changed, and nothing lost on the way."""

import asyncio

import asyncpg
import pytest

from mg_clients.rpc import AsyncDiscoveryRpcClient, messages
from mg_core.errors import ApiError
from mg_services.data import catalog, seed
from mg_services.services.discovery.store import PAGE

from .conftest import Make, World

FILM = "netflix:603"
SETTLED_S = 30.0
RENAME = "UPDATE content SET title = 'The Matrix, again' WHERE id = $1"
WITHDRAW = "UPDATE content_availability SET available = false WHERE content_id = $1"
CONFIRM = "UPDATE content_availability SET checked_at = now() WHERE content_id = $1"


async def read(world: World, after: str = "") -> tuple[dict[str, messages.CatalogEntry], str]:
    """Entries by id, and the position."""
    entries: dict[str, messages.CatalogEntry] = {}
    position = ""
    async with AsyncDiscoveryRpcClient(f"127.0.0.1:{world.service.grpc.port}") as client:
        async for page in client.list_catalog(messages.ListCatalogRequest(after=after)):
            position = page.position
            entries |= {entry.item.content_id: entry for entry in page.entries if entry.item is not None}
    return entries, position


async def read_up(world: World, after: str = "") -> str:
    """The position from which nothing comes: what a server's other transactions hold back is sent again until then."""
    async with asyncio.timeout(SETTLED_S):
        entries, position = await read(world, after)
        while entries:
            entries, position = await read(world, position)
    return position


def title_of(entries: dict[str, messages.CatalogEntry]) -> str:
    item = entries[FILM].item
    assert item is not None
    return item.title


def many(count: int) -> list[catalog.CatalogTitle]:
    first = catalog.sample()[0]
    return [
        catalog.CatalogTitle(
            id=number,
            title=f"Number {number}",
            year=first.year,
            genres=first.genres,
            overview=first.overview,
            popularity=first.popularity,
            vote_average=first.vote_average,
            runtime_min=first.runtime_min,
            platforms=("netflix", "hulu"),
        )
        for number in range(1, count + 1)
    ]


async def test_the_whole_catalog_comes_in_pages_and_one_title_on_two_platforms_has_one_number(
    make_world: Make,
) -> None:
    world = await make_world()
    await seed.write(world.dsn, many(PAGE))

    entries, position = await read(world)

    assert len(entries) == 2 * PAGE
    assert position.isdigit()
    assert entries["netflix:7"].title_number == entries["hulu:7"].title_number
    assert entries["netflix:7"].item is not None
    assert entries["netflix:7"].item.available


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(("change", "sent"), [(RENAME, {FILM}), (WITHDRAW, {FILM}), (CONFIRM, set())])
async def test_then_only_what_has_changed(make_world: Make, change: str, sent: set[str]) -> None:
    world = await make_world()
    before = await read_up(world)
    await world.sql(change, FILM)

    entries, after = await read(world, before)
    await read_up(world, after)

    assert entries.keys() == sent
    assert {entry.item.available for entry in entries.values() if entry.item} <= {change != WITHDRAW}


@pytest.mark.usefixtures("seeded")
async def test_a_change_that_is_under_way_is_sent_when_it_is_done(make_world: Make) -> None:
    world = await make_world()
    writer = await asyncpg.connect(world.dsn)
    try:
        async with writer.transaction():
            await writer.execute(RENAME, FILM)
            await world.sql(WITHDRAW, "hulu:603")  # a later transaction that is done before
            during, position = await read(world)
    finally:
        await writer.close()
    entries, _ = await read(world, position)

    assert title_of(during) == "The Matrix"
    assert title_of(entries) == "The Matrix, again"


@pytest.mark.usefixtures("seeded")
async def test_a_position_of_a_database_that_was_replaced_gives_everything(make_world: Make) -> None:
    world = await make_world()
    everything, _ = await read(world)

    assert (await read(world, "9" * 18))[0].keys() == everything.keys()


@pytest.mark.parametrize("after", ["nonsense", "-1", "²", "9" * 20])
async def test_what_is_no_position_is_refused(make_world: Make, after: str) -> None:
    world = await make_world()
    with pytest.raises(ApiError) as caught:
        await read(world, after)

    assert caught.value.code == "invalid_request"
