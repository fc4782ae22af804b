"""Whatever is posted: the right answer, never a 5xx, one outcome, and a line that people can read."""

import gzip
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import pytest
from support.app import App, TestProject, envelope, error, items, visible_text, wait_until

from seismo.catalog.models import OutcomeCount
from seismo.model.outcome import EXPLANATIONS, Reason

DAY = 86_400


@dataclass(frozen=True)
class Refused:
    """A request that is turned away."""

    send: Callable[[App, TestProject], httpx.Response]
    status: int
    reason: Reason


def outcomes(project: TestProject) -> dict[str, int]:
    rows = OutcomeCount.objects.filter(project_id=project.id).exclude(category="internal")
    return {row.reason: row.quantity for row in rows}


def url(app: App, project: TestProject, key: str) -> str:
    return f"{app.url}/api/{project.id}/envelope/?sentry_key={key}"


def with_unknown_key(app: App, project: TestProject) -> httpx.Response:
    return httpx.post(url(app, project, "f" * 32), content=envelope(error()))


def with_the_key_of_another_project(app: App, project: TestProject) -> httpx.Response:
    return httpx.post(url(app, project, app.project().key), content=envelope(error()))


def without_a_key(app: App, project: TestProject) -> httpx.Response:
    return httpx.post(f"{app.url}/api/{project.id}/envelope/", content=envelope(error()))


def of_three_megabytes(app: App, project: TestProject) -> httpx.Response:
    return app.post(project, envelope(error(extra={"text": "x" * 3_000_000})))


def with_an_inflate_bomb(app: App, project: TestProject) -> httpx.Response:
    bomb = gzip.compress(b"\0" * (300 * 1024 * 1024), compresslevel=1)
    return app.post(project, bomb, {"Content-Encoding": "gzip"})


def of_garbage(app: App, project: TestProject) -> httpx.Response:
    return app.post(project, b"\x00\xff not an envelope \x80" * 50)


def of_a_cut_body(app: App, project: TestProject) -> httpx.Response:
    return app.post(project, envelope(error())[:-100])


def not_compressed_as_it_says(app: App, project: TestProject) -> httpx.Response:
    return app.post(project, envelope(error()), {"Content-Encoding": "gzip"})


def of_nothing(app: App, project: TestProject) -> httpx.Response:
    return app.post(project, b"")


REFUSED = {
    "with an unknown key": Refused(with_unknown_key, 403, Reason.AUTH_UNKNOWN_KEY),
    "with the key of another project": Refused(
        with_the_key_of_another_project, 403, Reason.PROJECT_MISMATCH
    ),
    "without a key": Refused(without_a_key, 401, Reason.AUTH_MISSING),
    "of three megabytes": Refused(of_three_megabytes, 413, Reason.TOO_LARGE),
    "with an inflate bomb": Refused(with_an_inflate_bomb, 413, Reason.TOO_LARGE),
    "of garbage": Refused(of_garbage, 400, Reason.INVALID_ENVELOPE),
    "of a cut body": Refused(of_a_cut_body, 400, Reason.INVALID_ENVELOPE),
    "not compressed as it says": Refused(
        not_compressed_as_it_says, 400, Reason.INVALID_COMPRESSION
    ),
    "of nothing": Refused(of_nothing, 400, Reason.EMPTY_BODY),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_a_request_is_refused_with_its_reason(
    case: Refused, app: App, project: TestProject, browser: httpx.Client
) -> None:
    answer = case.send(app, project)

    assert answer.status_code == case.status
    assert answer.headers["X-Sentry-Error"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    wait_until(lambda: outcomes(project) == {case.reason: 1}, f"one outcome {case.reason}")
    page = visible_text(browser.get(f"/projects/{project.slug}/").text)
    assert EXPLANATIONS[case.reason].split(".")[0] in page


ODD = {
    "NUL bytes": error("zero \0 byte", extra={"a\0b": "c\0"}),
    "tags as pairs": error(tags=[["color", "blue"], ["size", 3], ["odd"]]),
    "tags as numbers": error(tags={"count": 3, "share": 0.5, "on": True}),
    "a release that is a number": error(release=214),
    "an exception that is a list": error() | {"exception": error()["exception"]["values"]},
    "a time 60 days ago": error(timestamp=time.time() - 60 * DAY),
    "a time two days ahead": error(timestamp=time.time() + 2 * DAY),
    "5,000 tags": error(tags={f"tag{n}": str(n) for n in range(5000)}),
    "fields of the wrong type": error(
        user=[1, 2], request="x", contexts=7, breadcrumbs=True, modules=[], level={"a": 1}
    ),
    "an unknown field": error(surprise={"deep": [1, 2, 3]}),
}


@pytest.mark.parametrize("event", ODD.values(), ids=ODD.keys())
def test_an_odd_event_is_kept_and_shown(
    event: dict[str, object], app: App, project: TestProject, browser: httpx.Client
) -> None:
    event_id = app.send(project, event)

    assert outcomes(project) == {"": 1}
    page = browser.get(f"/events/{event_id}/")
    assert page.status_code == 200
    assert "ValueError" in visible_text(page.text)


def test_lone_surrogates_are_kept_and_shown(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    event_id = uuid.uuid4().hex
    payload = json.dumps(error("half a sign: \ud83d")).encode()
    assert app.post(project, items(event_id, ("event", payload))).status_code == 200
    app.wait_until_idle()

    assert outcomes(project) == {"": 1}
    assert browser.get(f"/events/{event_id}/").status_code == 200


def test_a_duplicate_event_id_is_one_event_and_one_duplicate(
    app: App, project: TestProject
) -> None:
    event_id = app.send(project, error())
    app.send(project, error(event_id=event_id))

    assert outcomes(project) == {"": 1, Reason.DUPLICATE: 1}


def test_an_unknown_item_leaves_its_neighbour_alone(app: App, project: TestProject) -> None:
    event_id = uuid.uuid4().hex
    event = json.dumps(error()).encode()
    body = items(event_id, ("sprocket", b"\x00\x01"), ("event", event))
    assert app.post(project, body).status_code == 200
    app.wait_until_idle()

    assert outcomes(project) == {"": 1, Reason.UNKNOWN_ITEM_TYPE: 1}
