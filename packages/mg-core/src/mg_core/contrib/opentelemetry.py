"""OpenTelemetry for clients, when a program asks for it: `DiscoveryClient(url, tracer=OtelTracer())`.

Needs the extra `mg-core[otel]` (the API alone); the program brings the SDK and its exporters. Nothing imports this
module by itself, and a client without a tracer has no line of it in its calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, cast
from urllib.parse import urlsplit

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.metrics import CallbackOptions, Meter, Observation
from opentelemetry.trace import (
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    TracerProvider,
    TraceState,
)

from mg_core import context as request_context
from mg_core.call.call import Call
from mg_core.contract.operation import Operation
from mg_core.errors import MgError
from mg_core.observe.samples import FAMILIES, Sample, family_name, merged
from mg_core.tracing import format_traceparent

SCOPE: Final = "mg_core"
"""Name of the instrumentation."""

_PORTS: Final = {"http": 80, "https": 443}


class OtelTracer:
    """A client span for every logical call; its attempts are events of the span.

    The span is a child of the program's current span, else of the request being served. Servers see it as their
    parent: every attempt carries its id. Queries, paths with values and bodies are never recorded.
    """

    def __init__(self, provider: TracerProvider | None = None) -> None:
        """`provider`: the global one by default."""
        self._tracer = trace.get_tracer(SCOPE, tracer_provider=provider)

    def begin(self, service: str, operation: Operation, call: Call[Any]) -> Span:
        """Start the span, and move the call into its trace."""
        address = urlsplit(call.url)
        span = self._tracer.start_span(
            f"{service}.{operation.id}",
            context=_parent(call),
            kind=SpanKind.CLIENT,
            attributes={
                "http.request.method": operation.method,
                "url.template": operation.path,
                "server.address": address.hostname or "",
                "server.port": address.port or _PORTS.get(address.scheme, 0),
                "peer.service": service,
                "mg.contract": operation.contract,
                "mg.operation": operation.id,
            },
        )
        own = span.get_span_context()
        if own.is_valid:
            call.trace = (trace.format_trace_id(own.trace_id), f"{own.trace_flags:02x}")
        return span

    def attempt(self, span: Span, call: Call[Any]) -> None:
        """Note the attempt, and make the span its parent on the wire."""
        own = span.get_span_context()
        if own.is_valid:
            trace_id, flags = call.trace
            call.headers["traceparent"] = format_traceparent(trace_id, trace.format_span_id(own.span_id), flags)
            state = own.trace_state.to_header()
            if state:
                call.headers["tracestate"] = state
        span.add_event("mg.attempt", {"mg.attempt.number": call.attempts})

    def end(self, span: Span, call: Call[Any], error: BaseException | None) -> None:
        """End the span with how the call went."""
        if call.attempts > 1:
            span.set_attribute("http.request.resend_count", call.attempts - 1)
        if error is not None:
            span.set_attribute("error.type", _error_type(error))
            status = error.status if isinstance(error, MgError) else 0
            if status and call.attempts:
                span.set_attribute("http.response.status_code", status)
            span.set_status(Status(StatusCode.ERROR, error.message if isinstance(error, MgError) else ""))
        span.end()


def _error_type(error: BaseException) -> str:
    return error.code if isinstance(error, MgError) else type(error).__qualname__


def _parent(call: Call[Any]) -> Context | None:
    """The program's current span, else the span of the request being served, else none."""
    if trace.get_current_span().get_span_context().is_valid:
        return None
    served = request_context.current()
    if served is None or not served.trace_id or not served.span_id:
        return None
    trace_id, flags = call.trace
    remote = SpanContext(
        trace_id=int(trace_id, 16),
        span_id=int(served.span_id, 16),
        is_remote=True,
        trace_flags=TraceFlags(int(flags, 16)),
        trace_state=TraceState.from_header([served.tracestate] if served.tracestate else []),
    )
    return trace.set_span_in_context(NonRecordingSpan(remote))


class _Snapshot:
    """What the sources report, read once for all instruments of one collection."""

    def __init__(self, sources: Iterable[Callable[[], Iterable[Sample]]]) -> None:
        self._sources = tuple(sources)
        self._families: dict[str, list[Sample]] = {}
        self._served: set[str] = set()

    def of(self, instrument: str, family: str) -> list[Sample]:
        """The samples of a family; an instrument that asks again begins a new collection."""
        if not self._served or instrument in self._served:
            self._families = merged(sample for source in self._sources for sample in source())
            self._served.clear()
        self._served.add(instrument)
        return self._families.get(family, [])


def export_metrics(meter: Meter, sources: Iterable[Callable[[], Iterable[Sample]]]) -> None:
    """Offer the counters of clients as observable instruments of `meter`: `export_metrics(meter, [client.metrics])`.

    Counters lose their ending `_total`. A histogram is kept by the client, so it becomes three counters: `_count`,
    `_sum`, and `_bucket`, which counts what is at most the attribute `le`.
    """
    sources = tuple(sources)
    known = {name: (kind, text) for name, (kind, text) in FAMILIES.items()}
    for sample in (sample for source in sources for sample in source()):
        known.setdefault(family_name(sample), (sample.type, sample.help))
    snapshot = _Snapshot(sources)
    for name, (kind, text) in known.items():
        if kind == "gauge":
            meter.create_observable_gauge(name, [_callback(snapshot, name, name)], description=text)
        elif kind == "counter":
            short = name.removesuffix("_total")
            meter.create_observable_counter(short, [_callback(snapshot, name, name)], description=text)
        else:
            for part, unit in (("_count", "{call}"), ("_sum", "s"), ("_bucket", "{call}")):
                callback = _callback(snapshot, name, name + part)
                meter.create_observable_counter(name + part, [callback], unit=unit, description=text)


def _callback(snapshot: _Snapshot, family: str, name: str) -> Callable[[CallbackOptions], Iterable[Observation]]:
    def observe(_options: CallbackOptions) -> Iterable[Observation]:
        rows = [sample for sample in snapshot.of(name, family) if sample.name == name]
        return [Observation(sample.value, cast("dict[str, Any]", sample.labels)) for sample in rows]

    return observe
