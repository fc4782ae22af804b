"""How secrets are removed: what stands in their place, what is noted, and what else goes with them."""

from typing import Any

import msgspec
import pytest

from seismo.digest.scrub import scrub
from seismo.model.event import Event, LogEntry, decode_event, encode_event
from seismo.model.project import Scrubbing

WORD = "hunter2-fake"
KEY_LINE = "MIIfakefakefakefakefakefakefakefakefakefakefakefake"


def event_with(**fields: Any) -> Event:
    base = {"event_id": "0f" * 16, "timestamp": 1.0, "received": 2.0}
    return decode_event(msgspec.json.encode({**base, **fields}))


def scrubbed(rules: Scrubbing | None = None, **fields: Any) -> Event:
    return scrub(event_with(**fields), rules or Scrubbing())


def note(event: Event, *path: str) -> Any:
    node: Any = event.meta
    for name in path:
        node = node[name]
    return node[""]


def exception(value: str, **frame: Any) -> dict[str, Any]:
    return {"values": [{"type": "E", "value": value, "stacktrace": {"frames": [frame]}}]}


# What stands in the place of a secret


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            f"login of bob with password={WORD} failed",
            "login of bob with password=[Filtered] failed",
        ),
        (f"a=1&token={WORD}&b=2", "a=1&token=[Filtered]&b=2"),
        (f"{{'password': '{WORD}', 'id': 7}}", "{'password': '[Filtered]', 'id': 7}"),
        (f'{{\\"password\\": \\"{WORD}\\", 1}}', '{\\"password\\": \\"[Filtered]\\", 1}'),
        (f"login(password='{WORD}', user='bob')", "login(password='[Filtered]', user='bob')"),
        (f"login(password={WORD}, user=bob)", "login(password=[Filtered], user=bob)"),
        (f"<QueryDict: {{'otp': ['{WORD}'], 'b': 1}}>", "<QueryDict: {'otp': [Filtered], 'b': 1}>"),
        (f"SET password = '{WORD}' WHERE id = 1", "SET password = '[Filtered]' WHERE id = 1"),
        (f"redis://:{WORD}@cache:6379/0", "redis://:[Filtered]@cache:6379/0"),
        (f"Authorization: Bearer {WORD} to x", "Authorization: Bearer [Filtered] to x"),
        (f"Cookie: a={WORD}; b=2\nHost: x", "Cookie: [Filtered]\nHost: x"),
        ("card 4111 1111 1111 1111 declined", "card [Filtered] declined"),
        (f"--password {WORD} --force", "--password [Filtered] --force"),
        (f"(password={WORD})", "(password=[Filtered])"),
        (f"password={WORD}. Try again", "password=[Filtered]. Try again"),
        (f"<token>{WORD}</token><a>1</a>", "<token>[Filtered]</token><a>1</a>"),
    ],
)
def test_only_the_value_part_is_replaced(text: str, left: str) -> None:
    assert scrubbed(extra={"note": text}).extra == {"note": left}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("mail to ada@example.com failed", "mail to [email] failed"),
        ("card 4111 1111 1111 1111 declined", "card [creditcard] declined"),
        ("to DE89370400440532013000 now", "to [iban] now"),
        ("ssn 536-22-8726", "ssn [us-ssn]"),
        (f"sent Bearer {WORD}", "sent Bearer [token]"),
        ("key AKIA" + "FAKEFAKE" * 2, "key [token]"),
        (f"login with password={WORD}", "login with password=[Filtered]"),
        ("clone git@github.com:ada/notes.git", "clone git@github.com:ada/notes.git"),
        ("https://ada@example.com/notes", "https://ada@example.com/notes"),
    ],
)
def test_in_a_log_the_type_of_a_secret_stands_in_its_place(text: str, left: str) -> None:
    event = scrubbed(logentry={"formatted": text, "message": text})
    assert event.logentry == LogEntry(message=left, formatted=left)
    assert scrub(event, Scrubbing()) is event


@pytest.mark.parametrize("value", [{"user": "bob"}, ["a"], 123_456, 1.5])
def test_what_is_no_text_is_removed_whole(value: object) -> None:
    assert scrubbed(extra={"secret": value}).extra == {"secret": None}


def test_a_context_with_a_secret_name_is_emptied() -> None:
    assert scrubbed(contexts={"credentials": {"user": "bob"}}).contexts == {"credentials": {}}


def test_the_texts_in_a_list_with_a_secret_name_are_replaced() -> None:
    assert scrubbed(extra={"tokens": [WORD, 3]}).extra == {"tokens": ["[Filtered]", 3]}


def test_a_card_number_that_is_a_number_is_removed() -> None:
    assert scrubbed(extra={"n": [4_111_111_111_111_111, 7]}).extra == {"n": [None, 7]}


def test_names_that_become_alike_stay_apart() -> None:
    event = scrubbed(extra={"token=aaaa-fake": 1, "token=bbbb-fake": 2})
    assert event.extra == {"token=[Filtered]": 1, "token=[Filtered] 1": 2}


def test_the_argument_after_a_secret_flag_is_filtered() -> None:
    event = scrubbed(extra={"sys.argv": ["manage.py", "--password", WORD, "--force"]})
    assert event.extra["sys.argv"] == ["manage.py", "--password", "[Filtered]", "--force"]


def test_the_parameter_of_a_secret_placeholder_is_filtered() -> None:
    event = scrubbed(logentry={"message": "%s: password=%s in %d", "params": ["bob", WORD, 3]})
    assert event.logentry is not None
    assert event.logentry.params == ["bob", "[Filtered]", 3]


def test_session_cookies_are_filtered_and_other_cookies_stay() -> None:
    cookies = [["su", WORD], ["theme", "dark"], ["csrftoken", WORD]]
    event = scrubbed(request={"cookies": cookies})
    assert event.request is not None
    assert event.request.cookies == [
        ("su", "[Filtered]"),
        ("theme", "dark"),
        ("csrftoken", "[Filtered]"),
    ]


def test_a_refused_value_goes_by_the_name_of_its_field() -> None:
    error = {"type": "invalid_data", "name": "extra.db.password", "value": "abc"}
    assert scrubbed(errors=[error]).errors[0].value == "[Filtered]"


def test_source_keeps_its_program_and_loses_its_literals() -> None:
    line = f'client = connect(user, password="{WORD}", timeout=3)'
    event = scrubbed(stacktrace={"frames": [{"context_line": line}]})
    assert event.stacktrace is not None
    kept = event.stacktrace.frames[0].context_line
    assert kept == 'client = connect(user, password="[Filtered]", timeout=3)'


def test_an_annotated_default_in_source_is_a_literal() -> None:
    line = f'def login(self, password: str = "{WORD}") -> None:'
    event = scrubbed(stacktrace={"frames": [{"context_line": line}]})
    assert WORD.encode() not in encode_event(event)


def test_a_private_key_over_several_source_lines_goes_until_its_end() -> None:
    frame = {
        "pre_context": ['KEY = """', "-----BEGIN RSA PRIVATE KEY-----", KEY_LINE],
        "context_line": KEY_LINE,
        "post_context": [KEY_LINE, "-----END RSA PRIVATE KEY-----", "run(KEY)"],
    }
    event = scrubbed(stacktrace={"frames": [frame]})
    assert event.stacktrace is not None
    assert (KEY_LINE.encode() in encode_event(event), event.stacktrace.frames[0].post_context) == (
        False,
        ["[Filtered]", "[Filtered]", "run(KEY)"],
    )


def test_nesting_without_end_is_cut() -> None:
    deep: Any = f"password={WORD}"
    for _ in range(300):
        deep = [deep]
    event = scrubbed(extra={"deep": deep})
    assert WORD.encode() not in encode_event(event)


# The same secret elsewhere


def test_a_secret_variable_is_also_removed_from_the_exception_text() -> None:
    frame = {"vars": {"password": repr(WORD)}}
    event = scrubbed(exception=exception(f"cannot log in with {WORD}", **frame))
    assert event.exception is not None
    assert event.exception.values[0].value == "cannot log in with [Filtered]"


@pytest.mark.parametrize(
    "fields",
    [
        {"logentry": {"formatted": f"tried {WORD}!"}},
        {"tags": [["tried", WORD]]},
        {"extra": {WORD: 1}},
        {"breadcrumbs": {"values": [{"message": f"tried {WORD}"}]}},
        {"stacktrace": {"frames": [{"context_line": f"try_login('{WORD}')"}]}},
        {"request": {"url": f"https://example.com/{WORD}/"}},
        {"server_name": WORD},
    ],
)
def test_a_secret_is_removed_wherever_it_stands_again(fields: dict[str, Any]) -> None:
    event = scrubbed(user={"id": "1", "data": {"password": WORD}}, **fields)
    assert WORD.encode() not in encode_event(event)


def test_a_secret_is_found_again_in_its_url_form() -> None:
    event = scrubbed(extra={"password": "p@ss/w0rd fake"}, transaction="/x/p%40ss%2Fw0rd%20fake")
    assert event.transaction == "/x/[Filtered]"


def test_a_secret_inside_an_object_that_was_removed_is_found_again() -> None:
    event = scrubbed(extra={"credentials": {"password": WORD}}, transaction=f"/x/{WORD}")
    assert event.transaction == "/x/[Filtered]"


@pytest.mark.parametrize("value", ["django", "admin", "production", "shop.auth.Backend", "12345"])
def test_a_common_word_under_a_secret_name_stays_elsewhere(value: str) -> None:
    event = scrubbed(extra={"password": value}, logentry={"formatted": f"about {value}"})
    assert event.logentry is not None
    assert event.logentry.formatted == f"about {value}"


def test_part_of_a_longer_word_is_not_the_secret_again() -> None:
    event = scrubbed(extra={"password": "abc123"}, transaction="/x/abc1234")
    assert event.transaction == "/x/abc1234"


# What is noted


def test_a_replaced_value_is_noted_with_its_rule_and_its_length() -> None:
    event = scrubbed(extra={"db": {"password": WORD}})
    assert note(event, "extra", "db", "password") == {
        "rem": [["@password:filter", "s", 0, 10]],
        "len": len(WORD),
    }


def test_a_removed_object_is_noted_without_a_place() -> None:
    assert note(scrubbed(extra={"secret": [1]}), "extra", "secret") == {
        "rem": [["@password:filter", "x"]]
    }


def test_the_places_are_those_in_the_new_text() -> None:
    event = scrubbed(extra={"note": f"password={WORD} card 4111111111111111"})
    assert note(event, "extra", "note")["rem"] == [
        ["@password:filter", "s", 9, 19],
        ["@creditcard:filter", "s", 25, 35],
    ]


def test_list_items_are_noted_by_their_index() -> None:
    event = scrubbed(tags=[["a", "b"], ["api_key", WORD]])
    assert note(event, "tags", "1", "1")["rem"] == [["@password:filter", "s", 0, 10]]


def test_what_the_sdk_noted_stays() -> None:
    theirs = {"rem": [["!config", "s"]], "len": 999}
    meta = {"extra": {"note": {"": theirs}, "x": {"": {"len": 3}}}}
    event = scrubbed(extra={"note": f"token={WORD}"}, _meta=meta)
    assert event.meta == {
        "extra": {
            "note": {"": {"rem": [["!config", "s"], ["@password:filter", "s", 6, 16]], "len": 999}},
            "x": {"": {"len": 3}},
        }
    }


def test_the_meta_that_came_in_is_not_changed() -> None:
    event = event_with(extra={"note": f"token={WORD}"}, _meta={"extra": {"note": {"": {}}}})
    scrub(event, Scrubbing())
    assert event.meta == {"extra": {"note": {"": {}}}}


def test_a_secret_name_in_the_meta_of_the_sdk_loses_nothing() -> None:
    meta = {"extra": {"password": {"": {"rem": [["!config", "s"]]}}}}
    assert scrubbed(extra={"password": "[Filtered]"}, _meta=meta).meta == meta


def test_a_name_that_holds_a_secret_does_not_come_back_in_the_notes() -> None:
    event = scrubbed(extra={f"token={WORD}": f"password={WORD}"})
    assert WORD.encode() not in encode_event(event)


# The whole


def test_scrubbing_twice_changes_nothing_more() -> None:
    once = scrubbed(
        extra={"password": WORD, "note": f"token={WORD}"},
        request={"cookies": [["sessionid", WORD]], "headers": [["Authorization", "Bearer x1"]]},
        logentry={"formatted": f"{{'password': '{WORD}'}} Cookie: a={WORD}"},
    )
    assert scrub(once, Scrubbing()) is once


def test_frames_without_a_secret_are_the_same_objects() -> None:
    frames = [{"function": "a", "vars": {"x": "1"}}, {"vars": {"password": WORD}}]
    event = event_with(stacktrace={"frames": frames})
    after = scrub(event, Scrubbing())
    assert event.stacktrace is not None
    assert after.stacktrace is not None
    assert after.stacktrace.frames[0] is event.stacktrace.frames[0]


def test_spans_without_a_secret_are_the_same_objects() -> None:
    base = {"span_id": "a", "trace_id": "b", "start_timestamp": 1.0, "timestamp": 2.0}
    event = event_with(spans=[base, base | {"data": {"password": WORD}}])
    after = scrub(event, Scrubbing())
    assert after.spans[0] is event.spans[0]
    assert after.spans[1].data == {"password": "[Filtered]"}


def test_nothing_is_touched_when_scrubbing_is_off() -> None:
    event = event_with(extra={"password": WORD})
    assert scrub(event, Scrubbing(enabled=False)) is event


# A project's own words


def test_a_name_that_contains_an_own_word_is_filtered() -> None:
    rules = Scrubbing(sensitive_fields=("Personal-Nr",))
    event = scrubbed(rules, extra={"old_personal-nr_2": "4711"})
    assert event.extra == {"old_personal-nr_2": "[Filtered]"}


def test_a_text_that_contains_an_own_word_is_removed_whole() -> None:
    rules = Scrubbing(sensitive_fields=("projekt-x",))
    event = scrubbed(rules, extra={"note": "the cost of Projekt-X is high"})
    assert event.extra == {"note": "[Filtered]"}


def test_in_a_log_only_the_own_word_itself_is_removed() -> None:
    rules = Scrubbing(sensitive_fields=("projekt-x",))
    event = scrubbed(rules, logentry={"formatted": "the cost of Projekt-X is high"})
    assert event.logentry == LogEntry(formatted="the cost of [Filtered] is high")


def test_an_own_word_may_be_any_text() -> None:
    rules = Scrubbing(sensitive_fields=('q"(ü\\d', "Ärger"))
    assert scrubbed(rules, extra={"a": 'x q"(Ü\\d y', "ÄRGER": "b"}).extra == {
        "a": "[Filtered]",
        "ÄRGER": "[Filtered]",
    }


@pytest.mark.parametrize(
    "words", [("timestamp",), ("event",), ("values", "frames"), ("type",), ("", " ")]
)
def test_an_own_word_that_names_a_field_of_the_event_leaves_an_event(
    words: tuple[str, ...],
) -> None:
    rules = Scrubbing(sensitive_fields=words)
    event = scrubbed(rules, exception=exception("x", function="f", lineno=3))
    assert decode_event(encode_event(event)).event_id == "0f" * 16


def test_an_own_word_also_names_the_fields_of_the_user() -> None:
    event = scrubbed(Scrubbing(sensitive_fields=("email",)), user={"email": "ada@example.com"})
    assert event.user is not None
    assert event.user.email == "[Filtered]"


@pytest.mark.parametrize("value", [WORD, {"token": WORD}, [f"password={WORD}"]])
def test_nothing_under_a_safe_name_is_touched(value: object) -> None:
    event = event_with(extra={"API_TOKEN": value})
    assert scrub(event, Scrubbing(safe_fields=("api_token",))) is event


def test_a_safe_name_is_safe_in_a_text() -> None:
    event = event_with(logentry={"formatted": "api_token=abcdef"})
    assert scrub(event, Scrubbing(safe_fields=("api_token",))) is event


def test_a_safe_name_saves_only_itself() -> None:
    rules = Scrubbing(safe_fields=("api_token",))
    event = scrubbed(rules, extra={"api_token": "kept", "my_api_token": WORD})
    assert event.extra == {"api_token": "kept", "my_api_token": "[Filtered]"}
