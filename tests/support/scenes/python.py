"""Scenes of Python: Django, Celery, asyncio, plain loggers."""

from support.scenes import Scene, event, lib, numbered, py, raised


def django(version: str = "3.13", *extra: dict[str, object]) -> list[dict[str, object]]:
    return [
        lib("django.core.handlers.exception", "inner", version),
        lib("django.core.handlers.base", "_get_response", version),
        *extra,
    ]


def member(number: int, type: str, function: str) -> dict[str, object]:
    return raised([py(function)], type, f"order {number} lost", **numbered(number, 0))


def task_group(*members: dict[str, object]) -> dict[str, object]:
    whole = numbered(0, None, is_exception_group=True)
    root = raised([py("checkout", "await gather()")], "ExceptionGroup", "2 errors", **whole)
    return event("python", *reversed(members), root)


def logged(text: str, **fields: object) -> dict[str, object]:
    return {"platform": "python", "logentry": {"formatted": text}, **fields}


PYTHON: dict[str, Scene] = {
    "python: a Django view on other versions and behind more middleware": Scene(
        [
            event("python", raised([*django("3.12"), py("pay")])),
            event("python", raised([*django("3.13"), py("pay", lineno=99)], value="other")),
            event(
                "python",
                raised([*django("3.13", lib("corsheaders.middleware", "call")), py("pay")]),
            ),
        ],
        [
            event("python", raised([*django(), py("refund")])),
            event("python", raised([*django(), py("pay", "charge(order)")])),
            event("python", raised([*django(), py("pay")], "StockError")),
        ],
    ),
    "python: a Celery task with other arguments": Scene(
        [
            event("python", raised([lib("celery.app.trace", "trace_task"), py("send_mail")])),
            event(
                "python",
                raised(
                    [lib("celery.app.trace", "trace_task", "3.11"), py("send_mail")],
                    value="mailbox of user 4711 is full",
                ),
                tags=[["celery_task_id", "3f2b8c1e-9a4d-4c7b-8e21-0d5f6a7b8c9d"]],
            ),
        ],
        [event("python", raised([lib("celery.app.trace", "trace_task"), py("send_sms")]))],
    ),
    "python: a cause with its own words": Scene(
        [
            event(
                "python",
                raised([py("read")], "KeyError", "'a'"),
                raised([py("load", "raise Missing from error")], "Missing"),
            ),
            event(
                "python",
                raised([py("read")], "KeyError", "'b'"),
                raised([py("load", "raise Missing from error")], "Missing"),
            ),
        ],
        [
            event(
                "python",
                raised([py("read")], "OSError", "'a'"),
                raised([py("load", "raise Missing from error")], "Missing"),
            ),
            event("python", raised([py("load", "raise Missing from error")], "Missing")),
        ],
    ),
    "python: a task group of equal errors": Scene(
        [
            task_group(member(1, "PayError", "pay"), member(2, "PayError", "pay")),
            task_group(*(member(number, "PayError", "pay") for number in (1, 2, 3, 4))),
        ],
        [
            task_group(member(1, "PayError", "pay"), member(2, "StockError", "ship")),
            task_group(member(1, "PayError", "refund")),
        ],
    ),
    "python: an SDK that says nothing of the application": Scene(
        [
            event("python", raised([py("pay", in_app=None)])),
            event("python", raised([py("pay", in_app=None, lineno=77)], value="other")),
        ],
        [event("python", raised([py("refund", in_app=None)]))],
    ),
    "python: only a library is in the stack": Scene(
        [
            event("python", raised([lib("redis.client", "execute", "3.12")], "ConnectionError")),
            event("python", raised([lib("redis.client", "execute", "3.13")], "ConnectionError")),
        ],
        [
            event("python", raised([lib("redis.client", "publish")], "ConnectionError")),
            event("python", raised([lib("redis.client", "execute")], "TimeoutError")),
        ],
    ),
    "python: a recursion that ends at another depth": Scene(
        [event("python", raised([py("walk")] * depth, "RecursionError")) for depth in (2, 3, 40)],
        [event("python", raised([py("walk"), py("leaf")], "RecursionError"))],
    ),
    "python: a generated function with a long line": Scene(
        [
            event("python", raised([py("render", f"x = '{'a' * 200}'")])),
            event("python", raised([py("render", f"x = '{'b' * 200}'")])),
        ],
        [event("python", raised([py("render", "x = 'a'")]))],
    ),
    "python: a worker of multiprocessing": Scene(
        [
            event(
                "python",
                raised(
                    [
                        py("<module>", f"spawn_main(tracker_fd={fd})", "__main__"),
                        lib("multiprocessing.spawn", "spawn_main"),
                        py("work"),
                    ]
                ),
            )
            for fd in (5, 17)
        ],
        [
            event(
                "python",
                raised(
                    [
                        py("<module>", "spawn_main(tracker_fd=5)", "__main__"),
                        lib("multiprocessing.spawn", "spawn_main"),
                        py("rest"),
                    ]
                ),
            )
        ],
    ),
    "python: a logger with a template": Scene(
        [
            {
                "platform": "python",
                "logentry": {"message": "Order %s lost", "formatted": f"Order {order} lost"},
            }
            for order in ("A-1", "the blue one")
        ],
        [
            {
                "platform": "python",
                "logentry": {"message": "Order %s found", "formatted": "Order A-1 found"},
            }
        ],
    ),
    "python: a logger without a template": Scene(
        [
            logged("Order 4711 of kim@example.com lost after 1250ms"),
            logged("Order 99 of jo.fox@example.org lost after 3ms"),
        ],
        [logged("Order 4711 of kim@example.com found after 1250ms")],
    ),
    "python: a message with frames of the logging call": Scene(
        [
            {**logged(text), "stacktrace": {"frames": [py("notify", "log.error(text)")]}}
            for text in ("Cart 17 is gone", "Cart of Kim is gone")
        ],
        [
            {
                **logged("Cart 17 is gone"),
                "stacktrace": {"frames": [py("remind", "log.error(text)")]},
            }
        ],
    ),
    "python: an error without frames": Scene(
        [
            event("python", raised([], "OperationalError", f"server {address} closed"))
            for address in ("10.0.0.7:5432", "10.0.0.8:6432")
        ],
        [
            event("python", raised([], "OperationalError", "server 10.0.0.7:5432 refused")),
            event("python", raised([], "InterfaceError", "server 10.0.0.7:5432 closed")),
        ],
    ),
    "python: a template that does not render": Scene(
        [
            {
                "platform": "python",
                "template": {
                    "filename": "cart.html",
                    "context_line": "{% url cart %}",
                    "lineno": n,
                },
            }
            for n in (3, 30)
        ],
        [
            {
                "platform": "python",
                "template": {"filename": "cart.html", "context_line": "{% include x %}"},
            },
            {
                "platform": "python",
                "template": {"filename": "order.html", "context_line": "{% url cart %}"},
            },
        ],
    ),
    "python: a thread that crashed": Scene(
        [
            {
                "platform": "python",
                "threads": {
                    "values": [
                        {"id": 1, "crashed": True, "stacktrace": {"frames": [py("work")]}},
                        {"id": 2, "stacktrace": {"frames": [py(bystander)]}},
                    ]
                },
            }
            for bystander in ("sleep", "poll")
        ],
        [
            {
                "platform": "python",
                "threads": {
                    "values": [
                        {"id": 1, "stacktrace": {"frames": [py("work")]}},
                        {"id": 2, "crashed": True, "stacktrace": {"frames": [py("sleep")]}},
                    ]
                },
            }
        ],
    ),
}
