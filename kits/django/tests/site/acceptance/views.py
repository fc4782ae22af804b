from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("home")


def boom(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("boom")


def user(request: HttpRequest, pk: int) -> HttpResponse:
    raise LookupError(f"no user {pk}")
