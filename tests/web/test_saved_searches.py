"""Searches that people keep, share, pin, and made lately."""

import re
import uuid
from collections.abc import Iterator

import httpx
import pytest
from support.app import PASSWORD, App, TestProject, envelope, error, visible_text

from seismo.catalog.models import RecentSearch, SavedSearch
from seismo.catalog.people import create_user


@pytest.fixture(scope="module")
def colleague(app: App) -> Iterator[httpx.Client]:
    """Somebody else of the organization."""
    email = f"{uuid.uuid4().hex}@example.test"
    create_user(app.organization, email, PASSWORD)
    headers = {"Origin": app.url, "Accept": "text/html"}
    with httpx.Client(base_url=app.url, follow_redirects=True, headers=headers) as client:
        client.post("/login/", data={"email": email, "password": PASSWORD})
        yield client


@pytest.fixture(autouse=True)
def _no_searches(app: App) -> Iterator[None]:
    yield
    SavedSearch.objects.all().delete()
    RecentSearch.objects.all().delete()


def save(client: httpx.Client, name: str, query: str, **fields: str) -> httpx.Response:
    return client.post("/issues/searches/", data={"name": name, "query": query, **fields})


def change(client: httpx.Client, name: str, to: str) -> httpx.Response:
    pk = SavedSearch.objects.get(name=name).pk
    return client.post(f"/issues/searches/{pk}/", data={"to": to})


def menu(client: httpx.Client) -> dict[str, str]:
    """The names in the menu, and where they lead."""
    page = client.get("/issues/", params={"status": "all"}).text
    rows = re.findall(r'class="menu-row" href="/issues/\?([^"]*)">([^<]+)', page)
    return {name.strip(): query.replace("&amp;", "&") for query, name in rows}


def test_a_saved_search_is_in_the_menu(browser: httpx.Client) -> None:
    told = save(browser, "Payments", "?q=level%3Aerror&environment=production")

    assert "Saved as Payments." in visible_text(told.text)
    assert menu(browser) == {"Payments": "q=level%3Aerror&environment=production"}


def test_what_is_no_part_of_a_view_is_not_saved(browser: httpx.Client) -> None:
    save(browser, "Payments", "q=a&cursor=older.1.2&evil=1&sort=freq")

    assert menu(browser) == {"Payments": "q=a&sort=freq"}


def test_saving_again_under_a_name_replaces_it(browser: httpx.Client) -> None:
    save(browser, "Payments", "q=a")
    save(browser, "Payments", "q=b")

    assert menu(browser) == {"Payments": "q=b"}


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [("", "q=a", "it has no name"), ("Payments", "", "there is nothing in it to keep")],
)
def test_a_search_that_cannot_be_saved_says_why(
    browser: httpx.Client, name: str, query: str, sentence: str
) -> None:
    assert sentence in visible_text(save(browser, name, query).text)
    assert not SavedSearch.objects.exists()


def test_a_search_is_its_owners_alone_until_it_is_shared(
    browser: httpx.Client, colleague: httpx.Client
) -> None:
    save(browser, "Payments", "q=a")
    before = menu(colleague)
    change(browser, "Payments", "share")

    assert (before, menu(colleague)) == ({}, {"Payments": "q=a"})


def test_another_persons_own_search_does_not_exist(
    browser: httpx.Client, colleague: httpx.Client
) -> None:
    save(browser, "Payments", "q=a")

    assert change(colleague, "Payments", "pin").status_code == 404


@pytest.mark.parametrize("to", ["remove", "unshare"])
def test_a_member_cannot_take_away_what_another_one_shares(
    browser: httpx.Client, colleague: httpx.Client, to: str
) -> None:
    save(browser, "Payments", "q=a", is_shared="on")

    assert change(colleague, "Payments", to).status_code == 403
    assert menu(colleague) == {"Payments": "q=a"}


def test_an_owner_may_remove_what_a_member_shares(
    browser: httpx.Client, colleague: httpx.Client
) -> None:
    save(colleague, "Payments", "q=a", is_shared="on")
    change(browser, "Payments", "remove")

    assert menu(colleague) == {}


def test_the_stream_opens_with_the_pinned_search(browser: httpx.Client) -> None:
    save(browser, "Payments", "q=a&sort=freq")
    change(browser, "Payments", "pin")

    pinned = browser.get("/issues/", follow_redirects=False)
    change(browser, "Payments", "unpin")

    assert pinned.headers["Location"] == "/issues/?q=a&sort=freq"
    assert browser.get("/issues/", follow_redirects=False).status_code == 200


def test_a_pin_is_one_persons(browser: httpx.Client, colleague: httpx.Client) -> None:
    save(browser, "Payments", "q=a", is_shared="on")
    change(browser, "Payments", "pin")

    assert colleague.get("/issues/", follow_redirects=False).status_code == 200


def test_what_is_no_longer_shared_is_pinned_by_nobody_else(
    browser: httpx.Client, colleague: httpx.Client
) -> None:
    save(browser, "Payments", "q=a", is_shared="on")
    change(colleague, "Payments", "pin")
    change(browser, "Payments", "unshare")

    assert colleague.get("/issues/", follow_redirects=False).status_code == 200


def test_a_change_that_is_unknown_is_refused(browser: httpx.Client) -> None:
    save(browser, "Payments", "q=a")

    assert change(browser, "Payments", "explode").status_code == 400


def test_the_last_ten_searches_are_offered_before_anything_is_typed(browser: httpx.Client) -> None:
    for number in [*range(12), 5]:
        browser.post("/issues/searches/recent/", data={"q": f"word{number}"})

    offers = browser.get("/issues/complete/", params={"q": ""}).json()["offers"]

    expected = [5, 11, 10, 9, 8, 7, 6, 4, 3, 2]
    assert [offer["text"] for offer in offers] == [f"word{number}" for number in expected]


@pytest.mark.parametrize("text", ["", "  ", "x" * 501])
def test_what_is_no_search_is_not_remembered(browser: httpx.Client, text: str) -> None:
    answer = browser.post("/issues/searches/recent/", data={"q": text})

    assert (answer.status_code, RecentSearch.objects.exists()) == (204, False)


@pytest.fixture(scope="module")
def shop(app: App) -> TestProject:
    """A project that no test changes."""
    project = app.project()
    fields = {"release": "shop@1.2.0", "environment": "production"}
    user = {"email": "ada@example.test"}
    for plan in ("paid", "two words"):
        app.post(project, envelope(error(tags={"plan": plan}, user=user, **fields)))
    app.wait_until_idle()
    return project


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("releas", "release:"),
        ("pla", "plan:"),
        ("plan:", "paid"),
        ("plan:p", "paid"),
        ('plan:"two', '"two words"'),
        ("release:", "latest"),
        ("release:shop", "shop@1.2.0"),
        ("environment:", "production"),
        ("is:", "unresolved"),
        ("assig", "assigned:"),
        ("assigned:", "me"),
        ("assigned:#ev", "#everyone"),
        ("bookmarks:", "me"),
        ("issue.priority:", "high"),
        ("level:[error, w", "warning"),
        ("error.handled:", "true"),
        ("age:", "-24h"),
        ("user.email:", "ada@example.test"),
        ("error.type:", "ValueError"),
        ("has:rel", "release"),
    ],
)
def test_a_search_goes_on_with_what_there_is(
    browser: httpx.Client, shop: TestProject, text: str, offered: str
) -> None:
    answer = browser.get("/issues/complete/", params={"q": text, "project": shop.slug}).json()

    assert offered in [offer["text"] for offer in answer["offers"]]


def test_values_of_another_project_are_not_offered(
    browser: httpx.Client, shop: TestProject, project: TestProject
) -> None:
    answer = browser.get("/issues/complete/", params={"q": "plan:", "project": project.slug})

    assert answer.json()["offers"] == []


@pytest.mark.parametrize("caret", ["-1", "x", "999999999", "3"])
def test_a_caret_that_is_nowhere_is_no_trouble(browser: httpx.Client, caret: str) -> None:
    assert browser.get("/issues/complete/", params={"q": "is:", "caret": caret}).status_code == 200
