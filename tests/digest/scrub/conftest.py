"""A Django error event of 66 KB, made from a fixed seed: 28 frames, 40 breadcrumbs, a settings dump."""

import random
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from seismo.model.event import Event, decode_event

MODULES = (
    "django.core.handlers.exception",
    "django.core.handlers.base",
    "django.contrib.auth.middleware",
    "django.contrib.auth.decorators",
    "django.contrib.sessions.middleware",
    "django.views.generic.base",
    "rest_framework.views",
    "shop.orders.views",
    "shop.orders.pricing",
)
SOURCE = (
    "def inner(request):",
    "    response = get_response(request)",
    "    except Exception as exc:",
    "        response = response_for_exception(request, exc)",
    "    return response",
    "    if iscoroutinefunction(get_response):",
    "        if request.user.is_authenticated and test_func(request.user):",
    "    author = Author.objects.get(pk=self.kwargs['author_id'])",
    "    total = sum(line.price * line.quantity for line in order.lines.all())",
    "",
)
INSTALLED_APPS = (
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "shop.orders",
)


def _vars(source: random.Random) -> dict[str, Any]:
    return {
        "self": f"<shop.orders.views.OrderView object at 0x7f{source.getrandbits(40):010x}>",
        "request": "<WSGIRequest: POST '/orders/42/pay/?page=2'>",
        "args": [],
        "kwargs": {"order_id": str(source.randrange(10_000)), "format": "None"},
        "author": f"<Author: author-{source.randrange(100)}>",
        "lines": [
            {
                "sku": f"'SKU-{source.randrange(10_000)}'",
                "price": f"Decimal('{source.randrange(99)}.50')",
                "quantity": source.randrange(9),
                "is_gift": False,
                "note": None,
            }
            for _ in range(6)
        ],
        "state": [source.randrange(100) for _ in range(8)],
        "callback": f"<function OrderView.dispatch at 0x7f{source.getrandbits(40):010x}>",
        "apps": [repr(name) for name in source.sample(INSTALLED_APPS, 3)],
        "total": f"Decimal('{source.randrange(999)}.00')",
    }


def _frame(source: random.Random) -> dict[str, Any]:
    module = source.choice(MODULES)
    return {
        "filename": f"{module.replace('.', '/')}.py",
        "abs_path": f"/srv/app/.venv/lib/python3.12/site-packages/{module.replace('.', '/')}.py",
        "function": source.choice(("inner", "dispatch", "_wrapper_view", "get_response", "total")),
        "module": module,
        "lineno": source.randrange(20, 400),
        "pre_context": [source.choice(SOURCE) for _ in range(5)],
        "context_line": source.choice(SOURCE),
        "post_context": [source.choice(SOURCE) for _ in range(5)],
        "in_app": module.startswith("shop"),
        "vars": _vars(source),
    }


def _breadcrumb(source: random.Random, index: int) -> dict[str, Any]:
    return {
        "timestamp": 1_795_299_600.0 + index,
        "type": "default",
        "category": "query",
        "level": "info",
        "message": 'SELECT "auth_user"."id", "auth_user"."username", "auth_user"."email" FROM '
        f'"auth_user" WHERE "auth_user"."id" = {source.randrange(100)} LIMIT 21',
        "data": {"db.system": "postgresql", "server.port": 5432, "rows": source.randrange(9)},
    }


def _request(csrf_cookie: str | None) -> dict[str, Any]:
    cookies = [["theme", "dark"], ["language", "de"]]
    if csrf_cookie:
        cookies.append(["csrftoken", csrf_cookie])
    return {
        "url": "https://shop.example.com/orders/42/pay/",
        "method": "POST",
        "query_string": [["page", "2"]],
        "headers": [
            ["Accept", "text/html,application/xhtml+xml"],
            ["Accept-Language", "de,en;q=0.7"],
            ["Content-Type", "application/x-www-form-urlencoded"],
            ["Host", "shop.example.com"],
            ["Referer", "https://shop.example.com/orders/42/"],
            ["User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101"],
        ],
        "cookies": cookies,
        "env": {"SERVER_NAME": "shop", "SERVER_PORT": "8000", "REMOTE_ADDR": "203.0.113.7"},
        "data": {"quantity": "3", "note": "please ring the bell", "author": "Ada"},
    }


def django_event(csrf_cookie: str | None = None) -> Event:
    """Clean when there is no cookie; with one, the cookie is the only secret."""
    source = random.Random(20_261_121)
    event = {
        "event_id": "5f6c1f0e3a7b4c5d8e9fa0b1c2d3e4f5",
        "platform": "python",
        "timestamp": 1_795_299_649.5,
        "received": 1_795_299_650.0,
        "title": "ValueError: total of order 42 is negative",
        "culprit": "/orders/{order_id}/pay/",
        "transaction": "/orders/{order_id}/pay/",
        "server_name": "web-1",
        "release": "shop@1.4.2",
        "environment": "production",
        "exception": {
            "values": [
                {
                    "type": "ValueError",
                    "value": "total of order 42 is negative",
                    "module": "builtins",
                    "mechanism": {"type": "django", "handled": False},
                    "stacktrace": {"frames": [_frame(source) for _ in range(28)]},
                }
            ]
        },
        "breadcrumbs": {"values": [_breadcrumb(source, index) for index in range(40)]},
        "request": _request(csrf_cookie),
        "user": {"id": "7", "username": "ada", "email": "ada@example.com"},
        "tags": [["url", "https://shop.example.com/orders/42/pay/"], ["handled", "no"]],
        "contexts": {
            "runtime": {"name": "CPython", "version": "3.12.4", "type": "runtime"},
            "trace": {"trace_id": "a" * 32, "span_id": "b" * 16, "op": "http.server"},
        },
        "extra": {
            "sys.argv": ["manage.py", "runserver"],
            "settings": {
                "INSTALLED_APPS": list(INSTALLED_APPS),
                "AUTH_USER_MODEL": "accounts.User",
                "SESSION_ENGINE": "django.contrib.sessions.backends.db",
                "CSRF_COOKIE_NAME": "csrftoken",
                "PASSWORD_RESET_TIMEOUT": 259_200,
            },
        },
        "modules": {f"package-{number}": f"1.{number}.0" for number in range(120)},
        "sdk": {"name": "sentry.python.django", "version": "2.70.0"},
    }
    return decode_event(msgspec.json.encode(event))


@pytest.fixture(scope="session")
def make_django_event() -> Callable[[str | None], Event]:
    return django_event
