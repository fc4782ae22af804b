"""Error events as a Django application sends them, about 3 KB or 66 KB of JSON, from a fixed seed."""

import gzip
import json
import random
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SEED = 20261121
MODELS_PER_SIZE = 64
"""So many different events; all others differ from one of these in the event id alone."""
PLACEHOLDER = "0" * 32

_NOUNS = """
    account address basket booking carrier category channel coupon courier customer delivery
    discount document gateway inventory invoice ledger listing manifest merchant order parcel
    payment price product profile quote receipt refund region reservation route shipment stock
    supplier tariff ticket voucher warehouse"""
_VERBS = """
    apply assign calculate cancel check collect compare confirm convert deliver export fetch
    import label load merge notify pack parse plan print publish reserve resolve schedule select
    sort split submit sum trace transfer update validate verify weigh"""
NOUNS = _NOUNS.split()
VERBS = _VERBS.split()
MIDDLEWARE = ("SessionGuard", "LocaleChooser", "BasketLoader", "RegionPicker", "RequestTimer")


class Story:
    """Invents the parts of an event. The same number tells the same story."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(SEED * 1000 + number)
        # Neighboring frames show the same source and pass the same values on.
        self.lines = [self.new_line() for _ in range(150)]
        self.values = [self.new_value() for _ in range(120)]

    def noun(self) -> str:
        return self.random.choice(NOUNS)

    def verb(self) -> str:
        return self.random.choice(VERBS)

    def line(self) -> str:
        """A line of source."""
        return self.random.choice(self.lines)

    def value(self) -> Any:
        """The value of a local variable, as the SDK writes it."""
        return self.random.choice(self.values)

    def new_line(self) -> str:
        left, right, verb = self.noun(), self.noun(), self.verb()
        forms = (
            f"    {left} = self.{verb}({left}_id, request)",
            f"    if not {left}.is_{right}:",
            f"        return {verb}_{left}({right})",
            f"    for {left} in {right}.all():",
            f"    {left}.{verb}({right}={self.random.randrange(99)})",
            "",
        )
        return self.random.choice(forms)

    def new_value(self) -> Any:
        noun = self.noun()
        forms = (
            f"<{noun.title()}: {self.random.randrange(100_000)}>",
            f"'{noun}-{self.random.randrange(1_000)}'",
            str(self.random.randrange(1_000_000)),
            "None",
            {noun: f"'{self.verb()}'", "quantity": str(self.random.randrange(50))},
            [f"'{self.noun()}'", f"'{self.noun()}'"],
        )
        return self.random.choice(forms)

    def frame(self, module: str, function: str, *, in_app: bool, variables: int) -> dict[str, Any]:
        path = module.replace(".", "/") + ".py"
        root = "/srv/shop" if in_app else "/srv/venv/lib/python3.12/site-packages"
        return {
            "filename": path,
            "abs_path": f"{root}/{path}",
            "function": function,
            "module": module,
            "lineno": self.random.randrange(20, 900),
            "pre_context": [self.line() for _ in range(5)],
            "context_line": self.line() or "        pass",
            "post_context": [self.line() for _ in range(5)],
            "vars": {f"{self.noun()}_{n}": self.value() for n in range(variables)},
            "in_app": in_app,
        }

    def breadcrumb(self, timestamp: str) -> dict[str, Any]:
        noun = self.noun()
        if self.random.random() < 0.6:
            return {
                "type": "default",
                "category": "query",
                "level": "info",
                "timestamp": timestamp,
                "message": f'SELECT "shop_{noun}"."id", "shop_{noun}"."state", "shop_{noun}"."total" '
                f'FROM "shop_{noun}" WHERE "shop_{noun}"."id" = %s LIMIT 21',
                "data": {"db.system": "postgresql", "db.paramstyle": "format"},
            }
        return {
            "type": "http",
            "category": "httplib",
            "level": "info",
            "timestamp": timestamp,
            "data": {
                "url": f"https://{noun}.example.com/api/{self.verb()}",
                "http.method": "GET",
                "status_code": self.random.choice((200, 200, 200, 404)),
                "reason": "OK",
            },
        }

    def request(self) -> dict[str, Any]:
        noun = self.noun()
        return {
            "url": f"https://shop.example.com/{noun}/{self.random.randrange(9_999)}/{self.verb()}/",
            "method": "POST",
            "query_string": f"page={self.random.randrange(9)}&sort={self.noun()}",
            "headers": {
                "Accept": "text/html,application/xhtml+xml",
                "Accept-Language": "en-GB,en;q=0.8",
                "Content-Type": "application/x-www-form-urlencoded",
                "Host": "shop.example.com",
                "Referer": f"https://shop.example.com/{noun}/",
                "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101",
                "X-Request-Id": f"{self.random.getrandbits(64):016x}",
            },
            "cookies": {"sessionid": "fake-session-value", "basket": f"{self.noun()}-basket"},
            "data": {self.noun(): self.noun() for _ in range(6)} | {"password": "fake-password"},
            "env": {"SERVER_NAME": "web-3", "SERVER_PORT": "8000", "REMOTE_ADDR": "203.0.113.9"},
        }


def large_event(number: int, issue: int) -> dict[str, Any]:
    """About 66 KB: 50 frames with source and variables, 30 breadcrumbs, a request, 120 packages."""
    story = Story(number)
    frames = [
        story.frame(
            f"django.core.handlers.step_{n}",
            f"call_{MIDDLEWARE[n % 5]}",
            in_app=False,
            variables=15,
        )
        for n in range(36)
    ]
    frames += [
        story.frame(f"shop.stage_{n}", f"stage_{n}", in_app=True, variables=16) for n in range(13)
    ]
    frames.append(_crash_frame(story, issue, variables=16))
    event = _event(story, number, frames)
    event["breadcrumbs"] = {
        "values": [story.breadcrumb(f"2026-11-21T22:03:{n:02}.531250Z") for n in range(30)]
    }
    event["request"] = story.request()
    event["modules"] = {
        f"{first}-{second}": f"{len(first)}.{len(second)}.{n}"
        for n, (first, second) in enumerate(zip(NOUNS * 3, VERBS * 4, strict=False))
    }
    event["extra"] = {story.noun(): story.value() for _ in range(10)}
    return event


def small_event(number: int, issue: int) -> dict[str, Any]:
    """About 3 KB: three frames and a few tags."""
    story = Story(number)
    frames = [
        story.frame("django.views.generic.base", "dispatch", in_app=False, variables=3),
        story.frame("shop.views", "stage", in_app=True, variables=5),
        _crash_frame(story, issue, variables=6),
    ]
    return _event(story, number, frames)


def _crash_frame(story: Story, issue: int, variables: int) -> dict[str, Any]:
    return story.frame(
        f"shop.{NOUNS[issue % len(NOUNS)]}.views", f"view_{issue}", in_app=True, variables=variables
    )


def _event(story: Story, number: int, frames: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "event_id": PLACEHOLDER,
        "timestamp": 0.0,
        "level": "error",
        "platform": "python",
        "transaction": f"/{story.noun()}/<int:pk>/{story.verb()}/",
        "server_name": f"web-{number % 4}",
        "environment": ("production", "staging")[number % 8 == 0],
        "release": f"shop@2.{number % 5}.0",
        "exception": {
            "values": [
                {
                    "type": "StockError",
                    "module": "shop.errors",
                    "value": f"no {story.noun()} left for order {story.random.randrange(100_000)}",
                    "mechanism": {"type": "django", "handled": False},
                    "stacktrace": {"frames": frames},
                }
            ]
        },
        "user": {"id": str(number % 500), "ip_address": "203.0.113.9"},
        "tags": {"region": story.noun(), "worker": f"w{number % 16}"},
        "contexts": {
            "runtime": {"name": "CPython", "version": "3.12.1"},
            "trace": {
                "trace_id": f"{story.random.getrandbits(128):032x}",
                "span_id": f"{story.random.getrandbits(64):016x}",
                "op": "http.server",
            },
        },
        "sdk": {"name": "sentry.python.django", "version": "2.70.0", "integrations": ["django"]},
    }


def bodies(size: str, count: int, issues: int, now: float) -> Iterator[bytes]:
    """Gzipped envelopes of `small` or `large` events, each with its own event id."""
    invent = {"small": small_event, "large": large_event}[size]
    ids = random.Random(now)
    models: list[bytes] = []
    for number in range(count):
        if number < max(issues, MODELS_PER_SIZE):
            models.append(_encoded(invent(number, number % issues) | {"timestamp": now}))
        event_id = f"{ids.getrandbits(128):032x}".encode()
        payload = models[number % len(models)].replace(PLACEHOLDER.encode(), event_id, 1)
        yield _envelope(event_id, payload)


def flood(count: int, now: float) -> Iterator[bytes]:
    """One small event again and again; only its event id and the ids in its text differ."""
    event = small_event(0, 0) | {"timestamp": now}
    event["exception"]["values"][0]["value"] = f"order {PLACEHOLDER[:8]} is locked by {PLACEHOLDER}"
    model = _encoded(event)
    ids = random.Random(now)
    for number in range(count):
        event_id = f"{ids.getrandbits(128):032x}".encode()
        text = model.replace(b"order 00000000", b"order %08d" % number, 1)
        yield _envelope(event_id, text.replace(PLACEHOLDER.encode(), event_id))


def _envelope(event_id: bytes, payload: bytes) -> bytes:
    header = b'{"event_id":"%s"}\n{"type":"event","length":%d}\n' % (event_id, len(payload))
    return gzip.compress(header + payload, compresslevel=6, mtime=0)


def _encoded(event: dict[str, Any]) -> bytes:
    return json.dumps(event, separators=(",", ":")).encode()


def write(file: Path, bodies_: Iterator[bytes]) -> None:
    """Each body behind its length, for `read`."""
    with file.open("wb") as opened:
        for body in bodies_:
            opened.write(struct.pack(">I", len(body)) + body)


def read(file: Path) -> Iterator[bytes]:
    data = memoryview(file.read_bytes())
    position = 0
    while position < len(data):
        (length,) = struct.unpack_from(">I", data, position)
        yield bytes(data[position + 4 : position + 4 + length])
        position += 4 + length
