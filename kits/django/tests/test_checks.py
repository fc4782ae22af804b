"""The system checks: each code in a project that has just this wrong, and none in one that is right."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from kit_support.sites import Sites, manage, python

DSN = "https://0123456789abcdef@seismo.example.test/1"
RIGHT: dict[str, Any] = {"DSN": DSN, "RELEASE": "shop@1.0.0"}
MIDDLEWARE = "seismo_django.middleware.SeismoMiddleware"
LOCAL_CACHE = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CASES: dict[str, dict[str, Any]] = {
    "E001": {"said": {"DSN": "https://seismo.example.test"}},
    "E002": {"environ": {"SENTRY_TRACES_SAMPLE_RATE": "10%"}},
    "E002 of a rule": {"said": {"TRACES": {"RULES": ["/x/"]}}},
    "E003": {"said": {"IGNOER": []}},
    "E004": {"django": {"ROOT_URLCONF": "acceptance.urls_dangerous"}},
    "E005": {"said": {"SDK": {"event_scrubber": None, "send_default_pii": False}}},
    "E006": {"said": {"ALERTS": {"RULES": [{"when": "errors > many in 5m"}]}}},
    "W001": {"said": {"DSN": ""}},
    "W002": {"debug": True, "said": {"ENVIRONMENT": "production"}},
    "W003 by hand": {"start": {"was_initialized": True}},
    "W003 twice": {"start": {"calls": 2}},
    "W004 missing": {"django": {"MIDDLEWARE": []}},
    "W004 not first": {
        "django": {"MIDDLEWARE": ["django.middleware.common.CommonMiddleware", MIDDLEWARE]}
    },
    "W005": {"said": {"RELEASE": ""}},
    "W006": {"django": {"MIDDLEWARE": [MIDDLEWARE, "acceptance.wrongs_core.Transactions"]}},
    "W007": {"django": {"ROOT_URLCONF": "acceptance.urls_dangerous"}},
    "W008": {"said": {"TRACES": {"DEFAULT": 1}}},
    "W009": {"said": {"TRACES_SAMPLER": "acceptance.hooks_core.sampler_of_a_team"}},
    "W010": {"said": {"BEFORE_SEND": "acceptance.hooks_core.keep_errors_only"}},
    "W011": {"said": {"SDK": {"ignore_errors": ["PermissionDenied"]}}},
    "W012": {"environ": {"SENTRY_ENVIRONMENT": "production", "DJANGO_ENV": "staging"}},
    "W013": {"folder": "open"},
    "W014": {
        "environ": {"SENTRY_SLACK_WEBHOOK_URL": "https://hooks.example.test/YOUR/WEBHOOK/URL"}
    },
    "W015": {"environ": {"WEB_CONCURRENCY": "4"}, "django": {"CACHES": LOCAL_CACHE}},
    "W016": {
        "said": {"DSN": "", "ENVIRONMENT": "demo", "ALERTS": {"MODE": "local"}},
        "django": {"CACHES": LOCAL_CACHE},
    },
    "W017": {"django": {"ADMINS": [("Ada", "ada@example.test")]}, "logging": True},
    "W018": {"sdk": [2, 17]},
    "W019": {"said": {"DSN": DSN.replace("https", "http")}},
    "W020": {"schedule": {"heartbeat": {"task": "beat", "schedule": 10.0}}},
    "W021": {"uwsgi": {"processes": "2"}},
    "W022": {"django": {"SECURE_CSP": {"default-src": ["'none'"]}}},
    "I001": {"start": {"by": "ready", "calls": 0}},
}

CODE = """
import json, logging, os, sys, types
from dataclasses import replace
from django.test import override_settings
from django.utils.log import AdminEmailHandler
from seismo_django import conf, sdk
from seismo_django.checks import asked as checks
from seismo_django.setup import Start

def codes(case):
    conf.forget()
    start = Start(**{"calls": 1, "by": "settings"} | case.get("start", {}))
    said = case["right"] | case.get("said", {})
    loaded = conf.read(said, case.get("environ", {}), case.get("debug", False))
    conf.use(loaded)
    facts = checks.Facts(loaded, case.get("environ", {}), start)
    with override_settings(**case.get("django", {})):
        return [problem.code for problem in checks.problems(facts)]

def found(case):
    if "uwsgi" in case:
        sys.modules["uwsgi"] = types.SimpleNamespace(opt=case["uwsgi"])
    from celery import current_app
    current_app.conf.beat_schedule = case.get("schedule", {})
    handler = AdminEmailHandler()
    if "logging" in case:
        logging.getLogger("django").addHandler(handler)
    before = sdk.version
    sdk.version = lambda: tuple(case.get("sdk", before()))
    try:
        return codes(case)
    finally:
        sdk.version = before
        sys.modules.pop("uwsgi", None)
        logging.getLogger("django").removeHandler(handler)

cases = json.loads(os.environ["CASES"])
print("RESULT" + json.dumps({name: found(case) for name, case in cases.items()}))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """By case, what the checks say; all from one process."""
    place = tmp_path_factory.mktemp("spools")
    (place / "open").mkdir(mode=0o755)
    cases = {name: case | {"right": _right(case, place)} for name, case in CASES.items()}
    cases["right"] = {"right": _right({}, place)}
    with ExitStack() as stack:
        sites = Sites(tmp_path_factory.mktemp("site"), stack)
        environment = sites.environment(SEISMO_TESTING="off", CASES=json.dumps(cases))
        said = python(environment, CODE)
    result: dict[str, list[str]] = json.loads(said.partition("RESULT")[2])
    return result


def _right(case: dict[str, Any], place: Path) -> dict[str, Any]:
    return RIGHT | {"SPOOL": {"FOLDER": str(place / case.get("folder", "closed"))}}


@pytest.mark.parametrize("case", CASES)
def test_a_check_finds(case: str, found: dict[str, list[str]]) -> None:
    assert case.split()[0] in found[case]


def test_a_project_that_is_right_hears_nothing(found: dict[str, list[str]]) -> None:
    assert found["right"] == []


def test_T2_a_dangerous_test_address_stops_a_deployment(sites: Sites) -> None:
    environment = sites.environment(SITE_URLCONF="acceptance.urls_dangerous")

    assert "seismo.E004" in manage(environment, "check", check=False)


def test_no_check_says_more_than_is_wrong(found: dict[str, list[str]]) -> None:
    of_two = {"W016": ["W016"], "W007": ["E004", "W007"], "E004": ["E004", "W007"]}

    assert {
        case: codes for case, codes in found.items()
        if case != "right" and set(codes) != set(of_two.get(case, [case.split()[0]]))
    } == {}  # fmt: skip
