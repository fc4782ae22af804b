"""A mix of everything through the real door: what went in is what the Stats page sums up."""

from collections import Counter
from dataclasses import replace

import httpx
from support import telemetry
from support.app import App, TestProject, error, wait_until

from seismo.catalog.models import Project, ProjectKey
from seismo.catalog.settings import save_section
from seismo.model.outcome import DataCategory, Outcome, Reason, outcome_of
from seismo.model.project import CategoryLimit, Filters, Limits, Rate
from seismo.queries.stats import GROUPS, PERIODS, Question, stats

BYTES = ("log_byte", "trace_metric_byte", "attachment_byte")


def outcomes(project: TestProject) -> Counter[tuple[str, Outcome]]:
    counted: Counter[tuple[str, Outcome]] = Counter()
    for (category, reason), quantity in telemetry.outcomes(project).items():
        if category not in BYTES:
            counted[category, outcome_of(Reason(reason) if reason else None)] += quantity
    return counted


def send_everything(app: App, project: TestProject) -> Counter[str]:
    """Post some of every kind, good and bad, and say how many items of each category that were."""
    event_id, trace_id, feedback_id = (telemetry.new_id() for _ in range(3))
    replay_id = telemetry.new_id()
    envelopes = [
        (
            event_id,
            [
                telemetry.item(error(), "event"),
                telemetry.attachment(),
                telemetry.user_report(event_id),
                telemetry.session(),
            ],
        ),
        (event_id, [telemetry.item(error(), "event")]),
        (
            telemetry.new_id(),
            [telemetry.item(error("too noisy"), "event"), telemetry.attachment()],
        ),
        (telemetry.new_id(), [telemetry.item(b"no json", "event")]),
        (
            trace_id,
            [
                telemetry.profile(trace_id),
                telemetry.item(telemetry.transaction(spans=[]), "transaction"),
            ],
        ),
        (
            telemetry.new_id(),
            [telemetry.item(telemetry.transaction(transaction="/ping"), "transaction")],
        ),
        (feedback_id, [telemetry.feedback()]),
        (replay_id, [telemetry.replay(replay_id), telemetry.recording([])]),
        (
            None,
            [
                telemetry.logs(telemetry.log(), telemetry.log("heartbeat"), telemetry.log(body="")),
                telemetry.metrics(telemetry.metric(), telemetry.metric(type="heap")),
                telemetry.spans(telemetry.span(), telemetry.span(span_id="none")),
                telemetry.check_in(),
                telemetry.profile_chunk(),
                telemetry.csp_report(),
            ],
        ),
        (None, [telemetry.item({}, "statsd"), telemetry.item({}, "hologram")]),
    ]
    for envelope_id, items in envelopes:
        answer = app.post(project, telemetry.envelope_of(*items, event_id=envelope_id))
        assert answer.status_code in (200, 429), answer.text
    assert app.post(replace(project, key="f" * 32), b"{}").status_code == 403
    assert app.post(project, b"{}\n{not json").status_code == 400
    return Counter(
        {
            "error": 4 + 2,
            "attachment": 2,
            "feedback": 2,
            "session": 1,
            "transaction": 2,
            "profile": 1,
            "replay": 2,
            "log_item": 3,
            "trace_metric": 2,
            "span": 2 + 1,  # a transaction that is kept is a span too
            "monitor": 1,
            "profile_chunk": 1,
            "security": 1,
            "metric_bucket": 1,
            "other": 1,
        }
    )


def test_what_went_in_is_what_became_of_it(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    owner = Project.objects.get(pk=project.id)
    save_section(owner, Filters(error_messages=("*noisy*",), log_messages=("heartbeat",)))
    save_section(owner, Limits((CategoryLimit(DataCategory.SESSION, Rate(0, 3600)),)))
    ProjectKey.objects.filter(public_key=project.key).update(rate_count=100, rate_seconds=3600)

    sent = send_everything(app, project)
    wait_until(lambda: outcomes(project).total() >= sent.total(), "everything is counted")
    app.wait_until_idle()

    found = outcomes(project)
    by_category: Counter[str] = Counter()
    for (category, _), quantity in found.items():
        by_category[category] += quantity
    assert by_category == sent
    assert {outcome for _, outcome in found} == {
        Outcome.ACCEPTED,
        Outcome.FILTERED,
        Outcome.RATE_LIMITED,
        Outcome.INVALID,
    }

    shown = 0
    for group in GROUPS:
        if group not in BYTES:
            shown += stats(Question([owner], PERIODS["24h"], app.clock.now(), group)).total
    assert shown == sent.total()
