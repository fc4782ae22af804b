"""Attachments, seen in rows and blobs."""

from support.app import App, TestProject, error
from support.telemetry import attachment, digested, item, new_id, outcomes, post, row_of, rows_of


def test_an_attachment_is_a_row_and_a_blob(app: App, project: TestProject) -> None:
    event_id = new_id()
    sent = attachment(b"\x00 bytes \xff", filename="a.bin", content_type="image/png")
    post(app, project, item(error(), "event"), sent, event_id=event_id)

    row = row_of(app, project, "attachments")
    wanted = {
        "event_id": event_id,
        "name": "a.bin",
        "content_type": "image/png",
        "attachment_type": "event.attachment",
        "size": 9,
    }
    assert {name: row[name] for name in wanted} == wanted
    assert app.stores.blobs.open(row["blob"]) == b"\x00 bytes \xff"


def test_an_attachment_may_come_before_its_event() -> None:
    event_id = new_id()
    made = digested(attachment(), event_id=event_id)

    assert made.row("attachments")["event_id"] == event_id


def test_an_attachment_counts_once_and_its_bytes() -> None:
    made = digested(attachment(b"hello"), event_id=new_id())

    assert made.outcomes == {("attachment", ""): 1, ("attachment_byte", ""): 5}


def test_an_attachment_without_a_name_is_kept() -> None:
    made = digested(item(b"x", "attachment"), event_id=new_id())

    assert made.row("attachments")["name"] == "unnamed"


def test_attachments_of_a_dropped_event_are_dropped_with_it() -> None:
    made = digested(item(b"{broken", "event"), attachment(b"12345"), event_id=new_id())

    assert made.rows("attachments") == []
    assert made.outcomes == {
        ("error", "invalid_json"): 1,
        ("attachment", "invalid_json"): 1,
        ("attachment_byte", "invalid_json"): 5,
    }


def test_attachments_of_an_event_that_comes_again_are_kept_once(
    app: App, project: TestProject
) -> None:
    event_id = new_id()
    for _ in range(2):
        post(app, project, item(error(), "event"), attachment(), event_id=event_id)

    assert len(rows_of(app, project, "attachments")) == 1
    assert outcomes(project)["attachment", "duplicate"] == 1
