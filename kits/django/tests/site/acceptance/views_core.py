import time

from django.http import HttpRequest, HttpResponse
from django.urls import path


def busy(request: HttpRequest) -> HttpResponse:
    """Work of 200 ms, which a profiler can see."""
    until = time.monotonic() + 0.2
    while time.monotonic() < until:
        sum(range(1000))
    return HttpResponse("done")


urlpatterns = [path("busy/", busy)]
