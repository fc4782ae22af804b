"""A profile that runs on, in chunks of its own."""

import time

import sentry_sdk
from _start import start

start(traces_sample_rate=1.0, profile_session_sample_rate=1.0, profile_lifecycle="manual")
sentry_sdk.profiler.start_profiler()
with sentry_sdk.start_transaction(op="task", name="count the stock"):
    end = time.perf_counter() + 0.06
    while time.perf_counter() < end:
        sum(range(1000))
sentry_sdk.profiler.stop_profiler()
