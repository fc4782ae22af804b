"""A message of the application's own."""

import sentry_sdk
from _start import start

start()
sentry_sdk.capture_message("The stock is below the minimum", level="warning")
