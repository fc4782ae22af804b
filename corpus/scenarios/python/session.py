"""A session that ends in a crash."""

import sentry_sdk
from _start import start

start()
sentry_sdk.start_session(session_mode="application")
sentry_sdk.capture_exception(RuntimeError("the till is stuck"))
sentry_sdk.end_session()
