"""What is secret in this application: the kit's rules, the project's own, and what Django knows to be one."""

import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from seismo_django.conf import Settings
from seismo_django.guard import guarded
from seismo_django.scrub.literals import is_telling
from seismo_django.scrub.names import Kind, kind_of
from seismo_django.scrub.personal import Privacy

logger = logging.getLogger("seismo.internal")

LONGEST_SEARCH = 0.05
"""Seconds that a pattern may take for a short text that was made to be hard."""

_SAMPLES = tuple(sample * 12 + "!" for sample in ("aa", "00", "a0", "a.", "  ", "a-", "A_", "=a"))
_SIGNS = re.compile(r"[^a-z0-9]+")
_PERSONAL_FIELDS = ("username", "email", "ip_address", "name", "geo")


@dataclass(frozen=True, slots=True)
class Rules:
    privacy: Privacy = Privacy.BALANCED
    user_fields: frozenset[str] = frozenset(("id",))
    """Of `id`, `username`, `email`, `ip_address`, `name`: what of a user may leave."""
    kind_of: Callable[[str], Kind] = kind_of
    patterns: tuple[re.Pattern[str], ...] = ()
    literals: tuple[str, ...] = ()
    """Secrets that are known by value."""
    last: Callable[[Any, str], Any] | None = None
    """The project's own: gets payload and item type, returns the payload."""

    def keeps(self, field: str) -> bool:
        """Whether this field of a user may leave."""
        return field in self.user_fields or field not in _PERSONAL_FIELDS

    def lets_out(self, rule: str) -> bool:
        """Addresses of visitors may leave under their names where they may leave with the user."""
        return rule == "@ip:filter" and "ip_address" in self.user_fields


def rules_of(settings: Settings, literals: tuple[str, ...] = ()) -> Rules:
    privacy = _privacy(settings)
    by_preset = ("id", *_PERSONAL_FIELDS) if privacy is Privacy.FULL else ("id",)
    return Rules(
        privacy=privacy,
        user_fields=frozenset(settings.user_fields or by_preset),
        kind_of=_with_own(settings.scrub_keys, settings.scrub_allow),
        patterns=tuple(filter(None, map(pattern_of, settings.scrub_patterns))),
        literals=literals,
        last=_imported(settings.scrub_callable),
    )


def pattern_of(text: str) -> re.Pattern[str] | None:
    """A pattern of SCRUB_PATTERNS. None, and a line in the log, when it is none or takes too long to use."""
    try:
        pattern = re.compile(text)
    except (re.error, TypeError):
        logger.error("SCRUB_PATTERNS: %r is no regular expression. It is not used.", text)
        return None
    for sample in _SAMPLES:
        began = time.perf_counter()
        pattern.search(sample)
        if time.perf_counter() - began > LONGEST_SEARCH:
            logger.error(
                "SCRUB_PATTERNS: %r takes too long; a repeated group within a repetition does that."
                " It is not used.",
                text,
            )
            return None
    return pattern


def _privacy(settings: Settings) -> Privacy:
    """What is no preset is the strictest."""
    return Privacy(settings.privacy) if settings.privacy in list(Privacy) else Privacy.STRICT


def _plain(name: str) -> str:
    return _SIGNS.sub("", name.lower())


def _with_own(keys: tuple[str, ...], allowed: tuple[str, ...]) -> Callable[[str], Kind]:
    if not keys and not allowed:
        return kind_of
    own = tuple(filter(None, map(_plain, keys)))
    never = frozenset(map(_plain, allowed))
    known: dict[str, Kind] = {}

    def decided(name: str) -> Kind:
        plain = _plain(name)
        if plain in never:
            return Kind.SAFE
        return Kind.SECRET if any(key in plain for key in own) else kind_of(name)

    def remembered(name: str) -> Kind:
        kind = known.get(name)
        if kind is None:
            if len(known) >= 4096:
                known.clear()
            kind = known[name] = decided(name)
        return kind

    return remembered


def _imported(spoken: Any) -> Callable[[Any, str], Any] | None:
    if callable(spoken) or not spoken:
        return spoken or None
    from django.utils.module_loading import import_string

    found: Callable[[Any, str], Any] = import_string(spoken)
    return found


@guarded(cast(tuple[str, ...], ()))
def secrets_of_django() -> tuple[str, ...]:
    """The values of Django's settings that Django itself hides: SECRET_KEY, passwords of databases ..."""
    from django.conf import settings
    from django.views.debug import get_default_exception_reporter_filter

    reporter: Any = get_default_exception_reporter_filter()
    hidden: re.Pattern[str] = reporter.hidden_settings
    told = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    return tuple(sorted(set(_hidden(told, hidden))))


def _hidden(told: Mapping[Any, Any], hidden: re.Pattern[str]) -> Iterator[str]:
    for name, value in told.items():
        if isinstance(value, Mapping):
            yield from _hidden(value, hidden)
        elif isinstance(value, str) and _hides(str(name), hidden) and is_telling(value):
            yield value


def _hides(name: str, hidden: re.Pattern[str]) -> bool:
    return hidden.search(name) is not None and kind_of(name) >= Kind.TEXT
