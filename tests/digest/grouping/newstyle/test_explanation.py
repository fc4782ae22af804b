from collections.abc import Callable
from hashlib import md5
from typing import Any

import pytest

from seismo.digest.grouping import (
    LATEST,
    VERSIONS,
    Component,
    Explanation,
    Grouping,
    grouping_rules,
)
from seismo.digest.grouping import group as group_event
from seismo.model.event import Event

Json = dict[str, Any]
Grouped = Callable[[Json], Grouping]
Explained = Callable[[Json], Explanation]


def frame(function: str, in_app: bool = True) -> Json:
    return {"function": function, "module": f"shop.{function}", "in_app": in_app}


def raised(*frames: Json, type: str = "PayError", value: str = "order 42 lost") -> Json:
    stacktrace = {"stacktrace": {"frames": list(frames)}} if frames else {}
    return {"type": type, "value": value, **stacktrace}


def event(*exceptions: Json, **fields: Any) -> Json:
    chained = {"exception": {"values": list(exceptions)}} if exceptions else {}
    return {"platform": "python", **chained, **fields}


def printed(component: Component, depth: int = 0) -> list[str]:
    """The tree as a page might print it: one line a component, ignored ones in brackets."""
    text = " · ".join([component.label, *component.values])
    line = text if component.contributes else f"[{text}: {component.hint}]"
    children = (printed(child, depth + 1) for child in component.children)
    return [f"{'  ' * depth}{line}", *(line for child in children for line in child)]


def leaves(component: Component) -> list[str]:
    if not component.contributes:
        return []
    return [*component.values, *(text for child in component.children for text in leaves(child))]


MIXED = event(raised(frame("main", False), frame("pay"), frame("pay"), frame("send", False)))


def test_the_tree_reads_as_the_reasons(explained: Explained) -> None:
    assert printed(explained(MIXED).variants[0].component) == [
        "exception · PayError",
        "  type · PayError",
        "  [message · order 42 lost: message ignored because the stack trace is used]",
        "  stack trace · 1 in-app frame",
        "    [shop.main in main: not in the application]",
        "      module · shop.main",
        "      function · main",
        "    shop.pay in pay",
        "      module · shop.pay",
        "      function · pay",
        "    [shop.pay in pay: ignored because it repeats the frame before]",
        "      module · shop.pay",
        "      function · pay",
        "    [shop.send in send: not in the application]",
        "      module · shop.send",
        "      function · send",
    ]


def test_a_message_that_counts_is_shown_as_it_was_normalized(explained: Explained) -> None:
    assert printed(explained(event(raised())).variants[0].component) == [
        "exception · PayError",
        "  type · PayError",
        "  message · order <int> lost",
    ]


EVENTS = {
    "frames": MIXED,
    "no frames": event(raised()),
    "chain": event(raised(frame("save", False), type="DbError"), raised(frame("pay"))),
    "message": event(logentry={"formatted": "order 42 lost"}),
    "thread": event(threads={"values": [{"stacktrace": {"frames": [frame("pay")]}}]}),
    "template": event(template={"filename": "cart.html", "context_line": "{% x %}"}),
    "custom fingerprint": event(raised(frame("pay")), fingerprint=["a", "{{ type }}"]),
    "hybrid fingerprint": event(raised(frame("pay")), fingerprint=["a", "{{ default }}"]),
    "nothing": event(),
}


@pytest.mark.parametrize("body", EVENTS.values(), ids=EVENTS.keys())
def test_a_hash_is_the_md5_of_the_leaves_that_are_shown(body: Json, explained: Explained) -> None:
    explanation = explained(body)
    shown = [variant for variant in explanation.variants if variant.contributes]
    texts = ["".join(leaves(variant.component)) for variant in shown]

    assert explanation.hashes == tuple(md5(text.encode()).hexdigest() for text in texts)


def test_the_app_hash_comes_before_the_system_hash(explained: Explained) -> None:
    named = [(variant.name, variant.hash) for variant in explained(MIXED).variants]

    assert named == list(zip(["app", "system"], explained(MIXED).hashes, strict=True))


def test_without_in_app_frames_the_system_variant_is_the_only_one(explained: Explained) -> None:
    variants = explained(event(raised(frame("main", False)))).variants

    assert [(variant.name, variant.contributes) for variant in variants] == [
        ("app", False),
        ("system", True),
    ]


def test_without_frames_the_app_variant_is_the_only_one(explained: Explained) -> None:
    variants = explained(event(raised())).variants

    assert [(variant.name, variant.contributes) for variant in variants] == [
        ("app", True),
        ("system", False),
    ]


def test_with_in_app_frames_only_the_app_variant_is_the_only_one(grouped: Grouped) -> None:
    assert len(grouped(event(raised(frame("pay")))).hashes) == 1


def test_what_the_exception_overrules_is_shown(explained: Explained) -> None:
    both = event(raised(), logentry={"formatted": "order 42 lost"})
    last = explained(both).variants[-1]

    assert (last.name, last.contributes, last.hint) == (
        "default",
        False,
        "ignored because the exception takes precedence",
    )


def test_what_a_custom_fingerprint_overrules_is_shown(explained: Explained) -> None:
    variants = explained(EVENTS["custom fingerprint"]).variants

    assert [(variant.name, variant.contributes) for variant in variants] == [
        ("custom-fingerprint", True),
        ("app", False),
        ("system", False),
    ]


def test_a_checksum_that_is_an_md5_is_the_hash(grouped: Grouped) -> None:
    checksum = "0123456789abcdef0123456789abcdef"

    assert grouped(event(raised(), checksum=checksum)).hashes == (checksum,)


def test_another_checksum_is_hashed(grouped: Grouped) -> None:
    hashes = grouped(event(raised(), checksum="payments", fingerprint=["x"])).hashes

    assert hashes == (md5(b"payments").hexdigest(),)


def test_an_event_with_nothing_to_group_by_has_the_hash_of_nothing(grouped: Grouped) -> None:
    assert grouped(event()).hashes == (md5(b"").hexdigest(),)


@pytest.mark.parametrize(
    ("threads", "has_frames"),
    [
        ([{"crashed": True}, {}], True),
        ([{"current": True}, {}], True),
        ([{}], True),
        ([{"crashed": True}, {"crashed": True}], False),
        ([{}, {}], False),
    ],
    ids=["one crashed", "one current", "only one", "two crashed", "two of which none is special"],
)
def test_a_thread_counts_when_there_is_no_doubt_which(
    threads: list[Json], has_frames: bool, explained: Explained
) -> None:
    stacktrace = {"stacktrace": {"frames": [frame("pay")]}}
    body = event(threads={"values": [{**thread, **stacktrace} for thread in threads]})

    assert (explained(body).variants[0].name == "app") is has_frames


def test_the_latest_version_is_one_of_the_versions() -> None:
    assert LATEST in VERSIONS


def test_an_unknown_version_is_an_error() -> None:
    empty = Event(event_id="0" * 32, timestamp=1.0, received=1.0)

    with pytest.raises(KeyError):
        group_event(empty, grouping_rules("newstyle:1999-01"))


HASHED = {
    "frames": ["PayErrorshop.paypay", "PayErrorshop.mainmainshop.paypayshop.sendsend"],
    "no frames": ["PayErrororder <int> lost"],
    "chain": [
        "DbErrororder <int> lostPayErrorshop.paypay",
        "DbErrorshop.savesavePayErrorshop.paypay",
    ],
    "message": ["order <int> lost"],
    "thread": ["shop.paypay"],
    "template": ["cart.html{% x %}"],
    "custom fingerprint": ["aPayError"],
    "hybrid fingerprint": ["aPayErrorshop.paypay"],
    "nothing": [""],
}


@pytest.mark.parametrize(("name", "texts"), HASHED.items(), ids=HASHED.keys())
def test_what_this_version_hashes_never_changes(
    name: str, texts: list[str], grouped: Grouped
) -> None:
    assert grouped(EVENTS[name]).hashes == tuple(md5(text.encode()).hexdigest() for text in texts)
