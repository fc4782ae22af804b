"""Breadcrumbs, a user, tags, extra data, a context and a fingerprint."""

import logging

import sentry_sdk
from _start import own_scope, start

start(dist="57")
sentry_sdk.set_user({"id": "7", "email": "ada@shop.example", "username": "ada", "plan": "gold"})
sentry_sdk.set_tag("shop.region", "eu")
sentry_sdk.set_tag("attempt", "2")
sentry_sdk.set_extra("basket", {"tea-1": 2, "cups": [1, 2, 3]})
sentry_sdk.set_context("payment", {"provider": "bank", "retries": 2})
sentry_sdk.add_breadcrumb(category="basket", message="added tea-1", level="info")
sentry_sdk.add_breadcrumb(type="http", category="http", data={"url": "/pay", "status_code": 502})
logging.getLogger("shop.pay").warning("the bank is slow: %d ms", 812)
with own_scope() as scope:
    scope.fingerprint = ["{{ default }}", "bank"]
    scope.set_level("fatal")
    sentry_sdk.capture_exception(ConnectionError("the bank did not answer"))
