"""A trace whose spans are sent one by one instead of inside a transaction."""

from _start import start
from sentry_sdk import traces

start(traces_sample_rate=1.0, trace_lifecycle="stream")
with (
    traces.start_span(name="close the day", attributes={"shop.region": "eu"}),
    traces.start_span(name="SELECT sum(total) FROM orders") as query,
):
    query.set_attribute("db.system", "postgresql")
