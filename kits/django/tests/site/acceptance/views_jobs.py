from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from acceptance import shifts
from acceptance.celery import fine


def shift(request: HttpRequest) -> HttpResponse:
    shifts.create_shift(shifts.Shift(request.GET["role"]))
    return HttpResponse("created")


def pay(request: HttpRequest) -> HttpResponse:
    shifts.pay()
    return HttpResponse("paid")


def cart(request: HttpRequest, user: int) -> HttpResponse:
    cache.set(f"user:{user}:cart", "a book")
    return HttpResponse(cache.get(f"user:{user}:cart"))


def work(request: HttpRequest) -> HttpResponse:
    fine.delay()
    return HttpResponse("sent")


def shout(request: HttpRequest) -> HttpResponse:
    raise LookupError("<!channel> @everyone *stop*")


def log_in(request: HttpRequest, name: str) -> HttpResponse:
    if name == "new":
        user = get_user_model().objects.create_user("jane", password="right")
        user.groups.add(Group.objects.create(name="Head"))
    return HttpResponse(str(authenticate(request, username=name, password="wrong")))
