"""A profiled transaction: its profile comes first in the envelope."""

import time

import sentry_sdk
from _start import start

start(traces_sample_rate=1.0, profiles_sample_rate=1.0)
with sentry_sdk.start_transaction(op="task", name="count the stock"):
    end = time.perf_counter() + 0.06
    while time.perf_counter() < end:
        sum(range(1000))
