"""What came with an event, on its page."""

import re

import httpx
from support.app import App, TestProject, error, visible_text
from support.telemetry import (
    attachment,
    csp_report,
    feedback,
    item,
    new_id,
    post,
    replay,
    user_report,
)


def event_with(app: App, project: TestProject, *items: bytes) -> str:
    event_id = new_id()
    post(app, project, item(error(), "event"), *items, event_id=event_id)
    return event_id


def page_of(browser: httpx.Client, event_id: str) -> str:
    answer = browser.get(f"/events/{event_id}/")
    assert answer.status_code == 200
    return answer.text


def test_attachments_are_listed_with_type_and_size(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    sent = attachment(b"x" * 4100, filename="log.txt", content_type="text/plain")
    page = page_of(browser, event_with(app, project, sent))

    assert "Attachments 1 log.txt text/plain 4.1 KB" in visible_text(page)


def test_an_attachment_is_downloaded_as_it_came_and_never_shown(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    evil = b"<script>alert(1)</script>"
    sent = attachment(evil, filename='a"b/../é.html', content_type="text/html")
    page = page_of(browser, event_with(app, project, sent))
    [link] = re.findall(r'href="(/issues/[^"]+/files/[^"]+)"', page)

    answer = browser.get(link)

    assert answer.content == evil
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_of_another_event_is_not_found(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    page = page_of(browser, event_with(app, project, attachment()))
    [link] = re.findall(r'href="(/issues/[^"]+/files/[^"]+)"', page)
    other = event_with(app, project)

    answer = browser.get(re.sub(r"/events/\w{32}/", f"/events/{other}/", link))

    assert answer.status_code == 404


def test_a_file_that_comes_later_is_listed(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id = event_with(app, project)
    post(app, project, attachment(filename="later.txt"), event_id=event_id)

    assert "later.txt" in page_of(browser, event_id)


def test_what_users_said_is_on_the_page_of_the_event(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id = event_with(app, project)
    post(app, project, feedback("<b>It hurts", associated_event_id=event_id), event_id=new_id())

    page = visible_text(page_of(browser, event_id))

    assert "What users said 1 Ada · ada@example.test" in page
    assert "&lt;b&gt;It hurts" in page


def test_a_second_user_report_takes_the_place_of_the_first(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id = event_with(app, project)
    for comments in ("first words", "better words"):
        post(app, project, user_report(event_id, comments=comments))

    page = page_of(browser, event_id)

    assert "better words" in page
    assert "first words" not in page


def test_a_replay_with_the_event_in_it_is_on_the_page(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id, replay_id = event_with(app, project), new_id()
    for segment in range(2):
        sent = replay(replay_id, segment, error_ids=[event_id])
        post(app, project, sent, event_id=replay_id)

    page = visible_text(page_of(browser, event_id))

    assert f"{replay_id[:8]} https://shop.example/ " in page


def test_a_page_without_companions_names_none(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    page = page_of(browser, event_with(app, project))

    assert not any(f'id="{block}"' in page for block in ("attachments", "feedback", "replays"))


def test_an_archived_issue_is_found_under_its_tab_and_can_be_reopened(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id = new_id()
    post(app, project, csp_report(), event_id=event_id)
    tab = browser.get(f"/issues/?project={project.slug}&status=ignored").text
    page = browser.get(f"/events/{event_id}/")

    name = re.findall(r'name="id" value="([^"]+)"', page.text)[0]
    answer = browser.post("/issues/change/", data={"id": name, "to": "unresolved"})

    assert "Blocked 'script-src' from 'ads.example'" in visible_text(tab).replace("&#x27;", "'")
    assert "archived until it escalates" in visible_text(page.text)
    assert answer.status_code == 200
    assert "archived" not in visible_text(browser.get(f"/events/{event_id}/").text)
