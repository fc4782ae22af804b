"""Views that fail for somebody, in the ways in which a request knows its user."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import seismo_django
from django.contrib.auth import get_user_model, login
from django.contrib.auth.models import AbstractBaseUser, Group
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

MANAGER = {"username": "john.smith", "email": "john.smith@example.test"}


def manager() -> AbstractBaseUser:
    user, _ = get_user_model().objects.get_or_create(**MANAGER)
    user.groups.add(Group.objects.get_or_create(name="Manager")[0])
    return user


def sign_in(request: HttpRequest) -> HttpResponse:
    user = manager()
    login(request, user)
    return JsonResponse({"pk": user.pk})


def fails(request: HttpRequest) -> HttpResponse:
    """Nobody asks for the user."""
    raise ValueError("of a visitor")


def fails_in_broken_transaction(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        transaction.set_rollback(True)
        _captured("in a broken transaction")
    return HttpResponse("captured")


async def fails_in_a_loop(request: HttpRequest) -> HttpResponse:
    _captured("in an event loop")
    raise ValueError("of an async view")


def _captured(message: str) -> None:
    try:
        raise ValueError(message)
    except ValueError as error:
        seismo_django.ErrorTracker.capture_exception(error)


def fails_in(request: HttpRequest, source: str) -> HttpResponse:
    if source == "template":
        return HttpResponse(engines["django"].from_string("one\n{% no_such_tag %}\nthree").render())
    if source == "database":
        get_user_model().objects.extra(where=["no_such_column = 1"]).exists()
    raise LookupError(f"in a {source}")


@csrf_exempt
def posted(request: HttpRequest) -> HttpResponse:
    raise ValueError(f"with {request.POST['item']}")


@csrf_exempt
def taken(request: HttpRequest, how: str) -> HttpResponse:
    """Fails after the body was taken in that way, each time as an issue of its own."""
    if how == "read":
        request.read()
    else:
        request.POST.get("item")
    raise type(f"{how.title()}Error", (Exception,), {})("taken")


class FailingMiddleware:
    """Fails on the way out, where no view can be blamed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/in/middleware/":
            raise LookupError("in a middleware")
        return self.get_response(request)


class ByToken(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Any, None]:
        return manager(), None


class Token(APIView):
    authentication_classes = (ByToken,)

    def get(self, request: Request) -> Response:
        raise ValueError("of a token")

    def post(self, request: Request) -> Response:
        raise ValueError(f"with {request.data['item']}")


def described(request: HttpRequest) -> HttpResponse:
    """Captures by hand, with everything that people hand over."""
    user = manager()
    total = Decimal("12.50")
    payment = {"total": total, "by": user, "all": get_user_model().objects.all()}
    seismo_django.tag("payment_method", "razorpay")
    seismo_django.tag("nothing", None)
    seismo_django.tag("long", "x" * 5000)
    seismo_django.context("exam", name=gettext_lazy("Monday"))
    seismo_django.crumb("Recognised 3 of 4", category="ocr", pages={"read": 3})
    try:
        raise ArithmeticError("the sum is wrong")
    except ArithmeticError as error:
        reference = seismo_django.ErrorTracker.capture_exception(
            error, context={"payment": payment}, tags={"exam_type": "oral"}
        )
    seismo_django.ErrorTracker.set_user(user_id=77, email="by.hand@example.test", username="hand")
    message = seismo_django.ErrorTracker.capture_message("just so", level="warning")
    return JsonResponse({"error": reference, "message": message})
