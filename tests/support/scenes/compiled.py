"""Scenes of Go, Rust, C and C++, Objective-C and Swift."""

from support.scenes import Json, Scene, event, go, native, raised

THROWING = (
    native("__cxa_throw", "/usr/lib/libstdc++.so.6"),
    native("std::terminate()", "/usr/lib/libstdc++.so.6"),
)
PANICKING = (
    native("std::panicking::begin_panic_handler"),
    native("core::panicking::panic_fmt"),
    native("rust_begin_unwind"),
)
PHONE = "/private/var/containers/Bundle/Application"


def cpp(*functions: str, above: tuple[Json, ...] = (), value: str = "no") -> Json:
    return event("native", raised([*map(native, functions), *above], "std::runtime_error", value))


def rust(*functions: str, value: str = "index out of bounds") -> Json:
    return event("native", raised([*map(native, functions), *PANICKING], "panic", value))


def apple(*frames: Json, type: str = "NSRangeException", **fields: object) -> Json:
    return event("cocoa", raised(list(frames), type, "no", **fields))


def own(function: str, install: str = "1A2B") -> Json:
    return native(function, f"{PHONE}/{install}/Shop.app/Shop", in_app=None)


def foreign(function: str, package: str = "UIKitCore") -> Json:
    return native(function, package)


def ns_error(domain: str, code: int, value: str) -> Json:
    meta = {"type": "NSError", "meta": {"ns_error": {"domain": domain, "code": code}}}
    return event("cocoa", raised([], domain, value, mechanism=meta))


COMPILED: dict[str, Scene] = {
    "go: another machine built it": Scene(
        [
            event(
                "go",
                raised(
                    [
                        go("net/http", "HandlerFunc.ServeHTTP", "/usr/local/go", in_app=False),
                        go("shop/cart", "(*Cart).Pay", folder),
                    ],
                    "*errors.errorString",
                    f"order {folder} lost",
                ),
            )
            for folder in ("/home/kim/shop", "/builds/17")
        ],
        [
            event("go", raised([go("shop/cart", "(*Cart).Refund")], "*errors.errorString")),
            event("go", raised([go("shop/order", "(*Cart).Pay")], "*errors.errorString")),
            event("go", raised([go("shop/cart", "(*Cart).Pay")], "*net.OpError")),
        ],
    ),
    "go: a panic without frames": Scene(
        [
            event("go", raised([], "runtime.boundsError", f"index [{n}] with length {n - 1}"))
            for n in (4, 17)
        ],
        [event("go", raised([], "runtime.boundsError", "slice bounds out of range [4:3]"))],
    ),
    "go: other modules around it": Scene(
        [
            event(
                "go",
                raised(
                    [
                        go(name, "Next", "/root/go/pkg/mod/example.com"),
                        go("shop/cart", "(*Cart).Pay"),
                    ]
                ),
            )
            for name in ("gin", "chi")
        ],
        [event("go", raised([go("shop/cart", "(*Cart).Pay"), go("shop/cart", "charge")]))],
    ),
    "rust: another build": Scene(
        [
            rust("shop::cart::pay::h0123456789abcdef"),
            rust("shop::cart::pay::hfedcba9876543210", value="index 7 out of bounds"),
            rust("shop[8787f43e282added]::cart::pay"),
            rust("shop[0a1b2c3d4e5f6071]::cart::pay"),
        ],
        [rust("shop::cart::refund::h0123456789abcdef"), rust("shop::order::pay")],
    ),
    "rust: a method by way of its trait": Scene(
        [
            rust("<shop::Cart as shop::Pay>::pay::h0123456789abcdef"),
            rust("<shop::Cart as shop::Pay>::pay"),
        ],
        [rust("<shop::Order as shop::Pay>::pay")],
    ),
    "cpp: types, arguments and the compiler's copies": Scene(
        [
            cpp("main", "void shop::Cart::pay(int, std::string const&)"),
            cpp("main", "shop::Cart::pay(long) [clone .cold]"),
            cpp("main", "shop::Cart::pay<Order>(Order&&)"),
        ],
        [
            cpp("main", "shop::Cart::refund(int)"),
            cpp("main", "bank::Cart::pay(int)"),
            cpp("pay", "shop::Cart::pay(int)"),
        ],
    ),
    "cpp: the machinery of throwing": Scene(
        [cpp("main", "pay()"), cpp("main", "pay()", above=THROWING)],
        [cpp("main", "pay()", "charge()")],
    ),
    "cpp: a lambda of each compiler": Scene(
        [
            cpp("pay(int)::{lambda(int)#1}::operator()(int) const"),
            cpp("pay(int)::{lambda(int)#2}::operator()(int) const"),
            cpp("pay(int)::$_0::operator()(int) const"),
        ],
        [cpp("refund(int)::{lambda(int)#1}::operator()(int) const")],
    ),
    "c: a bad address without symbols": Scene(
        [
            event("c", raised([native(None)], "SIGSEGV", f"invalid memory reference at {address}"))
            for address in ("0x7ffe12ab", "0x0")
        ],
        [event("c", raised([native(None)], "SIGABRT", "abort() was called"))],
    ),
    "windows: libraries of the system": Scene(
        [
            event(
                "native",
                raised(
                    [
                        native("RtlUserThreadStart", "C:\\Windows\\System32\\ntdll.dll"),
                        native(around, "C:\\WINDOWS\\system32\\kernel32.dll"),
                        native("Cart::Pay", "C:\\Shop\\shop.exe"),
                    ],
                    "EXCEPTION_ACCESS_VIOLATION",
                ),
            )
            for around in ("BaseThreadInitThunk", "CreateThread")
        ],
        [
            event(
                "native",
                raised(
                    [native("Cart::Refund", "C:\\Shop\\shop.exe")], "EXCEPTION_ACCESS_VIOLATION"
                ),
            )
        ],
    ),
    "cocoa: another phone, another iOS": Scene(
        [
            apple(foreign(call), own("-[Cart pay:]", install), foreign("__exceptionPreprocess"))
            for call, install in (
                ("-[UIControl sendAction:]", "1A2B"),
                ("-[UIApplication tap]", "9F"),
            )
        ],
        [
            apple(foreign("-[UIControl sendAction:]"), own("-[Cart pay:with:]")),
            apple(own("-[Cart pay:]"), type="NSInvalidArgumentException"),
        ],
    ),
    "swift: arguments and closures": Scene(
        [
            apple(own("Shop.Cart.pay(order: Shop.Order) throws -> Swift.Int"), type="Fatal error"),
            apple(own("Shop.Cart.pay(order: Swift.Int) -> ()"), type="Fatal error"),
            apple(own("closure #1 in Shop.Cart.pay(order: Shop.Order)"), type="Fatal error"),
            apple(own("closure #2 in Shop.Cart.pay(order: Shop.Order)"), type="Fatal error"),
        ],
        [apple(own("Shop.Cart.refund(order: Shop.Order)"), type="Fatal error")],
    ),
    "cocoa: an NSError of one code": Scene(
        [
            ns_error("NSURLErrorDomain", -1009, "The Internet connection appears to be offline."),
            ns_error("NSURLErrorDomain", -1009, "Die Verbindung ist offline."),
        ],
        [
            ns_error("NSURLErrorDomain", -1001, "The request timed out."),
            ns_error("ShopErrorDomain", -1009, "The cart is gone."),
        ],
    ),
}
