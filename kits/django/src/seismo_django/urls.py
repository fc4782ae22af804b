"""The kit's addresses, for `path("", include("seismo_django.urls"))`."""

from django.urls import URLPattern, URLResolver

app_name = "seismo"
urlpatterns: list[URLPattern | URLResolver] = []
