"""Secrets are removed here, before anything leaves the application."""

from typing import Any, NamedTuple, TypeVar

from django.conf import settings as django_settings

from seismo_django.conf import Settings, current
from seismo_django.guard import guarded
from seismo_django.scrub import said
from seismo_django.scrub.cleaning import Scrubber
from seismo_django.scrub.rules import rules_of, secrets_of_django

T = TypeVar("T")

__all__ = ["Scrubber", "hide_arguments", "scrubber", "text", "value", "without"]


class _Made(NamedTuple):
    settings: Settings
    knows_django: bool
    scrubber: Scrubber


_made: _Made | None = None


def scrubber() -> Scrubber:
    """The one of this process, by its settings.

    Django's settings are asked for their secrets once they are loaded; asked earlier, half of them would be.
    """
    global _made  # one process has one set of settings
    settings, knows_django = current().settings, django_settings.configured
    made = _made
    if made is None or made.settings is not settings or made.knows_django is not knows_django:
        literals = secrets_of_django() if knows_django else ()
        made = _made = _Made(settings, knows_django, Scrubber(rules_of(settings, literals)))
    return made.scrubber


def value(value: T) -> T:
    """Any value of JSON without its secrets; the same object when it has none."""
    cleaned: T = scrubber().value(value)
    return cleaned


def text(text: str) -> str:
    """A text without its secrets."""
    return value(text)


def without(event: dict[str, Any], secrets: list[str]) -> dict[str, Any]:
    """An event without these values, wherever they stand."""
    return scrubber().without(event, secrets)


@guarded(None)
def hide_arguments(crumb: dict[str, Any], hint: dict[str, Any]) -> None:
    """Remove the secret arguments of a log line from its breadcrumb."""
    said.hide_arguments(crumb, hint, scrubber().rules.kind_of)
