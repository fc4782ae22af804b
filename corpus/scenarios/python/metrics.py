"""A counter, a gauge and a distribution."""

import sentry_sdk
from _start import start

start()
sentry_sdk.metrics.count("orders", 2, attributes={"region": "eu"})
sentry_sdk.metrics.gauge("queue.depth", 4.5, unit="item")
sentry_sdk.metrics.distribution("checkout", 187.5, unit="millisecond")
