"""The scrubbing of a project and of the organization, its tester, and what an event says about it."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from support.app import App, TestProject, error, visible_text

from seismo.catalog.models import Member, Organization, Project
from seismo.catalog.settings import save_section, section
from seismo.model.access import Role
from seismo.model.project import OrganizationScrubbing, Scrubbing

ORGANIZATION = "/settings/scrubbing/"
WORD = "hunter2-fake-7"


def page_of(project: TestProject) -> str:
    return f"/projects/{project.slug}/settings/scrubbing/"


def saved(project: TestProject) -> Scrubbing:
    return section(Project.objects.get(pk=project.id), Scrubbing)


def post(browser: httpx.Client, project: TestProject, **fields: str) -> httpx.Response:
    form = {"enabled": "on", "defaults": "on"}
    return browser.post(page_of(project), data=form | fields)


def stored(app: App, browser: httpx.Client, project: TestProject, event: dict[str, Any]) -> Any:
    """The event as it was kept, after it went in by the front door."""
    event_id = app.send(project, event)
    return browser.get(f"/events/{event_id}/json/", follow_redirects=True).json()


@pytest.fixture
def organization(project: TestProject) -> Iterator[Organization]:
    found = Project.objects.get(pk=project.id).organization
    yield found
    save_section(found, OrganizationScrubbing())


def test_the_settings_are_saved(browser: httpx.Client, project: TestProject) -> None:
    answer = post(
        browser,
        project,
        defaults="",
        ip_addresses="on",
        sensitive_fields="kundennummer\r\npersonal_nr",
        safe_fields="author\nextra.db.author",
        rules="mask @email from $string\r\n\r\n",
    )
    assert "Saved." in visible_text(answer.text)
    assert saved(project) == Scrubbing(
        defaults=False,
        ip_addresses=True,
        sensitive_fields=("kundennummer", "personal_nr"),
        safe_fields=("author", "extra.db.author"),
        rules="mask @email from $string",
    )


def test_a_switch_can_be_turned_off(browser: httpx.Client, project: TestProject) -> None:
    browser.post(page_of(project), data={"enabled": "on"})
    assert saved(project) == Scrubbing(defaults=False)


def test_saved_rules_hold_for_the_next_event(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    post(browser, project, rules="mask /nr-([0-9]+)/ from extra.note", safe_fields="extra.token")
    fields = {"note": "about nr-4711", "token": "kept", "api_token": WORD}
    after = stored(app, browser, project, error(extra=fields))
    assert after["extra"] == {"note": "about nr-****", "token": "kept", "api_token": "[Filtered]"}


def test_a_line_that_is_no_rule_is_named_and_nothing_is_saved(
    browser: httpx.Client, project: TestProject
) -> None:
    answer = post(browser, project, rules="mask @ip from $string\nmask @mail from $string")
    text = visible_text(answer.text)
    assert answer.status_code == 422
    assert "Line 2, column 6" in text
    assert "is no type; write one of @anything" in text
    assert saved(project) == Scrubbing()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("sensitive_fields", "a", "Line 1: one letter stands in almost every text"),
        ("safe_fields", "ok\nextra.", "Line 2: this is no place; write a key such as author"),
        ("rules", "x" * 100_001, "at most 100000 characters"),
    ],
)
def test_an_entry_that_cannot_be_used_is_refused(
    browser: httpx.Client, project: TestProject, field: str, value: str, words: str
) -> None:
    answer = post(browser, project, **{field: value})
    assert answer.status_code == 422
    assert words in visible_text(answer.text)


def test_a_member_sees_the_settings_and_cannot_save_them(
    browser: httpx.Client, project: TestProject
) -> None:
    me = Member.objects.get(user__email="owner@example.test")
    Member.objects.filter(pk=me.pk).update(role=Role.MEMBER)
    try:
        answers = [post(browser, project), browser.post(ORGANIZATION, data={})]
        tried = post(browser, project, **{"try": "1", "sample": "x"})
    finally:
        Member.objects.filter(pk=me.pk).update(role=Role.OWNER)
    assert [answer.status_code for answer in answers] == [403, 403]
    assert tried.status_code == 200


# The organization


def test_the_organization_adds_to_its_projects(
    app: App, browser: httpx.Client, project: TestProject, organization: Organization
) -> None:
    rules = "replace /b/ with 'c' from extra.note"
    answer = browser.post(
        ORGANIZATION, data={"require_enabled": "on", "sensitive_fields": "kunde", "rules": rules}
    )
    assert "Saved." in visible_text(answer.text)
    save_section(Project.objects.get(pk=project.id), Scrubbing(enabled=False))
    after = stored(app, browser, project, error(extra={"note": "abc", "kunde": "Ada"}))
    assert after["extra"] == {"note": "acc", "kunde": "[Filtered]"}


def test_a_project_tells_what_the_organization_requires(
    browser: httpx.Client, project: TestProject, organization: Organization
) -> None:
    save_section(organization, OrganizationScrubbing(require_ip_addresses=True))
    text = visible_text(browser.get(page_of(project)).text)
    assert "The organization adds to this, and requires that IP addresses are removed." in text


def test_a_wrong_rule_of_the_organization_is_named(browser: httpx.Client, app: App) -> None:
    answer = browser.post(ORGANIZATION, data={"rules": "mask @ip from extra."})
    assert answer.status_code == 422
    assert "Line 1, column 21 : a name is missing here" in visible_text(answer.text)


# The tester


def tried(browser: httpx.Client, project: TestProject, sample: str, **fields: str) -> str:
    answer = post(browser, project, **{"try": "1", "sample": sample, **fields})
    assert answer.status_code == 200
    return visible_text(answer.text)


def test_a_text_can_be_tried(browser: httpx.Client, project: TestProject) -> None:
    text = tried(browser, project, f"login with password={WORD}")
    assert "What these rules would remove 1 place" in text
    assert "removed: its name or form says that it is a secret" in text
    assert "What would be kept login with password=[Filtered]" in text


def test_json_can_be_tried_with_rules_that_are_not_saved(
    browser: httpx.Client, project: TestProject
) -> None:
    sample = json.dumps({"extra": {"note": "to a@b.example"}, "tags": {"plan": "free"}})
    text = tried(browser, project, sample, rules="mask @email from extra.**")
    assert "extra.note masked: it is a mail address @email:mask to ***********" in text
    assert "tags.plan free" in text
    assert saved(project) == Scrubbing()


def test_a_stored_event_can_be_tried(app: App, browser: httpx.Client, project: TestProject) -> None:
    event_id = app.send(project, error(extra={"note": "to a@b.example", "password": WORD}))
    rules = "replace @email from $string"
    text = tried(browser, project, f"http://localhost/events/{event_id}/", rules=rules)
    assert "What these rules would remove 1 place" in text
    assert "extra.note removed: it is a mail address @email:replace to [email]" in text


def test_a_trial_says_when_nothing_would_be_removed(
    browser: httpx.Client, project: TestProject
) -> None:
    assert "What these rules would remove 0 places Nothing." in tried(browser, project, "harmless")


def test_a_trial_says_when_there_is_no_such_event(
    browser: httpx.Client, project: TestProject
) -> None:
    assert "No event of this project is stored" in tried(browser, project, "0" * 31 + "1")


def test_a_trial_leaves_out_the_lines_that_are_no_rules(
    browser: httpx.Client, project: TestProject
) -> None:
    text = tried(browser, project, "abc", rules="mask /b/ from $string\nnonsense")
    assert "Line 2, column 1" in text
    assert "is no method; begin with remove" in text
    assert "What would be kept a*c" in text


@pytest.mark.parametrize(
    "sample", ["", "[1, 2]", '{"_meta": 3, "a": {}}', "{" * 5000, '{"a": "\\ud800"}']
)
def test_anything_can_be_tried(browser: httpx.Client, project: TestProject, sample: str) -> None:
    assert "What these rules would remove" in tried(browser, project, sample)


# The page of an event


def test_an_event_tells_what_was_removed_and_leads_to_the_setting(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    post(browser, project, rules="hash @email from extra.**")
    fields = {"db": {"password": WORD}, "mail": "a@b.co"}
    event_id = app.send(project, error(extra=fields))
    page = browser.get(f"/events/{event_id}/", follow_redirects=True)
    text = visible_text(page.text)
    assert "Removed before it was stored 2 places" in text
    assert "extra.db.password removed: its name or form says that it is a secret" in text
    assert "extra.mail hashed: it is a mail address" in text
    assert '<span class="because" title="@email:hash">hashed: it is a mail address<' in page.text
    link = f"{page_of(project)}?safe=extra.db.password"
    assert f'href="{link}"' in page.text

    form = browser.get(link)
    assert "extra.db.password</textarea>" in form.text
    assert saved(project).safe_fields == ()


def test_an_event_with_nothing_removed_has_no_report(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id = app.send(project, error(extra={"a": "b"}))
    page = browser.get(f"/events/{event_id}/", follow_redirects=True)
    assert "Removed before it was stored" not in page.text
