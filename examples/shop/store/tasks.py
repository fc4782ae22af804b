"""What the shop does in the background."""

import csv
import io
import random
from decimal import Decimal

from celery import shared_task
from seismo_django import crumb, metrics

from store.models import Order, Product

FEED = """slug,price
kenya-aa,14.50
colombia-huila,11.90
sumatra,{broken}
"""


class SupplierClosed(Exception):
    """The supplier sends nothing at weekends: expected, and no issue."""


@shared_task
def send_receipt(order_id: int) -> str:
    order = Order.objects.get(pk=order_id)
    crumb("Writing the receipt", category="mail", order=order)
    metrics.count("receipts.sent")
    return f"to {order.email}"


@shared_task(autoretry_for=(ConnectionError,), max_retries=2, retry_backoff=1)
def stock_report() -> int:
    """Now and then the warehouse answers at the second try only."""
    if random.random() < 0.4:  # noqa: S311 - chance, not a secret
        raise ConnectionError("the warehouse does not answer")
    stock = sum(Product.objects.values_list("stock", flat=True))
    metrics.gauge("stock.total", stock)
    return stock


@shared_task
def import_prices() -> int:
    """The supplier's file has a bad line every other time, and none at all now and then."""
    chance = random.random()  # noqa: S311 - as above
    if chance < 0.2:
        raise SupplierClosed("no file today")
    feed = FEED.format(broken="n/a" if chance < 0.6 else "12.80")
    rows = list(csv.DictReader(io.StringIO(feed)))
    for number, row in enumerate(rows, 2):
        crumb(f"Line {number}", category="import", slug=row["slug"])
        Product.objects.filter(slug=row["slug"]).update(price=Decimal(row["price"]))
    return len(rows)
