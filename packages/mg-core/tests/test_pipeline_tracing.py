"""The tracer sees every call and every attempt, and nothing of it is compiled without one."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any

import pytest
from client_fixtures import code_of, get, make_client, operation

from mg_core import context
from mg_core.call.assembly import AsyncAssembly, BlockingAssembly
from mg_core.call.credentials import Credentials
from mg_core.clock import LoopClock
from mg_core.contract.policy import BreakerPolicy, BulkheadPolicy, HedgePolicy, Policy, RetryPolicy, TimeoutPolicy
from mg_core.errors import ConfigurationError, DecodeError
from mg_core.rest.ends import RestCarrier
from mg_core.testing import BlockingScriptedTransport, ManualClock, ScriptedTransport, answer, problem, run_virtual

OK = answer({"id": "1"})
TRACE = "c" * 32


class Tracer:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.events: list[Any] = []

    def begin(self, service: str, row: Any, call: Any) -> str:
        call.trace = (TRACE, "01")
        self.events.append(("begin", service, row.id))
        return "span"

    def attempt(self, span: str, call: Any) -> None:
        self.events.append((span, call.attempts, call.headers["traceparent"]))

    def end(self, span: str, call: Any, error: BaseException | None) -> None:
        self.events.append((span, call.attempts, type(error).__name__))

    @property
    def kinds(self) -> list[Any]:
        return [(event[1], event[2] if event[0] == "span" and len(event[2]) < 55 else "") for event in self.events[1:]]


def traced(policy: Policy, *steps: Any, **parts: Any) -> tuple[Any, Tracer, ScriptedTransport]:
    tracer, transport = Tracer(), ScriptedTransport(*steps)
    client = make_client(operation(policy), transport=transport, tracer=tracer, **parts)
    return client, tracer, transport


RETRY = Policy("p", TimeoutPolicy(2.0, 9.0), retry=RetryPolicy())


async def test_attempts_are_children_of_the_calls_span() -> None:
    client, tracer, transport = traced(RETRY, problem(503, "busy"), OK)

    await get(client)

    assert tracer.events[0] == ("begin", "shop", "getItem")
    assert tracer.kinds == [(1, ""), (2, ""), (2, "NoneType")]
    told = [event[2] for event in tracer.events[1:3]]
    assert told == [sent.headers["traceparent"] for sent in transport.sent]
    assert all(parent.startswith(f"00-{TRACE}-") for parent in told)
    assert told[0] != told[1]


@pytest.mark.parametrize(
    ("step", "error"), [(problem(404, "x"), "ApiError"), (answer({}), "DecodeError"), (ZeroDivisionError(), None)]
)
async def test_a_failed_call_ends_its_span_once(step: Any, error: str | None) -> None:
    client, tracer, _ = traced(Policy("p", TimeoutPolicy(2.0, 9.0)), step)

    with pytest.raises((Exception, DecodeError)):
        await get(client)

    assert tracer.kinds == [(1, ""), (1, error or "ZeroDivisionError")]


async def test_a_call_that_cannot_be_made_begins_no_span() -> None:
    client, tracer, _ = traced(RETRY, OK)

    with pytest.raises(ConfigurationError):
        await get(client, "..")

    assert tracer.events == []


async def test_a_refused_call_has_a_span_without_attempts() -> None:
    client, tracer, _ = traced(RETRY, OK)

    with context.use(context.RequestContext(deadline=0.0)):
        assert await code_of(lambda: get(client)) == "deadline_exceeded"

    assert [event[0] for event in tracer.events] == ["begin", "span"]
    assert tracer.kinds == [(0, "DeadlineExceededError")]


def test_a_cancelled_call_ends_its_span_and_every_hedge_is_an_attempt() -> None:
    async def slow(_sent: Any) -> Any:
        await LoopClock().sleep(4.0)

    async def main() -> Tracer:
        policy = Policy(
            "p",
            TimeoutPolicy(5.0, 20.0),
            hedge=HedgePolicy(1.0),
            breaker=BreakerPolicy(),
            bulkhead=BulkheadPolicy(1, 0),
        )
        client, tracer, _ = traced(policy, slow, clock=LoopClock())
        task = asyncio.ensure_future(get(client))
        await LoopClock().sleep(2.0)
        task.cancel()
        await asyncio.wait([task])
        return tracer

    tracer = run_virtual(main())

    assert tracer.kinds == [(1, ""), (2, ""), (2, "CancelledError")]
    assert tracer.events[1][2] != tracer.events[2][2]


@pytest.mark.parametrize("kind", [AsyncAssembly, BlockingAssembly])
async def test_both_assemblies_take_a_tracer_and_compile_it_in_only_then(kind: Any) -> None:
    def names(tracer: Any) -> set[str]:
        transport = ScriptedTransport(OK) if kind is AsyncAssembly else BlockingScriptedTransport(OK)
        clock, credentials = ManualClock(), Credentials(None)
        carrier = RestCarrier("http://shop.test", credentials, transport, clock, tracer)
        assembly = kind(service="shop", carrier=carrier, clock=clock, random=lambda: 0.5, tracer=tracer)
        return set(inspect.unwrap(assembly.function(operation(RETRY), RETRY)).__code__.co_names)

    assert "TRACER" in names(Tracer())
    assert "TRACER" not in names(None)
