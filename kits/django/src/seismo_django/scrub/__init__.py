"""Secrets are removed here, before anything leaves the application."""

from typing import NamedTuple, TypeVar

from django.conf import settings as django_settings

from seismo_django.conf import Settings, current
from seismo_django.scrub.rules import rules_of, secrets_of_django
from seismo_django.scrub.scrubber import Scrubber

T = TypeVar("T")

__all__ = ["Scrubber", "scrubber", "text", "value"]


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
