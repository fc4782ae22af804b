"""Keys can be switched off: what dictates or jerks would press them (WCAG 2.1.4)."""

import httpx
import pytest
from support.app import App, TestProject, error
from support.people import new_person, signed_in


@pytest.mark.parametrize(("switch", "says_so"), [({"uses_keys": "on"}, False), ({}, True)])
def test_the_page_says_whether_keys_are_off(
    app: App, project: TestProject, switch: dict[str, str], *, says_so: bool
) -> None:
    app.send(project, error())
    with signed_in(app, new_person(app)) as client:
        client.post("/preferences/", data={"name": "", "theme": "", "time_zone": ""} | switch)

        assert ("data-no-keys" in client.get("/issues/").text) is says_so


def test_keys_are_on_unless_somebody_switches_them_off(browser: httpx.Client) -> None:
    assert "data-no-keys" not in browser.get("/issues/").text
