"""Comments and the activity of an issue, on its pages."""

import re

import httpx
import pytest
from support.app import App, TestProject, error, visible_text

from seismo.actions.comments import add_comment
from seismo.catalog.models import Comment, Issue, User
from seismo.queries.issues import name_of


@pytest.fixture
def issue(app: App, project: TestProject) -> Issue:
    app.send(project, error(release="shop@1"))
    return Issue.objects.select_related("project").get(project_id=project.id)


def address(issue: Issue) -> str:
    return f"/issues/{name_of(issue)}/"


def say(browser: httpx.Client, issue: Issue, text: str) -> httpx.Response:
    form = {"text": text, "next": f"{address(issue)}#activity"}
    return browser.post(f"{address(issue)}activity/", data=form)


def test_a_comment_is_said_without_a_script(browser: httpx.Client, issue: Issue) -> None:
    answer = say(browser, issue, "It is the <card>.")

    assert answer.url.path == address(issue)
    assert "owner@example.test commented now It is the &lt;card&gt;." in visible_text(answer.text)


@pytest.mark.parametrize("page", ["", "activity/"])
def test_what_happened_is_told_in_sentences(browser: httpx.Client, issue: Issue, page: str) -> None:
    browser.post("/issues/change/", data={"id": name_of(issue), "to": "resolved"})

    found = visible_text(browser.get(f"{address(issue)}{page}").text)

    assert re.search(r"owner@example\.test resolved it now .*First seen in shop@1 now", found)


@pytest.mark.parametrize("text", ["", "  \n", "x" * 20_001], ids=["empty", "blank", "too long"])
def test_what_cannot_be_said_is_explained_and_kept(
    browser: httpx.Client, issue: Issue, text: str
) -> None:
    answer = say(browser, issue, text)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert text.strip() in answer.text
    assert not issue.comments.exists()


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("ask @ana, please", 'ask <b class="mention">@ana</b>, please'),
        ("#backend: yours", '<b class="mention">#backend</b>: yours'),
        ("@<b>", "@&lt;b&gt;"),
        ("see https://x.example/a", '<a href="https://x.example/a" rel="nofollow">'),
        ("javascript:alert(1)", "javascript:alert(1)</p>"),
        ('https://x.example/"><script>x', "&lt;script&gt;x"),
    ],
    ids=["person", "team", "none", "address", "no address", "hostile"],
)
def test_a_comment_is_text_with_links_and_mentions(
    app: App, browser: httpx.Client, issue: Issue, text: str, drawn: str
) -> None:
    page = say(browser, issue, text).text

    assert drawn in page
    assert 'href="javascript:' not in page


def test_one_changes_and_deletes_what_one_said(browser: httpx.Client, issue: Issue) -> None:
    say(browser, issue, "It is the cart.")
    made = issue.comments.get()
    form = {"next": address(issue)}

    changed = browser.post(
        f"{address(issue)}comments/{made.pk}/", data=form | {"text": "It is the card."}
    )
    deleted = browser.post(f"{address(issue)}comments/{made.pk}/", data=form | {"do": "delete"})

    assert "commented now , edited It is the card." in visible_text(changed.text)
    assert "It is the card." not in deleted.text


def test_nobody_changes_what_somebody_else_said(
    app: App, browser: httpx.Client, issue: Issue
) -> None:
    owner = User.objects.get(email="owner@example.test")
    made = add_comment(issue, owner, "Mine.", app.clock.now())
    Comment.objects.filter(pk=made.pk).update(user=None)

    answer = browser.post(f"{address(issue)}comments/{made.pk}/", data={"text": "Yours."})

    assert answer.status_code == 422
    assert issue.comments.get().text == "Mine."


def test_a_comment_of_another_issue_is_not_found(
    app: App, browser: httpx.Client, project: TestProject, issue: Issue
) -> None:
    app.send(project, error(function="ship"))
    other = Issue.objects.exclude(pk=issue.pk).select_related("project").get(project=issue.project)
    say(browser, issue, "Here.")

    answer = browser.post(
        f"{address(other)}comments/{issue.comments.get().pk}/", data={"text": "x"}
    )

    assert answer.status_code == 404
