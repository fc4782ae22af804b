"""All checks, asked about this process."""

import os
from collections.abc import Iterable

from django.core.checks import CheckMessage, Error, Info, Warning

from seismo_django.checks import project, said
from seismo_django.checks.finding import Check, Facts, Problem
from seismo_django.conf import current
from seismo_django.guard import note_failure
from seismo_django.setup import start

_KINDS: dict[str, type[Error] | type[Warning] | type[Info]] = {"E": Error, "W": Warning, "I": Info}
ALWAYS: tuple[Check, ...] = (*said.SERIOUS, *project.SERIOUS)
ON_DEPLOYMENT: tuple[Check, ...] = (*said.OF_DEPLOYMENT, *project.OF_DEPLOYMENT)


def facts() -> Facts:
    """Of this process."""
    return Facts(current(), os.environ, start)


def problems(about: Facts, checks: Iterable[Check] = (*ALWAYS, *ON_DEPLOYMENT)) -> list[Problem]:
    """What the checks find. A check that fails itself is counted, and the others are asked."""
    found: list[Problem] = []
    for check in checks:
        try:
            found += check(about)
        except Exception:
            note_failure(f"{check.__module__}.{check.__qualname__}")
    return found


def message(problem: Problem) -> CheckMessage:
    kind = _KINDS[problem.code[0]]
    return kind(problem.sentence, hint=problem.cure, id=f"seismo.{problem.code}")
