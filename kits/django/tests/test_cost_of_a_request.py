"""What the middleware costs a request that succeeds."""

import os
import subprocess
import sys
from pathlib import Path

SITE = Path(__file__).parent / "site"
MOST = 60.0
"""Microseconds of CPU. The bar of 20 is measured on a quiet machine; here it must not become another one."""

PROGRAM = """
import time, django
django.setup()
import sentry_sdk
from django.http import HttpResponse
from django.test import RequestFactory
from seismo_django.middleware import SeismoMiddleware

def view(request):
    return HttpResponse("x")

def cost(handler):
    best = 1.0
    for _ in range(40):
        requests = [RequestFactory().get("/") for _ in range(100)]
        begun = time.process_time()
        for request in requests:
            with sentry_sdk.isolation_scope():
                handler(request)
        best = min(best, (time.process_time() - begun) / 100)
    return best * 1e6

print(cost(SeismoMiddleware(view)) - cost(view))
"""


def test_R13_the_middleware_costs_microseconds(tmp_path: Path) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "acceptance.settings",
        "SENTRY_DSN": f"http://{'0' * 32}@127.0.0.1:9/1",
        "SENTRY_TRACES_SAMPLE_RATE": "0",
        "SITE_DATA": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=SITE,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )

    assert float(done.stdout) < MOST
