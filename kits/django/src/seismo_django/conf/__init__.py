"""The kit's settings: what may be said, where it was said, and what is wrong with it."""

from seismo_django.conf.process import base_dir, current, current_with, django_setting, forget, use
from seismo_django.conf.read import Loaded, Problem, read
from seismo_django.conf.table import Settings

__all__ = [
    "Loaded",
    "Problem",
    "Settings",
    "base_dir",
    "current",
    "current_with",
    "django_setting",
    "forget",
    "read",
    "use",
]
