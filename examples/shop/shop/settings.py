"""A shop as a team runs it: everything that differs between machines comes from the environment."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import seismo_django

BASE_DIR = Path(__file__).parent.parent
DATA = Path(os.environ.get("SHOP_DATA", BASE_DIR / "data"))
DATA.mkdir(parents=True, exist_ok=True)

SECRET_KEY = os.environ.get("SECRET_KEY", "fake-secret-key-of-the-example-shop")
DEBUG = os.environ.get("DEBUG", "") == "1"
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")
ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
TIME_ZONE = "UTC"
USE_TZ = True
LANGUAGE_CODE = "en"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "seismo_django",
    "store",
]
MIDDLEWARE = [
    "seismo_django.middleware.SeismoMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "store.cart.cart_of",
            ]
        },
    }
]
CSRF_FAILURE_VIEW = "seismo_django.handlers.csrf_failure"
LOGIN_URL = "/admin/login/"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def database(url: str) -> dict[str, object]:
    """`postgres://user:password@host:5432/name`; nothing is SQLite in the data folder."""
    if not url:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "shop.sqlite"}
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}

REDIS_URL = os.environ.get("REDIS_URL", "")
if REDIS_URL:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
    CELERY_BROKER_URL = REDIS_URL
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": DATA / "cache",
        }
    }
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": DATA / "queue",
        "data_folder_out": DATA / "queue",
        "control_folder": DATA / "queue-control",
    }
    for folder in CELERY_BROKER_TRANSPORT_OPTIONS.values():
        Path(folder).mkdir(exist_ok=True)
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA / "beat")
CELERY_BEAT_SCHEDULE = {
    "Stock report": {"task": "store.tasks.stock_report", "schedule": 60},
    "Supplier import": {"task": "store.tasks.import_prices", "schedule": 120},
}

PAYMENT_URL = os.environ.get("PAYMENT_URL", "http://127.0.0.1:9/charge")

REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "seismo_django.drf.exception_handler",
    "DEFAULT_THROTTLE_RATES": {"coupons": "5/minute"},
    "UNAUTHENTICATED_USER": None,
}

SEISMO = {
    "USER_ROLE": "groups",
    "USER_PREFERENCES": {"language": "auto", "timezone": "auto", "roast": "cookie:roast"},
    "SCRUB_KEYS": ["loyalty_number"],
    "TRACES": {"DEFAULT": 1.0},
    "ERROR_PAGES": {
        "SUPPORT_EMAIL": "help@kettle.example",
        "SEARCH_URL": "/",
        "DASHBOARD_URL": "/orders/",
    },
    "CELERY": {"EXPECTED": ["store.tasks.SupplierClosed"]},
}
seismo_django.init()
