"""What each selector reaches in an event, and what is wrong with one that is none (semantics.md 3.3)."""

from typing import Any

import msgspec
import pytest

from seismo.digest.scrub import scrub
from seismo.digest.scrub.advanced.places import selector_at
from seismo.digest.scrub.advanced.selectors import SelectorError, parse_selector
from seismo.model.event import Event, decode_event
from seismo.model.project import Scrubbing

FIELDS: dict[str, Any] = {
    "event_id": "0f" * 16,
    "timestamp": 1.0,
    "received": 2.0,
    "release": "r1",
    "environment": "e1",
    "transaction": "t1",
    "server_name": "server",
    "culprit": "culprit",
    "logentry": {"message": "template", "formatted": "formatted", "params": ["p1"]},
    "extra": {
        "foo": "v1",
        "Foo Bar": "v2",
        "deep": {"foo": {"x": "v3"}, "list": ["l0", "l1"]},
        "num": 5,
        "yes": True,
        "it's": "v4",
    },
    "user": {"id": "1", "email": "ada@example.com", "data": {"plan": "gold"}},
    "request": {
        "url": "https://shop.example.com/",
        "headers": [["X-Foo", "h1"], ["Accept", "h2"]],
        "env": {"FOO": "env"},
        "data": {"a": "body"},
        "query_string": [["page", "2"]],
        "cookies": [["theme", "dark"]],
    },
    "tags": [["plan", "gold"]],
    "exception": {
        "values": [
            {
                "type": "ValueError",
                "value": "text",
                "stacktrace": {
                    "frames": [
                        {
                            "function": "f",
                            "filename": "f.py",
                            "abs_path": "/srv/f.py",
                            "context_line": "code()",
                            "vars": {"foo": "local", "n": 3, "list": ["x"]},
                        }
                    ]
                },
            }
        ]
    },
    "breadcrumbs": {"values": [{"message": "crumb", "category": "c", "data": {"foo": "cd"}}]},
    "contexts": {"os": {"name": "Linux"}, "order": {"foo": "ctx"}},
    "threads": {"values": [{"id": 1, "name": "main"}]},
}
EVERYTHING_WRITTEN = """
    server_name logentry.message logentry.formatted logentry.params.0 extra.foo extra.Foo Bar
    extra.deep.foo.x extra.deep.list.0 extra.deep.list.1 extra.num extra.yes extra.it's user.id user.email
    user.data.plan request.headers.0.1 request.headers.1.1 request.env.FOO request.data.a
    request.query_string.0.1 request.cookies.0.1 exception.values.0.value
    exception.values.0.stacktrace.frames.0.vars.foo exception.values.0.stacktrace.frames.0.vars.n
    exception.values.0.stacktrace.frames.0.vars.list.0 breadcrumbs.values.0.message
    breadcrumbs.values.0.data.foo contexts.order.foo request.headers.0.0 request.headers.1.0
    request.query_string.0.0 request.cookies.0.0
"""
"""Lists of pairs go as a whole, with the names in them."""
FRAME = "exception.values.0.stacktrace.frames.0"


def event_of(fields: dict[str, Any]) -> Event:
    return decode_event(msgspec.json.encode(fields))


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list | tuple):
        items = {str(index): item for index, item in enumerate(value)}.items()
    else:
        return {path: value}
    found: dict[str, Any] = {}
    for name, inner in items:
        found |= leaves(inner, f"{path}.{name}" if path else name)
    return found


def reached(selector: str) -> set[str]:
    """The leaves that are not what they were after everything was removed from there."""
    event = event_of(FIELDS)
    rules = Scrubbing(defaults=False, rules=f"remove @anything from {selector}")
    before = leaves(msgspec.to_builtins(event))
    after = leaves(msgspec.to_builtins(scrub(event, rules)))
    return {path for path, value in before.items() if after.get(path) != value}


REACHED: dict[str, str] = {
    "extra.foo": "extra.foo",
    "EXTRA.FOO": "extra.foo",
    "extra.'foo bar'": "extra.Foo Bar",
    "extra.'it''s'": "extra.it's",
    "extra.deep.foo": "extra.deep.foo.x",
    "deep.foo": "extra.deep.foo.x",
    "extra.deep.list.1": "extra.deep.list.1",
    "extra.deep.*": "extra.deep.foo.x extra.deep.list.0 extra.deep.list.1",
    "extra.**.foo": "extra.foo extra.deep.foo.x",
    "extra.num": "extra.num",
    "foo": f"extra.foo extra.deep.foo.x request.env.FOO {FRAME}.vars.foo "
    "breadcrumbs.values.0.data.foo contexts.order.foo",
    "$frame.vars.foo": f"{FRAME}.vars.foo",
    "$frame.vars.**": f"{FRAME}.vars.foo {FRAME}.vars.n {FRAME}.vars.list.0",
    "$frame.**": f"{FRAME}.vars.foo {FRAME}.vars.n {FRAME}.vars.list.0",
    "$frame.context_line": f"{FRAME}.context_line",
    "$frame.filename": f"{FRAME}.filename",
    "exception.values.0.value": "exception.values.0.value",
    "exception.values.*.value": "exception.values.0.value",
    "$error.value": "exception.values.0.value",
    "$exception.value": "exception.values.0.value",
    "$http.headers.x-foo": "request.headers.0.1",
    "$http.headers.*": "request.headers.0.1 request.headers.1.1",
    "$request.env.FOO": "request.env.FOO",
    "$http.url": "request.url",
    "request.url": "request.url",
    "$http.cookies.theme": "request.cookies.0.1",
    "request.query_string.page": "request.query_string.0.1",
    "tags.plan": "tags.0.1",
    "$user.email": "user.email",
    "user.data.plan": "user.data.plan",
    "$message": "logentry.message logentry.formatted",
    "$logentry.formatted": "logentry.formatted",
    "$breadcrumb.message": "breadcrumbs.values.0.message",
    "$thread.name": "threads.values.0.name",
    "contexts.order.foo": "contexts.order.foo",
    "contexts.os.name": "contexts.os.name",
    "server_name": "server_name",
    "culprit": "culprit",
    "$number": f"extra.num {FRAME}.vars.n",
    "$boolean": "extra.yes",
    "$string && extra.**": "extra.foo extra.Foo Bar extra.deep.foo.x extra.deep.list.0 "
    "extra.deep.list.1 extra.it's",
    "$array && $frame.**": f"{FRAME}.vars.list.0",
    "**": EVERYTHING_WRITTEN,
    "extra.* && !extra.foo && !extra.deep": "extra.Foo Bar extra.num extra.yes extra.it's",
    "(extra.foo || $user.email) && $string": "extra.foo user.email",
    "$user.email || extra.foo && $number": "user.email",
    "!!extra.foo": "extra.foo",
    "$event.extra.foo": "extra.foo",
    "release": "",
    "environment": "",
    "transaction": "",
    "event_id": "",
    "timestamp": "",
    "$error.type": "",
    "$frame": "",
    "$stacktrace": "",
    "nothing.here": "",
    "oo": "",
}


def paths(text: str) -> set[str]:
    names = ("extra.Foo Bar",)
    found = {name for name in names if name in text}
    for name in names:
        text = text.replace(name, "")
    return found | set(text.split())


@pytest.mark.parametrize("selector", REACHED)
def test_a_selector_reaches_these_places_and_no_others(selector: str) -> None:
    assert reached(selector) == paths(REACHED[selector])


@pytest.mark.parametrize(
    ("selector", "at", "words"),
    [
        ("", 0, "the place is missing"),
        ("*", 0, "* alone says nothing"),
        ("**.**", 0, "** may stand in a path once"),
        ("a.**.b.**", 0, "** may stand in a path once"),
        ("$url", 1, "$url is no type: the types are array,"),
        ("extra.fo*", 8, "'*' does not belong here"),
        ("extra.foo &&", 12, "a name is missing here"),
        ("extra foo", 6, "join two paths with && or ||"),
        ("extra.", 6, "a name is missing here"),
        ("(extra.foo", 10, "a parenthesis is not closed"),
        ("extra.foo)", 9, "')' does not belong here"),
        ("extra.'foo", 6, "a quoted name is not closed"),
        ("extra.a+b", 7, "'+' has no meaning here: quote a name"),
        ("extra.foo & b", 10, "'&' has no meaning here"),
        ("(" * 30 + "a" + ")" * 30, 20, "more than 20 levels"),
    ],
)
def test_what_is_no_selector_is_refused_with_cause_place_and_cure(
    selector: str, at: int, words: str
) -> None:
    with pytest.raises(SelectorError) as refused:
        parse_selector(selector)
    assert (refused.value.at, words in f"{refused.value}") == (at, True)


@pytest.mark.parametrize(
    ("path", "selector"),
    [
        ("extra.foo", "extra.foo"),
        ("extra.Foo Bar", "extra.'foo bar'"),
        ("extra.it's", "extra.'it''s'"),
        ("extra.deep.list.1", "extra.deep.list.*"),
        ("request.headers.0.1", "$http.headers.x-foo"),
        ("tags.0.1", "tags.plan"),
        ("user.email", "$user.email"),
        (f"{FRAME}.vars.foo", "$frame.vars.foo"),
        ("exception.values.0.value", "$error.value"),
        ("logentry.formatted", "$logentry.formatted"),
        ("breadcrumbs.values.0.data.foo", "$breadcrumb.data.foo"),
        ("contexts.order.foo", "contexts.order.foo"),
    ],
)
def test_a_place_has_a_selector_that_reaches_it(path: str, selector: str) -> None:
    assert selector_at(event_of(FIELDS), path.split(".")) == selector
    assert path in reached(selector)
