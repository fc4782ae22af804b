"""Breadcrumbs, a user, tags and extra data, in the words of the first versions."""

import sentry_sdk
from _start import start

start()
with sentry_sdk.configure_scope() as scope:
    scope.user = {"id": 7, "email": "ada@shop.example"}
    scope.set_tag("shop.region", "eu")
    scope.set_extra("basket", {"tea-1": 2})
    scope.fingerprint = ["bank"]
sentry_sdk.add_breadcrumb(category="basket", message="added tea-1", level="info")
sentry_sdk.capture_exception(ConnectionError("the bank did not answer"))
