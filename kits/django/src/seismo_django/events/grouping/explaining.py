"""Why an error is grouped as it is: what each rule says of it, in the order in which they are asked."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from seismo_django.conf.table import Grouping
from seismo_django.events.bind import chain_of
from seismo_django.events.grouping.failure import Failure, Group
from seismo_django.events.grouping.own import facts_of, filled, unmet
from seismo_django.events.grouping.rules import RULES
from seismo_django.events.naming import names_of

_ASKED = {
    "db": "a database error",
    "service": "an error of a service that is called",
    "ratelimit": "a rate limit, or an error of status 429",
    "auth": "an error of authentication",
    "validation": "an error of validation",
}


class Opinion(NamedTuple):
    rule: str
    """`GROUPING.RULES[0]`, `db`"""
    why: str
    group: Group | None = None
    """None when the rule does not fit."""


def opinions(
    event: dict[str, Any], exception: BaseException | None, settings: Grouping
) -> Iterator[Opinion]:
    """Up to the first rule that fits, which decides."""
    for opinion in (
        *own_opinions(event, exception, settings),
        *_of_the_kit(event, exception, settings),
    ):
        yield opinion
        if opinion.group:
            return


def own_opinions(
    event: dict[str, Any], exception: BaseException | None, settings: Grouping
) -> Iterator[Opinion]:
    """Of all rules of the application."""
    facts = facts_of(event, exception, settings)
    for number, rule in enumerate(settings.rules):
        name = f"GROUPING.RULES[{number}]"
        lacking = unmet(rule, facts, exception)
        if not lacking:
            yield Opinion(name, "It fits.", filled(rule, facts))
        elif lacking in rule:
            is_of_class = lacking == "exception" and exception is not None
            told = names_of(exception)[0] if is_of_class and exception else facts.get(lacking, "")
            yield Opinion(name, f"{lacking} {rule[lacking]!r} is not met by {told!r}.")
        else:
            yield Opinion(name, f"It needs {lacking}.")


def _of_the_kit(
    event: dict[str, Any], exception: BaseException | None, settings: Grouping
) -> Iterator[Opinion]:
    if exception is None:
        yield Opinion("kit", "It has no exception, which is what the rules of the kit ask.")
        return
    failure = Failure(exception, event, tuple(settings.skip_modules))
    chain = ", ".join(type(link).__name__ for link in chain_of(exception))
    for name, rule in RULES:
        found = rule(failure)
        if not getattr(settings, name):
            yield Opinion(name, f"GROUPING.{name.upper()} is off.")
        elif found:
            yield Opinion(name, f"It is {_ASKED[name]}.", found)
        else:
            yield Opinion(name, f"{chain} is not {_ASKED[name]}.")
