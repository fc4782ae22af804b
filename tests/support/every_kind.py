"""Something of every kind that a project keeps."""

from support.app import App, TestProject, error
from support.telemetry import (
    SCHEDULE,
    attachment,
    attributes,
    check_in,
    envelope_of,
    feedback,
    item,
    log,
    logs,
    metric,
    metrics,
    new_id,
    profile,
    profile_chunk,
    recording,
    replay,
    session,
    sessions,
    span,
    spans,
    transaction,
    user_report,
)

PERSON = "ada@example.test"


def envelopes(person: str = PERSON) -> list[bytes]:
    """Requests that together become rows of every table, all about one person."""
    event_id, replay_id = new_id(), new_id()
    user = {"email": person}
    seen = recording([{"type": 2, "data": person}])
    named = attributes(user__email=person)
    event = item(error(user=user), "event")
    request = transaction(event_id=new_id(), user=user)
    return [
        envelope_of(event, attachment(person.encode()), event_id=event_id),
        envelope_of(item(request, "transaction"), profile(request["event_id"])),
        envelope_of(spans(span(attributes=named), span(is_segment=True, attributes=named))),
        envelope_of(logs(log(attributes=named)), metrics(metric(attributes=named))),
        envelope_of(
            session(did=person), sessions({"started": "2026-11-21T12:00:00Z", "exited": 3})
        ),
        envelope_of(check_in(monitor_config=SCHEDULE)),
        envelope_of(feedback(contact_email=person), event_id=new_id()),
        envelope_of(user_report(event_id, email=person)),
        envelope_of(replay(replay_id, user=user), seen, event_id=replay_id),
        envelope_of(profile_chunk()),
    ]


def post_every_kind(app: App, project: TestProject, person: str = PERSON) -> None:
    for body in envelopes(person):
        answer = app.post(project, body)
        assert answer.status_code == 200, answer.text
    app.wait_until_idle()
