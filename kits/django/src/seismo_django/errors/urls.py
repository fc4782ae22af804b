"""The addresses of error pages and feedback."""

from django.conf import settings
from django.urls import URLPattern, path

from seismo_django import browser
from seismo_django.conf import current
from seismo_django.errors import preview, style, trial
from seismo_django.errors.style import OWN
from seismo_django.feedback.endpoint import feedback


def patterns() -> list[URLPattern]:
    found = [
        path(f"{OWN}errors.<str:named>.css", style.serve, name="style"),
        path(f"{OWN}copy.<str:named>.js", style.serve_script, name="copy"),
        path(f"{OWN}browser.js", browser.serve, name="browser"),
        path(f"{OWN}test/<str:token>/", trial.follow, name="trial_link"),
        path(current().settings.feedback.path, feedback, name="feedback"),
        path(f"{OWN}feedback/", feedback),
    ]
    return found + (_for_developers() if settings.DEBUG else [])


def _for_developers() -> list[URLPattern]:
    from seismo_django.viewer import views as viewer

    return [
        path(trial.PATH, trial.raise_error, name="trial"),
        path(f"{OWN}test/", trial.index, name="trials"),
        path(f"{OWN}preview/", preview.index, name="previews"),
        path(f"{OWN}preview/<str:name>/", preview.show, name="preview"),
        path(OWN, viewer.index, name="viewer"),
        path(f"{OWN}captured/<str:key>/", viewer.show, name="entry"),
    ]
