"""What settings and variables mean: rows C5, C7, C9 and the shapes that SEISMO may have."""

from typing import Any

import pytest
from seismo_django.conf import read
from seismo_django.conf.table import every


@pytest.mark.parametrize(
    ("environ", "debug", "environment"),
    [
        pytest.param({}, False, "production", id="nobody says, DEBUG off"),
        pytest.param({}, True, "development", id="nobody says, DEBUG on"),
        pytest.param({"DJANGO_ENV": "staging"}, False, "staging", id="DJANGO_ENV"),
        pytest.param({"DJANGO_ENVIRONMENT": "staging"}, True, "staging", id="DJANGO_ENVIRONMENT"),
        pytest.param({"SENTRY_ENVIRONMENT": "qa"}, False, "qa", id="SENTRY_ENVIRONMENT"),
        pytest.param(
            {"DJANGO_ENV": "c", "DJANGO_ENVIRONMENT": "b", "SENTRY_ENVIRONMENT": "a"},
            False, "a", id="SENTRY_ before DJANGO_",
        ),
        pytest.param(
            {"DJANGO_ENV": "c", "DJANGO_ENVIRONMENT": "b"}, False, "b", id="ENVIRONMENT before ENV"
        ),
        pytest.param(
            {"SENTRY_ENVIRONMENT": "a", "SEISMO_ENVIRONMENT": "s"}, False, "s", id="SEISMO_ wins"
        ),
    ],
)  # fmt: skip
def test_C5_the_environment_has_the_name_that_a_variable_says(
    environ: dict[str, str], debug: bool, environment: str
) -> None:
    assert read({}, environ, debug).settings.environment == environment


@pytest.mark.parametrize(
    ("said", "environ", "rate"),
    [
        pytest.param({}, {"SENTRY_TRACES_SAMPLE_RATE": "0.05"}, 0.05, id="a variable"),
        pytest.param({"TRACES": {"DEFAULT": 0}}, {}, 0.0, id="zero is said, not missing"),
        pytest.param({"TRACES": {"DEFAULT": 1}}, {}, 1.0, id="a whole number"),
        pytest.param({}, {}, 0.1, id="nobody says"),
    ],
)
def test_C9_the_trace_rate_is_read(
    said: dict[str, Any], environ: dict[str, str], rate: float
) -> None:
    assert read(said, environ, False).settings.traces.default == rate


def test_C9_development_traces_everything() -> None:
    assert read({}, {}, True).settings.traces.default == 1.0


@pytest.mark.parametrize(
    ("said", "environ"),
    [
        pytest.param({}, {"SENTRY_TRACES_SAMPLE_RATE": "10%"}, id="a per cent sign"),
        pytest.param({"TRACES": {"DEFAULT": 10}}, {}, id="a number beyond 1"),
        pytest.param({"PRIVACY": "strickt"}, {}, id="a misspelled preset"),
        pytest.param({}, {"SENTRY_SEND_DEFAULT_PII": "maybe"}, id="no boolean"),
        pytest.param({"ANNOUNCE": 1}, {}, id="a number for a flag"),
        pytest.param({"FEEDBACK": "on"}, {}, id="a text for a section"),
        pytest.param({"TRACES": ["/x/", 1]}, {}, id="a list for a section without a list"),
    ],
)
def test_a_value_that_cannot_be_read_is_a_problem(
    said: dict[str, Any], environ: dict[str, str]
) -> None:
    assert [problem.code for problem in read(said, environ, False).problems] == ["E002"]


def test_a_list_of_grouping_rules_stands_for_the_section() -> None:
    rule = {"exception": "billing.*", "fingerprint": ["billing"]}

    assert read({"GROUPING": [rule]}, {}, False).settings.grouping.rules == (rule,)


def test_an_unknown_key_is_told_with_the_one_that_was_meant() -> None:
    (problem,) = read({"SLOW_QUERRY_MS": 5}, {}, False).problems

    assert (problem.code, problem.cure) == ("E003", "Did you mean SLOW_QUERY_MS?")


@pytest.mark.parametrize(
    ("said", "environ", "privacy"),
    [
        pytest.param({}, {"SENTRY_SEND_DEFAULT_PII": "True"}, "full", id="true is full"),
        pytest.param({}, {"SENTRY_SEND_DEFAULT_PII": "no"}, "balanced", id="false is balanced"),
        pytest.param(
            {"PRIVACY": "strict"}, {"SENTRY_SEND_DEFAULT_PII": "1"}, "strict", id="PRIVACY wins"
        ),
    ],
)
def test_the_old_word_for_privacy_is_understood(
    said: dict[str, Any], environ: dict[str, str], privacy: str
) -> None:
    assert read(said, environ, False).settings.privacy == privacy


def test_a_source_is_told_for_each_value_that_was_said() -> None:
    loaded = read({"PRIVACY": "strict"}, {"SENTRY_DSN": "x"}, False, announce=False)

    assert loaded.sources == {"PRIVACY": "SEISMO", "DSN": "SENTRY_DSN", "ANNOUNCE": "keyword"}


def test_every_setting_has_a_sentence() -> None:
    assert all(row.sentence.endswith(".") for _, row in every())
