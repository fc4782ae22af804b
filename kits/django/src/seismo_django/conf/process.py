"""The settings of this process."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seismo_django import release
from seismo_django.conf.read import Loaded, read

_loaded: Loaded | None = None


def current(**keywords: Any) -> Loaded:
    """What `init` was given; before it, what the project's settings and the environment say."""
    return _loaded or current_with(**keywords)


def current_with(**keywords: Any) -> Loaded:
    """What the project's settings and the environment say, with these on top, whatever `init` was given."""
    return _with_release(read(*_said(), **keywords), os.environ)


def use(loaded: Loaded) -> None:
    global _loaded  # one process has one set of settings
    _loaded = loaded


def forget() -> None:
    """Read anew next time, for tests."""
    global _loaded  # as above
    _loaded = None


def django_setting(name: str, default: Any) -> Any:
    """A setting of Django, also while the settings module is being loaded.

    `init` is called as its last line, when Django's own settings cannot be asked yet: then the half-loaded
    module is.
    """
    from django.conf import settings

    if settings.configured:
        return getattr(settings, name, default)
    loading = sys.modules.get(os.environ.get("DJANGO_SETTINGS_MODULE", ""))
    return getattr(loading, name, default)


def base_dir() -> Path:
    """The project's folder: BASE_DIR, else the folder above the settings module, else the current one."""
    said = django_setting("BASE_DIR", None)
    if said:
        return Path(said)
    module = sys.modules.get(os.environ.get("DJANGO_SETTINGS_MODULE", ""))
    file = getattr(module, "__file__", None)
    return Path(file).resolve().parent.parent if file else Path.cwd()


def _said() -> tuple[Mapping[str, Any], Mapping[str, str], bool]:
    """SEISMO, the environment and DEBUG."""
    return django_setting("SEISMO", {}), os.environ, bool(django_setting("DEBUG", False))


def _with_release(loaded: Loaded, environ: Mapping[str, str]) -> Loaded:
    """Completed by the name of the project, the release and the commit that can be found."""
    settings, folder = loaded.settings, base_dir()
    module = os.environ.get("DJANGO_SETTINGS_MODULE", "")
    project = settings.project or release.project_name(module, folder)
    found = release.find(environ, folder, project)
    sources = dict(loaded.sources)
    if found.release and not settings.release:
        sources["RELEASE"] = found.source
    if found.git_sha and not settings.git_sha:
        sources["GIT_SHA"] = found.sha_source
    settings = settings.but(
        project=project,
        release=settings.release or found.release,
        git_sha=settings.git_sha or found.git_sha,
    )
    return loaded._replace(settings=settings, sources=sources)
