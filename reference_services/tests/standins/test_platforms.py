"""What each of the five streaming platforms owes, asked over its socket."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from mg_clients.streaming_platform import AsyncStreamingPlatformClient
from mg_core.call.options import CallOptions
from mg_core.errors import ApiError, ConfigurationError, TimeoutExceededError
from mg_servers.services import SERVICES
from mg_services.control.registry import PARTS
from mg_services.data import catalog
from mg_services.serving.settings import LOCAL_KEY, read
from mg_services.standins.platforms.app import build
from mg_services.standins.platforms.settings import EmulatorSettings

from .conftest import Served, served

KEY = CallOptions(headers={"X-API-Key": LOCAL_KEY}, max_retries=0)
SEARCH = "/catalog/search?q=the"
PLATFORMS = [
    pytest.param("netflix", marks=pytest.mark.scenario("PLAT-NETFLIX")),
    pytest.param("hbo", marks=pytest.mark.scenario("PLAT-HBO")),
    pytest.param("disney", marks=pytest.mark.scenario("PLAT-DISNEY")),
    pytest.param("hulu", marks=pytest.mark.scenario("PLAT-HULU")),
    pytest.param("prime", marks=pytest.mark.scenario("PLAT-PRIME")),
]
each_platform = pytest.mark.parametrize("platform", PLATFORMS, indirect=True)


@pytest.fixture
async def platform(request: pytest.FixtureRequest) -> AsyncIterator[Served]:
    async with served(request.param, (100.0, 200.0)) as running:
        yield running


def carried(served: Served) -> catalog.CatalogTitle:
    return next(title for title in catalog.sample() if served.emulator.settings.platform in title.platforms)


async def set_fault(served: Served, **fault: object) -> None:
    reply = await served.http.put("/__faults", json=fault)
    assert reply.status_code == 200, reply.text


@each_platform
async def test_search_finds_what_the_platform_carries_and_nothing_else(platform: Served) -> None:
    title = carried(platform)
    async with AsyncStreamingPlatformClient(platform.url) as client:
        page = await client.search_catalog(q=title.title, options=KEY)

    name = platform.emulator.settings.platform
    by_id = {str(each.id): each for each in catalog.sample()}
    assert page.results[0].id == str(title.id)
    assert (page.results[0].title, page.results[0].type, page.results[0].available) == (title.title, title.type, True)
    assert all(name in by_id[result.id].platforms for result in page.results)


@each_platform
async def test_the_watchlist_holds_titles_of_the_platform(platform: Served) -> None:
    async with AsyncStreamingPlatformClient(platform.url) as client:
        watchlist = await client.get_watchlist(account_id="someone", options=KEY)
        again = await client.get_watchlist(account_id="someone", options=KEY)

    name = platform.emulator.settings.platform
    theirs = {str(title.id) for title in catalog.sample() if name in title.platforms}
    assert watchlist == again
    assert {item.content_id for item in watchlist.items} <= theirs
    assert watchlist.items


@each_platform
@pytest.mark.parametrize("status", [404, 500])
async def test_an_error_on_demand_has_the_shape_of_the_contract(platform: Served, status: int) -> None:
    await set_fault(platform, kind="status", status=status, next=1)

    async with AsyncStreamingPlatformClient(platform.url) as client:
        with pytest.raises(ApiError) as caught:
            await client.search_catalog(q="the", options=KEY)
        page = await client.search_catalog(q="the", options=KEY)

    assert caught.value.status == status
    assert page.page == 1


@each_platform
async def test_a_timeout_on_demand(platform: Served) -> None:
    await set_fault(platform, kind="hang")
    impatient = CallOptions(headers={"X-API-Key": LOCAL_KEY}, max_retries=0, timeout_s=0.05)

    async with AsyncStreamingPlatformClient(platform.url) as client, asyncio.timeout(5):
        with pytest.raises(TimeoutExceededError):
            await client.search_catalog(q="the", options=impatient)


@each_platform
async def test_a_rate_limit_on_demand(platform: Served) -> None:
    await set_fault(platform, kind="rate_limit", limit=2, window_s=30)

    replies = [await platform.http.get(SEARCH) for _ in range(3)]

    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert 29 <= int(replies[2].headers["retry-after"]) <= 30


@each_platform
async def test_latency_is_100_to_200_ms_and_can_be_set(platform: Served) -> None:
    for _ in range(20):
        await platform.http.get(SEARCH)
    own, platform.watch.slept = platform.watch.slept, []
    await set_fault(platform, kind="latency", latency_ms=[7, 7])
    await platform.http.get(SEARCH)

    assert len(own) == 20
    assert all(0.1 <= seconds <= 0.2 for seconds in own)
    assert len(set(own)) > 10
    assert platform.watch.slept == [0.007]


def test_every_platform_of_a_contract_has_a_stand_in() -> None:
    wanted = {name for name, row in SERVICES.items() if row.kind == "standin"}

    assert {part.name for part in PARTS if part.kind == "standin"} == wanted
    for name in wanted:
        assert build(EmulatorSettings(name), catalog.sample()).settings.platform == name


def test_a_platform_that_no_contract_names_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no stand-in of 'auth'; there are"):
        build(EmulatorSettings("auth"), [])


@pytest.mark.parametrize(
    ("given", "bounds"), [("", (100.0, 200.0)), ("0", (0.0, 0.0)), ("50", (50.0, 50.0)), ("10-20.5", (10.0, 20.5))]
)
def test_latency_comes_from_the_environment(given: str, bounds: tuple[float, float]) -> None:
    assert read(EmulatorSettings, SERVICES["hulu"], {"MG_LATENCY_MS": given}).latency_ms == bounds


@pytest.mark.parametrize("given", ["fast", "-5", "20-10", "0-600001", "nan"])
def test_latency_that_cannot_be_is_one_line(given: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^MG_LATENCY_MS="):
        read(EmulatorSettings, SERVICES["hulu"], {"MG_LATENCY_MS": given})


def test_a_stand_in_is_named_by_its_row() -> None:
    settings = read(EmulatorSettings, SERVICES["hulu"], {"MG_HULU_API_KEY": "k", "MG_NETFLIX_API_KEY": "other"})

    assert (settings.platform, settings.port, settings.api_key) == ("hulu", SERVICES["hulu"].port, "k")
