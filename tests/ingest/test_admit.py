import pytest
from ingest.door import envelope_of

from seismo.ingest.admit import Admission, admit
from seismo.ingest.limiter import Limiter
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.project import CategoryLimit, Limits, ProjectKey, Rate
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
    ("name", "reason", "category", "detail"),
    [
        ("hologram", Reason.UNKNOWN_ITEM_TYPE, DataCategory.OTHER, "hologram"),
        ("statsd", Reason.DISCONTINUED, DataCategory.METRIC_BUCKET, "statsd"),
        (
            "metric_buckets",
            Reason.UNKNOWN_ITEM_TYPE,
            DataCategory.METRIC_BUCKET,
            "metric_buckets: only servers make items of this type",
        ),
        ("x" * 999, Reason.UNKNOWN_ITEM_TYPE, DataCategory.OTHER, "x" * 64),
    ],
    ids=["unknown", "dead", "reserved", "long"],
)
def test_other_items_are_dropped_with_their_name(
    name: str, reason: Reason, category: DataCategory, detail: str
) -> None:
    dropped = Dropped(reason, category, event_id=ID, detail=detail)
    assert admitted("event", name, "session") == Admission((0, 2), (dropped,))


LIMITED = ProjectKey(
    11, 1, "0" * 32, True, limits=Limits((CategoryLimit(DataCategory.ERROR, Rate(0, 60)),))
)


def limited(*types: str) -> Admission:
    return admit(parse_envelope(envelope_of(*types)), LIMITED, 0.0, Limiter())


def test_without_limits_nobody_is_held_back() -> None:
    assert admitted("event").limits == ()


def test_only_the_limited_category_is_dropped() -> None:
    admission = limited("event", "session", "log")
    assert admission.kept == (1, 2)
    assert [(d.reason, d.category) for d in admission.dropped] == [
        (Reason.PROJECT_QUOTA, DataCategory.ERROR)
    ]
    assert not admission.is_limited


def test_attachments_and_the_profile_go_with_their_event() -> None:
    admission = limited("attachment", "profile", "event", "session")
    assert admission.kept == (3,)
    assert [d.category for d in admission.dropped] == [
        DataCategory.ATTACHMENT,
        DataCategory.PROFILE,
        DataCategory.ERROR,
    ]
    assert {d.reason for d in admission.dropped} == {Reason.PROJECT_QUOTA}


def test_attachments_of_an_event_that_came_before_are_kept() -> None:
    assert limited("attachment").kept == (0,)


def test_a_report_of_losses_is_never_held_back() -> None:
    assert limited("event", "client_report").kept == (1,)


def test_an_envelope_without_anything_else_is_limited() -> None:
    assert limited("event", "hologram").is_limited


def test_an_envelope_of_unknown_items_is_not_limited() -> None:
    assert not limited("hologram").is_limited
