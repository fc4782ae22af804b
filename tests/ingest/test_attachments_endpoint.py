import pytest
from ingest.door import Door
from ingest.form import FORM, File, form

from seismo.protocol.envelope import parse_envelope

ID = "9ec79c33ec9942ab8353589fcb2e04dc"
PATH = f"/api/1/events/{ID}/attachments/"
LOG = ("log", File("app.log", b"hello", "text/plain"))


@pytest.mark.parametrize("path", [PATH, PATH.rstrip("/")])
def test_files_are_attached_to_the_event_of_the_path(door: Door, path: str) -> None:
    reply = door.post(form(LOG, ("note", "text")), path, content_type=FORM)
    assert (reply.status, reply.body) == (201, b"")
    (record,) = door.records()
    (item,) = parse_envelope(record.body).items
    assert (record.event_id, item.type, bytes(item.payload)) == (ID, "attachment", b"hello")
    assert (item.headers["filename"], item.headers["content_type"]) == ("app.log", "text/plain")


@pytest.mark.parametrize(
    ("path", "body", "content_type", "status"),
    [
        pytest.param(PATH, b"", FORM, 400, id="empty"),
        pytest.param(PATH, form(("note", "text")), FORM, 400, id="no file"),
        pytest.param(PATH, b"hello", "text/plain", 415, id="no form"),
        pytest.param(PATH.replace(ID, "7"), form(LOG), FORM, 400, id="no event id"),
    ],
)
def test_what_is_no_form_with_files_is_refused(
    door: Door, path: str, body: bytes, content_type: str, status: int
) -> None:
    assert door.post(body, path, content_type=content_type).status == status
