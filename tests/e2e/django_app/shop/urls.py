import sentry_sdk
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from shop.models import Product
from shop.tasks import restock


class Receipt:
    pieces = 0

    def unit_price(self) -> float:
        return 900 / self.pieces


def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def show_order(request: HttpRequest, number: int) -> HttpResponse:
    customer = f"customer-{number * 7}"
    raise ValueError(f"order {number} of {customer} has no pieces")


def show_basket(request: HttpRequest, number: int) -> HttpResponse:
    pieces = [number] * (number % 5)
    raise RuntimeError(f"basket {number} is locked by session {number * 7919:08x}, {pieces}")


def show_receipt(request: HttpRequest) -> HttpResponse:
    return render(request, "receipt.html", {"receipt": Receipt()})


def show_product(request: HttpRequest) -> HttpResponse:
    sku = "tea-404"
    return HttpResponse(Product.objects.get(sku=sku).sku)


def wrap_gift(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError("no paper left")


def order_more(request: HttpRequest) -> HttpResponse:
    restock.delay("tea-1", pieces=40)
    return HttpResponse("ordered")


def server_error(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"event_id": sentry_sdk.last_event_id()}, status=500)


handler500 = server_error
urlpatterns = [
    path("health/", health),
    path("orders/<int:number>/", show_order),
    path("baskets/<int:number>/", show_basket),
    path("receipt/", show_receipt),
    path("product/", show_product),
    path("gift/", wrap_gift),
    path("restock/", order_more),
]
