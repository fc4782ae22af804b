"""A Django view that fails on a JSON request with a query, cookies and headers."""

import io
import sys
from collections.abc import Callable
from typing import NoReturn

from _start import start
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest
from django.urls import path
from sentry_sdk.integrations.django import DjangoIntegration

start(integrations=[DjangoIntegration()], traces_sample_rate=1.0)
settings.configure(
    ALLOWED_HOSTS=["shop.example"],
    LOGGING_CONFIG=None,
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    ROOT_URLCONF=sys.modules[__name__],
    SECRET_KEY="fake-secret-key",
)


def create_order(request: HttpRequest, customer: int) -> NoReturn:
    basket = request.body.decode()
    raise RuntimeError(f"customer {customer} may not order {len(basket)} characters")


urlpatterns = [path("customers/<int:customer>/orders/", create_order, name="orders")]
BODY = b'{"sku": "tea-1", "pieces": 2, "card_number": "4111 1111 1111 1111"}'
ENVIRON = {
    "REQUEST_METHOD": "POST",
    "PATH_INFO": "/customers/42/orders/",
    "QUERY_STRING": "coupon=SPRING&token=fake-token-456&page=2",
    "SERVER_NAME": "shop.example",
    "SERVER_PORT": "443",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "REMOTE_ADDR": "203.0.113.7",
    "CONTENT_TYPE": "application/json",
    "CONTENT_LENGTH": str(len(BODY)),
    "HTTP_HOST": "shop.example",
    "HTTP_AUTHORIZATION": "Bearer fake-bearer-789",
    "HTTP_COOKIE": "sessionid=fake-session-id; theme=dark",
    "HTTP_REFERER": "https://shop.example/basket/",
    "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "HTTP_X_REQUEST_ID": "request-17",
    "wsgi.url_scheme": "https",
}


def start_response(status: str, headers: object, error: object = None) -> Callable[[bytes], object]:
    return sys.stderr.buffer.write


application = get_wsgi_application()
answer = application(
    ENVIRON | {"wsgi.input": io.BytesIO(BODY), "wsgi.errors": sys.stderr}, start_response
)
list(answer)
answer.close()
