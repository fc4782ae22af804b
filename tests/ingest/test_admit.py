import pytest

from seismo.ingest.admit import Admission, admit
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.project import ProjectKey
from seismo.protocol.envelope import parse_envelope

PROJECT_KEY = ProjectKey(11, 1, "0" * 32, True)
ID = "9ec79c33ec9942ab8353589fcb2e04dc"


def admitted(*types: str) -> Admission:
    items = b"".join(b'\n{"type":"%s"}\n{}' % name.encode() for name in types)
    envelope = parse_envelope(b'{"event_id":"%s"}' % ID.encode() + items)
    return admit(envelope, PROJECT_KEY, 0.0)


def test_known_items_are_kept_in_order() -> None:
    assert admitted("event", "attachment", "log").kept == (0, 1, 2)


@pytest.mark.parametrize(
    ("name", "category", "detail"),
    [
        ("hologram", DataCategory.OTHER, "hologram"),
        ("statsd", DataCategory.METRIC_BUCKET, "statsd"),
        (
            "metric_buckets",
            DataCategory.METRIC_BUCKET,
            "metric_buckets: only servers make items of this type",
        ),
        ("x" * 999, DataCategory.OTHER, "x" * 64),
    ],
    ids=["unknown", "dead", "reserved", "long"],
)
def test_other_items_are_dropped_with_their_name(
    name: str, category: DataCategory, detail: str
) -> None:
    dropped = Dropped(Reason.UNKNOWN_ITEM_TYPE, category, event_id=ID, detail=detail)
    assert admitted("event", name, "session") == Admission((0, 2), (dropped,))


def test_nobody_is_held_back() -> None:
    assert admitted("event").limits == ()
