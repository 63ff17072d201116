"""The control interface of the stub server, and what it says to a request that no stub answers."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from mg_core.serving.run import serve_in_loop
from mg_services.standins.wiremock import SPECIFICATION_STUBS, build
from mg_services.standins.wiremock.server import BODY_MAX_BYTES, REQUESTS_MAX


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    async with (
        serve_in_loop(build(SPECIFICATION_STUBS), grace_s=0.5) as url,
        httpx2.AsyncClient(base_url=url, trust_env=False) as client,
    ):
        yield client


@pytest.mark.scenario("MOCK-01")
async def test_requests_are_remembered_with_what_they_met(http: httpx2.AsyncClient) -> None:
    await http.get("/rate-limited")
    await http.post("/nothing", content=b"hello", headers={"X-Note": "1"})

    seen = (await http.get("/__admin/requests")).json()

    assert seen["meta"] == {"total": 2}
    newest, oldest = seen["requests"]
    assert (newest["request"]["method"], newest["request"]["url"], newest["request"]["body"]) == (
        "POST",
        "/nothing",
        "hello",
    )
    assert newest["request"]["headers"]["x-note"] == "1"
    assert (newest["wasMatched"], oldest["wasMatched"]) == (False, True)
    assert oldest["stubMapping"]["name"] == "Rate Limit Test"
    assert (newest["response"]["status"], oldest["response"]["status"]) == (404, 429)


@pytest.mark.scenario("MOCK-01")
async def test_requests_are_counted_by_a_pattern_and_forgotten(http: httpx2.AsyncClient) -> None:
    for query in ("a", "b", "b"):
        await http.get("/catalog/search", params={"q": query})

    async def count(pattern: object) -> int:
        reply = await http.post("/__admin/requests/count", json=pattern)
        return int(reply.json()["count"])

    by_query = {"urlPath": "/catalog/search", "queryParameters": {"q": {"equalTo": "b"}}}
    assert await count({"method": "GET", "urlPathPattern": "/catalog/.*"}) == 3
    assert await count(by_query) == 2
    assert await count({"method": "POST"}) == 0
    await http.delete("/__admin/requests")
    assert await count(by_query) == 0


async def test_no_more_than_so_many_requests_are_remembered(http: httpx2.AsyncClient) -> None:
    for _ in range(REQUESTS_MAX + 5):
        await http.get("/rate-limited")

    assert (await http.get("/__admin/requests")).json()["meta"]["total"] == REQUESTS_MAX


async def test_the_stubs_are_listed_in_the_order_of_asking(http: httpx2.AsyncClient) -> None:
    listed = (await http.get("/__admin/mappings")).json()

    assert listed["meta"] == {"total": 3}
    assert [row["name"] for row in listed["mappings"]] == [
        "Spotify Search API",
        "Rate Limit Test",
        "Netflix Catalog API",
    ]
    assert len({row["id"] for row in listed["mappings"]}) == 3


async def test_a_request_without_stub_is_told_which_there_are(http: httpx2.AsyncClient) -> None:
    reply = await http.get("/v1/search?q=x")

    assert reply.status_code == 404
    assert "No stub answers GET /v1/search?q=x." in reply.text
    assert 'GET /v1/search?.* with {"headers":{"Authorization":{"matches":"Bearer .*"}}}' in reply.text
    assert "GET /rate-limited" in reply.text


@pytest.mark.parametrize("body", [b"", b"{", b'{"colour": 1}', b"[]"])
async def test_a_pattern_that_makes_no_sense_is_422(http: httpx2.AsyncClient, body: bytes) -> None:
    reply = await http.post("/__admin/requests/count", content=body)

    assert (reply.status_code, reply.json()["errors"][0]["title"]) == (422, "Error parsing JSON")


async def test_an_unknown_control_word_is_404_and_says_which_there_are(http: httpx2.AsyncClient) -> None:
    reply = await http.post("/__admin/mappings", json={})

    assert reply.status_code == 404
    assert "GET /__admin/mappings" in reply.json()["errors"][0]["title"]


async def test_a_body_that_is_too_large_is_413(http: httpx2.AsyncClient) -> None:
    reply = await http.post("/rate-limited", content=b"x" * (BODY_MAX_BYTES + 1))

    assert reply.status_code == 413
    assert (await http.get("/__admin/requests")).json()["meta"]["total"] == 0


def test_every_shipped_body_is_used() -> None:
    used = {stub.raw["response"].get("bodyFileName") for stub in build(SPECIFICATION_STUBS).stubs}

    assert {path.name for path in Path(SPECIFICATION_STUBS / "__files").iterdir()} <= used
