"""A transaction with two spans, one of which fails."""

import sentry_sdk
from _start import start

start(traces_sample_rate=1.0)
with sentry_sdk.start_transaction(op="task", name="close the day") as transaction:
    transaction.set_tag("shop.region", "eu")
    with sentry_sdk.start_span(op="db.query", description="SELECT sum(total) FROM orders") as span:
        span.set_data("db.system", "postgresql")
    with sentry_sdk.start_span(op="http.client", description="POST https://bank.example/") as span:
        span.set_status("internal_error")
