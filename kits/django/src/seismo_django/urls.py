"""The kit's addresses, for `path("", include("seismo_django.urls"))`."""

from django.urls import URLPattern, URLResolver, path

from seismo_django.errors.urls import patterns
from seismo_django.health.pages import paths

app_name = "seismo"
urlpatterns: list[URLPattern | URLResolver] = [
    *(path(address, view, name=view.__name__) for address, view in paths().items()),
    *patterns(),
]
