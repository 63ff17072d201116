"""Section 7.4 of the specification: generated clients with their contracts' policies, over real HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from mg_clients.playback import AsyncPlaybackClient, PlaybackEvent, PlaybackEventType
from mg_clients.streaming_platform import AsyncStreamingPlatformClient
from mg_core.call.options import CallOptions
from mg_core.errors import ApiError, CircuitOpenError, ConnectionLostError, MgError
from mg_core.rest.transports import Transport
from mg_core.rest.transports.fast import FastTransport
from mg_core.rest.transports.httpcore import HttpTransport
from mg_core.testing import ManualClock
from tests.resilience.counting_service import LOST, CountingService, answer, counting

BUSY = answer(503, {"error": "service_unavailable", "message": "busy"})
TITLE = answer(200, {"id": "80057281", "title": "Stranger Things", "type": "series"})
LOW, NOMINAL, HIGH = 0.0, 0.5, 1.0 - 2**-53


@pytest.fixture(params=[HttpTransport, FastTransport], ids=["default", "fast"])
def transport(request: pytest.FixtureRequest) -> Transport:
    made: Transport = request.param()
    return made


def netflix(service: CountingService, transport: Transport, clock: ManualClock, rng: Callable[[], float]) -> Any:
    """The contract's own policy; only a second attempt beside a slow first one would disturb the counting."""
    return AsyncStreamingPlatformClient(
        service.url, token="key", transport=transport, clock=clock, rng=rng, service="netflix",
        policies={"*": {"hedge": None}},
    )  # fmt: skip


async def title(client: Any) -> str:
    """The title's name, or the code of the error."""
    async with asyncio.timeout(10):
        try:
            return str((await client.get_title(id="80057281")).title)
        except MgError as error:
            return error.code


@pytest.mark.scenario("RT-01")
@pytest.mark.parametrize(
    ("rng", "waits"),
    [
        (lambda: NOMINAL, [0.1, 0.2, 0.4]),
        (lambda: LOW, [0.05, 0.1, 0.2]),
        (lambda: HIGH, [0.15, 0.3, 0.6]),
        (iter([0.0, 0.5, 0.25]).__next__, [0.05, 0.2, 0.3]),
    ],
    ids=["nominal", "shortest", "longest", "each wait has its own factor"],
)
async def test_waits_are_100_200_400_ms_times_a_random_factor_and_the_fourth_attempt_may_succeed(
    rng: Callable[[], float], waits: list[float]
) -> None:
    clock, transport = ManualClock(), HttpTransport()
    began = clock.monotonic()
    async with counting(BUSY, BUSY, BUSY, TITLE) as service:
        name = await title(netflix(service, transport, clock, rng))
        await transport.aclose()

    assert name == "Stranger Things"
    assert clock.sleeps == pytest.approx(waits)
    assert clock.monotonic() - began == pytest.approx(sum(waits))
    assert [request.headers["mg-attempt"].partition(";")[0] for request in service.asked] == ["1", "2", "3", "4"]


@pytest.mark.scenario("RT-01")
async def test_four_failed_attempts_take_700_ms_of_waiting_and_count_for_the_breaker(transport: Transport) -> None:
    clock = ManualClock()
    async with counting(BUSY) as service:
        client = netflix(service, transport, clock, lambda: NOMINAL)
        codes = [await title(client)]
        waited, requests = sum(clock.sleeps), len(service.asked)
        codes += [await title(client), await title(client)]
        with pytest.raises(CircuitOpenError) as caught:
            await client.get_title(id="80057281")
        await transport.aclose()

    assert codes == ["service_unavailable", "service_unavailable", "circuit_breaker_open"]
    assert waited == pytest.approx(0.7)
    assert requests == 4
    assert len(service.asked) == 5  # the fifth failure opens the circuit, nothing more is sent
    assert caught.value.retry_after_s == pytest.approx(30.0)


@pytest.mark.scenario("RT-02")
@pytest.mark.parametrize("status", [401, 403, 404, 422])
async def test_a_permanent_error_is_told_after_exactly_one_request(status: int, transport: Transport) -> None:
    clock = ManualClock()
    async with counting(answer(status, {"error": "no_way", "message": "no"})) as service:
        client = netflix(service, transport, clock, lambda: NOMINAL)
        with pytest.raises(ApiError) as caught:
            await client.get_title(id="80057281")
        await transport.aclose()

    assert (caught.value.status, caught.value.attempts) == (status, 1)
    assert len(service.asked) == 1
    assert clock.sleeps == []


RECEIPT = answer(202, {"event_id": "e-1", "accepted_at": "2026-11-01T00:00:00Z"})


def started() -> PlaybackEvent:
    return PlaybackEvent(
        event_type=PlaybackEventType.playback_started, device_id="tv", content_id="netflix:1", timestamp_ms=0
    )


def player(service: CountingService, transport: Transport) -> AsyncPlaybackClient:
    return AsyncPlaybackClient(service.url, token="t", transport=transport, clock=ManualClock(), rng=lambda: NOMINAL)


@pytest.mark.scenario("RT-03")
async def test_a_lost_answer_is_asked_for_again_with_the_same_key_and_the_same_body(transport: Transport) -> None:
    async with counting(LOST, LOST, RECEIPT) as service, asyncio.timeout(10):
        client = player(service, transport)
        await client.report_event(started())
        await client.report_event(started())
        await transport.aclose()

    keys = [request.headers["idempotency-key"] for request in service.asked]
    assert len(keys) == 4
    assert len(set(keys[:3])) == 1
    assert keys[3] != keys[0]
    assert len({request.body for request in service.asked}) == 1
    assert json.loads(service.asked[0].body)["content_id"] == "netflix:1"


@pytest.mark.scenario("RT-03")
async def test_the_callers_own_key_travels_with_every_attempt(transport: Transport) -> None:
    own = CallOptions(idempotency_key="ing-req-abc-123")
    async with counting(LOST, BUSY, RECEIPT) as service, asyncio.timeout(10):
        await player(service, transport).report_event(started(), options=own)
        await transport.aclose()

    assert {request.headers["idempotency-key"].strip('"') for request in service.asked} == {"ing-req-abc-123"}
    assert len(service.asked) == 3


@pytest.mark.scenario("RT-03")
async def test_answers_that_stay_lost_end_with_an_error_that_does_not_promise_anything(transport: Transport) -> None:
    async with counting(LOST) as service, asyncio.timeout(10):
        with pytest.raises(ConnectionLostError) as caught:
            await player(service, transport).report_event(started())
        await transport.aclose()

    assert (caught.value.code, caught.value.retry_safe, len(service.asked)) == ("connection_lost", None, 4)
