"""Django's own settings. What a person may set is in `seismo.config`; the runtime puts it into the
environment before Django starts."""

import os
from pathlib import Path

from seismo.model.sign_in import OidcProvider

DATA = Path(os.environ.get("SEISMO_DATA", "seismo-data"))
PUBLIC_URL = os.environ.get("SEISMO_URL", "http://127.0.0.1:9000")

_key_file = DATA / "secret_key"
SECRET_KEY = _key_file.read_text().strip() if _key_file.exists() else "no data folder yet"

DEBUG = False
ALLOWED_HOSTS = ["*"]  # the origin check compares Origin with Host; no page is built from Host
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "template_partials",
    "seismo.catalog",
    "seismo.web",
]
MIDDLEWARE = [
    "seismo.web.middleware.timing",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "seismo.web.middleware.page_headers",
    "seismo.web.middleware.same_origin",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "seismo.web.zones.in_own_zone",
    "seismo.web.middleware.signed_in",
    "seismo.web.sign_in_rules.noted_logins",
    "seismo.web.sign_in_rules.second_factor",
]
ROOT_URLCONF = "seismo.site.urls"
WSGI_APPLICATION = None
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "seismo.web.shell.shell",
            ],
            "builtins": [
                "seismo.web.templatetags.ui",
                "seismo.web.templatetags.addresses",
                "django.templatetags.static",
            ],
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "catalog.sqlite",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA auto_vacuum=INCREMENTAL;"  # first: it is for the first page of a new file
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;"
                "PRAGMA cache_size=-16000;PRAGMA mmap_size=134217728"
            ),
        },
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # guesses at passwords are counted here
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "catalog.User"
AUTHENTICATION_BACKENDS = ["seismo.web.signin.known.Users"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
LOGIN_URL = "login"
ACCOUNT_ADAPTER = "seismo.web.signin.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody signs up by themselves
ACCOUNT_RATE_LIMITS = {"login_failed": "10/15m/key", "reauthenticate": "10/15m/user"}
ACCOUNT_EMAIL_NOTIFICATIONS = True
OIDC: OidcProvider | None = None  # set by the runtime
SOCIALACCOUNT_ADAPTER = "seismo.web.signin.oidc.Provider"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # the policy for forms would stop the way to the provider
SOCIALACCOUNT_STORE_TOKENS = False
MFA_ADAPTER = "seismo.web.signin.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
LOGIN_REDIRECT_URL = "issues"
SESSION_ENGINE = "seismo.web.signin.known"
SESSION_COOKIE_NAME = "seismo_login"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
STATIC_URL = "/static/"
STATIC_ROOT = Path(__file__).resolve().parent.parent / "web" / "static"
WHITENOISE_ROOT = None
WHITENOISE_MAX_AGE = 3600
WHITENOISE_IMMUTABLE_FILE_TEST = r"-[0-9a-f]{10}\.\w+$"
WHITENOISE_MIMETYPES = {".speculationrules": "application/speculationrules+json"}
WHITENOISE_ALLOW_ALL_ORIGINS = False
LOGGING_CONFIG = None
