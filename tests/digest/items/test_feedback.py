"""What users write, seen in the rows that the feedback list reads."""

import pytest
from support.app import App, TestProject
from support.telemetry import (
    attachment,
    digested,
    feedback,
    new_id,
    post,
    rows_of,
    user_report,
)

from seismo.model.ids import EventId
from seismo.queries.fate import fate_of


def test_feedback_keeps_what_queries_need() -> None:
    event_id, about = new_id(), new_id()
    sent = feedback(associated_event_id=about, url="https://shop.example/", replay_id="a" * 32)
    made = digested(sent, event_id=event_id)

    row = made.row("feedback")
    wanted = {
        "event_id": event_id,
        "associated_event_id": about,
        "message": "I cannot pay",
        "name": "Ada",
        "email": "ada@example.test",
        "url": "https://shop.example/",
        "source": "feedback",
        "replay_id": "a" * 32,
        "release": "shop@1.0",
        "environment": "staging",
    }
    assert {name: row[name] for name in wanted} == wanted
    assert made.outcomes == {("feedback", ""): 1}


def test_a_user_report_is_feedback_about_its_event() -> None:
    about = new_id()
    made = digested(user_report(about))

    row = made.row("feedback")
    assert (row["associated_event_id"], row["message"], row["source"]) == (
        about,
        "Help!",
        "user_report",
    )


def test_feedback_that_comes_twice_is_kept_once(app: App, project: TestProject) -> None:
    event_id = new_id()
    for _ in range(2):
        post(app, project, feedback(), attachment(), event_id=event_id)

    (fate,) = fate_of(app.stores.payloads, [EventId(event_id)])
    assert (fate.outcome, fate.stored, fate.title) == ("accepted", 1, "I cannot pay")
    assert len(rows_of(app, project, "feedback")) == 1
    assert len(rows_of(app, project, "attachments")) == 1


@pytest.mark.parametrize("message", ["", "   "])
def test_feedback_without_a_message_is_invalid(message: str) -> None:
    made = digested(feedback(message), event_id=new_id())

    assert made.outcomes == {("feedback", "invalid_feedback"): 1}


def test_a_long_message_is_cut_and_not_lost() -> None:
    made = digested(feedback("a" * 5000), event_id=new_id())

    assert len(made.row("feedback")["message"]) == 4096


def test_a_secret_in_a_user_report_is_not_kept() -> None:
    made = digested(user_report(new_id(), comments="my password=fake-hunter-7731"))

    assert "fake-hunter-7731" not in str(made.rows("feedback"))
