"""An exception raised from another, and one that came up while a third was handled."""

import sentry_sdk
from _start import start


class PaymentFailed(Exception):
    """What the shop's own code raises."""


def charge(amount: int) -> None:
    limits = {"EUR": 500}
    try:
        assert amount <= limits["USD"]
    except KeyError as missing:
        raise PaymentFailed(f"no limit for {amount}") from missing


def checkout() -> None:
    try:
        charge(120)
    except PaymentFailed:
        int("not a number")


start()
try:
    checkout()
except ValueError as error:
    sentry_sdk.capture_exception(error)
