from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from seismo_django import ErrorTracker, context, crumb, tag

from store import cart
from store.models import Order, OrderLine, Product, Review
from store.payment import PaymentDeclined, charge
from store.tasks import import_prices, send_receipt


def catalogue(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("q", "").strip()
    products = Product.objects.order_by("name")
    if wanted:
        products = products.filter(Q(name__icontains=wanted) | Q(notes__icontains=wanted))
    return render(request, "store/catalogue.html", {"products": products, "wanted": wanted})


def product(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Product, slug=slug)
    if request.method == "POST":
        Review.objects.create(
            product=found,
            author=request.POST["author"],
            text=request.POST["text"],
            stars=int(request.POST["stars"]),
        )
        return redirect("product", slug)
    return render(request, "store/product.html", {"product": found, "reviews": found.reviews.all()})


@require_POST
def add(request: HttpRequest, slug: str) -> HttpResponse:
    cart.put(request, get_object_or_404(Product, slug=slug))
    crumb("Put into the cart", category="cart", product=slug)
    messages.success(request, "It is in your cart.")
    return redirect("cart")


def show_cart(request: HttpRequest) -> HttpResponse:
    lines = cart.lines(request)
    total = sum(product.price * count for product, count in lines)
    return render(request, "store/cart.html", {"lines": lines, "total": total})


@require_POST
def checkout(request: HttpRequest) -> HttpResponse:
    """A declined card is told to the visitor and to the team; a service that is away is an error."""
    lines = cart.lines(request)
    if not lines:
        return redirect("cart")
    order = _ordered(request, lines)
    context("order", number=order.pk, total=order.total, lines=len(lines))
    tag("payment_method", "card")
    try:
        charge(order.total, card_number=request.POST["card_number"], cvv=request.POST["cvv"])
    except PaymentDeclined as declined:
        ErrorTracker.capture_exception(declined, level="warning")
        messages.error(request, "Your bank declined the card. Nothing was charged.")
        return redirect("cart")
    order.state = Order.State.PAID
    order.save()
    send_receipt.delay(order.pk)
    cart.empty(request)
    return render(request, "store/thanks.html", {"order": order})


def _ordered(request: HttpRequest, lines: list[tuple[Product, int]]) -> Order:
    user = request.user if request.user.is_authenticated else None
    order = Order.objects.create(user=user, email=request.POST["email"])
    for item, count in lines:
        OrderLine.objects.create(order=order, product=item, count=count, price=item.price)
    return order


@login_required
def orders(request: HttpRequest) -> HttpResponse:
    """The staff's list asks for each order's lines anew, which is the N+1 that the kit points at."""
    if not request.user.is_staff:
        raise PermissionDenied("The orders are for the staff.")
    return render(request, "store/orders.html", {"orders": Order.objects.order_by("-pk")[:40]})


@login_required
@require_POST
def ship(request: HttpRequest, number: int) -> HttpResponse:
    if not request.user.groups.filter(name="Manager").exists():
        raise PermissionDenied("Managers ship orders.")
    get_object_or_404(Order, pk=number).ship()
    return redirect("orders")


@login_required
@require_POST
def start_import(request: HttpRequest) -> HttpResponse:
    import_prices.delay()
    messages.success(request, "The import was started.")
    return redirect("orders")


def price_list(request: HttpRequest) -> StreamingHttpResponse:
    def lines():
        yield "slug,price\n"
        for item in Product.objects.order_by("slug"):
            yield f"{item.slug},{item.price}\n"

    return StreamingHttpResponse(lines(), content_type="text/csv")
