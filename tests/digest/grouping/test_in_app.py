from typing import Any

import msgspec
import pytest

from seismo.digest.grouping.in_app import mark_in_app
from seismo.model.event import Event, Frame

Json = dict[str, Any]


def event(platform: str, *frames: Json) -> Event:
    body = {
        "event_id": "0" * 32,
        "timestamp": 1.0,
        "received": 1.0,
        "platform": platform,
        "exception": {"values": [{"type": "PayError", "stacktrace": {"frames": list(frames)}}]},
    }
    return msgspec.convert(body, Event)


def frames_of(marked: Event) -> list[Frame]:
    assert marked.exception is not None
    stacktrace = marked.exception.values[0].stacktrace
    assert stacktrace is not None
    return stacktrace.frames


OUT = {
    "python library": ("python", {"abs_path": "/venv/lib/python3.13/site-packages/web/a.py"}),
    "python of Debian": ("python", {"abs_path": "/usr/lib/python3/dist-packages/web/a.py"}),
    "relative python library": ("python", {"filename": "site-packages/web/a.py"}),
    "python of Windows": ("python", {"abs_path": "C:\\venv\\Lib\\Site-Packages\\web\\a.py"}),
    "local installation": ("python", {"abs_path": "/usr/local/lib/python3.13/json/decoder.py"}),
    "vendor folder": ("php", {"filename": "vendor/web/a.php"}),
    "bundled gem": ("ruby", {"abs_path": "/srv/shop/vendor/bundle/ruby/gems/rack/a.rb"}),
    "go module": ("go", {"abs_path": "/root/go/pkg/mod/example.com/web/a.go"}),
    "node module": ("node", {"abs_path": "/srv/node_modules/web/a.js"}),
    "node itself": ("node", {"abs_path": "node:internal/process/task_queues"}),
    "javascript library": ("javascript", {"abs_path": "https://unpkg.com/web@1/a.js"}),
    "native code": ("javascript", {"abs_path": "native array.js"}),
    "bootstrap of webpack": ("javascript", {"abs_path": "webpack:///webpack/bootstrap"}),
    "library in a bundle": ("javascript", {"abs_path": "webpack:///./node_modules/web/a.js"}),
    "library in an old bundle": ("javascript", {"abs_path": "webpack:///~/web/a.js"}),
    "library in an app": ("javascript", {"abs_path": "app:///node_modules/web/a.js"}),
    "polyfill": ("javascript", {"abs_path": "https://shop.example/core-js/a.js"}),
    "java itself": ("java", {"module": "java.util.ArrayList"}),
    "java framework": ("java", {"module": "org.springframework.web.Filter"}),
    "kotlin": ("java", {"module": "kotlinx.coroutines.Task"}),
    "flutter": ("dart", {"abs_path": "package:flutter/src/widgets/a.dart"}),
    "linux library": ("native", {"package": "/usr/lib/libc.so.6"}),
    "windows library": ("native", {"package": "C:\\WINDOWS\\system32\\ntdll.dll"}),
    "apple framework": ("cocoa", {"package": "UIKitCore"}),
}

IN = {
    "own bundle": ("javascript", {"abs_path": "webpack:///./src/cart.js"}),
    "own bundle with a name": ("javascript", {"abs_path": "webpack://shop/./src/cart.js"}),
    "app": ("javascript", {"abs_path": "app:///src/cart.js"}),
    "bundle of a phone": (
        "cocoa",
        {"package": "/private/var/containers/Bundle/Application/1A2B/Shop.app/Shop"},
    ),
}

AS_SAID = {
    "own python": ("python", {"abs_path": "/srv/shop/views.py", "module": "shop.views"}),
    "python module with the name of a java one": ("python", {"module": "scala.views"}),
    "own java": ("java", {"module": "shop.Cart"}),
    "java prefix without a dot": ("java", {"module": "javafx.Cart"}),
    "python in a folder like node_modules": ("python", {"abs_path": "/srv/node_modules/a.py"}),
    "page": ("javascript", {"abs_path": "https://shop.example/app.js"}),
}


@pytest.mark.parametrize(("platform", "frame"), OUT.values(), ids=OUT.keys())
def test_a_library_is_not_in_the_application(platform: str, frame: Json) -> None:
    marked = mark_in_app(event(platform, {**frame, "in_app": True}))

    assert frames_of(marked)[0].in_app is False


@pytest.mark.parametrize(("platform", "frame"), IN.values(), ids=IN.keys())
def test_own_code_is_in_the_application(platform: str, frame: Json) -> None:
    marked = mark_in_app(event(platform, {**frame, "in_app": False}))

    assert frames_of(marked)[0].in_app is True


@pytest.mark.parametrize("said", [True, False])
@pytest.mark.parametrize(("platform", "frame"), AS_SAID.values(), ids=AS_SAID.keys())
def test_the_sdk_decides_where_no_rule_does(platform: str, frame: Json, said: bool) -> None:
    marked = mark_in_app(event(platform, {**frame, "in_app": said}))

    assert frames_of(marked)[0].in_app is said


def test_a_frame_that_nobody_decides_about_is_not_in_the_application() -> None:
    marked = mark_in_app(event("python", {"function": "pay"}))

    assert frames_of(marked) == [Frame(function="pay", in_app=False)]


@pytest.mark.parametrize(
    ("said", "stored"), [(True, 1), (None, -1)], ids=["in the application", "nothing"]
)
def test_what_the_sdk_said_is_kept_where_a_rule_differs(said: bool | None, stored: int) -> None:
    frame = {"abs_path": "/venv/site-packages/a.py", "in_app": said, "data": {"a": "b"}}
    marked = mark_in_app(event("python", frame))

    assert frames_of(marked)[0].data == {"a": "b", "orig_in_app": stored}


def test_nothing_is_kept_where_the_rule_agrees() -> None:
    marked = mark_in_app(event("python", {"abs_path": "/a/site-packages/a.py", "in_app": False}))

    assert frames_of(marked)[0].data is None


def test_marking_twice_changes_nothing_more() -> None:
    once = mark_in_app(
        event("python", {"abs_path": "/a/site-packages/a.py", "in_app": True}, {"function": "b"})
    )

    assert mark_in_app(once) == once


def test_what_the_sdk_said_counts_again_when_no_rule_speaks_any_more() -> None:
    moved = {"abs_path": "/srv/a.py", "in_app": False, "data": {"orig_in_app": 1}}

    assert frames_of(mark_in_app(event("python", moved))) == [
        Frame(abs_path="/srv/a.py", in_app=True)
    ]


def test_an_event_that_needs_no_change_is_the_same_object() -> None:
    settled = event("python", {"function": "pay", "in_app": True})

    assert mark_in_app(settled) is settled


def test_a_frame_that_needs_no_change_is_the_same_object() -> None:
    given = event("python", {"function": "pay", "in_app": True}, {"function": "send"})

    assert frames_of(mark_in_app(given))[0] is frames_of(given)[0]


def test_frames_above_a_reporting_call_are_not_in_the_application() -> None:
    names = ("pay", "reportError", "wrap")
    marked = mark_in_app(
        event("javascript", *({"function": name, "in_app": True} for name in names))
    )

    assert [frame.in_app for frame in frames_of(marked)] == [True, False, False]


def test_a_frames_own_platform_counts_before_the_events() -> None:
    foreign = {"abs_path": "/srv/node_modules/a.js", "platform": "node", "in_app": True}

    assert frames_of(mark_in_app(event("python", foreign)))[0].in_app is False


def test_threads_and_the_events_own_stack_trace_are_marked() -> None:
    library = {"frames": [{"abs_path": "/a/site-packages/a.py", "in_app": True}]}
    body = {
        "event_id": "0" * 32,
        "timestamp": 1.0,
        "received": 1.0,
        "stacktrace": library,
        "threads": {"values": [{"id": 1, "stacktrace": library}, {"id": 2}]},
    }

    marked = mark_in_app(msgspec.convert(body, Event))

    assert marked.stacktrace is not None
    assert marked.threads is not None
    assert marked.threads.values[0].stacktrace == marked.stacktrace
    assert marked.stacktrace.frames[0].in_app is False
