"""System checks: `manage.py check` tells what cannot work, `check --deploy` what should not go live.

They are loaded when they are asked: a server that starts asks none.
"""

from typing import Any

from django.core.checks import CheckMessage, Tags, register


def install() -> None:
    """Register them with Django; twice is once."""
    register(always, Tags.compatibility)
    register(on_deployment, Tags.compatibility, deploy=True)


def always(app_configs: Any, **_: Any) -> list[CheckMessage]:
    from seismo_django.checks import asked

    return [asked.message(problem) for problem in asked.problems(asked.facts(), asked.ALWAYS)]


def on_deployment(app_configs: Any, **_: Any) -> list[CheckMessage]:
    from seismo_django.checks import asked

    found = asked.problems(asked.facts(), asked.ON_DEPLOYMENT)
    return [asked.message(problem) for problem in found]
