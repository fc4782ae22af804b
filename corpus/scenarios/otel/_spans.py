"""One request to a shop, as spans."""

from _start import MILLISECOND, NOON, resource
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode


def send(exporter: SpanExporter) -> None:
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracer = provider.get_tracer("shop.tracing", "0.1")
    earlier = SpanContext(0x5B8EFFF798038103D269B633813FC60C, 0xEEE19B7EC3C1B174, is_remote=True)
    request = tracer.start_span(
        "GET /orders",
        kind=SpanKind.SERVER,
        start_time=NOON,
        attributes={
            "http.request.method": "GET",
            "http.response.status_code": 500,
            "url.full": "https://shop.example/orders?page=2",
            "enduser.id": "7",
            "cache.hit": False,
            "cart.weight": 1.25,
            "cart.articles": ["tea", "cup"],
        },
        links=[Link(earlier, {"reason": "retry"})],
    )
    query = tracer.start_span(
        "SELECT orders",
        context=trace.set_span_in_context(request),
        kind=SpanKind.CLIENT,
        start_time=NOON + 20 * MILLISECOND,
        attributes={"db.system.name": "postgresql", "db.query.text": "SELECT * FROM orders"},
    )
    query.end(NOON + 70 * MILLISECOND)
    request.add_event("no stock", {"article": "tea"}, NOON + 80 * MILLISECOND)
    request.set_status(Status(StatusCode.ERROR, "no stock"))
    request.end(NOON + 120 * MILLISECOND)
    provider.shutdown()
