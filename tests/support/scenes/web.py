"""Scenes of JavaScript, in browsers and on servers, and of what browsers report themselves."""

from support.scenes import Json, Scene, event, js, mapped, numbered, raised

APP = "https://shop.example/assets"
CART = "webpack:///./src/cart.js"


def browser(*frames: Json, value: str = "x is not a function", type: str = "TypeError") -> Json:
    return event("javascript", raised(list(frames), type, value))


def node(*frames: Json, value: str = "no", type: str = "Error") -> Json:
    return event("node", raised(list(frames), type, value))


def csp(directive: str, blocked: str, page: str = "https://shop.example/cart", **more: str) -> Json:
    report = {
        "effective_directive": directive,
        "violated_directive": directive,
        "blocked_uri": blocked,
        "document_uri": page,
        **more,
    }
    return {"platform": "other", "csp": report, "logentry": {"formatted": f"Blocked {blocked}"}}


def next_page(path: str, line: str = "return cart.items.map(row)") -> Json:
    return node(mapped("Page", path, line), value="Cannot read properties of undefined")


WEB: dict[str, Scene] = {
    "javascript: two browsers, one bundle of each build": Scene(
        [
            browser(
                js("new Cart", f"{APP}/main.1a2b3c4d.js"),
                js("Cart.checkout", f"{APP}/main.1a2b3c4d.js"),
                value="Cannot read properties of undefined (reading 'total')",
            ),
            browser(
                js("new Cart", f"{APP}/main.9f8e7d6c.js"),
                js("checkout", f"{APP}/main.9f8e7d6c.js"),
                value="this.order is undefined",
            ),
        ],
        [
            browser(js("new Cart", f"{APP}/main.js"), js("Cart.refund", f"{APP}/main.js")),
            browser(js("new Order", f"{APP}/main.js"), js("Order.checkout", f"{APP}/main.js")),
        ],
    ),
    "javascript: source maps with other minified names": Scene(
        [
            browser(mapped("t", CART, "  return pay(total);", lineno=4)),
            browser(mapped("nR", CART, "  return pay(total);", lineno=40)),
            browser(mapped(None, CART, "return  pay(total);")),
        ],
        [
            browser(mapped("t", CART, "  return refund(total);")),
            browser(mapped("t", "webpack:///./src/order.js", "  return pay(total);")),
        ],
    ),
    "javascript: libraries around it change": Scene(
        [
            browser(
                mapped("x", "webpack:///./node_modules/react-dom/index.js", f"call{version}()"),
                mapped("pay", CART, "return pay(total)"),
            )
            for version in (17, 18)
        ],
        [
            browser(
                mapped("x", "webpack:///./node_modules/react-dom/index.js", "call17()"),
                mapped("pay", CART, "return pay(sum)"),
            )
        ],
    ),
    "javascript: a rejected promise without an error": Scene(
        [
            event(
                "javascript",
                raised(
                    [],
                    "UnhandledRejection",
                    f"Object captured as promise rejection with id {number}",
                    mechanism={"type": "onunhandledrejection", "synthetic": True},
                ),
            )
            for number in (12, 4711)
        ],
        [
            event(
                "javascript",
                raised(
                    [],
                    "UnhandledRejection",
                    "Event captured as promise rejection",
                    mechanism={"type": "onunhandledrejection", "synthetic": True},
                ),
            )
        ],
    ),
    "javascript: an error of the page itself": Scene(
        [
            browser(js(None, f"https://shop.example/{page}"), value="Script error.")
            for page in ("", "cart?item=7")
        ],
        [browser(js(None, "https://shop.example/"), value="ResizeObserver loop limit exceeded")],
    ),
    "javascript: a chunk that is gone after a deploy": Scene(
        [
            browser(
                js("load", f"{APP}/runtime.js"), type="ChunkLoadError", value=f"Loading chunk {n}"
            )
            for n in (7, 31)
        ],
        [browser(js("load", f"{APP}/runtime.js"), type="Error", value="Loading failed")],
    ),
    "javascript: hydration on one route": Scene(
        [
            event(
                "javascript",
                raised([], "Error", value),
                transaction="/cart",
                tags=[["transaction", "/cart"]],
            )
            for value in (
                "Hydration failed because the initial UI does not match what was rendered.",
                "Minified React error #418; visit the page for the full message",
            )
        ],
        [
            event(
                "javascript",
                raised([], "Error", "Minified React error #418; visit the page"),
                transaction="/order",
                tags=[["transaction", "/order"]],
            )
        ],
    ),
    "javascript: a worker from a blob": Scene(
        [
            browser(js("compute", f"blob:https://shop.example/{name}"), value="out of memory")
            for name in ("3f2b8c1e-9a4d", "0d5f6a7b-8e21")
        ],
        [browser(js("render", "blob:https://shop.example/3f2b8c1e-9a4d"), value="out of memory")],
    ),
    "javascript: native code in the middle": Scene(
        [
            browser(js("total", f"{APP}/a.js"), js("map", middle), js("price", f"{APP}/a.js"))
            for middle in ("[native code]", "<anonymous>", "native code")
        ],
        [browser(js("total", f"{APP}/a.js"), js("sum", f"{APP}/a.js"))],
    ),
    "javascript: an error with a cause": Scene(
        [
            event(
                "javascript",
                raised([mapped("f", CART, "fetch(url)")], "TypeError", value, **numbered(1, 0)),
                raised(
                    [mapped("g", CART, "throw new PayError()")], "PayError", **numbered(0, None)
                ),
            )
            for value in ("Failed to fetch", "NetworkError when attempting to fetch resource.")
        ],
        [
            event(
                "javascript",
                raised([mapped("f", CART, "read(file)")], "TypeError", "no", **numbered(1, 0)),
                raised(
                    [mapped("g", CART, "throw new PayError()")], "PayError", **numbered(0, None)
                ),
            )
        ],
    ),
    "node: another folder for each release": Scene(
        [
            node(js("pay", f"file:///srv/releases/{release}/src/cart.mjs", context_line="pay()"))
            for release in ("20260101", "20260322")
        ],
        [
            node(js("pay", "file:///srv/releases/20260101/src/order.mjs", context_line="pay()")),
            node(js("refund", "file:///srv/releases/20260101/src/cart.mjs", context_line="pay()")),
        ],
    ),
    "node: the machinery of another version": Scene(
        [
            node(
                js("process.processTicksAndRejections", path, in_app=False),
                js("Layer.handle", "/srv/node_modules/express/lib/layer.js", in_app=True),
                js("pay", "/srv/src/cart.js", context_line="pay()"),
            )
            for path in ("node:internal/process/task_queues", "internal/process/task_queues.js")
        ],
        [
            node(
                js("process.processTicksAndRejections", "node:internal/process/task_queues"),
                js("ship", "/srv/src/cart.js", context_line="ship()"),
            )
        ],
    ),
    "node: a page of Next.js": Scene(
        [
            next_page("webpack-internal:///(rsc)/./app/cart/page.tsx"),
            next_page(
                "webpack-internal:///(rsc)/./app/cart/page.tsx", "  return cart.items.map(row)"
            ),
        ],
        [next_page("webpack-internal:///(rsc)/./app/cart/page.tsx", "return cart.rows.map(row)")],
    ),
    "node: a refused connection": Scene(
        [node(value=f"connect ECONNREFUSED 10.1.2.{host}:6379", type="Error") for host in (3, 200)],
        [node(value="connect ETIMEDOUT 10.1.2.3:6379", type="Error")],
    ),
    "security: a blocked script of one host": Scene(
        [
            csp("script-src-elem", "https://ads.example/a.js?id=1"),
            csp("script-src-elem", "https://ads.example/b.js", "https://shop.example/order"),
            csp("script-src-elem", "HTTPS://ADS.example/"),
        ],
        [
            csp("script-src-elem", "https://evil.example/a.js"),
            csp("img-src", "https://ads.example/a.js"),
            csp("script-src-elem", "https://shop.example/own.js"),
        ],
    ),
    "security: a blocked script in the page": Scene(
        [
            csp("script-src-elem", "inline"),
            csp("script-src-elem", "", violated_directive="script-src-elem 'unsafe-inline'"),
            csp("script-src-elem", "self", violated_directive="script-src 'unsafe-inline'"),
        ],
        [
            csp("script-src-elem", "eval"),
            csp("script-src-elem", "data:text/javascript,x"),
            csp("style-src-elem", "inline"),
            csp("script-src-elem", "self"),
        ],
    ),
    "security: a blocked picture without a host": Scene(
        [csp("img-src", "data"), csp("img-src", "data:image/png;base64,AAAA")],
        [csp("img-src", "blob:https://shop.example/1"), csp("media-src", "data")],
    ),
    "security: a report as the browser wrote it": Scene(
        [
            {
                "platform": "other",
                "csp": {
                    "violated-directive": "img-src 'self'",
                    "blocked-uri": "https://a.example/x",
                },
            },
            csp("img-src", "https://a.example/y"),
        ],
        [
            {
                "platform": "other",
                "csp": {
                    "violated-directive": "img-src 'self'",
                    "blocked-uri": "https://b.example/x",
                },
            }
        ],
    ),
    "security: certificates of one host": Scene(
        [
            {"platform": "other", "expectct": {"hostname": "shop.example", "port": port}}
            for port in (443, 8443)
        ],
        [
            {"platform": "other", "expectct": {"hostname": "pay.example"}},
            {"platform": "other", "expectstaple": {"hostname": "shop.example"}},
            {"platform": "other", "hpkp": {"hostname": "shop.example"}},
        ],
    ),
}
