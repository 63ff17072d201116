"""Each fault as a client meets it."""

import asyncio
import json

import httpx2
import pytest

from mg_clients.apple_music import AsyncAppleMusicClient
from mg_clients.streaming_platform import AsyncStreamingPlatformClient
from mg_core.call.options import CallOptions
from mg_core.errors import ApiError, DecodeError, MgError, TimeoutExceededError, TransportError
from mg_services.control.faults import FAULTS
from mg_services.control.faults import set_fault as set_fault_by_word
from mg_services.serving.settings import LOCAL_KEY

from .conftest import Served

KEY = CallOptions(headers={"X-API-Key": LOCAL_KEY}, max_retries=0)
SEARCH = "/catalog/search?q=matrix"


async def set_fault(served: Served, **fault: object) -> None:
    reply = await served.http.put("/__faults", json=fault)
    assert reply.status_code == 200, reply.text


async def failure(served: Served) -> MgError:
    """What a client without retries raises."""
    async with AsyncStreamingPlatformClient(served.url) as client:
        with pytest.raises(MgError) as caught:
            await client.search_catalog(q="matrix", options=KEY)
    return caught.value


@pytest.mark.scenario("PLAT-NETFLIX")
@pytest.mark.parametrize("status", [401, 403, 404, 422, 500, 502, 503])
async def test_a_status_comes_in_the_shape_of_the_contract(netflix: Served, status: int) -> None:
    await set_fault(netflix, kind="status", status=status)

    reply = await netflix.http.get(SEARCH)

    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert {"error", "message", "timestamp", "request_id"} <= reply.json().keys()


@pytest.mark.scenario("PLAT-HULU")
async def test_a_rate_limit_says_when_to_come_back(hulu: Served) -> None:
    await set_fault(hulu, kind="rate_limit", limit=2, window_s=30)

    statuses = [(await hulu.http.get(SEARCH)).status_code for _ in range(2)]
    refused = await hulu.http.get(SEARCH)

    assert statuses == [200, 200]
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")


async def test_latency_replaces_the_emulators_own_and_the_answer_is_right(slow_netflix: Served) -> None:
    await set_fault(slow_netflix, kind="latency", latency_ms=[5000, 5000])

    reply = await slow_netflix.http.get(SEARCH)

    assert slow_netflix.watch.slept == [5.0]
    assert reply.json()["results"][0]["title"] == "The Matrix"


async def test_drop_breaks_the_connection_without_an_answer(netflix: Served) -> None:
    await set_fault(netflix, kind="drop")

    with pytest.raises(httpx2.TransportError):
        await netflix.http.get(SEARCH)
    assert isinstance(await failure(netflix), TransportError)


async def test_half_an_answer_breaks_off(netflix: Served) -> None:
    await set_fault(netflix, kind="half")

    with pytest.raises(httpx2.RemoteProtocolError):
        await netflix.http.get(SEARCH)
    assert isinstance(await failure(netflix), TransportError)


@pytest.mark.scenario("PLAT-HULU")
async def test_hang_never_answers_and_ends_with_its_client(hulu: Served) -> None:
    await set_fault(hulu, kind="hang")
    impatient = CallOptions(headers={"X-API-Key": LOCAL_KEY}, max_retries=0, timeout_s=0.1)

    async with AsyncStreamingPlatformClient(hulu.url) as client, asyncio.timeout(5):
        with pytest.raises(TimeoutExceededError):
            await client.search_catalog(q="matrix", options=impatient)

    assert hulu.emulator.faults.requests.total() == 1


async def test_html_instead_of_json_is_no_valid_answer(netflix: Served) -> None:
    await set_fault(netflix, kind="html", status=200)

    assert (await netflix.http.get(SEARCH)).headers["content-type"].startswith("text/html")
    assert isinstance(await failure(netflix), DecodeError)


async def test_garbage_claims_to_be_json_and_is_not(netflix: Served) -> None:
    await set_fault(netflix, kind="garbage")

    reply = await netflix.http.get(SEARCH)
    with pytest.raises(ValueError, match=r"decode|Expecting"):
        json.loads(reply.content)
    assert isinstance(await failure(netflix), DecodeError)


async def test_a_redirect_leads_back_to_itself_and_ends_in_an_error(netflix: Served) -> None:
    await set_fault(netflix, kind="redirect")

    reply = await netflix.http.get(SEARCH)
    with pytest.raises(httpx2.TooManyRedirects):
        await netflix.http.get(SEARCH, follow_redirects=True)
    async with asyncio.timeout(5):
        failed = await failure(netflix)

    assert (reply.status_code, reply.headers["location"]) == (302, SEARCH)
    assert isinstance(failed, MgError)


async def test_json_of_another_shape_is_no_valid_answer(netflix: Served, spotify: Served, apple_music: Served) -> None:
    for served in (netflix, spotify, apple_music):
        await set_fault(served, kind="wrong_shape")

    reply = await netflix.http.get(SEARCH)

    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json")
    assert isinstance(reply.json(), dict)
    assert isinstance(await failure(netflix), DecodeError)
    async with AsyncAppleMusicClient(apple_music.url, token=LOCAL_KEY) as client:
        with pytest.raises(DecodeError):
            await client.list_library_songs(options=CallOptions(headers={"Music-User-Token": "u"}, max_retries=0))


@pytest.mark.parametrize("text", ["Wed, 21 Oct 2015 07:28:00 GMT", "31536000", "soon", "-1"])
async def test_retry_after_can_be_any_text(netflix: Served, text: str) -> None:
    await set_fault(netflix, kind="status", status=429, retry_after=text)

    reply = await netflix.http.get(SEARCH)
    async with asyncio.timeout(5):
        failed = await failure(netflix)

    assert (reply.status_code, reply.headers["retry-after"]) == (429, text)
    assert isinstance(failed, ApiError)
    assert failed.status == 429


@pytest.mark.parametrize("word", FAULTS)
async def test_every_word_of_the_command_sets_its_fault(apple_music: Served, word: str) -> None:
    await asyncio.to_thread(set_fault_by_word, apple_music.url, word)
    described = (await apple_music.http.get("/__faults")).json()["faults"]

    assert [row["kind"] for row in described] == ([] if word == "up" else [(FAULTS[word] or {})["kind"]])


async def test_the_next_two_fail_and_the_third_is_well(netflix: Served) -> None:
    await set_fault(netflix, kind="status", status=503, next=2)

    statuses = [(await netflix.http.get(SEARCH)).status_code for _ in range(3)]

    assert statuses == [503, 503, 200]


async def test_delete_takes_faults_back_and_starts_the_counts_anew(netflix: Served) -> None:
    await set_fault(netflix, kind="status", status=500)
    await netflix.http.get(SEARCH)
    before = (await netflix.http.get("/__faults")).json()
    await netflix.http.delete("/__faults")

    after = (await netflix.http.get("/__faults")).json()

    assert before["requests"] == {"GET /catalog/search": 1}
    assert before["faults"][0]["met"] == 1
    assert after == {"faults": [], "requests": {}, "requests_total": 0}
    assert (await netflix.http.get(SEARCH)).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b'{"kind": "explode"}', b"[1]", b'{"kind":"drop"}' + b" " * 70_000])
async def test_a_control_request_that_makes_no_sense_is_400(netflix: Served, body: bytes) -> None:
    reply = await netflix.http.put("/__faults", content=body)

    assert (reply.status_code, reply.json()["error"]) == (400, "invalid_fault")


@pytest.mark.scenario("RT-02")
@pytest.mark.parametrize("status", [401, 403, 404, 422])
async def test_a_permanent_error_is_asked_exactly_once(netflix: Served, status: int) -> None:
    await set_fault(netflix, kind="status", status=status)

    async with AsyncStreamingPlatformClient(netflix.url) as client:
        with pytest.raises(ApiError) as caught:
            await client.search_catalog(q="matrix", options=CallOptions(headers={"X-API-Key": LOCAL_KEY}))

    assert caught.value.status == status
    assert netflix.emulator.faults.requests.total() == 1
