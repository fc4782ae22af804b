"""Pairs of events of the other platforms that must land in one issue, or in two."""

from collections.abc import Callable
from typing import Any

import pytest

from seismo.digest.grouping import Explanation, Grouping

Json = dict[str, Any]
Grouped = Callable[[Json], Grouping]
Explained = Callable[[Json], Explanation]


def frame(function: str | None = "pay", **fields: Any) -> Json:
    given = {"function": function, "in_app": True, **fields}
    return {name: value for name, value in given.items() if value is not None}


def raised(*frames: Json, type: str = "PayError", value: str = "no", **fields: Any) -> Json:
    """One exception, as in `exception.values`."""
    stacktrace = {"stacktrace": {"frames": list(frames)}} if frames else {}
    return {"type": type, "value": value, **stacktrace, **fields}


def event(platform: str, *exceptions: Json, **fields: Any) -> Json:
    chained = {"exception": {"values": list(exceptions)}} if exceptions else {}
    return {"platform": platform, **chained, **fields}


def browser(*frames: Json, **fields: Any) -> Json:
    return event("javascript", raised(*frames, type="TypeError", **fields))


def one(platform: str, function: str | None, **fields: Any) -> Json:
    """An event of two frames, of which the last one is given."""
    caller = frame("main", module="app", filename="app.x")
    return event(platform, raised(caller, frame(function, **fields)))


URL = "https://shop.example/static/app.js"
CHUNK = "https://shop.example/static/chunk.js"

SAME: dict[str, tuple[Json, Json]] = {
    "javascript: other file behind a URL": (
        browser(frame("pay", abs_path=URL, filename="/app.1a2b.js")),
        browser(frame("pay", abs_path=CHUNK, filename="/app.3c4d.js")),
    ),
    "javascript: other object before the method": (
        browser(frame("Cart.pay", filename="a.js")),
        browser(frame("t.pay", filename="a.js")),
    ),
    "javascript: minified name over a mapped line": (
        browser(frame("t", filename="a.js", context_line="pay()", data={"sourcemap": "a.map"})),
        browser(frame("n", filename="a.js", context_line="pay()", data={"sourcemap": "a.map"})),
    ),
    "javascript: native code between": (
        browser(frame("pay", filename="a.js")),
        browser(frame("pay", filename="a.js"), frame("map", abs_path="[native code]")),
    ),
    "javascript: eval between": (
        browser(frame("pay", filename="a.js")),
        browser(frame("pay", filename="a.js"), frame("eval", filename="b.js")),
    ),
    "javascript: polyfill between": (
        browser(frame("pay", filename="a.js")),
        browser(
            frame("pay", filename="a.js"),
            frame("run", filename="x.js", abs_path="/app/node_modules/core-js/x.js"),
        ),
    ),
    "javascript: lone page frame": (
        browser(frame(None, abs_path="https://shop.example/a"), value="no"),
        browser(frame(None, abs_path="https://shop.example/b"), value="no"),
    ),
    "javascript: line of a page": (
        browser(frame("pay", filename="a.js"), frame(None, abs_path=URL, context_line="<html>")),
        browser(frame("pay", filename="a.js"), frame(None, abs_path=URL, context_line="<body>")),
    ),
    "javascript: module that is a URL path": (
        browser(frame("pay", module="v1/app", abs_path="https://shop.example/v1/app")),
        browser(frame("pay", module="v2/app", abs_path="https://shop.example/v2/app")),
    ),
    "javascript: chunk load error": (
        browser(frame("a", filename="a.js"), value="ChunkLoadError: chunk 7"),
        browser(frame("b", filename="b.js"), value="ChunkLoadError: chunk 8"),
    ),
    "node: internals between": (
        one("node", "pay", filename="pay.js"),
        event(
            "node",
            raised(
                frame("main", module="app", filename="app.x"),
                frame("processTicksAndRejections", filename="node:internal/process/task_queues"),
                frame("pay", filename="pay.js"),
            ),
        ),
    ),
    "node: files of a folder per release": (
        one("node", "pay", filename="/srv/1/pay.js"),
        one("node", "pay", filename="/srv/2/pay.js"),
    ),
    "java: generated accessor": (
        one("java", "invoke", module="jdk.internal.reflect.GeneratedMethodAccessor12"),
        one("java", "invoke", module="jdk.internal.reflect.GeneratedMethodAccessor98"),
    ),
    "java: generated proxy": (
        one("java", "pay", module="shop.Cart$$EnhancerBySpringCGLIB$$1a2b3c"),
        one("java", "pay", module="shop.Cart$$EnhancerBySpringCGLIB$$ff00aa"),
    ),
    "java: lambda class": (
        one("java", "pay", module="shop.Cart$$Lambda$12/0x1", filename="Cart.java"),
        one("java", "pay", module="shop.Cart$$Lambda$99/0x2", filename="Cart.java"),
    ),
    "java: lambda function": (
        one("java", "lambda$pay$0", module="shop.Cart"),
        one("java", "lambda$pay$7", module="shop.Cart"),
    ),
    "java: source line": (
        one("java", "pay", module="shop.Cart", context_line="a"),
        one("java", "pay", module="shop.Cart", context_line="b"),
    ),
    "php: anonymous class": (
        one("php", "class@anonymous\0/srv/1.php:12$0::pay", filename="a.php"),
        one("php", "class@anonymous\0/srv/2.php:99$1::pay", filename="a.php"),
    ),
    "php: anonymous function": (
        one("php", "[Anonymous function]", filename="a.php"),
        one("php", "[Anonymous class]", filename="a.php"),
    ),
    "php: vendor frames": (
        event("php", raised(frame("a", filename="/srv/vendor/x/a.php"), frame(filename="c.php"))),
        event("php", raised(frame("b", filename="/srv/vendor/x/b.php"), frame(filename="c.php"))),
    ),
    "ruby: block": (
        one("ruby", "block in pay", filename="cart.rb"),
        one("ruby", "block (2 levels) in pay", filename="cart.rb"),
    ),
    "ruby: compiled template": (
        one("ruby", "_app_views_cart_erb__1234_5678", filename="cart.erb"),
        one("ruby", "_app_views_cart_erb__8765_4321", filename="cart.erb"),
    ),
    "go: other folder": (
        one("go", "Pay", filename="/build/1/cart.go"),
        one("go", "Pay", filename="/build/2/cart.go"),
    ),
    "go: library frames": (
        event("go", raised(frame("a", abs_path="/root/go/pkg/mod/x/a.go"), frame("Pay"))),
        event("go", raised(frame("b", abs_path="/root/go/pkg/mod/x/b.go"), frame("Pay"))),
    ),
    "csharp: other arguments": (
        one("csharp", "Shop.Cart.Pay (System.Int32 order)", module="Shop.Cart"),
        one("csharp", "Shop.Cart.Pay (System.Int64 order)", module="Shop.Cart"),
    ),
    "csharp: the raw function wins": (
        one("csharp", "Pay", raw_function="Shop.Cart.Pay (a)"),
        one("csharp", "Buy", raw_function="Shop.Cart.Pay (b)"),
    ),
    "native: other arguments and templates": (
        one("native", "void shop::pay<int>(int, char const*)"),
        one("native", "shop::pay<long>(long)"),
    ),
    "native: clone of the compiler": (
        one("native", "shop::pay(int) [clone .constprop.0]"),
        one("native", "shop::pay(int)"),
    ),
    "native: build hash of Rust": (
        one("native", "shop::pay::h0123456789abcdef"),
        one("native", "shop::pay::hfedcba9876543210"),
    ),
    "native: throw machinery above": (
        event("native", raised(frame("shop::pay()"))),
        event(
            "native",
            raised(frame("shop::pay()"), frame("objc_exception_throw"), frame("raise_it")),
        ),
    ),
}

DIFFERENT: dict[str, tuple[Json, Json]] = {
    "javascript: other method": (
        browser(frame("Cart.pay", filename="a.js")),
        browser(frame("Cart.buy", filename="a.js")),
    ),
    "javascript: other mapped line": (
        browser(frame("t", filename="a.js", context_line="pay()", data={"sourcemap": "a.map"})),
        browser(frame("t", filename="a.js", context_line="buy()", data={"sourcemap": "a.map"})),
    ),
    "javascript: lone page frame, other message": (
        browser(frame(None, abs_path=URL), value="a"),
        browser(frame(None, abs_path=URL), value="b"),
    ),
    "javascript: hydration error on another page": (
        event(
            "javascript",
            raised(value="Hydration failed because the server rendered HTML x"),
            transaction="/a",
        ),
        event(
            "javascript",
            raised(value="Hydration failed because the server rendered HTML x"),
            transaction="/b",
        ),
    ),
    "node: other file": (
        one("node", "pay", filename="pay.js"),
        one("node", "pay", filename="buy.js"),
    ),
    "java: other class": (
        one("java", "pay", module="shop.Cart"),
        one("java", "pay", module="shop.Order"),
    ),
    "php: other method of an anonymous class": (
        one("php", "class@anonymous\0/srv/1.php:12$0::pay", filename="a.php"),
        one("php", "class@anonymous\0/srv/1.php:12$0::buy", filename="a.php"),
    ),
    "ruby: other method": (
        one("ruby", "pay", filename="cart.rb"),
        one("ruby", "buy", filename="cart.rb"),
    ),
    "go: other function": (one("go", "Pay"), one("go", "Buy")),
    "csharp: other method": (
        one("csharp", "Shop.Cart.Pay (System.Int32 order)"),
        one("csharp", "Shop.Cart.Buy (System.Int32 order)"),
    ),
    "native: other namespace": (one("native", "shop::pay(int)"), one("native", "bank::pay(int)")),
    "cocoa: other selector": (one("cocoa", "-[Cart pay:]"), one("cocoa", "-[Cart pay:with:]")),
    "cocoa: other code of an NSError": (
        event(
            "cocoa",
            raised(mechanism={"meta": {"ns_error": {"domain": "Shop", "code": 1}}}),
        ),
        event(
            "cocoa",
            raised(mechanism={"meta": {"ns_error": {"domain": "Shop", "code": 2}}}),
        ),
    ),
    "frame of another platform": (
        event("python", raised(frame("a.pay", platform="javascript"), frame("z"))),
        event("python", raised(frame("a.pay", platform="python"), frame("z"))),
    ),
}

PAIRS = {**SAME, **DIFFERENT}


@pytest.mark.parametrize(("left", "right"), SAME.values(), ids=SAME.keys())
def test_one_bug_is_one_issue(left: Json, right: Json, grouped: Grouped) -> None:
    assert grouped(left).hashes[0] == grouped(right).hashes[0]


@pytest.mark.parametrize(("left", "right"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_two_bugs_are_two_issues(left: Json, right: Json, grouped: Grouped) -> None:
    assert not set(grouped(left).hashes) & set(grouped(right).hashes)


@pytest.mark.parametrize(("left", "right"), PAIRS.values(), ids=PAIRS.keys())
def test_the_explanation_has_the_hashes_of_the_grouping(
    left: Json, right: Json, grouped: Grouped, explained: Explained
) -> None:
    hashes = [explained(left).hashes, explained(right).hashes]

    assert hashes == [grouped(left).hashes, grouped(right).hashes]
