"""Client keys: made, labelled, limited, switched off."""

import html

import httpx
from support.app import App, TestProject, envelope, error, visible_text, wait_until

from seismo.catalog.models import Member, ProjectKey
from seismo.model.access import Role


def keys_of(project: TestProject) -> str:
    return f"/projects/{project.slug}/settings/keys/"


def key_of(project: TestProject) -> ProjectKey:
    return ProjectKey.objects.get(public_key=project.key)


def form_of(project: TestProject) -> str:
    return f"{keys_of(project)}{key_of(project).pk}/"


def answer(app: App, project: TestProject) -> int:
    return app.post(project, envelope(error())).status_code


def test_every_key_is_shown_with_its_dsn(project: TestProject, browser: httpx.Client) -> None:
    page = browser.get(keys_of(project)).text
    assert project.dsn in page
    assert "active" in visible_text(page)


def test_the_addresses_for_other_senders_are_shown_and_work(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    page = html.unescape(browser.get(keys_of(project)).text)
    base = f"{app.url}/api/{project.id}"
    assert f"OTEL_EXPORTER_OTLP_ENDPOINT={base}/integration/otlp" in page
    assert f"x-sentry-auth=sentry sentry_key={project.key}" in page
    report_to = f"{base}/security/?sentry_key={project.key}"
    assert f"report-uri {report_to}" in page
    answer = httpx.post(report_to, json={"csp-report": {"blocked-uri": "data"}})
    assert answer.status_code == 200
    check_in = f"{base}/cron/MONITOR/{project.key}/?status=ok"
    assert check_in in page
    assert httpx.get(check_in).status_code == 202
    assert f"{base}/minidump/?sentry_key={project.key}" in page


def test_a_new_key_can_be_used_at_once(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    browser.post(keys_of(project), data={"label": "Staging"})
    made = ProjectKey.objects.get(project_id=project.id, label="Staging")
    sender = TestProject(project.id, project.slug, made.public_key, project.dsn)
    assert app.post(sender, envelope(error())).status_code == 200


def test_a_key_needs_a_label(project: TestProject, browser: httpx.Client) -> None:
    answer = browser.post(keys_of(project), data={"label": " "})
    assert answer.status_code == 422
    assert "This field is required." in answer.text


def test_a_rate_limit_is_saved_and_shown(project: TestProject, browser: httpx.Client) -> None:
    form = {"label": "Web", "count": "500", "seconds": "3600"}
    page = browser.post(form_of(project), data=form).text
    saved = key_of(project)
    assert (saved.label, saved.rate_count, saved.rate_seconds) == ("Web", 500, 3600)
    assert 'value="500"' in page


def test_an_empty_limit_is_none(project: TestProject, browser: httpx.Client) -> None:
    ProjectKey.objects.filter(public_key=project.key).update(rate_count=5, rate_seconds=60)
    browser.post(form_of(project), data={"label": "Web", "count": "", "seconds": "60"})
    assert key_of(project).rate_count is None


def test_a_limit_that_is_no_number_is_shown_again(
    project: TestProject, browser: httpx.Client
) -> None:
    answer = browser.post(form_of(project), data={"label": "Web", "count": "-1", "seconds": "60"})
    assert answer.status_code == 422
    assert "greater than or equal to 0" in answer.text
    assert key_of(project).label == "Default"


def test_a_key_that_is_switched_off_is_refused_until_it_is_on_again(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    page = browser.post(form_of(project), data={"active": "off"}).text
    assert "switched off" in visible_text(page)
    wait_until(lambda: answer(app, project) == 403, "the key is refused")
    browser.post(form_of(project), data={"active": "on"})
    wait_until(lambda: answer(app, project) == 200, "the key works again")


def test_the_key_of_another_project_is_out_of_reach(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    other = key_of(app.project())
    answer = browser.post(f"{keys_of(project)}{other.pk}/", data={"active": "off"})
    assert answer.status_code == 404


def test_a_member_sees_keys_and_cannot_change_them(
    project: TestProject, browser: httpx.Client
) -> None:
    me = Member.objects.get(user__email="owner@example.test")
    Member.objects.filter(pk=me.pk).update(role=Role.MEMBER)
    try:
        page = browser.get(keys_of(project))
        answers = [
            browser.post(keys_of(project), data={"label": "Mine"}),
            browser.post(form_of(project), data={"active": "off"}),
            browser.post(form_of(project), data={"label": "x", "seconds": "60"}),
        ]
    finally:
        Member.objects.filter(pk=me.pk).update(role=Role.OWNER)
    assert project.dsn in page.text
    assert "Make a key" not in page.text
    assert [answer.status_code for answer in answers] == [403, 403, 403]
