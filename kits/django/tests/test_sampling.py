"""Rows C9 and C11: which requests, tasks and commands are traced."""

from typing import Any

import pytest
from seismo_django import sdk
from seismo_django.conf import Settings, read
from seismo_django.guard import failures
from seismo_django.sampling import rules_of, sampler

RULES = [
    ("/api/v1/projects/", 1.0),
    ("/search/*/deep", 0.5),
    ("task:reports.*", 1.0),
    ("command:import_*", 1.0),
    ("/quiet/", 0),
]


def settings(**said: Any) -> Settings:
    traces = {"DEFAULT": 0.1, "RULES": RULES, "TRUSTED_ORIGINS": ["10.0.0.0/8", "app.example.test"]}
    return read({"TRACES": traces | said.pop("traces", {})} | said, {}, False).settings


def decided(context: dict[str, Any], **said: Any) -> float:
    made = sampler(settings(**said))
    assert made is not None
    return made(context)


def wsgi(path: str, **more: Any) -> dict[str, Any]:
    return {"wsgi_environ": {"PATH_INFO": path, "REMOTE_ADDR": "203.0.113.5"} | more}


def asgi(path: str, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {
        "asgi_scope": {
            "type": "http",
            "path": path,
            "headers": headers,
            "client": ("203.0.113.5", 1),
        }
    }


@pytest.mark.parametrize(
    ("context", "rate"),
    [
        pytest.param(wsgi("/api/v1/projects/7/"), 1.0, id="a path under WSGI"),
        pytest.param(asgi("/api/v1/projects/7/"), 1.0, id="a path under ASGI"),
        pytest.param(wsgi("/search/all/deep"), 0.5, id="a pattern"),
        pytest.param(wsgi("/quiet/x"), 0.0, id="a path that is never traced"),
        pytest.param(wsgi("/anything/"), 0.1, id="everything else"),
        pytest.param(wsgi("/health/"), 0.0, id="health"),
        pytest.param(wsgi("/metrics"), 0.0, id="metrics"),
        pytest.param({"celery_job": {"task": "reports.daily"}}, 1.0, id="a task"),
        pytest.param({"celery_job": {"task": "mail.send"}}, 0.1, id="another task"),
        pytest.param(
            {"celery_job": {"task": "mail.send"}, "parent_sampled": True}, 1.0,
            id="a task that a traced request sent",
        ),
        pytest.param(
            {"transaction_context": {"name": "command:import_students", "op": "command"}}, 1.0,
            id="a command",
        ),
        pytest.param(
            {"span_context": {"name": "command:import_students"}}, 1.0, id="a command in SDK 3"
        ),
        pytest.param({}, 0.1, id="nothing is known"),
        pytest.param({"transaction_context": None, "parent_sampled": None}, 0.1, id="empty"),
    ],
)  # fmt: skip
def test_C11_the_first_rule_that_matches_decides(context: dict[str, Any], rate: float) -> None:
    assert decided(context) == rate


@pytest.mark.parametrize("op", ["db", "db.redis", "cache.get", "http.client", "template.render"])
def test_C11_what_is_a_part_of_other_work_begins_no_trace(op: str) -> None:
    """A stream of spans asks about each that has no parent: a query of a thread, or after the answer."""
    about = {"transaction_context": {"name": "SELECT 1", "op": op}}

    assert decided(wsgi("/api/v1/projects/7/") | about) == 0.0


@pytest.mark.parametrize(
    "context",
    [
        pytest.param(
            wsgi("/a/", HTTP_SENTRY_TRACE="x-1") | {"parent_sampled": True}, id="under WSGI"
        ),
        pytest.param(asgi("/a/", (b"sentry-trace", b"x-1")) | {"parent_sampled": True}, id="ASGI"),
        pytest.param(
            wsgi("/a/", HTTP_SENTRY_TRACE="x", HTTP_BAGGAGE="sentry-sample_rand=0.0"),
            id="that chose the number to draw",
        ),
    ],
)
def test_C9_a_stranger_cannot_force_a_trace(context: dict[str, Any]) -> None:
    assert sum(decided(context) for _ in range(2000)) == pytest.approx(200, abs=60)


@pytest.mark.parametrize(
    "context",
    [
        pytest.param(wsgi("/a/", HTTP_SENTRY_TRACE="x-1", REMOTE_ADDR="10.1.2.3"), id="a network"),
        pytest.param(
            wsgi("/a/", HTTP_SENTRY_TRACE="x-1", HTTP_ORIGIN="https://app.example.test"),
            id="a page",
        ),
    ],
)
@pytest.mark.parametrize("parent", [True, False])
def test_C11_a_trusted_origin_decides_whether_it_is_traced(
    context: dict[str, Any], parent: bool
) -> None:
    assert decided(context | {"parent_sampled": parent}) == float(parent)


def test_C9_zero_means_that_nothing_is_ever_traced() -> None:
    """No sampler at all; where an SDK obeys a stranger's header all the same, one that says no to it."""
    made = sampler(settings(traces={"DEFAULT": 0, "RULES": []}))
    forced = wsgi("/a/", HTTP_SENTRY_TRACE="x-1") | {"parent_sampled": True}

    assert (made is None) != sdk.always_streams()
    assert made is None or made(forced) == 0


def test_C11_a_sampler_that_knows_only_requests_breaks_nothing() -> None:
    before = failures().get("TRACES_SAMPLER", 0)
    own = "acceptance.hooks_core.sampler_of_a_team"

    assert decided({"celery_job": {"task": "reports.daily"}}, TRACES_SAMPLER=own) == 1.0
    assert failures()["TRACES_SAMPLER"] == before + 1


def test_C18_the_own_sampler_comes_first_and_may_pass() -> None:
    def own(context: dict[str, Any]) -> float | None:
        return 0.7 if "wsgi_environ" in context else None

    assert decided(wsgi("/quiet/"), TRACES_SAMPLER=own) == 0.7
    assert decided({"celery_job": {"task": "reports.daily"}}, TRACES_SAMPLER=own) == 1.0


@pytest.mark.parametrize("entry", ["/x/", ("/x/",), ("/x/", 2), (1, 1)])
def test_C11_an_entry_that_is_no_rule_is_told(entry: Any) -> None:
    rules, (sentence,) = rules_of([entry, ("/y/", 1)])

    assert [rule.pattern for rule in rules] == ["/y/"]
    assert repr(entry) in sentence
