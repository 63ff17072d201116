"""Spans and metrics of clients, read back from the SDK's own in-memory exporters."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from client_fixtures import FULL, GUARDED, get, make_client, make_sync_client, operation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import NoOpTracerProvider, SpanKind, StatusCode, format_span_id, format_trace_id

from mg_core import context
from mg_core.context import RequestContext
from mg_core.contrib.opentelemetry import OtelTracer, export_metrics
from mg_core.errors import MgError
from mg_core.observe.samples import Sample
from mg_core.testing import ScriptedTransport

OK = (200, {"content-type": "application/json"}, b'{"id": "1"}')
BUSY = (503, {"content-type": "application/json"}, b'{"error": "busy"}')
MISSING = (404, {"content-type": "application/json"}, b'{"error": "item_not_found"}')
TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


class Recorder:
    """A provider and what it exported."""

    def __init__(self, **options: Any) -> None:
        self.provider = TracerProvider(shutdown_on_exit=False, **options)
        self._exporter = InMemorySpanExporter()
        self.provider.add_span_processor(SimpleSpanProcessor(self._exporter))
        self.tracer = OtelTracer(self.provider)

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return self._exporter.get_finished_spans()

    def only(self) -> ReadableSpan:
        assert len(self.spans) == 1
        return self.spans[0]


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    found = Recorder()
    yield found
    found.provider.shutdown()


def ids(span: ReadableSpan) -> tuple[str, str]:
    own = span.context
    assert own is not None
    return format_trace_id(own.trace_id), format_span_id(own.span_id)


def sampled(headers: Mapping[str, str]) -> bool:
    return int(headers["traceparent"][-2:], 16) & 1 == 1


async def test_a_call_is_one_client_span_with_its_attempts(recorder: Recorder) -> None:
    transport = ScriptedTransport(BUSY, BUSY, OK)
    client = make_client(operation(FULL), transport=transport, tracer=recorder.tracer, service="netflix")

    await get(client)
    span = recorder.only()

    assert span.name == "netflix.getItem"
    assert span.kind is SpanKind.CLIENT
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "url.template": "/items/{id}",
        "server.address": "shop.test",
        "server.port": 80,
        "peer.service": "netflix",
        "mg.contract": "shop",
        "mg.operation": "getItem",
        "http.request.resend_count": 2,
    }
    assert [(event.name, dict(event.attributes or {})) for event in span.events] == [
        ("mg.attempt", {"mg.attempt.number": number}) for number in (1, 2, 3)
    ]
    assert span.status.status_code is StatusCode.UNSET
    trace_id, span_id = ids(span)
    assert {sent.headers["traceparent"][:-3] for sent in transport.sent} == {f"00-{trace_id}-{span_id}"}
    assert sampled(transport.sent[0].headers)


@pytest.mark.parametrize(
    ("replies", "error_type", "status"),
    [((MISSING,), "item_not_found", 404), ((BUSY,), "busy", 503)],
)
async def test_a_failed_call_says_why(recorder: Recorder, replies: Any, error_type: str, status: int) -> None:
    client = make_client(operation(GUARDED), transport=ScriptedTransport(*replies), tracer=recorder.tracer)

    with pytest.raises(MgError):
        await get(client)
    span = recorder.only()

    assert span.status.status_code is StatusCode.ERROR
    assert dict(span.attributes or {})["error.type"] == error_type
    assert dict(span.attributes or {})["http.response.status_code"] == status


async def test_a_call_refused_here_is_a_span_without_attempts_and_without_a_status(recorder: Recorder) -> None:
    policies = {"getItem": {"breaker": {"mode": "forced_open"}}}
    client = make_client(operation(GUARDED), transport=ScriptedTransport(OK), tracer=recorder.tracer, policies=policies)

    with pytest.raises(MgError):
        await get(client)
    span = recorder.only()

    assert span.events == ()
    assert dict(span.attributes or {})["error.type"] == "circuit_breaker_open"
    assert "http.response.status_code" not in dict(span.attributes or {})


async def test_a_cancelled_call_ends_its_span(recorder: Recorder) -> None:
    begun = asyncio.Event()

    class Hanging:
        async def send(self, *_: Any) -> Any:
            begun.set()
            await asyncio.Event().wait()

        async def aclose(self) -> None:
            return None

    client = make_client(operation(GUARDED), transport=Hanging(), tracer=recorder.tracer)
    task = asyncio.ensure_future(get(client))
    async with asyncio.timeout(10):
        await begun.wait()
        task.cancel()
        await asyncio.wait({task})

    assert task.cancelled()
    assert dict(recorder.only().attributes or {})["error.type"] == "CancelledError"


async def test_the_span_belongs_to_the_request_being_served(recorder: Recorder) -> None:
    transport = ScriptedTransport(OK)
    client = make_client(operation(GUARDED), transport=transport, tracer=recorder.tracer)

    with context.use(RequestContext(trace_id=TRACE, span_id=SPAN, tracestate="vendor=1")):
        await get(client)
    span = recorder.only()

    assert ids(span)[0] == TRACE
    assert span.parent is not None
    assert format_span_id(span.parent.span_id) == SPAN
    assert transport.sent[0].headers["traceparent"] == f"00-{TRACE}-{ids(span)[1]}-01"
    assert transport.sent[0].headers["tracestate"] == "vendor=1"


async def test_the_span_belongs_to_the_programs_current_span_first(recorder: Recorder) -> None:
    client = make_client(operation(GUARDED), transport=ScriptedTransport(OK), tracer=recorder.tracer)

    with (
        recorder.provider.get_tracer("program").start_as_current_span("job"),
        context.use(RequestContext(trace_id=TRACE)),
    ):
        await get(client)
    call, job = recorder.spans

    assert call.parent is not None
    assert (job.name, ids(job)) == ("job", (ids(call)[0], format_span_id(call.parent.span_id)))


async def test_a_trace_that_is_not_sampled_travels_on_as_such() -> None:
    recorder = Recorder(sampler=ALWAYS_OFF)
    transport = ScriptedTransport(OK)

    await get(make_client(operation(GUARDED), transport=transport, tracer=recorder.tracer))

    assert recorder.spans == ()
    assert not sampled(transport.sent[0].headers)


async def test_without_an_sdk_the_trace_of_the_request_goes_on() -> None:
    transport = ScriptedTransport(OK)
    client = make_client(operation(GUARDED), transport=transport, tracer=OtelTracer(NoOpTracerProvider()))

    with context.use(RequestContext(trace_id=TRACE, span_id=SPAN)):
        await get(client)

    assert transport.sent[0].headers["traceparent"].startswith(f"00-{TRACE}-")


def test_a_sync_client_makes_the_same_span(recorder: Recorder) -> None:
    class Answering:
        def send(self, *_: Any) -> Any:
            return OK

        def close(self) -> None:
            return None

    client = make_sync_client(operation(GUARDED), transport=Answering(), tracer=recorder.tracer)
    client._call(client.operations[0], ("1", None, None, None))

    assert recorder.only().name == "shop.getItem"
    assert len(recorder.only().events) == 1


def points(reader: InMemoryMetricReader) -> dict[str, list[tuple[dict[str, Any], float]]]:
    data = reader.get_metrics_data()
    assert data is not None
    return {
        metric.name: [(dict(point.attributes or {}), getattr(point, "value", 0)) for point in metric.data.data_points]
        for resource in data.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    }


async def test_metrics_are_read_at_each_collection_and_also_those_that_appear_later() -> None:
    reader = InMemoryMetricReader()
    provider = MeterProvider([reader], shutdown_on_exit=False)
    client = make_client(operation(GUARDED), transport=ScriptedTransport(OK, BUSY))
    export_metrics(provider.get_meter("shop"), [client.metrics])

    before = reader.get_metrics_data()
    await get(client)
    first = points(reader)
    with pytest.raises(MgError):
        await get(client)
    second = points(reader)
    provider.shutdown()

    where = {"service": "shop", "operation": "getItem"}
    assert before is None
    assert first["mg_client_calls"] == [(where, 1)]
    assert second["mg_client_calls"] == [(where, 2)]
    assert second["mg_client_errors"] == [({**where, "code": "busy"}, 1)]
    assert second["mg_client_breaker_state"] == [({"service": "shop"}, 0)]
    assert second["mg_client_call_seconds_count"] == [(where, 2)]
    assert ({**where, "le": "+Inf"}, 2) in second["mg_client_call_seconds_bucket"]


async def test_sources_of_the_same_labels_are_one_point_read_once_per_collection() -> None:
    reader = InMemoryMetricReader()
    provider = MeterProvider([reader], shutdown_on_exit=False)
    reads = []

    def source() -> Iterator[Sample]:
        reads.append(1)
        yield Sample("a_total", "counter", "a", {"x": "1"}, len(reads))
        yield Sample("b_state", "gauge", "b", {}, 1)

    export_metrics(provider.get_meter("shop"), [source, source])
    reads.clear()
    found = points(reader)
    provider.shutdown()

    assert found == {"a": [({"x": "1"}, 3)], "b_state": [({}, 1)]}
    assert len(reads) == 2
