"""As a team would write them; what a test varies comes from the environment."""

import json
import os
from pathlib import Path

import seismo_django

BASE_DIR = Path(os.environ.get("SITE_BASE_DIR") or Path(__file__).parent.parent)
DATA = Path(os.environ["SITE_DATA"])

SECRET_KEY = "fake-secret-key-of-the-acceptance-site"
DEBUG = os.environ.get("SITE_DEBUG") == "1"
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
ROOT_URLCONF = os.environ.get("SITE_URLCONF", "acceptance.urls")
USE_TZ = True

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "seismo_django",
    "acceptance",
]
MIDDLEWARE = [
    "seismo_django.middleware.SeismoMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "acceptance.views_signed_in.FailingMiddleware",
]
if os.environ.get("SITE_MOVED") == "1":
    MIDDLEWARE[:1] = [
        "seismo_django.compat.SentryContextMiddleware",
        "seismo_django.compat.SentryPerformanceMiddleware",
    ]
REST_FRAMEWORK = {"EXCEPTION_HANDLER": "acceptance.views_moved.answered"}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "site.sqlite"},
    "away": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "no such folder" / "x.sqlite"},
}
if "SITE_CACHE" in os.environ:
    CACHES = {"default": json.loads(os.environ["SITE_CACHE"])}
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ.get("SITE_SMTP_PORT", "9"))
CELERY_BROKER_URL = os.environ.get("SITE_BROKER", "filesystem://")
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "data_folder_in": DATA,
        "data_folder_out": DATA,
        "control_folder": DATA / "exchanges",
        "polling_interval": 0.02,
    }
    if CELERY_BROKER_URL == "filesystem://"
    else {}
)
if os.environ.get("SITE_BEAT") == "1":
    CELERY_BEAT_SCHEDULE = {
        "Nightly report (students)": {"task": "acceptance.celery.fine", "schedule": 3600},
        "reached": {"task": "acceptance.celery.reached_at_last", "schedule": 3600},
        "unreached": {"task": "acceptance.celery.never_reached", "schedule": 3600},
        "heartbeat": {"task": "acceptance.celery.fine", "schedule": 50},
    }
CELERY_BEAT_SCHEDULE_FILENAME = DATA / "beat"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_URL = "/static/"
CSRF_FAILURE_VIEW = "seismo_django.handlers.csrf_failure"

globals().update(json.loads(os.environ.get("SITE_SETTINGS", "{}")))

SEISMO = {
    # A process of a busy machine has not sent all after the two seconds of the default.
    "SDK": {"shutdown_timeout": 60},
    **json.loads(os.environ.get("SITE_SEISMO", "{}")),
}
seismo_django.init()
