"""The card company: a service of others, so it fails in ways of its own."""

from decimal import Decimal

import requests
from django.conf import settings
from seismo_django import operation, service


class PaymentDeclined(Exception):
    """The bank said no."""


@operation(
    "payment.charge", attributes=lambda amount, **_: {"size": "large" if amount > 40 else "small"}
)
def charge(amount: Decimal, card_number: str, cvv: str) -> str:
    """Take the money. Raises PaymentDeclined, or what a service that is away raises."""
    with service("card-company"):
        answer = requests.post(
            settings.PAYMENT_URL,
            json={"amount": str(amount), "card": card_number, "cvv": cvv},
            timeout=2,
        )
        answer.raise_for_status()
    told = answer.json()
    if not told["approved"]:
        raise PaymentDeclined(f"the bank declined {amount} for card {card_number}")
    return str(told["receipt"])
