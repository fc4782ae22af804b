"""Scenes of the JVM, .NET, PHP, Ruby, Dart and Elixir."""

from support.scenes import Json, Scene, event, java, raised


def jvm(*frames: Json, type: str = "PayException", value: str = "no", **fields: object) -> Json:
    return event("java", raised(list(frames), type, value, **fields))


def spring(version: int) -> list[Json]:
    return [
        java("org.springframework.web.servlet.FrameworkServlet", "service", lineno=version),
        java("jdk.internal.reflect.GeneratedMethodAccessor", f"invoke{version}", lineno=version),
    ]


def net(function: str, **fields: object) -> Json:
    return {"function": function, "module": "Shop.Cart", "in_app": True, **fields}


def php(function: str | None, path: str = "/srv/app/Cart.php", line: str = "pay();") -> Json:
    found = {"abs_path": path, "filename": path, "context_line": line, "in_app": True}
    return found | ({} if function is None else {"function": function})


def ruby(
    function: str, path: str = "app/models/cart.rb", line: str = "pay", **more: object
) -> Json:
    found = {"function": function, "abs_path": f"/srv/{path}", "filename": path}
    return {**found, "context_line": f"    {line}\n", "in_app": True, **more}


def dart(function: str, path: str = "package:shop/cart.dart", **fields: object) -> Json:
    name = path.rpartition("/")[2]
    return {"function": function, "abs_path": path, "filename": name, "in_app": True, **fields}


def elixir(function: str, module: str = "Elixir.Shop.Cart", **fields: object) -> Json:
    name = "lib/shop/cart.ex"
    return {"function": function, "module": module, "filename": name, "in_app": True, **fields}


MANAGED: dict[str, Scene] = {
    "java: another Spring, another line": Scene(
        [
            jvm(
                *spring(version), java("shop.Cart", "pay", lineno=version), value=f"order {version}"
            )
            for version in (5, 6)
        ],
        [
            jvm(*spring(5), java("shop.Cart", "refund")),
            jvm(*spring(5), java("shop.Order", "pay")),
            jvm(*spring(5), java("shop.Cart", "pay"), type="StockException"),
        ],
    ),
    "java: a proxy that is made anew at each start": Scene(
        [
            jvm(java("shop.Web", "post"), java(f"shop.Cart$$SpringCGLIB$${number}", "pay"))
            for number in ("0", "1a2b3c")
        ],
        [jvm(java("shop.Web", "post"), java("shop.Order$$SpringCGLIB$$0", "pay"))],
    ),
    "java: a lambda of another Java": Scene(
        [
            jvm(java("shop.Web", "post"), java(module, "accept"), java("shop.Cart", function))
            for module, function in (
                ("shop.Cart$$Lambda$14/0x0000000800c03000", "lambda$pay$0"),
                ("shop.Cart$$Lambda$152/0x00000001005e1040", "lambda$pay$3"),
                ("shop.Cart$$Lambda/0x00007f8a8c0f1c00", "lambda$pay$0"),
            )
        ],
        [jvm(java("shop.Web", "put"), java("shop.Cart$$Lambda$14/0x1", "accept"))],
    ),
    "java: a cause with its own words": Scene(
        [
            event(
                "java",
                raised([java("shop.Db", "query")], "SQLException", value),
                raised([java("shop.Cart", "pay")], "PayException", "no"),
            )
            for value in ("deadlock of 17 and 23", "connection lost")
        ],
        [
            event(
                "java",
                raised([java("shop.Db", "query")], "TimeoutException", "deadlock"),
                raised([java("shop.Cart", "pay")], "PayException", "no"),
            ),
            event(
                "java",
                raised([java("shop.Cart", "pay")], "PayException", "no"),
                raised([java("shop.Db", "query")], "SQLException", "deadlock"),
            ),
        ],
    ),
    "kotlin: a coroutine on another dispatcher": Scene(
        [
            jvm(
                java(f"kotlinx.coroutines.scheduling.{worker}", "run"),
                java("shop.CartKt$pay$1", "invokeSuspend"),
            )
            for worker in ("CoroutineScheduler$Worker", "TaskImpl")
        ],
        [
            jvm(
                java("kotlinx.coroutines.scheduling.TaskImpl", "run"),
                java("shop.CartKt$refund$1", "invokeSuspend"),
            )
        ],
    ),
    "android: another device": Scene(
        [
            jvm(
                java("android.os.Handler", "dispatchMessage", lineno=line),
                java("com.android.internal.os.ZygoteInit", "main", lineno=line),
                java("shop.CartActivity", "onClick"),
            )
            for line in (99, 107)
        ],
        [
            jvm(
                java("android.os.Handler", "dispatchMessage"),
                java("shop.CartActivity", "onDestroy"),
            )
        ],
    ),
    "csharp: other arguments and lines": Scene(
        [
            event("csharp", raised([net("Pay", raw_function="Pay (System.Int32 order)")])),
            event("csharp", raised([net("Pay", raw_function="Pay (Order order)", lineno=7)])),
        ],
        [
            event("csharp", raised([net("Refund", raw_function="Refund (System.Int32 order)")])),
            event("csharp", raised([net("Pay", module="Shop.Order")])),
        ],
    ),
    "csharp: frames of the framework come and go": Scene(
        [
            event(
                "csharp",
                raised([net("Run", module="System.Threading.Thread", in_app=False), net("Pay")]),
            ),
            event("csharp", raised([net("Pay")], value="order 17")),
        ],
        [event("csharp", raised([net("Pay"), net("Charge")]))],
    ),
    "php: a closure that moved to another line": Scene(
        [
            event("php", raised([php(function)]))
            for function in (
                "{closure:Shop\\Cart::pay():12}",
                "{closure:Shop\\Cart::pay():31}",
            )
        ],
        [event("php", raised([php("{closure:Shop\\Cart::refund():12}")]))],
    ),
    "php: another version of the framework": Scene(
        [
            event(
                "php",
                raised(
                    [
                        php("handle", f"/srv/vendor/laravel/{name}.php", f"{name}();"),
                        php("Shop\\Cart::pay"),
                    ],
                    value=f"SQLSTATE[HY000] [{name}]",
                ),
            )
            for name in ("Kernel", "Pipeline")
        ],
        [event("php", raised([php("Shop\\Cart::pay", line="charge();")]))],
    ),
    "php: an anonymous class of another folder": Scene(
        [
            event("php", raised([php(f"class@anonymous\0/srv/{folder}/Cart.php:12$0::pay")]))
            for folder in ("a", "b")
        ],
        [event("php", raised([php("class@anonymous\0/srv/a/Cart.php:12$0::refund")]))],
    ),
    "ruby: a block at another depth": Scene(
        [
            event("ruby", raised([ruby(function)], "NoMethodError", "undefined method"))
            for function in ("block in pay", "block (2 levels) in pay", "block in Cart#pay")
        ],
        [event("ruby", raised([ruby("pay")], "NoMethodError", "undefined method"))],
    ),
    "ruby: a template that was compiled again": Scene(
        [
            event(
                "ruby",
                raised(
                    [ruby(f"_app_views_cart_erb__{number}_7020", "app/views/cart.erb", "<%= x %>")]
                ),
            )
            for number in (1234, 98765)
        ],
        [
            event(
                "ruby",
                raised(
                    [ruby("_app_views_order_erb__1234_7020", "app/views/order.erb", "<%= x %>")]
                ),
            )
        ],
    ),
    "ruby: another set of gems": Scene(
        [
            event(
                "ruby",
                raised(
                    [
                        ruby("call", f"vendor/bundle/ruby/gems/rack-{version}/rack.rb", version),
                        ruby("pay"),
                    ]
                ),
            )
            for version in ("2.2", "3.1")
        ],
        [event("ruby", raised([ruby("ship", line="ship")]))],
    ),
    "dart: frames of Flutter come and go": Scene(
        [
            event("dart", raised([dart("build", path), dart("Cart.pay")], "StateError"))
            for path in (
                "package:flutter/src/widgets/framework.dart",
                "package:flutter/src/gestures/tap.dart",
            )
        ],
        [
            event("dart", raised([dart("Cart.refund")], "StateError")),
            event("dart", raised([dart("Cart.pay", "package:shop/order.dart")], "StateError")),
        ],
    ),
    "flutter: a late field": Scene(
        [
            event(
                "dart",
                raised(
                    [],
                    "LateInitializationError",
                    f"Field '{name}@{number}' has not been initialized.",
                ),
            )
            for name, number in (("_cart", 27099065), ("_cart", 41066280))
        ],
        [
            event(
                "dart",
                raised([], "LateInitializationError", "Field '_order@27099065' has not been set."),
            )
        ],
    ),
    "elixir: another process": Scene(
        [
            {"platform": "elixir", "logentry": {"formatted": f"GenServer #PID<{pid}> terminating"}}
            for pid in ("0.345.0", "0.1022.3")
        ],
        [{"platform": "elixir", "logentry": {"formatted": "Task #PID<0.345.0> terminating"}}],
    ),
    "elixir: another line, another message": Scene(
        [
            event("elixir", raised([elixir("pay/2", lineno=4)], "MatchError", "no match: 1")),
            event("elixir", raised([elixir("pay/2", lineno=9)], "MatchError", "no match: :error")),
        ],
        [
            event("elixir", raised([elixir("pay/3")], "MatchError", "no match: 1")),
            event("elixir", raised([elixir("pay/2", "Elixir.Shop.Order")], "MatchError", "no")),
        ],
    ),
}
