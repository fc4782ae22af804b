"""A visitor's way: a page with a button that leads to a form that fails."""

from django.contrib.staticfiles.views import serve
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template import engines

PAGE = """{% load seismo %}<!doctype html><title>Shifts</title>{% seismo_crumbs %}"""
DASHBOARD = (
    PAGE
    + """<p><a role="button" href="/shifts/create/">Create
  Shift</a>"""
)
CREATE = (
    PAGE
    + """<form method="post" name="shift-creation-form">{% csrf_token %}
<input name="people" value="abc"><button>Save</button></form>"""
)


def dashboard(request: HttpRequest) -> HttpResponse:
    return _page(request, DASHBOARD)


def create(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        int(request.POST["people"])
    return _page(request, CREATE)


def quiet(request: HttpRequest) -> HttpResponse:
    """A page for everybody, which caches may keep."""
    return HttpResponse("quiet")


def asset(request: HttpRequest, path: str) -> HttpResponseBase:
    return serve(request, path, insecure=True)


def _page(request: HttpRequest, source: str) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(source).render({}, request))
