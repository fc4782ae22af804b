"""The pages in a real browser: keys, phones, people who need more contrast or no JavaScript."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from support.app import PASSWORD, App, TestProject, error
from support.chromium import DESKTOP, PHONE
from support.chromium import chromium as chromium_of_the_module

from seismo.catalog.models import Issue
from seismo.model.issue import short_id

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ["/issues/?project={slug}", "/issues/?project={slug}&q=nowhere", "/issues/{name}/"]
CRUMBS = [
    {"category": "query", "message": f"SELECT * FROM orders WHERE id = {number}", "timestamp": 0}
    for number in range(40)
]
REQUEST = {
    "url": "https://shop.example/" + "a-long-path/" * 15,
    "method": "POST",
    "headers": {"User-Agent": "Mozilla/5.0 " * 10},
    "data": {"cart": list(range(60))},
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_of_the_module() as browser:
        yield browser


@pytest.fixture(scope="module")
def login(app: App, chromium: Browser) -> dict[str, object]:
    """The cookies of someone who has signed in."""
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"{app.url}/login/")
        page.fill("input[name=email]", "owner@example.test")
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
        return dict(context.storage_state())


def a_context(
    app: App,
    chromium: Browser,
    login: dict[str, object],
    *,
    viewport: dict[str, int] = DESKTOP,
    scheme: str = "light",
    scripted: bool = True,
) -> BrowserContext:
    return chromium.new_context(
        base_url=app.url,
        storage_state=login,  # type: ignore[arg-type]
        viewport=viewport,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=scripted,
    )


@pytest.fixture
def page(app: App, chromium: Browser, login: dict[str, object]) -> Iterator[Page]:
    with a_context(app, chromium, login) as context:
        yield context.new_page()


@pytest.fixture
def shop(app: App) -> TestProject:
    return a_shop(app)


def a_shop(app: App) -> TestProject:
    """A project with three issues; the one that was seen last has everything on its page."""
    project = app.project()
    now = app.clock.now()
    app.send(project, error("card declined", function="charge", timestamp=now - 60))
    app.send(project, error("out of stock", function="reserve", timestamp=now - 50))
    whole = error(
        "a" * 300,
        function="ship",
        timestamp=now - 40,
        breadcrumbs=CRUMBS,
        request=REQUEST,
        tags={"plan": "free"},
        extra={"note": "x" * 3_000},
        contexts={"order": {"lines": list(range(80))}},
        modules={"django": "5.2"},
        user={"id": "7"},
        dist=7,
    )
    app.send(project, whole)
    return project


def names(project: TestProject) -> list[str]:
    issues = Issue.objects.filter(project_id=project.id).select_related("project")
    return [
        short_id(issue.project.short_id_prefix, issue.number)
        for issue in issues.order_by("-last_seen")
    ]


def address(path: str, project: TestProject) -> str:
    return path.format(slug=project.slug, name=names(project)[0])


@pytest.mark.parametrize(
    "layout",
    [(DESKTOP, 2, 225), (PHONE, 2, 280), (DESKTOP, 0, 300), (PHONE, 0, 420)],
    ids=["desktop", "phone", "desktop, long message", "phone, long message"],
)
def test_the_first_line_of_source_is_above_the_fold(
    app: App,
    chromium: Browser,
    login: dict[str, object],
    shop: TestProject,
    layout: tuple[dict[str, int], int, int],
) -> None:
    viewport, place, limit = layout
    with a_context(app, chromium, login, viewport=viewport) as context:
        page = context.new_page()
        page.goto(f"/issues/{names(shop)[place]}/")
        box = page.locator(".source .line").first.bounding_box()

    assert box is not None
    assert box["y"] < limit


def test_a_cold_page_is_small(page: Page, shop: TestProject) -> None:
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))

    page.goto(address("/issues/{name}/", shop), wait_until="networkidle")

    assert sum(sizes) <= 60_000
    assert len(sizes) <= 8


def test_issues_are_resolved_and_brought_back_by_keys_alone(page: Page, shop: TestProject) -> None:
    rows = page.locator(".issues li")
    page.goto(address("/issues/?project={slug}", shop))

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator("[data-count]")).to_have_text("2 selected")
    page.keyboard.press("e")
    expect(rows).to_have_count(1)
    page.keyboard.press("z")

    expect(rows).to_have_count(3)


def test_a_row_is_opened_by_a_key(page: Page, shop: TestProject) -> None:
    page.goto(address("/issues/?project={slug}", shop))

    for key in "jjko":
        page.keyboard.press(key)

    expect(page).to_have_url(re.compile(rf"/issues/{names(shop)[0]}/(\?|$)"))


def test_typing_filters_and_keeps_the_place(page: Page, shop: TestProject) -> None:
    page.goto(address("/issues/?project={slug}", shop))

    page.keyboard.press("/")
    page.keyboard.type("declined card")

    expect(page.locator(".issues li")).to_have_count(1)
    expect(page.locator("input[name=q]")).to_be_focused()
    expect(page).to_have_url(re.compile(r"q=declined\+card"))


@pytest.mark.parametrize(("keys", "lands"), [("gb", "/projects/"), ("gs", "/settings/")])
def test_g_and_a_letter_go_to_a_page(page: Page, shop: TestProject, keys: str, lands: str) -> None:
    page.goto(address("/issues/?project={slug}", shop))

    for key in keys:
        page.keyboard.press(key)

    expect(page).to_have_url(re.compile(f"{lands}$"))


def test_keys_do_nothing_while_someone_types(page: Page, shop: TestProject) -> None:
    page.goto(address("/issues/?project={slug}", shop))

    page.keyboard.press("/")
    page.keyboard.type("jxe")

    expect(page.locator("input[name=q]")).to_have_value("jxe")


def test_the_palette_leads_to_an_issue(page: Page, shop: TestProject) -> None:
    wanted = names(shop)[1]
    page.goto(address("/issues/?project={slug}", shop))

    page.keyboard.press("Control+k")
    page.keyboard.type(wanted)
    expect(page.locator(".palette li .hint").first).to_have_text(wanted)
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(f"/issues/{wanted}/$"))


def test_a_link_to_a_breadcrumb_unfolds_it(page: Page, shop: TestProject) -> None:
    page.goto(address("/issues/{name}/#b1", shop))

    expect(page.locator("#b1")).to_be_in_viewport()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_no_script(
    app: App, chromium: Browser, login: dict[str, object], shop: TestProject, path: str
) -> None:
    with a_context(app, chromium, login, scripted=False) as context:
        page = context.new_page()
        page.goto(address(path, shop))

        expect(page.locator("main")).to_contain_text(re.compile("declined|Nothing|a{100}"))


def test_an_issue_is_resolved_without_script(
    app: App, chromium: Browser, login: dict[str, object], shop: TestProject
) -> None:
    with a_context(app, chromium, login, scripted=False) as context:
        page = context.new_page()
        page.goto(address("/issues/?project={slug}", shop))
        page.locator(".issues li input").first.check()
        page.get_by_role("button", name="Resolve").click()

        expect(page.locator(".issues li")).to_have_count(2)


def test_the_filter_works_without_script(
    app: App, chromium: Browser, login: dict[str, object], shop: TestProject
) -> None:
    with a_context(app, chromium, login, scripted=False) as context:
        page = context.new_page()
        page.goto(address("/issues/?project={slug}", shop))
        page.fill("input[name=q]", "stock")
        page.get_by_role("button", name="Filter").click()

        expect(page.locator(".issues li")).to_have_count(1)


def test_back_shows_nothing_of_somebody_who_signed_out(app: App, chromium: Browser) -> None:
    with chromium.new_context(base_url=app.url) as context:
        page = context.new_page()
        page.goto("/login/?next=/projects/")
        page.fill("input[name=email]", "owner@example.test")
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/projects/")
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/login/")
        page.go_back(wait_until="commit")

        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("path", ["/login/", "/projects/new/"])
def test_a_page_that_fits_does_not_scroll(
    app: App, chromium: Browser, login: dict[str, object], path: str
) -> None:
    with a_context(app, chromium, login if path != "/login/" else {}) as context:
        page = context.new_page()
        page.goto(path)

        assert page.evaluate("document.documentElement.scrollHeight - innerHeight") == 0


def test_the_open_tab_is_in_view_on_a_phone(
    app: App, chromium: Browser, login: dict[str, object], project: TestProject
) -> None:
    app.send(project, error())
    issue = Issue.objects.select_related("project").get(project_id=project.id)
    name = short_id(issue.project.short_id_prefix, issue.number)
    with a_context(app, chromium, login, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"/issues/{name}/similar/")

        expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=0.9)
