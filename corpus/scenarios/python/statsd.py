"""The metrics of a beta that has ended: they are still sent by old versions."""

import sentry_sdk
from _start import start

start(_experiments={"enable_metrics": True})
sentry_sdk.metrics.incr("orders", 2, tags={"region": "eu"})  # type: ignore[attr-defined]
