"""Events that the application's own hook drops, and the SDK's report of it."""

import sentry_sdk
from _start import start

start(before_send=lambda event, hint: None)
sentry_sdk.capture_message("nobody hears this")
sentry_sdk.capture_message("nor this")
sentry_sdk.flush()
