"""The cart: product ids and counts in the login session."""

from typing import Any

from django.http import HttpRequest

from store.models import Product


def put(request: HttpRequest, product: Product) -> None:
    cart = request.session.setdefault("cart", {})
    cart[str(product.pk)] = cart.get(str(product.pk), 0) + 1
    request.session.modified = True


def lines(request: HttpRequest) -> list[tuple[Product, int]]:
    cart = request.session.get("cart", {})
    products = Product.objects.in_bulk([int(key) for key in cart])
    return [(products[int(key)], count) for key, count in cart.items() if int(key) in products]


def empty(request: HttpRequest) -> None:
    request.session.pop("cart", None)


def cart_of(request: HttpRequest) -> dict[str, Any]:
    """For every page: how many things are in the cart. A visitor without one costs no query."""
    if not hasattr(request, "session") or "sessionid" not in request.COOKIES:
        return {"cart_count": 0}
    return {"cart_count": sum(request.session.get("cart", {}).values())}
