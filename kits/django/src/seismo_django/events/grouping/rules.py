"""The rules in their order, and the step that applies the first that fits."""

from collections.abc import Callable
from typing import Any

from seismo_django.conf.process import current
from seismo_django.conf.table import Grouping
from seismo_django.events.bind import exception_of
from seismo_django.events.grouping.database import by_query_type
from seismo_django.events.grouping.failure import Failure, Group
from seismo_django.events.grouping.own import by_own_rules
from seismo_django.events.grouping.services import by_service
from seismo_django.events.naming import is_one_of, names_of

RULE_TAG = "seismo.rule"

_RATE_LIMITS = frozenset(
    {"rest_framework.exceptions.Throttled", "django_ratelimit.exceptions.Ratelimited"}
)
_AUTHENTICATION = frozenset(
    {
        "rest_framework.exceptions.AuthenticationFailed",
        "rest_framework.exceptions.NotAuthenticated",
        "rest_framework.exceptions.PermissionDenied",
        "django.core.exceptions.PermissionDenied",
        "jwt.exceptions.PyJWTError",
    }
)
_AUTHENTICATING_PACKAGES = ("allauth.", "rest_framework_simplejwt.", "oauthlib.")
_VALIDATION = frozenset(
    {
        "django.core.exceptions.ValidationError",
        "django.core.exceptions.SuspiciousOperation",
        "rest_framework.exceptions.ValidationError",
        "pydantic_core._pydantic_core.ValidationError",
        "pydantic.error_wrappers.ValidationError",
    }
)
_TOO_MANY = 429


def by_endpoint(failure: Failure) -> Group | None:
    exception = failure.exception
    if is_one_of(exception, _RATE_LIMITS) or getattr(exception, "status_code", 0) == _TOO_MANY:
        return Group(["seismo-ratelimit", failure.transaction])
    return None


def by_authenticating_function(failure: Failure) -> Group | None:
    exception = failure.exception
    if is_one_of(exception, _AUTHENTICATION) or names_of(exception)[0].startswith(
        _AUTHENTICATING_PACKAGES
    ):
        return Group(["seismo-auth", failure.type, failure.function])
    return None


def by_validating_function(failure: Failure) -> Group | None:
    if is_one_of(failure.exception, _VALIDATION):
        return Group(["seismo-validation", failure.type, failure.function])
    return None


RULES: tuple[tuple[str, Callable[[Failure], Group | None]], ...] = (
    ("db", by_query_type),
    ("service", by_service),
    ("ratelimit", by_endpoint),
    ("auth", by_authenticating_function),
    ("validation", by_validating_function),
)
"""A rate limit may be a PermissionDenied, and a service's 429 is the service's: hence the order."""


def group(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """Give the event its fingerprint, unless the application gave it one."""
    if event.get("fingerprint"):
        return event
    settings = current().settings.grouping
    found = group_of(event, exception_of(hint), settings)
    if found:
        rule, result = found
        event["fingerprint"] = result.fingerprint
        tags = event.setdefault("tags", {})
        tags |= {RULE_TAG: rule} | result.tags
    return event


def group_of(
    event: dict[str, Any], exception: BaseException | None, settings: Grouping
) -> tuple[str, Group] | None:
    """The name of the rule that fits first, and its answer."""
    own = by_own_rules(event, exception, settings)
    if own:
        return "own", own
    if exception is None:
        return None
    failure = Failure(exception, event, tuple(settings.skip_modules))
    for name, rule in RULES:
        if getattr(settings, name):
            found = rule(failure)
            if found:
                return name, found
    return None
