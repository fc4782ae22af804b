"""An error with a text file and a binary file."""

import sentry_sdk
from _start import own_scope, start

start()
with own_scope() as scope:
    scope.add_attachment(
        bytes=b"tea-1;2\ncup-3;1\n", filename="basket.csv", content_type="text/csv"
    )
    scope.add_attachment(bytes=bytes(range(256)), filename="receipt.bin")
    sentry_sdk.capture_exception(OSError("the printer is out of paper"))
