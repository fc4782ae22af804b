import time

from django.http import HttpRequest, HttpResponse
from django.urls import path


def busy(request: HttpRequest) -> HttpResponse:
    """Work of 200 ms of the processor, which a profiler can see."""
    until = time.thread_time() + 0.2
    while time.thread_time() < until:
        sum(range(1000))
    return HttpResponse("done")


urlpatterns = [path("busy/", busy)]
