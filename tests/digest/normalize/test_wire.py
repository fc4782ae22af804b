"""The quick way in: the same events as by the general way, with plain bags left as they are."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples

from seismo.digest.normalize import payload, wire
from seismo.digest.normalize.databag import BREADCRUMB, MAX_DEPTH, VARS
from seismo.digest.normalize.event import normalize
from seismo.digest.normalize.facts import Facts
from seismo.digest.scrub import scrub
from seismo.model.event import Event, Frame, encode_event
from seismo.model.ids import EventId
from seismo.model.project import Scrubbing
from seismo.model.record import Client

FACTS = Facts(
    event_id=EventId("ed9ed7520fd14ae0a1b1b2c3d4e5f607"),
    received=1_795_298_600.0,
    client=Client(remote_addr="203.0.113.9"),
)
NESTED = '{"a":' * MAX_DEPTH + "1" + "}" * MAX_DEPTH
TOO_DEEP = '{"a":' * MAX_DEPTH + "[1]" + "}" * MAX_DEPTH


def with_frames(*frames: str) -> bytes:
    before = '{"exception":{"values":[{"type":"E","value":"v","stacktrace":{"frames":['
    return f"{before}{','.join(frames)}]}}}}]}}}}".encode()


def with_vars(bag: str) -> bytes:
    return with_frames('{"function":"f","vars":' + bag + "}")


def with_crumb(data: str) -> bytes:
    return ('{"breadcrumbs":{"values":[{"message":"m","data":' + data + "}]}}").encode()


def with_lines(before: str) -> bytes:
    return with_frames(
        '{"function":"f","lineno":3,"pre_context":' + before + ',"context_line":"x"}'
    )


def event_of(data: bytes) -> Event:
    return normalize(wire.decode(data), FACTS)


def frame_of(data: bytes) -> Frame:
    exception = event_of(data).exception
    assert exception is not None
    stacktrace = exception.values[0].stacktrace
    assert stacktrace is not None
    return stacktrace.frames[0]


def vars_of(data: bytes) -> Any:
    return frame_of(data).vars


def lines_of(data: bytes) -> Any:
    return frame_of(data).pre_context


def data_of(data: bytes) -> Any:
    breadcrumbs = event_of(data).breadcrumbs
    assert breadcrumbs is not None
    return breadcrumbs.values[0].data


def both_ways(data: bytes) -> tuple[Any, Any]:
    general = normalize(payload.decode(data), FACTS)
    return json.loads(encode_event(event_of(data))), json.loads(encode_event(general))


CRUMBS = {
    "a time as text": b'{"timestamp":"2026-11-21T22:03:18.5Z"}',
    "a time without zone": b'{"timestamp":"2026-11-21T22:03:18"}',
    "a time as a number": b'{"timestamp":1795298598}',
    "a time that is none": b'{"timestamp":"soon"}',
    "a time before all others": b'{"timestamp":-5}',
    "a time at the end of the calendar": b'{"timestamp":"9999-12-31T23:59:59-12:00"}',
    "a level by another name": b'{"level":"WARN"}',
    "a level that is none": b'{"level":"loud"}',
    "a level that is a number": b'{"level":30}',
    "nulls": b'{"level":null,"type":null,"message":null,"data":null,"timestamp":null}',
    "a long message": b'{"message":"' + b"x" * 9000 + b'"}',
    "a long category": b'{"category":"' + b"x" * 300 + b'"}',
    "a message that is a number": b'{"message":5}',
    "a name that is not known": b'{"message":"m","foo":1}',
}
PLAIN = [
    pytest.param('{"a":"b","c":["d",{"e":null}]}', id="texts, a list and an object"),
    pytest.param('{"a":[true,false,null,-1,2.5]}', id="words and numbers"),
    pytest.param('{"a": 1, "b": [2, "c"]}', id="spaces between"),
    pytest.param('{"a":"[[[[[[[[{{{{{{{{"}', id="brackets in a text"),
    pytest.param('{"a":"line\\n\\t\\"quoted\\" \\\\"}', id="escapes that are needed"),
    pytest.param('{"a":"naïve ✓"}', id="beyond ASCII"),
    pytest.param("{}", id="nothing"),
    pytest.param(NESTED, id="as deep as may be"),
]
NOT_PLAIN = [
    pytest.param('{"p\\u0061ssword":"x"}', id="a letter written as an escape"),
    pytest.param('{"a":"x\\/y"}', id="an escaped slash"),
    pytest.param('{"a":1e5}', id="an exponent"),
    pytest.param('{"a":' + "1" * 30 + "}", id="a long number"),
    pytest.param(TOO_DEEP, id="too deep"),
    pytest.param('{"a":"' + "x" * VARS.text + '"}', id="too long"),
]


@pytest.mark.parametrize("bag", PLAIN)
def test_plain_variables_stay_as_the_sdk_wrote_them(bag: str) -> None:
    kept = vars_of(with_vars(bag))
    assert (type(kept), bytes(kept)) == (msgspec.Raw, bag.encode())


PLAIN_LINES = [
    pytest.param('["def f():","    return 1"]', id="lines"),
    pytest.param('["a", "b"]', id="spaces between"),
    pytest.param('["\\t\\"quoted\\" \\\\",null,""]', id="escapes that are needed, and nothing"),
    pytest.param("[]", id="no line"),
]
OTHER_LINES = [
    pytest.param('["p\\u0061ssword = 1"]', id="a letter written as an escape"),
    pytest.param('["a\\/b"]', id="an escaped slash"),
]
NO_LINES = [
    pytest.param("null", id="null"),
    pytest.param("[1]", id="a number"),
    pytest.param('[["a"]]', id="a list"),
    pytest.param('{"a":"b"}', id="an object"),
    pytest.param('"a"', id="a text"),
]


@pytest.mark.parametrize("lines", PLAIN_LINES)
def test_plain_lines_of_source_stay_as_the_sdk_wrote_them(lines: str) -> None:
    kept = lines_of(with_lines(lines))
    assert (type(kept), bytes(kept)) == (msgspec.Raw, lines.encode())


@pytest.mark.parametrize("lines", OTHER_LINES)
def test_other_lines_of_source_are_decoded_every_time(lines: str) -> None:
    assert [type(lines_of(with_lines(lines))) for _ in range(2)] == [list, list]


@pytest.mark.parametrize("lines", [*PLAIN_LINES, *OTHER_LINES, *NO_LINES])
def test_both_ways_make_the_same_of_what_stands_for_lines(lines: str) -> None:
    quick, general = both_ways(with_lines(lines))
    assert quick == general


def test_lines_that_are_not_plain_leave_those_of_other_stack_traces_as_they_are() -> None:
    def thread(line: str) -> str:
        return '{"id":1,"stacktrace":{"frames":[{"pre_context":["' + line + '"]}]}}'

    data = '{"threads":{"values":[' + thread("a\\/b") + "," + thread("c") + "]}}"
    threads = event_of(data.encode()).threads
    assert threads is not None
    stacktraces = [each.stacktrace for each in threads.values]
    kept = [type(each.frames[0].pre_context) for each in stacktraces if each is not None]
    assert kept == [list, msgspec.Raw]


def test_long_lines_of_a_large_event_are_cut_like_any() -> None:
    frame = '{"filename":"a.py","pre_context":["short","' + "x" * 3000 + '"]}'
    quick, general = both_ways(with_frames(*[frame] * 50))
    assert len(quick["exception"]["values"][0]["stacktrace"]["frames"][0]["pre_context"][1]) == 2048
    assert quick == general


@pytest.mark.parametrize("bag", PLAIN)
def test_plain_data_of_a_breadcrumb_stays_as_the_sdk_wrote_it(bag: str) -> None:
    kept = data_of(with_crumb(bag))
    assert (type(kept), bytes(kept)) == (msgspec.Raw, bag.encode())


@pytest.mark.parametrize("bag", NOT_PLAIN)
def test_other_variables_are_decoded(bag: str) -> None:
    assert type(vars_of(with_vars(bag))) is dict


@pytest.mark.parametrize("bag", NOT_PLAIN)
def test_other_data_of_a_breadcrumb_is_decoded(bag: str) -> None:
    assert type(data_of(with_crumb(bag))) is dict


def test_variables_that_are_not_plain_leave_those_of_other_frames_as_they_are() -> None:
    assert type(vars_of(with_frames('{"vars":{"a":1}}', '{"vars":{"a":1e5}}'))) is msgspec.Raw


def test_the_data_of_a_breadcrumb_has_its_own_limit() -> None:
    bag = '{"a":"' + "x" * BREADCRUMB.text + '"}'
    assert (type(data_of(with_crumb(bag))), type(vars_of(with_vars(bag)))) == (dict, msgspec.Raw)


@pytest.mark.parametrize(
    "data",
    [
        *(pytest.param(with_vars(p.values[0]), id=f"variables: {p.id}") for p in PLAIN + NOT_PLAIN),
        *(pytest.param(with_crumb(p.values[0]), id=f"data: {p.id}") for p in PLAIN + NOT_PLAIN),
        pytest.param(with_vars("null"), id="no variables"),
        pytest.param(with_vars("[1]"), id="variables that are a list"),
        pytest.param(with_vars('"text"'), id="variables that are text"),
        pytest.param(with_crumb("[1]"), id="data that is a list"),
        pytest.param(with_crumb("null"), id="no data"),
        pytest.param(with_vars('{"a":1e999}'), id="a number that no float holds"),
        pytest.param(
            with_vars('{"a":' + "9" * 400 + ".5}"), id="a long number that no float holds"
        ),
        pytest.param(with_vars('{"a":"\\u0000"}'), id="NUL in a variable"),
        pytest.param(with_vars('{"a":"\\ud800"}'), id="a lone surrogate in a variable"),
        pytest.param(with_vars('{"a":"\n"}'), id="a raw newline in a variable"),
        pytest.param(with_vars('{"a":"é"}').decode().encode("latin-1"), id="bytes not UTF-8"),
        pytest.param(with_frames('{"lineno":"12"}'), id="a line number as text"),
        pytest.param(with_frames('{"lineno":-1,"function":"?"}'), id="a negative line number"),
        pytest.param(with_frames('{"instruction_addr":4096}'), id="an address as a number"),
        pytest.param(with_frames("null", '{"function":"f"}'), id="a frame that is null"),
        pytest.param(with_frames(), id="no frames"),
        pytest.param(
            with_frames(
                *['{"in_app":true,"vars":{"a":1},"pre_context":["x"]}', '{"vars":{}}'] * 40
            ),
            id="more frames than are kept in detail",
        ),
        pytest.param(with_frames(*['{"function":"f"}'] * 300), id="too many frames"),
        pytest.param(b'{"exception":{"type":"E","value":"v"}}', id="one exception by itself"),
        pytest.param(b'{"exception":[{"type":"E","value":"v"}]}', id="a bare list of exceptions"),
        pytest.param(b'{"exception":{"values":[null,{"type":"E"}]}}', id="a null exception"),
        pytest.param(b'{"exception":null,"breadcrumbs":null}', id="nothing in the interfaces"),
        pytest.param(b'{"breadcrumbs":[{"message":"m"}]}', id="a bare list of breadcrumbs"),
        pytest.param(b'{"no_such_attribute":1,"message":"m"}', id="an unknown attribute"),
        pytest.param(b'{"sentry.interfaces.Http":{"url":"http://x/"}}', id="a name of old"),
        pytest.param(b"{}", id="an empty event"),
        pytest.param(b'{"modules":{"django":"5.2"},"sdk":{"name":"sentry.python"}}', id="modules"),
        pytest.param(b'{"modules":{"django":5},"sdk":{"name":5}}', id="bad modules and SDK"),
        pytest.param(b'{"modules":null,"sdk":null}', id="null modules and SDK"),
        pytest.param(b'{"modules":["a"],"sdk":"b"}', id="modules and SDK that are no objects"),
        pytest.param(b'{"modules":{"a":"\\ud800"}}', id="a lone surrogate in the modules"),
        pytest.param(b'{"sdk":{"name":"a","settings":{"b":1e999}}}', id="a huge number in the SDK"),
        pytest.param(
            b'{"modules":{"a":"' + b"x" * wire.MAX_REMEMBERED + b'"}}', id="very long modules"
        ),
        *(
            pytest.param(b'{"breadcrumbs":{"values":[' + crumb + b"]}}", id=f"a breadcrumb: {id_}")
            for id_, crumb in CRUMBS.items()
        ),
        pytest.param(b'{"breadcrumbs":[null,{"message":"m"}]}', id="a null breadcrumb"),
        pytest.param(
            b'{"threads":{"values":[{"id":1,"stacktrace":{"frames":[{"vars":{"a":1}}]}}]}}',
            id="a thread with frames",
        ),
        pytest.param(b'{"threads":[{"id":1,"stacktrace":null}]}', id="a bare list of threads"),
    ],
)
def test_both_ways_make_the_same_event(data: bytes) -> None:
    quick, general = both_ways(data)
    assert quick == general


def test_a_wrong_clock_is_corrected_on_both_ways() -> None:
    data = b'{"breadcrumbs":[{"timestamp":1795291400.5},{"data":{"a":1e5}}]}'
    facts = msgspec.structs.replace(FACTS, sent_at=FACTS.received - 7200)
    quick = normalize(wire.decode(data), facts)
    general = normalize(payload.decode(data), facts)
    assert encode_event(quick) == encode_event(general)
    assert quick.breadcrumbs is not None
    assert quick.breadcrumbs.values[0].timestamp == 1795298600.5


def test_the_modules_of_an_application_are_read_once() -> None:
    data = b'{"modules":{"django":"5.2","celery":"5.5"}}'
    assert event_of(data).modules is event_of(data).modules


BAGS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda children: st.one_of(
        st.lists(children, max_size=3), st.dictionaries(st.text(), children, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=examples(80))
@given(bag=BAGS, ascii_only=st.booleans(), compact=st.booleans())
def test_both_ways_make_the_same_event_of_any_bag(
    bag: Any, ascii_only: bool, compact: bool
) -> None:
    separators = (",", ":") if compact else (", ", ": ")
    text = json.dumps(bag, ensure_ascii=ascii_only, separators=separators)
    quick, general = both_ways(with_vars(text).replace(b"\\ud", b"\\u0"))
    assert quick == general


@pytest.mark.parametrize(
    "bag",
    [
        pytest.param('{"password":"fake-7f3a91c2"}', id="as usual"),
        pytest.param('{"password" : "fake-7f3a91c2"}', id="with spaces"),
        pytest.param('{"password" :\t[ "fake-7f3a91c2" ]}', id="in a spaced list"),
        pytest.param('{"p\\u0061ssword":"fake-7f3a91c2"}', id="a name with an escape"),
        pytest.param('{"args":[ "password" , "fake-7f3a91c2" ]}', id="a spaced pair"),
        pytest.param('{"a":{"b":[{"api_key": "fake-7f3a91c2"}]}}', id="deep inside"),
    ],
)
def test_a_secret_in_a_bag_is_found_however_it_is_written(bag: str) -> None:
    event = scrub(event_of(with_vars(bag)), Scrubbing())
    assert b"fake-7f3a91c2" not in encode_event(event)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("password = 'fake-7f3a91c2'", id="as usual"),
        pytest.param("p\\u0061ssword = 'fake-7f3a91c2'", id="with an escape"),
        pytest.param('\\tpassword = \\"fake-7f3a91c2\\"', id="in quotes"),
    ],
)
def test_a_secret_in_a_line_of_source_is_found_however_it_is_written(line: str) -> None:
    for _ in range(2):
        event = scrub(event_of(with_lines('["import os", "' + line + '"]')), Scrubbing())
        assert b"fake-7f3a91c2" not in encode_event(event)


@pytest.mark.parametrize(
    "rule",
    [
        "remove @anything from $frame.pre_context",
        "remove @anything from $frame.pre_context && !$object",
        "mask @anything from $frame.pre_context.1",
    ],
)
def test_rules_see_lines_of_source_as_a_list(rule: str) -> None:
    rules = Scrubbing(rules=rule)
    data = with_lines('["a line","another"]')
    quick, general = (
        scrub(normalize(decode(data), FACTS), rules) for decode in (wire.decode, payload.decode)
    )
    assert b"another" not in encode_event(quick)
    assert json.loads(encode_event(quick)) == json.loads(encode_event(general))


def test_a_bag_that_was_left_as_it_is_among_variables_may_be_too_long_for_a_breadcrumb() -> None:
    bag = json.dumps({"text": "x" * BREADCRUMB.text})
    assert isinstance(vars_of(with_vars(bag)), msgspec.Raw)
    quick, general = both_ways(with_crumb(bag))
    assert quick == general


def test_a_bag_that_cannot_stay_is_opened_every_time() -> None:
    assert [vars_of(with_vars(TOO_DEEP)) for _ in range(2)] == [vars_of(with_vars(TOO_DEEP))] * 2


def test_a_card_number_in_a_spaced_bag_is_found() -> None:
    event = scrub(event_of(with_vars('{"a": [ 4111111111111111 ]}')), Scrubbing())
    assert b"4111111111111111" not in encode_event(event)


def test_a_bag_without_secrets_comes_through_scrubbing_as_it_is() -> None:
    data = with_frames('{"function":"f","context_line":"x=1","vars":{"a": 1, "tokens_used": 2}}')
    assert b'{"a": 1, "tokens_used": 2}' in encode_event(scrub(event_of(data), Scrubbing()))
