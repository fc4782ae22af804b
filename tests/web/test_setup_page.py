"""The set-up page: snippets that work, and the wait for the first event."""

import ast
import html
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from support import telemetry
from support.app import App, TestProject, error, visible_text, wait_until

from seismo.web.snippets import PLATFORMS, without_sdk

DSN = "http://0123456789abcdef0123456789abcdef@errors.test/1"
README_DSN = "http://0123456789abcdef0123456789abcdef@127.0.0.1:9000/1"
REPOSITORY = Path(__file__).resolve().parents[2]


def setup_page(browser: httpx.Client, project: TestProject, platform: str = "python") -> str:
    answer = browser.get(f"/projects/{project.slug}/setup/{platform}/")
    assert answer.status_code == 200
    return answer.text


def blocks(page: str) -> list[str]:
    """What the copy buttons copy."""
    found = re.findall(r'<code id="[^"]+">(.*?)</code>', page, flags=re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", block)) for block in found]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_dsn_is_already_filled_in(
    browser: httpx.Client, project: TestProject, platform: str
) -> None:
    page = setup_page(browser, project, platform)

    assert any(project.dsn in block for block in blocks(page)[:-2])


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_has_three_steps(platform: str) -> None:
    titles = [step.title for step in PLATFORMS[platform].steps(DSN)]

    assert titles == ["Install", "Initialise", "Send a test event"]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_python_that_is_copied_is_python(platform: str) -> None:
    for step in PLATFORMS[platform].steps(DSN):
        for snippet in step.snippets:
            if snippet.language == "python":
                ast.parse(snippet.code)


def test_the_lines_of_the_kit_are_those_of_its_own_page() -> None:
    readme = (REPOSITORY / "kits" / "django" / "README.md").read_text()
    kit = PLATFORMS["django"].kit
    assert kit is not None
    snippets = [snippet for step in kit(README_DSN) for snippet in step.snippets]
    lines = [line for snippet in snippets for line in snippet.code.splitlines()]

    assert [line for line in lines if line not in readme] == []


def test_the_page_for_django_shows_the_kit_with_the_projects_dsn(
    browser: httpx.Client, project: TestProject
) -> None:
    page = setup_page(browser, project, "django")
    names = re.findall(r'<code id="([^"]+)"', page)

    assert any(f"export SENTRY_DSN={project.dsn}" in block for block in blocks(page))
    assert names == re.findall(r'data-copy="#([^"]+)"', page)
    assert len(names) == len(set(names))


def test_every_block_has_its_own_copy_button(browser: httpx.Client, project: TestProject) -> None:
    page = setup_page(browser, project)
    names = re.findall(r'<code id="([^"]+)"', page)

    assert names == re.findall(r'data-copy="#([^"]+)"', page)
    assert len(names) == len(set(names)) == 5


def test_a_platform_without_snippets_is_not_found(
    browser: httpx.Client, project: TestProject
) -> None:
    assert browser.get(f"/projects/{project.slug}/setup/cobol/").status_code == 404


def test_a_dsn_that_only_works_on_this_machine_is_pointed_out(
    browser: httpx.Client, project: TestProject
) -> None:
    assert "on the server's own machine only" in setup_page(browser, project)


@pytest.mark.slow
def test_the_copied_python_command_sends_an_event(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    command = blocks(setup_page(browser, project))[2]
    assert command.startswith("python ")
    subprocess.run(
        command.replace("python", sys.executable, 1), shell=True, capture_output=True, timeout=60
    )
    app.wait_until_idle()

    assert "ZeroDivisionError" in browser.get(waiting_url(project, seen=0)).text


@pytest.mark.slow
def test_the_copied_django_lines_and_command_send_an_event(
    app: App, browser: httpx.Client, project: TestProject, tmp_path: Path
) -> None:
    settings, command = blocks(setup_page(browser, project, "django"))[1:3]
    (tmp_path / "shop_settings.py").write_text(f"{settings}\nSECRET_KEY = 'fake'\n")
    (tmp_path / "manage.py").write_text(
        "import os\n"
        "from django.core.management import execute_from_command_line\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'shop_settings'\n"
        "execute_from_command_line()\n"
    )
    subprocess.run(
        command.replace("python", sys.executable, 1),
        shell=True,
        capture_output=True,
        cwd=tmp_path,
        timeout=60,
    )
    app.wait_until_idle()

    assert "ZeroDivisionError" in browser.get(waiting_url(project, seen=0)).text


@pytest.mark.slow
def test_the_copied_curl_command_sends_an_event(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    command = blocks(setup_page(browser, project))[-1]
    subprocess.run(command, shell=True, capture_output=True, timeout=60, check=True)
    app.wait_until_idle()

    assert "A test from curl" in browser.get(waiting_url(project, seen=0)).text


def test_the_curl_command_speaks_to_the_public_address() -> None:
    command = without_sdk("https://errors.test/seismo/", "0" * 32, 7)

    assert f"'https://errors.test/seismo/api/7/store/?sentry_key={'0' * 32}'" in command


def waiting_url(project: TestProject, seen: int, since: float = 0, told: str = "") -> str:
    return f"/projects/{project.slug}/waiting/?since={since}&seen={seen}&told={told}"


def polled_url(page: str) -> str:
    found = re.search(r'hx-get="([^"]+)"', page)
    assert found is not None
    return html.unescape(found[1])


def test_the_page_waits_for_the_first_event(browser: httpx.Client, project: TestProject) -> None:
    page = setup_page(browser, project)

    assert "Waiting for the first event" in visible_text(page)
    assert 'hx-trigger="every 2s"' in page


def test_a_poll_without_news_is_empty(browser: httpx.Client, project: TestProject) -> None:
    url = polled_url(setup_page(browser, project))

    assert browser.get(url).status_code == 204


def test_the_arrival_turns_the_wait_into_a_link_that_takes_the_focus(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    url = polled_url(setup_page(browser, project))
    event_id = app.send(project, error("it broke"))
    fragment = browser.get(url).text

    assert re.search(rf'href="/issues/[^"]+/events/{event_id}/" autofocus', fragment)
    assert "hx-trigger" not in fragment


def test_a_project_with_events_waits_for_the_next_one(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    app.send(project, error())

    assert "Waiting for the next event" in visible_text(setup_page(browser, project))


def test_a_refused_request_is_told_while_waiting(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    url = polled_url(setup_page(browser, project))
    store = f"{app.url}/api/{project.id}/store/?sentry_key={'0' * 32}"
    httpx.post(store, json={"message": "hello"})
    wait_until(lambda: browser.get(url).status_code == 200, "the refusal is told")
    fragment = browser.get(url).text

    assert "was refused: No project has the key of this DSN" in visible_text(fragment)
    assert fragment.lower().count("the key of this dsn") == 1
    assert browser.get(polled_url(fragment)).status_code == 204


def test_a_request_that_was_refused_before_is_not_told(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id = app.send(project, error())
    app.send(project, error(event_id=event_id))

    assert "was refused" not in setup_page(browser, project)


def test_an_item_that_is_not_kept_yet_is_no_refusal(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    url = polled_url(setup_page(browser, project))
    app.post(project, b'{}\n{"type":"session"}\n{"sid":"1"}\n')
    app.wait_until_idle()

    assert browser.get(url).status_code == 204


@pytest.mark.parametrize("query", ["since=x&seen=y", "since=-1", "seen=1e9", "since=" + "9" * 400])
def test_a_spoilt_address_waits_from_now_on(
    browser: httpx.Client, project: TestProject, query: str
) -> None:
    assert browser.get(f"/projects/{project.slug}/waiting/?{query}").status_code == 200


def test_without_javascript_a_link_looks_again(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    page = setup_page(browser, project)
    again = re.search(r'<noscript>.*?href="([^"]+)"', page, flags=re.DOTALL)
    assert again is not None
    app.send(project, error("it broke"))
    url = f"/projects/{project.slug}/setup/python/{html.unescape(again[1])}"

    assert "The first event is here: ValueError: it broke" in visible_text(browser.get(url).text)


def test_an_application_that_runs_is_told_before_its_first_event(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    before = setup_page(browser, project)
    client = f"Sentry sentry_key={project.key}, sentry_client=sentry.python/2.75.0"
    app.post(project, telemetry.envelope_of(telemetry.session()), {"X-Sentry-Auth": client})
    app.wait_until_idle()
    page = visible_text(setup_page(browser, project))
    assert "runs in" not in visible_text(before)
    assert "shop@1.0 runs in staging with sentry.python 2.75.0. Last sign: now" in page
