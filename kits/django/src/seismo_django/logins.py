"""Logins, counted by the role of the account: `login.succeeded{role}` and `login.failed{role, reason}`.

Who failed is looked up in a thread of its own: in the request it would cost a query, and the time that it
takes would tell a stranger which accounts exist.
"""

from typing import Any

from seismo_django import metrics
from seismo_django.conf import current
from seismo_django.guard import guarded


def watch() -> None:
    """Listen to Django's signals, where its accounts are installed. Twice is once."""
    from django.apps import apps

    if not apps.is_installed("django.contrib.auth"):
        return
    from django.contrib.auth.signals import user_logged_in, user_login_failed

    user_logged_in.connect(_note_success, dispatch_uid="seismo")
    user_login_failed.connect(_note_failure, dispatch_uid="seismo")


@guarded(otherwise=None)
def _note_success(user: Any = None, **_: Any) -> None:
    from seismo_django.requests.user import role_of

    metrics.count("login.succeeded", role=role_of(user, current().settings, may_ask=False))


@guarded(otherwise=None)
def _note_failure(credentials: dict[str, Any] | None = None, **_: Any) -> None:
    from django.contrib.auth import get_user_model

    from seismo_django.alerts.desk import desk

    if not current().settings.user_role:
        metrics.count("login.failed", role="", reason="")
        return
    given = credentials or {}
    name = given.get(get_user_model().USERNAME_FIELD) or given.get("username")
    desk().submit(lambda: _count(str(name or "")))


@guarded(otherwise=None)
def _count(name: str) -> None:
    from django.contrib.auth import get_user_model
    from django.db import connection

    from seismo_django.requests.user import role_of

    model = get_user_model()
    role, reason = "", "unknown"
    try:
        user = model._default_manager.filter(**{model.USERNAME_FIELD: name}).first()
        if user is not None:
            role = role_of(user, current().settings, may_ask=True)
            reason = "password" if user.is_active else "inactive"
    finally:
        connection.close()
        metrics.count("login.failed", role=role, reason=reason)
