"""The grouping settings, and what they would do before they are saved."""

import httpx
import pytest
from support.app import App, TestProject, envelope, error, visible_text

from seismo.catalog.models import Issue, Member, Project
from seismo.catalog.settings import save_section, section
from seismo.model.access import Role
from seismo.model.issue import short_id
from seismo.model.project import Grouping

STANDARD, VERBATIM = "newstyle:2026-11", "newstyle-verbatim:2026-11"


def page_of(project: TestProject) -> str:
    return f"/projects/{project.slug}/settings/grouping/"


def saved(project: TestProject) -> tuple[str, Grouping]:
    found = Project.objects.get(pk=project.id)
    return found.grouping_version, section(found, Grouping)


def post(browser: httpx.Client, project: TestProject, **fields: str) -> httpx.Response:
    form = {"version": STANDARD, "fingerprint": "", "stacktrace": "", "event": ""}
    return browser.post(page_of(project), data=form | fields)


def name(project: TestProject, number: int) -> str:
    return short_id(project.slug.upper(), number)


@pytest.fixture
def seen(app: App, project: TestProject) -> TestProject:
    """A project with two issues: `pay` and `refund`, both in the region eu-west."""
    for function in ("pay", "refund"):
        event = error(function=function, tags={"region": "eu-west"}, transaction="/pay/")
        app.post(project, envelope(event))
    app.wait_until_idle()
    return project


def test_the_texts_are_saved(browser: httpx.Client, project: TestProject) -> None:
    page = post(
        browser, project, fingerprint="type:A -> a\r\ntype:B -> b\r\n", stacktrace="app:yes +app"
    )

    assert "Saved." in visible_text(page.text)
    assert saved(project) == (STANDARD, Grouping("type:A -> a\ntype:B -> b", "app:yes +app"))
    assert "type:A -&gt; a\ntype:B -&gt; b</textarea>" in page.text


def test_a_line_that_is_no_rule_is_named_and_nothing_is_saved(
    browser: httpx.Client, project: TestProject
) -> None:
    page = post(browser, project, fingerprint="type:A -> a\ntyp:B -> b", stacktrace="function:x")

    text = visible_text(page.text)
    assert page.status_code == 422
    assert "Line 2, column 1 : there is no matcher typ ; did you mean type ?" in text
    assert "Line 1, column 11 : the rule has no action" in text
    assert "typ:B -&gt; b</textarea>" in page.text
    assert saved(project) == (STANDARD, Grouping())


@pytest.mark.parametrize(
    ("fields", "together"),
    [
        ({"version": VERBATIM}, True),
        ({"stacktrace": "function:a -app"}, True),
        ({"fingerprint": "type:A -> a"}, False),
    ],
    ids=["version", "stack trace rules", "fingerprint rules"],
)
def test_what_changes_hashes_keeps_issues_together_for_two_weeks(
    app: App, browser: httpx.Client, project: TestProject, fields: dict[str, str], together: bool
) -> None:
    now = app.clock.now()
    page = post(browser, project, together="on", **fields)

    previous = saved(project)[1].previous
    assert (previous is not None) is together
    assert ("This is the case until" in visible_text(page.text)) is together
    if previous is not None:
        assert (previous.version, previous.stacktrace) == (STANDARD, "")
        assert previous.until == pytest.approx(now + 14 * 86_400, abs=60)


def test_issues_are_not_kept_together_when_nobody_wants_it(
    browser: httpx.Client, project: TestProject
) -> None:
    post(browser, project, version=VERBATIM)

    assert saved(project) == (VERBATIM, Grouping())


def test_saving_something_else_ends_no_transition(
    browser: httpx.Client, project: TestProject
) -> None:
    post(browser, project, version=VERBATIM, together="on")
    post(browser, project, version=VERBATIM, fingerprint="type:A -> a")

    assert saved(project)[1].previous is not None


def test_an_unknown_version_is_refused(browser: httpx.Client, project: TestProject) -> None:
    assert post(browser, project, version="newstyle:1999-01").status_code == 422


def test_a_member_may_try_and_not_save(browser: httpx.Client, seen: TestProject) -> None:
    me = Member.objects.get(user__email="owner@example.test")
    Member.objects.filter(pk=me.pk).update(role=Role.MEMBER)
    try:
        tried = post(browser, seen, **{"fingerprint": "tags.region:* -> a", "try": "1"})
        refused = post(browser, seen, fingerprint="type:A -> a")
    finally:
        Member.objects.filter(pk=me.pk).update(role=Role.OWNER)
    assert "What these rules would do" in tried.text
    assert refused.status_code == 403
    assert saved(seen) == (STANDARD, Grouping())


def test_trying_tells_which_rules_match_and_where_the_event_would_go(
    browser: httpx.Client, seen: TestProject
) -> None:
    event_id = Issue.objects.get(project_id=seen.id, number=1).last_event_id
    rules = {
        "fingerprint": 'type:Gone -> gone\ntags.region:* -> region title="In {{ tags.region }}"',
        "stacktrace": "function:pay -app\nfunction:nobody -app",
    }
    page = visible_text(post(browser, seen, **rules, **{"try": "1", "event": event_id}).text)

    assert f"{event_id[:8]} In eu-west" in page
    assert f"Now in {name(seen, 1)} Would be in a new issue" in page
    assert "Fingerprint rule tags.region:* -&gt; region title=" in page
    assert "Stack trace rules function:pay -app What is hashed of it" in page
    assert saved(seen) == (STANDARD, Grouping())


def test_trying_tells_which_recent_issues_would_group_otherwise(
    browser: httpx.Client, seen: TestProject
) -> None:
    joined = post(browser, seen, **{"fingerprint": "tags.region:* -> region", "try": "1"})
    alike = post(browser, seen, **{"fingerprint": "type:Gone -> gone", "try": "1"})

    text = visible_text(joined.text)
    assert "Of the 2 issues that were seen last, 2 would group otherwise:" in text
    assert f"a new hash, with {name(seen, 2)}" in text
    assert "none would group otherwise" in visible_text(alike.text)


def test_an_event_may_be_given_by_its_address(
    app: App, browser: httpx.Client, seen: TestProject
) -> None:
    event_id = Issue.objects.get(project_id=seen.id, number=2).last_event_id
    address = f"{app.url}/issues/{name(seen, 2)}/events/{event_id}/"
    page = visible_text(post(browser, seen, **{"try": "1", "event": address}).text)

    assert f"Now in {name(seen, 2)} Would be in {name(seen, 2)}" in page


@pytest.mark.parametrize("event", ["", "nonsense", "0" * 32])
def test_an_event_that_is_not_there_is_told(
    browser: httpx.Client, project: TestProject, event: str
) -> None:
    page = post(browser, project, **{"try": "1", "event": event})

    assert page.status_code == 200
    assert "No event of this project is stored" in visible_text(page.text)


def test_an_event_of_another_project_is_not_shown(
    app: App, browser: httpx.Client, seen: TestProject
) -> None:
    event_id = Issue.objects.get(project_id=seen.id, number=1).last_event_id
    page = post(browser, app.project(), **{"try": "1", "event": event_id})

    assert "No event of this project is stored" in visible_text(page.text)


@pytest.mark.parametrize(
    ("split", "rule"),
    [
        ("message", "{{ default }}, {{ message }}"),
        ("transaction", "{{ default }}, {{ transaction }}"),
        ("region", "{{ default }}, {{ tags.region }}"),
    ],
)
def test_the_issue_page_leads_to_a_rule_that_takes_it_apart(
    browser: httpx.Client, seen: TestProject, split: str, rule: str
) -> None:
    save_section(Project.objects.get(pk=seen.id), Grouping("type:Gone -> gone"))
    event_id = Issue.objects.get(project_id=seen.id, number=1).last_event_id
    address = f"{page_of(seen)}?event={event_id}&amp;split={split}"
    assert address in browser.get(f"/issues/{name(seen, 1)}/").text

    page = browser.get(address.replace("&amp;", "&"))

    whole = f'error.type:"ValueError" stack.module:"shop.views" stack.function:"pay" -> {rule}'
    written = whole.replace(">", "&gt;").replace('"', "&quot;")
    assert f"{written}\ntype:Gone -&gt; gone</textarea>" in page.text
    assert f"Fingerprint rule {written}" in visible_text(page.text)
    assert saved(seen)[1] == Grouping("type:Gone -> gone")


def test_the_issue_page_names_the_rules_that_spoke(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    rules = Grouping(
        "type:ValueError -> {{ default }}, x", "function:nobody -app\nfunction:pay +app"
    )
    save_section(Project.objects.get(pk=project.id), rules)
    app.send(project, error())
    page = visible_text(browser.get(f"/issues/{name(project, 1)}/").text)

    assert "Fingerprint rule: type:ValueError -&gt; {{ default }}, x" in page
    assert "Stack trace rules: function:pay +app" in page
    assert "The rules have changed since" not in page


def test_the_issue_page_tells_when_the_rules_have_changed_since(
    browser: httpx.Client, seen: TestProject
) -> None:
    save_section(Project.objects.get(pk=seen.id), Grouping("type:ValueError -> x"))
    page = visible_text(browser.get(f"/issues/{name(seen, 1)}/").text)

    assert "The rules have changed since" in page
