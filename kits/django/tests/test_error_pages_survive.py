"""Row F5: each error page with its status, whatever else is broken, and no error of its own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from kit_support.pages import SEISMO, Pages, pages_of
from kit_support.recorder import Recorder, recording
from kit_support.sites import Sites

SORRY = "Something went wrong on our side"
VISITOR = {"cookie": f"sessionid={'a' * 32}"}


class Page(NamedTuple):
    path: str
    status: int
    words: str
    events: int = 0
    method: str = "GET"
    template: str = ""
    """Of the project."""


PAGES = {
    "400": Page("/suspicious/", 400, "We could not read this request"),
    "403": Page("/forbidden/", 403, "This page is not open to you"),
    "csrf": Page("/form/", 403, "Your form could not be sent", 0, "POST", "403_csrf.html"),
    "404": Page("/nowhere/", 404, "There is nothing at this address"),
    "500": Page("/broken/", 500, SORRY, 1),
    "503": Page("/closed/", 503, "We will be right back"),
}


class Part(NamedTuple):
    source: str
    """What a template of the project does that needs it."""
    without: Callable[[Pages], AbstractContextManager[None]] = lambda pages: nullcontext()


PARTS = {
    "database": Part("{{ user.username }}", Pages.without_database),
    "cache": Part("{% load cache %}{% cache 60 part %}kept{% endcache %}", Pages.without_cache),
    "session backend": Part("{{ request.session.items }}", Pages.without_sessions),
    "context processor": Part("", Pages.without_context),
    "static file": Part("{% load static %}{% static 'missing.css' %}"),
    "address": Part("{% url 'nowhere' %}"),
    "template": Part("{% nonsense %}"),
    "base template": Part("{% extends 'missing.html' %}"),
    "filter": Part("{% load missing %}"),
}
SERVICES = ("database", "cache", "session backend", "context processor")


def shown(pages: Pages, name: str, **headers: str) -> httpx.Response:
    """The page, with its status, as somebody with a cookie of the site gets it."""
    page = PAGES[name]
    response = pages.site.http.request(page.method, page.path, headers=VISITOR | headers)
    assert response.status_code == page.status
    return response


@contextmanager
def events(pages: Pages, number: int) -> Iterator[None]:
    """That many come of what is done inside."""
    before = len(pages.events())
    yield
    assert len(pages.events()) == before + number


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("part", PARTS)
def test_F5_a_page_whose_template_needs_it_is_shown_without(
    pages: Pages, part: str, name: str
) -> None:
    page, broken = PAGES[name], PARTS[part]
    source = f"{broken.source}<h1>{page.words}</h1>"
    with (
        events(pages, page.events),
        pages.template(source, page.template or f"{name}.html"),
        broken.without(pages),
    ):
        assert page.words in shown(pages, name).text


@pytest.mark.parametrize("part", SERVICES)
def test_F5_the_pages_of_the_kit_are_shown_without(pages: Pages, part: str) -> None:
    with events(pages, sum(page.events for page in PAGES.values())), PARTS[part].without(pages):
        pieces = {name: shown(pages, name).text for name in PAGES}
    assert {name for name, text in pieces.items() if PAGES[name].words in text} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_F5_a_program_gets_its_problem_while_nothing_works(pages: Pages, name: str) -> None:
    with all_broken(pages):
        response = shown(pages, name, accept="application/json")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == PAGES[name].status


@contextmanager
def all_broken(pages: Pages) -> Iterator[None]:
    with ExitStack() as stack:
        for part in SERVICES:
            stack.enter_context(PARTS[part].without(pages))
        yield


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """Under ASGI, where the project reports what the kit takes for noise."""
    seismo = SEISMO | {"IGNORE_DEFAULTS": False}
    with recording() as recorder, ExitStack() as stack:
        sites = Sites(tmp_path_factory.mktemp("strict"), stack)
        folder = tmp_path_factory.mktemp("broken")
        yield pages_of(sites, recorder, folder, seismo, asgi=True)


@pytest.mark.parametrize("name", PAGES)
def test_F5_under_asgi_each_page_is_shown_while_nothing_works(strict: Pages, name: str) -> None:
    with all_broken(strict):
        assert PAGES[name].words in shown(strict, name).text


@pytest.mark.parametrize("part", SERVICES)
def test_F5_a_bad_request_that_is_reported_is_one_event_without(strict: Pages, part: str) -> None:
    with events(strict, 1), PARTS[part].without(strict):
        shown(strict, "400")


def test_F5_there_is_a_page_and_one_event_when_a_view_meets_broken_sessions(pages: Pages) -> None:
    with events(pages, 1), pages.without_sessions():
        response = pages.site.get("/sessions/", **VISITOR)
    assert response.status_code == 500
    assert SORRY in response.text


def test_F5_a_middleware_that_fails_leaves_the_page_its_style(pages: Pages) -> None:
    style = (
        pages.visitor().get("/broken/").text.partition('stylesheet" href="')[2].partition('"')[0]
    )
    with events(pages, 1), pages.without_database():
        assert SORRY in pages.site.get("/dashboard/", cookie="curious=1").text
        assert pages.site.get(style, cookie="curious=1").status_code == 200


def test_F5_the_own_template_of_a_project_comes_first(pages: Pages) -> None:
    with pages.template("{% load seismo %}Ours: {% seismo_reference %} {% seismo_feedback_form %}"):
        page = pages.visitor().get("/broken/?why=ours")
    event = pages.raised("broken: ours")
    assert page.text.startswith(f"Ours: {event['event_id']} <form")


@pytest.fixture
def bare(sites: Sites, recorder: Recorder, tmp_path: Path) -> Pages:
    """A site without any template engine."""
    settings = '{"TEMPLATES": [], "SILENCED_SYSTEM_CHECKS": ["admin.E403"]}'
    return Pages(sites.start(SENTRY_DSN=recorder.dsn, SITE_SETTINGS=settings), recorder, tmp_path)


def test_F5_each_page_is_shown_and_one_event_made_without_any_templates(bare: Pages) -> None:
    with events(bare, 1):
        pieces = {name: shown(bare, name).text for name in PAGES}
    assert {name for name, text in pieces.items() if PAGES[name].words in text} == set(PAGES)
