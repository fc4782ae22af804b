"""What leaves of items of every type, and of each of their parts."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from seismo_django import conf, guard, scrub
from seismo_django.scrub.cleaning import Scrubber
from seismo_django.scrub.envelopes import clean
from seismo_django.scrub.rules import pattern_of, rules_of
from sentry_sdk.envelope import Envelope, Item, PayloadRef

F = "[Filtered]"
SEED = "9f3kd82m"
CARD = "4111" + "1111" * 3


@pytest.fixture(autouse=True)
def _settings() -> Iterator[None]:
    conf.use(conf.read({}, {}, debug=False))
    yield
    conf.forget()


def scrubber(**seismo: Any) -> Scrubber:
    return Scrubber(rules_of(conf.read(seismo, {}, debug=False).settings))


def test_P3_breadcrumbs_are_scrubbed_through_and_through() -> None:
    crumb = {"message": f"token={SEED}", "data": {"nested": [{"password": SEED}]}}
    event, _ = scrubber().payload("event", {"breadcrumbs": {"values": [crumb]}})
    (cleaned,) = event["breadcrumbs"]["values"]
    assert cleaned == {"message": f"token={F}", "data": {"nested": [{"password": F}]}}


ATTRIBUTE = {"api_key": {"value": SEED, "type": "string"}}
ITEMS = {
    "event": {"extra": {"password": SEED}},
    "transaction": {"spans": [{"data": {"password": SEED}, "description": f"GET /?token={SEED}"}]},
    "log": {"items": [{"body": f"token={SEED}", "attributes": ATTRIBUTE}]},
    "span": {"items": [{"name": f"GET /?token={SEED}", "attributes": ATTRIBUTE}]},
    "trace_metric": {"items": [{"name": "n", "attributes": ATTRIBUTE}]},
    "check_in": {"monitor_slug": "nightly", "contexts": {"job": {"token": SEED}}},
    "feedback": {"contexts": {"feedback": {"message": f"my password is {SEED}"}}},
    "session": {"attrs": {"user_agent": f"x token={SEED}"}},
    "profile": {"transaction": {"name": f"/?token={SEED}"}},
    "something_new": {"token": SEED},
}  # fmt: skip


@pytest.mark.parametrize("kind", ITEMS)
def test_P4_every_type_of_item_is_scrubbed(kind: str) -> None:
    cleaned, _ = scrubber().payload(kind, ITEMS[kind])
    assert SEED not in json.dumps(cleaned)
    assert F in json.dumps(cleaned)


def test_P4_an_attribute_that_was_filtered_keeps_its_form() -> None:
    attribute = {"password": {"value": 12345678, "type": "integer"}}
    cleaned, _ = scrubber().payload("log", {"items": [{"attributes": attribute}]})
    assert cleaned["items"][0]["attributes"]["password"] == {"value": F, "type": "string"}


def test_P9_positional_arguments_of_a_log_message_are_judged_by_its_template() -> None:
    told = {"message": "%s: password=%s", "params": ["ada", "pw"], "formatted": "ada: password=pw"}
    event, _ = scrubber().payload("event", {"logentry": told})
    assert event["logentry"]["params"] == ["ada", F]
    assert event["logentry"]["formatted"] == f"ada: password={F}"


def test_P9_a_short_secret_argument_goes_from_a_sentence_too() -> None:
    told = {
        "message": "%s uses password %s",
        "params": ["ada", "pw"],
        "formatted": "ada uses password pw",
    }
    event, _ = scrubber().payload("event", {"logentry": told})
    assert event["logentry"]["formatted"] == f"ada uses password {F}"


def test_P9_parameters_of_log_items_are_judged_by_their_template() -> None:
    attributes = {
        "sentry.message.template": {"value": "the token is %s", "type": "string"},
        "sentry.message.parameter.0": {"value": "tk", "type": "string"},
    }
    item = {"body": "the token is tk", "attributes": attributes}
    cleaned, _ = scrubber().payload("log", {"items": [item]})
    assert cleaned["items"][0]["body"] == f"the token is {F}"
    assert cleaned["items"][0]["attributes"]["sentry.message.parameter.0"]["value"] == F


def test_a_secret_found_by_name_is_removed_wherever_else_it_stands() -> None:
    event = {
        "extra": {"password": f"pw-{SEED}"},
        "contexts": {"a": {"b": f"tried pw-{SEED} twice"}},
    }
    cleaned, _ = scrubber().payload("event", event)
    assert cleaned["contexts"] == {"a": {"b": f"tried {F} twice"}}


@pytest.mark.parametrize(
    "argv",
    [
        ["manage.py", f"--password={SEED}"],
        ["manage.py", "--token", SEED],
        ["'--token'", f"'{SEED}'"],
    ],
    ids=["with_sign", "apart", "as_reprs"],
)
def test_options_of_commands_are_scrubbed(argv: list[str]) -> None:
    assert SEED not in json.dumps(scrub.value({"sys.argv": argv}))


USER = {
    "id": "7",
    "username": "ada",
    "email": "ada@example.test",
    "ip_address": "192.0.2.7",
    "role": "chef",
}


@pytest.mark.parametrize(
    ("seismo", "left"),
    [
        ({"PRIVACY": "strict"}, {"id": "7", "role": "chef"}),
        ({"PRIVACY": "balanced"}, {"id": "7", "role": "chef"}),
        ({"PRIVACY": "full"}, USER),
        ({"USER_FIELDS": ["id", "email"]}, {"id": "7", "email": USER["email"], "role": "chef"}),
    ],
    ids=["strict", "balanced", "full", "own_fields"],
)
def test_P7_of_the_user_what_the_preset_allows_is_sent(seismo: Any, left: Any) -> None:
    event, _ = scrubber(**seismo).payload("event", {"user": USER})
    assert event["user"] == left


def test_P7_full_keeps_persons_and_filters_secrets() -> None:
    event = {"extra": {"note": f"ada@example.test has token={SEED}", "phone": "+49 151 2345678"}}
    cleaned, _ = scrubber(PRIVACY="full").payload("event", event)
    assert cleaned["extra"]["note"] == f"ada@example.test has token={F}"
    assert cleaned["extra"]["phone"] == "+49 151 2345678"


@pytest.mark.parametrize(
    ("privacy", "left"), [("strict", f"from {F}"), ("balanced", "from 192.0.2.7")]
)
def test_addresses_in_texts_go_under_strict(privacy: str, left: str) -> None:
    event, _ = scrubber(PRIVACY=privacy).payload("event", {"extra": {"a": "from 192.0.2.7"}})
    assert event["extra"] == {"a": left}


@pytest.mark.parametrize("name", ["REMOTE_ADDR", "X-Forwarded-For", "X-Real-Ip", "client_ip"])
def test_addresses_of_visitors_go_under_balanced(name: str) -> None:
    assert scrub.value({name: "192.0.2.7"}) == {name: F}


def test_bodies_go_under_strict_and_stay_scrubbed_under_balanced() -> None:
    event = {"request": {"data": {"name": "Ada", "password": SEED}}}
    strict, _ = scrubber(PRIVACY="strict").payload("event", event)
    balanced, _ = scrubber().payload("event", event)
    assert strict["request"]["data"] == F
    assert balanced["request"]["data"] == {"name": "Ada", "password": F}


def test_cookies_are_all_removed_and_keep_their_names() -> None:
    event, _ = scrubber().payload(
        "event", {"request": {"cookies": {"sessionid": SEED, "theme": "dark"}}}
    )
    assert event["request"]["cookies"] == {"sessionid": F, "theme": F}


def test_who_writes_to_support_can_be_answered() -> None:
    told = {"message": "hi", "contact_email": "ada@example.test", "name": "Ada"}
    cleaned, _ = scrubber().payload("feedback", {"contexts": {"feedback": told}})
    assert cleaned["contexts"]["feedback"] == told


def frame(**more: Any) -> dict[str, Any]:
    stack = {"frames": [{"abs_path": f"/{SEED}.py", "lineno": 3, **more}]}
    return {"exception": {"values": [{"type": "E", "value": "v", "stacktrace": stack}]}}


def only_frame(event: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = event["exception"]["values"][0]["stacktrace"]["frames"][0]
    return found


def test_source_lines_lose_keys_and_nothing_else() -> None:
    token = "gh" + "p_" + SEED * 3
    event, _ = scrubber().payload("event", frame(context_line=f"login(password=p, key='{token}')"))
    assert only_frame(event)["context_line"] == f"login(password=p, key='{F}')"


def test_a_private_key_over_several_source_lines_is_removed() -> None:
    lines = [
        "K = '''-----BEGIN " + "RSA PRIVATE KEY-----",
        SEED * 4,
        "-----END " + "RSA PRIVATE KEY-----'''",
        "x = 1",
    ]
    event, _ = scrubber().payload("event", frame(pre_context=lines, context_line="y = 2"))
    assert SEED not in json.dumps(only_frame(event)["pre_context"])
    assert only_frame(event)["context_line"] == "y = 2"


def test_the_server_is_told_what_was_removed() -> None:
    event, _ = scrubber().payload("event", {"extra": {"a": f"token={SEED}"}})
    assert event["_meta"]["extra"]["a"][""] == {
        "rem": [["@password:filter", "s", 6, 16]],
        "len": len(f"token={SEED}"),
    }


def test_what_the_sdk_noted_stays_noted() -> None:
    noted = {"extra": {"a": {"": {"len": 5000}}}, "x": {"": {"len": 1}}}
    event, _ = scrubber().payload("event", {"extra": {"a": f"token={SEED}"}, "_meta": noted})
    assert event["_meta"]["extra"]["a"][""]["len"] == 5000
    assert event["_meta"]["x"] == {"": {"len": 1}}


def test_own_names_are_secret_and_allowed_names_are_not() -> None:
    own = scrubber(SCRUB_KEYS=["mothers_maiden"], SCRUB_ALLOW=["token"])
    told = {"MothersMaidenName": "x", "token": "shown", "password": SEED}
    assert own.value(told) == {"MothersMaidenName": F, "token": "shown", "password": F}


def test_own_patterns_are_secret() -> None:
    assert scrubber(SCRUB_PATTERNS=[r"CUST-\d+"]).value("of CUST-77") == f"of {F}"


@pytest.mark.parametrize("pattern", ["(a+)+$", "(", r"(\d*)*x"], ids=["nested", "broken", "empty"])
def test_a_pattern_that_would_hang_or_is_none_is_not_used(pattern: str) -> None:
    assert pattern_of(pattern) is None


def test_the_projects_own_function_has_the_last_word() -> None:
    own = scrubber(SCRUB_CALLABLE=lambda payload, kind: payload | {"seen": kind})
    assert own.payload("event", {"extra": {"a": 1}})[0]["seen"] == "event"


def broken(payload: Any, kind: str) -> Any:
    raise RuntimeError("broken")


def cleaned_by_broken(kind: str, payload: Any) -> list[Any]:
    envelope = Envelope(items=[Item(PayloadRef(json=payload), type=kind)])
    cleaned, _ = clean(envelope, scrubber(SCRUB_CALLABLE=broken))
    return [item.payload.json for item in cleaned.items]


def test_an_event_that_cannot_be_scrubbed_leaves_without_a_word_of_anybody() -> None:
    (left,) = cleaned_by_broken(
        "event", frame(function="pay", vars={"a": SEED}) | {"event_id": "1"}
    )
    assert SEED not in json.dumps(left).replace(f"/{SEED}.py", "")
    assert left["tags"] == {"seismo.scrub_failed": "true"}
    assert only_frame(left)["function"] == "pay"
    assert any("envelopes" in hook for hook in guard.failures())


def test_an_item_that_is_nothing_but_words_does_not_leave_when_it_cannot_be_scrubbed() -> None:
    assert cleaned_by_broken("log", {"items": [{"body": SEED}]}) == []


def test_an_attached_text_is_scrubbed_line_by_line() -> None:
    item = Item(f"a\ntoken={SEED}\nb".encode(), content_type="text/plain", type="attachment")
    cleaned, _ = clean(Envelope(items=[item]), scrubber())
    assert cleaned.items[0].get_bytes() == f"a\ntoken={F}\nb".encode()


def test_a_long_text_is_cut_and_said_to_be() -> None:
    event, _ = scrubber().payload("event", {"extra": {"a": "b " * 20_000}})
    assert len(event["extra"]["a"]) == 16_387
    assert event["_meta"]["extra"]["a"][""]["len"] == 40_000
