from __future__ import annotations

import asyncio
from typing import Any

import pytest
from client_fixtures import code_of, get, make_client, make_sync_client, operation

from mg_core.clock import LoopClock
from mg_core.contract.policy import ChaosPolicy, Policy, RetryPolicy, TimeoutPolicy
from mg_core.errors import ApiError, AttemptTimeoutError, ConnectError, ConnectionLostError, MgError
from mg_core.policies.chaos import FaultInjector
from mg_core.testing import BlockingScriptedTransport, ManualClock, ScriptedTransport, answer, run_virtual

OK = answer({"id": "1"})


def chaotic(chaos: ChaosPolicy, **more: Any) -> Policy:
    return Policy("chaos", TimeoutPolicy(attempt_s=2.0, total_s=5.0), chaos=chaos, **more)


def plans(injector: FaultInjector, count: int = 200) -> list[Any]:
    return [(p.latency_s, type(p.fault), p.status) for p in (injector.plan() for _ in range(count))]


def test_the_same_seed_disturbs_the_same_attempts_of_an_operation() -> None:
    chaos = ChaosPolicy(seed=7, latency_rate=0.3, latency_s=1.0, fault_rate=0.3, status_rate=0.3)

    assert plans(FaultInjector(chaos, "a")) == plans(FaultInjector(chaos, "a"))
    assert plans(FaultInjector(chaos, "a")) != plans(FaultInjector(chaos, "b"))
    assert plans(FaultInjector(chaos, "a")) != plans(FaultInjector(ChaosPolicy(**{**_fields(chaos), "seed": 8}), "a"))


def test_a_changed_rate_leaves_the_other_draws_alone() -> None:
    some = plans(FaultInjector(ChaosPolicy(seed=7, fault_rate=0.3), "a"))
    more = plans(FaultInjector(ChaosPolicy(seed=7, fault_rate=0.3, latency_rate=1.0, latency_s=1.0), "a"))

    assert [fault for _, fault, _ in some] == [fault for _, fault, _ in more]


def _fields(chaos: ChaosPolicy) -> dict[str, Any]:
    return {name: getattr(chaos, name) for name in chaos.__slots__}


@pytest.mark.parametrize("rate", [0.0, 0.25, 1.0])
def test_rates_are_shares_of_attempts(rate: float) -> None:
    injector = FaultInjector(ChaosPolicy(latency_rate=rate, latency_s=1.0, fault_rate=rate, status_rate=rate), "a")
    plans(injector, 2000)

    assert injector.counts["latency"] == pytest.approx(2000 * rate, abs=100)
    assert injector.counts["fault"] == pytest.approx(2000 * rate, abs=100)
    assert injector.counts["status"] == pytest.approx(2000 * rate * (1 - rate), abs=100)


@pytest.mark.parametrize(("fault", "kind", "sent"), [("connect", ConnectError, 0), ("lost", ConnectionLostError, 1)])
async def test_a_fault_is_raised_before_or_after_sending(fault: Any, kind: type[MgError], sent: int) -> None:
    transport = ScriptedTransport(OK)
    client = make_client(operation(chaotic(ChaosPolicy(fault_rate=1.0, fault=fault))), transport=transport)

    with pytest.raises(kind):
        await get(client)

    assert len(transport.sent) == sent


async def test_a_made_up_status_is_the_declared_error_and_sends_nothing() -> None:
    transport = ScriptedTransport(OK)
    client = make_client(operation(chaotic(ChaosPolicy(status_rate=1.0, status=503))), transport=transport)

    with pytest.raises(ApiError) as caught:
        await get(client)

    error = caught.value
    assert (error.status, error.code, error.retry_safe, len(transport.sent)) == (503, "busy", True, 0)
    assert (error.details["type"], error.details["title"]) == ("about:blank", "Service Unavailable")


async def test_an_unknown_status_still_has_a_title() -> None:
    client = make_client(operation(chaotic(ChaosPolicy(status_rate=1.0, status=599))), transport=ScriptedTransport(OK))

    with pytest.raises(ApiError) as caught:
        await get(client)

    assert (caught.value.status, caught.value.details["title"]) == (599, "Status 599")


async def test_latency_waits_on_the_clients_clock() -> None:
    clock, transport = ManualClock(), ScriptedTransport(OK)
    client = make_client(
        operation(chaotic(ChaosPolicy(latency_rate=1.0, latency_s=1.5))), transport=transport, clock=clock
    )  # fmt: skip

    await get(client)

    assert clock.sleeps == [1.5]
    assert transport.sent[0].headers["x-request-timeout-ms"] == "3500"


async def test_an_answer_that_is_lost_late_was_asked_for_with_the_time_that_was_left() -> None:
    chaos = ChaosPolicy(latency_rate=1.0, latency_s=1.5, fault_rate=1.0, fault="lost")
    transport, blocking = ScriptedTransport(OK), BlockingScriptedTransport(OK)
    row = operation(chaotic(chaos))
    with pytest.raises(ConnectionLostError):
        await get(make_client(row, transport=transport))
    with pytest.raises(ConnectionLostError):
        make_sync_client(row, transport=blocking)._call(row, ("1", None, None, None))

    assert [sent.headers["x-request-timeout-ms"] for sent in (*transport.sent, *blocking.sent)] == ["3500", "3500"]
    assert blocking.sent[0].timeout_s == 0.5


def test_the_attempt_timeout_cuts_latency_off() -> None:
    transport = ScriptedTransport(OK)

    async def main() -> float:
        row = operation(chaotic(ChaosPolicy(latency_rate=1.0, latency_s=100.0)))
        with pytest.raises(AttemptTimeoutError):
            await get(make_client(row, transport=transport, clock=LoopClock()))
        return asyncio.get_running_loop().time()

    assert run_virtual(main()) == pytest.approx(2.0)
    assert transport.sent == []


@pytest.mark.parametrize(("latency_s", "slept", "code"), [(0.5, [0.5], ""), (9.0, [2.0], "timeout")])
def test_for_threads_too(latency_s: float, slept: list[float], code: str) -> None:
    clock, transport = ManualClock(), BlockingScriptedTransport(OK)
    row = operation(chaotic(ChaosPolicy(latency_rate=1.0, latency_s=latency_s)))
    client = make_sync_client(row, transport=transport, clock=clock)
    found = ""
    try:
        client._call(row, ("1", None, None, None))
    except MgError as error:
        found = error.code

    assert (found, clock.sleeps) == (code, slept)
    assert [sent.timeout_s for sent in transport.sent] == ([] if code else [1.5])


async def test_faults_and_statuses_for_threads() -> None:
    for chaos, kind, sent in (
        (ChaosPolicy(fault_rate=1.0), ConnectError, 0),
        (ChaosPolicy(fault_rate=1.0, fault="lost"), ConnectionLostError, 1),
        (ChaosPolicy(status_rate=1.0), ApiError, 0),
    ):
        transport = BlockingScriptedTransport(OK)
        client = make_sync_client(operation(chaotic(chaos)), transport=transport)
        with pytest.raises(kind):
            client._call(client.operations[0], ("1", None, None, None))
        assert len(transport.sent) == sent


async def test_retries_cure_what_chaos_breaks_and_the_samples_say_how_often() -> None:
    policy = chaotic(
        ChaosPolicy(seed=3, fault_rate=0.3, status_rate=0.2),
        retry=RetryPolicy(max_retries=10, backoff_s=(0.0,), budget_min_per_s=100.0),
    )
    client = make_client(operation(policy), transport=ScriptedTransport(OK))

    codes = [await code_of(lambda: get(client)) for _ in range(50)]

    assert set(codes) == {""}
    values = {(s.name, s.labels.get("kind")): s.value for s in client.metrics()}
    disturbed = values["mg_client_chaos_total", "fault"] + values["mg_client_chaos_total", "status"]
    assert disturbed == values["mg_client_retries_total", None] > 0
