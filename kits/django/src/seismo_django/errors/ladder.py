"""Rendering that cannot fail: each step is tried, and below the last stand constant bytes."""

import functools
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from django.http import HttpRequest
from django.template import Context, Engine, TemplateDoesNotExist
from django.template.loader import get_template

from seismo_django.guard import note_failure

Facts = Mapping[str, Any]
Step = Callable[[], str | None]


def rendered(names: tuple[str, str], facts: Facts, request: HttpRequest | None) -> str | None:
    """The page of the first step that works; None when none does.

    First the project's own template with its context processors, then without them (they may be what is
    broken), then the kit's template, in which a project can have overridden a block, and at last the
    kit's template alone, without anything of the project.
    """
    own, of_kit = names
    steps: tuple[Step, ...] = (
        lambda: _by_project(own, facts, request),
        lambda: _by_project(own, facts, None),
        lambda: _by_project(of_kit, facts, None),
        lambda: _by_kit(of_kit, facts),
    )
    return next((page for page in map(_tried, steps) if page is not None), None)


def _tried(step: Step) -> str | None:
    try:
        return step()
    except Exception:
        note_failure(f"{__name__}.rendered")
        return None


def _by_project(name: str, facts: Facts, request: HttpRequest | None) -> str | None:
    """None where there is no such template, which is no failure."""
    if not name:
        return None
    try:
        template = get_template(name)
    except TemplateDoesNotExist:
        return None
    return str(template.render(dict(facts), request))


def _by_kit(name: str, facts: Facts) -> str:
    return str(_engine().get_template(name).render(Context(dict(facts))))


@functools.cache
def _engine() -> Engine:
    """Templates of the kit alone, whatever TEMPLATES says."""
    folder = files("seismo_django").joinpath("templates")
    return Engine(dirs=[str(folder)], libraries={"seismo": "seismo_django.templatetags.seismo"})
