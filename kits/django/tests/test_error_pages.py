"""Rows F1 to F4: what visitors and programs get when something went wrong."""

import re
from pathlib import Path

import httpx
import pytest
from django.http import HttpRequest
from kit_support.pages import SUPPORT, Pages
from kit_support.recorder import Recorder
from kit_support.sites import Sites
from seismo_django import conf
from seismo_django.errors.kinds import SERVER_ERROR
from seismo_django.errors.nearby import is_guarded
from seismo_django.errors.style import script
from seismo_django.errors.wanted import prefers_json

SORRY = "Something went wrong on our side"


@pytest.mark.parametrize(
    ("accept", "is_json"),
    [
        ("", False),
        ("*/*", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
        ("application/json", True),
        ("application/problem+json", True),
        ("application/json, text/plain, */*", True),
        ("text/html;q=0.5, application/json", True),
        ("text/html, application/json;q=0.9", False),
        ("application/json;q=nonsense", False),
        ("," * 5000, False),
    ],
)
def test_F3_json_goes_to_who_prefers_it(accept: str, is_json: bool) -> None:
    assert prefers_json(accept) is is_json


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/suspicious/", 400, "We could not read this request"),
        ("/forbidden/", 403, "This page is not open to you"),
        ("/nowhere/", 404, "There is nothing at this address"),
        ("/broken/", 500, SORRY),
        ("/closed/", 503, "We will be right back"),
    ],
)
def test_F3_each_status_has_its_page(pages: Pages, path: str, status: int, words: str) -> None:
    response = pages.visitor().get(path)
    assert (response.status_code, words in response.text) == (status, True)
    assert response.headers["Cache-Control"] == "no-store"


def test_F3_a_form_without_its_cookie_gets_a_page_that_says_what_to_do(pages: Pages) -> None:
    response = pages.site.http.post("/form/", data={"a": "1"})
    assert response.status_code == 403
    assert "Your form could not be sent" in response.text
    assert "allow cookies" in response.text


def test_F3_a_closed_site_says_when_to_come_back(pages: Pages) -> None:
    response = pages.visitor().get("/closed/")
    assert response.headers["Retry-After"] == "120"
    assert "about 2 minutes" in response.text


def test_F3_a_closed_site_is_no_error(pages: Pages) -> None:
    before = len(pages.events())
    pages.visitor().get("/closed/")
    assert len(pages.events()) == before


@pytest.mark.parametrize(
    "path",
    ["/%00", "/%ff%fe/", "/" + "a" * 5000, "//elsewhere.example/", "/..%2f..%2f", "/a?%ff=%00&&;"],
    ids=["zero", "no utf-8", "long", "two slashes", "upwards", "odd query"],
)
def test_F3_an_odd_address_gets_the_page(pages: Pages, path: str) -> None:
    response = pages.site.http.send(
        httpx.Request("GET", str(pages.site.http.base_url).rstrip("/") + path)
    )
    assert response.status_code == 404
    assert "There is nothing at this address" in response.text
    assert 'href="//' not in response.text
    assert len(response.text) < 5000


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/api/broken/", {}),
        ("/broken/", {"accept": "application/json"}),
        ("/broken/", {"x_requested_with": "XMLHttpRequest"}),
    ],
    ids=["by the address", "by Accept", "by the header of scripts"],
)
def test_F3_programs_get_a_problem(pages: Pages, path: str, headers: dict[str, str]) -> None:
    response = pages.visitor().get(path, **headers)
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["title"], problem["status"]) == ("Server error", 500)
    assert problem["reference"] == response.headers["X-Request-ID"]
    assert problem["event_id"] in {event["event_id"] for event in pages.events()}


def test_F1_the_search_of_the_project_is_offered(pages: Pages) -> None:
    page = pages.visitor().get("/nowhere/").text
    assert '<form class="search" role="search" method="get" action="/search/">' in page
    assert 'name="q"' in page


def test_F1_near_addresses_are_named(pages: Pages) -> None:
    assert '<a href="/catalogue/">/catalogue/</a>' in pages.visitor().get("/catalog/").text


def test_F1_an_address_for_members_is_no_suggestion(pages: Pages) -> None:
    assert "/staff/reports/" not in pages.visitor().get("/staff/report/").text


def test_F1_a_plain_view_is_open_to_everybody() -> None:
    assert not is_guarded(lambda request: None)


def test_F1_home_dashboard_and_own_links_are_there(pages: Pages) -> None:
    page = pages.visitor().get("/nowhere/").text
    for link in ('href="/"', 'href="/dashboard/"', '<a href="/hours/">Opening hours</a>'):
        assert link in page


@pytest.mark.parametrize(
    ("referer", "link"),
    [
        ("{base}/cart/?step=2", 'href="/cart/?step=2"'),
        ("https://elsewhere.example/cart/", ""),
        ("{base}//elsewhere.example/", ""),
        ("{base}/nowhere/", ""),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
        ("", ""),
    ],
    ids=["own", "another site", "a trick", "this page", "a script", "no address", "none"],
)
def test_F1_go_back_leads_to_own_pages_only(pages: Pages, referer: str, link: str) -> None:
    base = str(pages.site.http.base_url).rstrip("/")
    page = pages.visitor().get("/nowhere/", referer=referer.format(base=base)).text
    assert ("Go back" in page) is bool(link)
    assert link in page


def test_F1_the_address_is_shown_as_text(pages: Pages) -> None:
    page = pages.visitor().get("/<script>alert(1)</script>/").text
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_F2_the_page_names_the_event_of_this_very_error(pages: Pages) -> None:
    page = pages.visitor().get("/broken/?why=named").text
    event = pages.raised("broken: named")
    assert event["event_id"] in page
    assert "Error reported" in page
    assert "Team notified" in page


def test_F2_so_does_the_page_under_asgi(recorder: Recorder, sites: Sites, tmp_path: Path) -> None:
    pages = Pages(sites.start(SENTRY_DSN=recorder.dsn, asgi=True), recorder, tmp_path)
    page = pages.visitor().get("/broken/?why=asgi").text
    assert pages.raised("broken: asgi")["event_id"] in page


def test_F2_an_error_that_is_not_sent_is_not_called_reported(pages: Pages) -> None:
    page = pages.visitor().get("/broken/?why=ignored").text
    assert "Error not reported" in page
    assert "Error reported" not in page


def test_F2_the_support_gets_the_reference_in_the_subject(pages: Pages) -> None:
    response = pages.visitor().get("/broken/")
    reference = response.headers["X-Request-ID"]
    assert f"mailto:{SUPPORT}?subject=Error%20{reference}" in response.text


def test_F2_only_what_can_be_repeated_offers_to_try_again(pages: Pages) -> None:
    assert "Try again" in pages.visitor().get("/broken/").text
    secret = "a" * 32
    headers = {"X-CSRFToken": secret, "Cookie": f"csrftoken={secret}"}
    page = pages.site.http.post("/broken/", headers=headers)
    assert page.status_code == 500
    assert "Try again" not in page.text


def test_F4_the_style_is_named_by_its_content_and_kept_for_good(pages: Pages) -> None:
    page = pages.visitor().get("/broken/").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    style = pages.site.get(address)
    assert "immutable" in style.headers["Cache-Control"]
    assert all(
        name in style.text
        for name in ("--seismo-from", "--seismo-to", "--seismo-accent", "--seismo-font")
    )


def test_F2_the_script_of_the_button_is_kept_for_good_and_stands_in_no_page(pages: Pages) -> None:
    page = pages.visitor().get("/broken/").text
    (tag,) = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    address = page.partition('<script src="')[2].partition('"')[0]
    served = pages.site.get(address)
    assert tag == ""
    assert "immutable" in served.headers["Cache-Control"]
    assert served.headers["Content-Type"].startswith("text/javascript")


def test_F2_the_button_can_be_left_out() -> None:
    conf.use(conf.read({"ERROR_PAGES": {"COPY_BUTTON": False}}, {}, debug=False))
    found = script(HttpRequest.__new__(HttpRequest), SERVER_ERROR)
    conf.forget()
    assert found == {"script_url": ""}


def test_F4_an_older_style_is_answered_with_the_present_one(pages: Pages) -> None:
    style = pages.site.get("/__seismo__/errors.0123456789ab.css")
    assert style.status_code == 200
    assert "immutable" not in style.headers["Cache-Control"]
