"""Which issues a search finds, by the real door."""

from collections.abc import Callable
from typing import Any

import pytest
from support.app import App, TestProject, envelope, error

from seismo.actions.following import bookmark
from seismo.catalog.issues import add_note
from seismo.catalog.models import Issue, Team, User
from seismo.model.issue import ChangeKind, Status
from seismo.queries.search.parse import parse
from seismo.queries.search.syntax import SearchError
from seismo.queries.stream import IssueFilter, list_issues
from seismo.queries.views import View

Found = Callable[[str], set[str]]

EVENTS: dict[str, list[dict[str, Any]]] = {
    "pay": [
        {
            "release": "shop@1.9.0",
            "environment": "production",
            "level": "fatal",
            "tags": {"plan": "paid", "attempts": "3"},
            "user": {"id": "42", "email": "ada@example.test"},
            "transaction": "/checkout",
            "contexts": {"browser": {"name": "Firefox", "version": "145.0"}},
            "request": {"url": "https://shop.test/checkout/7", "method": "POST"},
        },
        {"release": "shop@1.10.0", "environment": "staging", "user": {"id": "43"}},
    ],
    "ship": [
        {
            "release": "shop@1.10.0-rc.1",
            "environment": "staging",
            "tags": {"plan": "free"},
            "breadcrumbs": [{"message": "parcel weighed"}],
            "extra": {"carrier": "pigeon post"},
            "exception": {
                "values": [
                    {
                        "type": "CarrierGone",
                        "value": "nobody came",
                        "mechanism": {"type": "django", "handled": False},
                        "stacktrace": {
                            "frames": [{"function": "ship", "filename": "a/b.py", "in_app": True}]
                        },
                    }
                ]
            },
        }
    ],
    "refund": [
        {"tags": {"plan": "free", "level": "x"}, "level": "warning", "server_name": "web-1"}
    ],
}


@pytest.fixture(scope="module")
def shop(app: App) -> TestProject:
    """Three issues, named by the function that failed."""
    project = app.project()
    now = app.clock.now()
    for age, (function, events) in enumerate(EVENTS.items()):
        for fields in events:
            event = error(f"no {function} today", function=function, timestamp=now - age * 3_600)
            app.post(project, envelope(event | fields))
    app.wait_until_idle()
    Issue.objects.filter(project_id=project.id, metadata__function="refund").update(
        status=Status.RESOLVED, substatus=""
    )
    _make_work(app, project)
    return project


def _make_work(app: App, project: TestProject) -> None:
    """Something to do for a person, and something for a team."""
    person = User.objects.get(email="owner@example.test")
    team = Team.objects.create(organization=app.organization, slug="searchers", name="Searchers")
    pay, ship = (
        Issue.objects.get(project_id=project.id, metadata__function=name)
        for name in ("pay", "ship")
    )
    Issue.objects.filter(pk=pay.pk).update(assigned_user=person)
    Issue.objects.filter(pk=ship.pk).update(assigned_team=team)
    bookmark([ship], person, app.clock.now(), is_wanted=True)
    add_note(pay, ChangeKind.REGRESSED, app.clock.now(), release="shop@1.9.0")


@pytest.fixture
def found(app: App, shop: TestProject) -> Found:
    def find(text: str) -> set[str]:
        wanted = IssueFilter(project=shop.slug, view=View.ALL, search=parse(text))
        page = list_issues(app.stores, app.access(), wanted, None)
        return {row.issue.metadata["function"] for row in page.rows}

    return find


@pytest.mark.parametrize(
    ("text", "functions"),
    [
        ("", "pay ship refund"),
        ("today", "pay refund"),
        ("no today", "pay refund"),
        ("parcel", "ship"),
        ("PIGEON weighed", "ship"),
        ("pig", "ship"),
        ("pi", ""),
        ("*oda*", "pay refund"),
        ("no*day", "pay refund"),
        ('"no pay"', "pay"),
        ('"pay no"', ""),
        ('"parcel weighed"', "ship"),
        ("!parcel", "pay refund"),
        ("parcel OR refund", "ship refund"),
        ("NOT (parcel OR refund)", "pay"),
        ("ada@example.test", "pay"),
        ("is:resolved", "refund"),
        ("is:unresolved", "pay ship"),
        ("!is:resolved parcel", "ship"),
        ("is:new", "pay ship"),
        ("is:for_review", "pay ship"),
        ("is:ongoing", ""),
        ("is:escalating", ""),
        ("is:archived_forever", ""),
        ("is:assigned", "pay ship"),
        ("is:unassigned", "refund"),
        ("assigned:me", "pay"),
        ("assigned:owner@*", "pay"),
        ("assigned:#searchers", "ship"),
        ("assigned:none", "refund"),
        ("assigned:[me, none]", "pay refund"),
        ("assigned_or_suggested:my_teams", ""),
        ("bookmarks:me", "ship"),
        ("!bookmarked_by:owner@example.test", "pay refund"),
        ("subscribed:me", "ship"),
        ("issue.priority:high", "pay ship"),
        ("issue.priority:[medium, low]", "refund"),
        ("regressed_in_release:shop@1.9.*", "pay"),
        ("age:-30m", "pay"),
        ("firstSeen:+30m", "ship refund"),
        ("lastSeen:-90m", "pay ship"),
        ("timesSeen:2", "pay"),
        ("timesSeen:<2", "ship refund"),
        ("timesSeen:!=2", "ship refund"),
        ("issue.category:error", "pay ship refund"),
        ("issue.category:cron", ""),
        ("firstRelease:shop@1.9.0", "pay"),
        ("firstRelease:*rc*", "ship"),
        ("plan:free", "ship refund"),
        ("plan:FREE", "ship refund"),
        ("plan:[paid, free]", "pay ship refund"),
        ("plan:p*", "pay"),
        ("!plan:free", "pay"),
        ("has:plan", "pay ship refund"),
        ('plan:""', "pay"),
        ("tags[plan]:paid", "pay"),
        ("tags[level]:x", ""),
        ("tags[attempts,number]:>2", "pay"),
        ("tags[attempts,number]:>3", ""),
        ("level:fatal", "pay"),
        ("level:fatal environment:production", "pay"),
        ("level:fatal environment:staging", ""),
        ("environment:[production, staging]", "pay ship"),
        ('environment:""', "refund"),
        ("release:latest", "pay"),
        ("release:shop@1.10.0", "pay"),
        ("release.version:>=1.10.0", "pay"),
        ("release.version:<1.10.0", "pay ship"),
        ("release.version:1.9", "pay"),
        ("release.version:1.10.*", "pay ship"),
        ("release.package:shop", "pay ship"),
        ("user:42", "pay"),
        ("user:id:42", "pay"),
        ("user:ada@*", "pay"),
        ("user.email:ADA@example.test", "pay"),
        ("user.id:4*", "pay"),
        ("transaction:/checkout", "pay"),
        ("url:*/checkout/*", "pay"),
        ("http.method:post", "pay"),
        ("browser.name:firefox", "pay"),
        ("browser.version:145.0", "pay"),
        ("message:TODAY", "pay refund"),
        ('message:"nobody came"', "ship"),
        ("title:*gone*", "ship"),
        ("error.type:CarrierGone", "ship"),
        ("error.value:*came", "ship"),
        ("error.mechanism:django", "ship"),
        ("error.unhandled:true", "ship"),
        ("error.handled:false", "ship"),
        ("error.handled:true", ""),
        ("server_name:web-1", "refund"),
        ("platform:python", "pay ship refund"),
        ("event.type:error", "pay ship refund"),
        ("timestamp:-30m", "pay"),
        ("stack.function:ship", "ship"),
        ("stack.filename:a/b.py", "ship"),
        ("stack.filename:*views*", "pay refund"),
        ("stack.module:shop.*", "pay refund"),
        ("!stack.module:shop.*", "ship"),
        ("environment:production OR is:resolved", "pay refund"),
        ("(environment:production OR parcel) plan:paid", "pay"),
        ("(is:resolved OR level:fatal) !environment:staging", "pay refund"),
        ("!(is:resolved level:warning)", "pay ship"),
    ],
)
def test_a_search_finds(found: Found, text: str, functions: str) -> None:
    assert found(text) == set(functions.split())


def test_a_level_that_does_not_exist_is_a_mistake(found: Found) -> None:
    with pytest.raises(SearchError, match=r"There is no level:warn.*fatal, error, warning, info"):
        found("level:warn")


def test_a_short_id_in_a_filter_names_one_issue(app: App, shop: TestProject, found: Found) -> None:
    issue = Issue.objects.select_related("project").get(
        project_id=shop.id, metadata__function="pay"
    )

    assert found(f"issue:{issue.project.short_id_prefix}-{issue.number}") == {"pay"}


def test_an_environment_that_is_chosen_counts_for_the_same_event(
    app: App, shop: TestProject
) -> None:
    wanted = IssueFilter(
        project=shop.slug, view=View.ALL, environment="staging", search=parse("release:shop@1.9.0")
    )

    assert list_issues(app.stores, app.access(), wanted, None).rows == []
