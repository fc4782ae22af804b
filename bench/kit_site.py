"""A small Django application for `bench.kit`: one page that works, and one that fails twelve calls deep.

The variable BENCH_VARIANT says what watches it: `none`, `sdk` or `kit`.
"""

import json
import os
import time
from io import BytesIO
from typing import Any

VARIANT = os.environ["BENCH_VARIANT"]
QUEUE = 80
"""Errors that may wait in memory before the next is raised, as an hour takes less than an hour here; the SDK
alone has room for 100."""

SECRET_KEY = "fake-key-of-the-benchmark"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = __name__
USE_TZ = True
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    *(["seismo_django"] if VARIANT == "kit" else []),
]
MIDDLEWARE = [
    *(["seismo_django.middleware.SeismoMiddleware"] if VARIANT == "kit" else []),
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
SEISMO = {"TRACES": {"DEFAULT": 0}, "ANNOUNCE": False}

if VARIANT == "kit":
    import seismo_django

    seismo_django.init()
elif VARIANT == "sdk":
    import sentry_sdk

    sentry_sdk.init(os.environ["SENTRY_DSN"])

urlpatterns: list[Any] = []


def start() -> Any:
    import django
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    django.setup()

    def works(request: HttpRequest) -> HttpResponse:
        return HttpResponse("works")

    def fails(request: HttpRequest) -> HttpResponse:
        return HttpResponse(pay(int(request.GET["order"]), {"name": "Ada", "city": "London"}))

    urlpatterns[:] = [path("", works), path("fails/", fails)]
    return get_wsgi_application()


def pay(order: int, address: dict[str, str], depth: int = 12) -> str:
    lines = [f"line {number} of order {order}" for number in range(4)]
    if depth:
        return pay(order, address | {"depth": str(depth)}, depth - 1)
    raise LookupError(f"no payment for order {order} of {len(lines)} lines")


def asked(application: Any, path: str, query: str = "") -> tuple[float, float]:
    """Seconds of the clock, and of the processor in this thread."""
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "shop",
        "SERVER_PORT": "80", "wsgi.input": BytesIO(), "wsgi.url_scheme": "http", "HTTP_USER_AGENT": "bench",
        "REMOTE_ADDR": "192.0.2.7",
    }  # fmt: skip
    clock, processor = time.perf_counter(), time.thread_time()
    answer = application(environ, lambda *_: None)
    b"".join(answer)
    answer.close()
    return time.perf_counter() - clock, time.thread_time() - processor


def main(requests: int, errors: int) -> None:
    """Print what each request took, in seconds: that of the processor, and for errors also of the clock."""
    application = start()
    for _ in range(200):
        asked(application, "/")
    worked = [asked(application, "/")[1] for _ in range(requests)]
    failed = [raised(application, number) for number in range(errors)]
    flush()
    print(json.dumps({"worked": worked, "failed": failed}))


def raised(application: Any, number: int) -> tuple[float, float]:
    while waiting() > QUEUE:
        time.sleep(0.001)
    return asked(application, "/fails/", f"order={number}")


def waiting() -> int:
    """Errors that had no turn yet."""
    if VARIANT == "none":
        return 0
    import sentry_sdk

    transport: Any = sentry_sdk.get_client().transport
    return int(transport._worker._queue.qsize())


def flush() -> None:
    if VARIANT != "none":
        import sentry_sdk

        sentry_sdk.flush(timeout=300)
