"""Addresses of Sentry's pages: where each leads, and what its query becomes."""

from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from support.app import App, TestProject, error, visible_text

from seismo.catalog.models import Issue, Organization

EVENT = "5" * 32


@pytest.fixture(scope="module")
def shop(app: App) -> TestProject:
    """A project with one issue, whose only event is `EVENT`."""
    project = app.project(platform="django")
    app.send(project, error(event_id=EVENT))
    return project


@pytest.fixture(scope="module")
def issue(shop: TestProject) -> Issue:
    return Issue.objects.get(project_id=shop.id)


def target(browser: httpx.Client, address: str) -> str:
    """Where an address leads at once."""
    answer = browser.get(address, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


LEADS = [
    ("/organizations/main/", "/issues/?status=unresolved"),
    ("/organizations/main/issues/", "/issues/?status=unresolved"),
    ("/organizations/main/issues/{number}/", "/issues/{name}/"),
    ("/organizations/main/issues/{name}/", "/issues/{name}/"),
    ("/organizations/never-here/issues/{name}/", "/issues/{name}/"),
    ("/organizations/main/issues/{number}/events/", "/issues/{name}/events/"),
    ("/organizations/main/issues/{number}/events/{event}/", "/issues/{name}/events/{event}/"),
    ("/organizations/main/issues/{number}/events/{event}/json/", "/issues/{name}/events/{event}/"),
    ("/organizations/main/issues/{number}/events/latest/", "/issues/{name}/"),
    ("/organizations/main/issues/{number}/tags/", "/issues/{name}/"),
    ("/organizations/main/issues/{number}/activity/?project=1", "/issues/{name}/"),
    ("/issues/{number}/", "/issues/{name}/"),
    ("/issues/{number}/events/{event}/", "/issues/{name}/events/{event}/"),
    ("/issues/{number}/events/", "/issues/{name}/events/"),
    ("/issues/{number}/tags/os/", "/issues/{name}/"),
    ("/organizations/main/projects/", "/projects/"),
    ("/organizations/main/projects/new/", "/projects/new/"),
    ("/organizations/main/projects/{slug}/", "/projects/{slug}/"),
    ("/organizations/main/projects/{slug}/events/{event}/", "/events/{event}/"),
    ("/organizations/main/projects/{slug}/getting-started/", "/projects/{slug}/setup/django/"),
    (
        "/organizations/main/projects/{slug}/getting-started/python-celery/",
        "/projects/{slug}/setup/celery/",
    ),
    ("/organizations/main/discover/{slug}:{event}/", "/events/{event}/"),
    (
        "/organizations/main/releases/shop@1.2+3/",
        "/issues/?q=release%3A%22shop%401.2%2B3%22&status=unresolved",
    ),
    ("/organizations/main/stats/", "/stats/"),
    ("/onboarding/main/get-started/", "/projects/new/"),
    ("/settings/main/projects/{slug}/", "/projects/{slug}/settings/general/"),
    ("/settings/main/projects/{slug}/keys/", "/projects/{slug}/settings/keys/"),
    ("/settings/main/projects/{slug}/keys/abc/", "/projects/{slug}/settings/keys/"),
    ("/settings/main/projects/{slug}/issue-grouping/", "/projects/{slug}/settings/grouping/"),
    (
        "/settings/main/projects/{slug}/filters/data-filters/",
        "/projects/{slug}/settings/filters/",
    ),
    (
        "/settings/main/projects/{slug}/security-and-privacy/",
        "/projects/{slug}/settings/scrubbing/",
    ),
    ("/settings/main/projects/{slug}/plugins/", "/projects/{slug}/settings/general/"),
    ("/settings/projects/{slug}/keys/", "/projects/{slug}/settings/keys/"),
    ("/settings/main/projects/{id}/keys/", "/projects/{slug}/settings/keys/"),
    ("/settings/main/projects/", "/projects/"),
    ("/settings/account/details/", "/preferences/"),
    ("/settings/account/security/mfa/enroll/", "/preferences/security/"),
    ("/settings/account/api/auth-tokens/", "/preferences/tokens/"),
    ("/settings/main/members/", "/settings/members/"),
    ("/settings/main/teams/", "/settings/teams/"),
    ("/settings/main/teams/everyone/projects/", "/settings/teams/everyone/"),
    ("/settings/main/audit-log/", "/settings/audit-log/"),
    ("/settings/main/auth-tokens/", "/settings/tokens/"),
    ("/settings/main/security-and-privacy/", "/settings/scrubbing/"),
    ("/settings/main/", "/settings/general/"),
    ("/settings/main/projects/{slug}/teams/", "/projects/{slug}/settings/teams/"),
    ("/account/settings/", "/preferences/"),
    ("/main/{slug}/", "/projects/{slug}/"),
    ("/sentry/{slug}/", "/projects/{slug}/"),
    ("/main/{slug}/issues/", "/issues/?project={slug}&status=unresolved"),
    ("/main/{slug}/issues/{number}/", "/issues/{name}/"),
    ("/main/{slug}/issues/{number}/events/{event}/", "/issues/{name}/events/{event}/"),
    ("/main/{slug}/settings/keys/", "/projects/{slug}/settings/general/"),
    ("/auth/login/", "/login/"),
    ("/auth/login/main/?next=/stats/", "/login/?next=%2Fstats%2F"),
]


@pytest.mark.parametrize(("address", "page"), LEADS, ids=[address for address, _ in LEADS])
def test_an_address_of_sentry_leads_to_our_page(
    browser: httpx.Client, shop: TestProject, issue: Issue, address: str, page: str
) -> None:
    named = {"number": issue.pk, "event": EVENT, "slug": shop.slug, "id": shop.id}
    named["name"] = f"{shop.slug.upper()}-1"
    assert target(browser, address.format(**named)) == page.format(**named)


QUERIES = [
    ("query=is:unresolved+timeout", {"q": "is:unresolved timeout"}),
    ("query=timeout", {"q": "timeout", "status": "all"}),
    ("query=", {"status": "all"}),
    ("project={id}", {"project": "{slug}", "status": "unresolved"}),
    ("project=-1", {"status": "unresolved"}),
    ("environment=production", {"environment": "production", "status": "unresolved"}),
    ("environment=a&environment=b", {"q": 'environment:["a", "b"]', "status": "unresolved"}),
    ("query=&statsPeriod=14d", {"period": "14d", "status": "all"}),
    ("query=&statsPeriod=5d", {"q": "lastSeen:-5d", "status": "all"}),
    (
        "query=&start=2026-01-01T08:00:00&end=2026-01-02T09:59:59&utc=true",
        {
            "period": "between",
            "start": "2026-01-01T08:00",
            "end": "2026-01-02T10:00",
            "zone": "UTC",
            "status": "all",
        },
    ),
    ("query=&sort=freq", {"sort": "freq", "status": "all"}),
    ("sort=inbox&cursor=0:0:1", {"status": "unresolved"}),
    ("query=is:", {"q": "is:", "status": "all"}),
]


@pytest.mark.parametrize(("asked", "kept"), QUERIES, ids=[asked for asked, _ in QUERIES])
def test_a_list_of_issues_keeps_what_was_asked(
    browser: httpx.Client, shop: TestProject, asked: str, kept: dict[str, str]
) -> None:
    asked = asked.format(id=shop.id)
    found = urlsplit(target(browser, f"/organizations/main/issues/?{asked}"))
    assert found.path == "/issues/"
    assert dict(parse_qsl(found.query)) == {
        name: value.format(slug=shop.slug) for name, value in kept.items()
    }


def test_the_list_that_an_address_leads_to_answers(
    browser: httpx.Client, shop: TestProject
) -> None:
    asked = (
        "query=is:unresolved&environment=a&environment=b&statsPeriod=14d&start=2026-01-01&sort=user"
    )
    page = browser.get(f"/organizations/main/issues/?{asked}&project={shop.id}")
    assert page.status_code == 200
    assert 'role="alert"' not in page.text


def test_stats_keep_project_period_and_category(browser: httpx.Client, shop: TestProject) -> None:
    asked = f"project={shop.id}&statsPeriod=24h&dataCategory=transactions"
    assert target(browser, f"/organizations/main/stats/?{asked}") == (
        f"/stats/?project={shop.slug}&period=24h&category=transaction"
    )


NOWHERE = [
    "/organizations/main/dashboards/7/",
    "/organizations/main/issues/999999999/",
    "/organizations/main/issues/99999999999999999999999/",
    "/organizations/main/issues/NOPE-1/",
    "/organizations/never-here/issues/{number}/",
    "/organizations/main/projects/nope/",
    "/organizations/main/projects/{slug}/events/latest/",
    "/organizations/main/issues/?project=nope",
    "/settings/main/projects/nope/keys/",
    "/main/nope/",
    "/other-of-ours/{slug}/",
    "/organizations/other-of-ours/issues/{name}/",
]


@pytest.mark.parametrize("address", NOWHERE)
def test_what_is_not_here_is_said_so(
    browser: httpx.Client, shop: TestProject, issue: Issue, address: str
) -> None:
    Organization.objects.get_or_create(slug="other-of-ours", name="Another one")
    named = {"slug": shop.slug, "number": issue.pk, "name": f"{shop.slug.upper()}-1"}
    answer = browser.get(address.format(**named))
    assert answer.status_code == 404
    assert "Nothing is here" in visible_text(answer.text)


def test_what_seismo_does_not_have_is_told_of(browser: httpx.Client) -> None:
    page = browser.get("/organizations/main/dashboards/7/")
    assert "Most addresses of Sentry lead to the same page here" in visible_text(page.text)


def test_a_stranger_is_asked_to_sign_in_and_led_on(app: App) -> None:
    answer = httpx.get(f"{app.url}/organizations/main/issues/1/?project=1")
    assert answer.headers["location"] == (
        "/login/?next=%2Forganizations%2Fmain%2Fissues%2F1%2F%3Fproject%3D1"
    )
