from django.http import HttpRequest, HttpResponse

from acceptance import shifts


def shift(request: HttpRequest) -> HttpResponse:
    shifts.create_shift(shifts.Shift(request.GET["role"]))
    return HttpResponse("created")


def pay(request: HttpRequest) -> HttpResponse:
    shifts.pay()
    return HttpResponse("paid")
