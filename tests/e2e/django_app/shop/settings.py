"""A small shop with the plain Sentry SDK.

The DSN is in SENTRY_DSN, the folder for its files in SHOP_DATA, and DJANGO_SETTINGS_MODULE names
this file.
"""

import os
from pathlib import Path

import sentry_sdk

sentry_sdk.init(release="shop@1.4.0", environment="production", send_default_pii=True)

DATA = Path(os.environ["SHOP_DATA"])
ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "shop.sqlite"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["shop"]
MIDDLEWARE = ["shop.middleware.OpeningHours"]
ROOT_URLCONF = "shop.urls"
SECRET_KEY = "fake-secret-key-of-the-shop"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
TIME_ZONE = "UTC"
USE_TZ = True
