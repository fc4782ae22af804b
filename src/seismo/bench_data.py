"""A data folder as full as after a busy month, without the weeks: `seismo bench-data`.

Everything goes through digest and the real stores; only the journal and HTTP are left out. The same seed
makes the same events.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import zstandard
from msgspec.structs import replace

from seismo.catalog import progress
from seismo.catalog.projects import project_rules
from seismo.digest.commit import Batch, commit_batch
from seismo.digest.pipeline import digest_record
from seismo.digest.searched import marks_of
from seismo.model.clock import from_unix
from seismo.model.digested import DigestedEvent, DigestedRecord
from seismo.model.ids import EventId, ProjectId
from seismo.model.project import ProjectRules
from seismo.model.record import Record
from seismo.model.words import sieves_of
from seismo.ports.stores import Stores

SEED = 20261122
PARTITION = 1_000_000
"""Apart from the journal's own: positions in it mean nothing to a server that runs later."""
HOLDER = "bench-data"
BATCH = 2_000
DAY = 86_400.0

_WORDS = (
    "account address basket booking carrier category channel coupon courier customer delivery discount"
    " document gateway inventory invoice ledger listing manifest merchant order parcel payment price"
    " product profile quote receipt refund region reservation route shipment stock supplier tariff"
    " ticket voucher warehouse wishlist",
    "apply assign calculate cancel check collect compare confirm convert deliver export fetch import"
    " label load merge notify pack parse plan print publish reserve resolve schedule select sort split"
    " submit sum trace transfer update validate verify weigh",
)
_NOUNS, _VERBS = (words.split() for words in _WORDS)
_KINDS = ("ValueError", "KeyError", "TimeoutError", "OutOfStock", "PaymentRefused", "TypeError")
_BROWSERS = (("Chrome", "142.0"), ("Firefox", "145.0"), ("Safari", "26.1"), ("Edge", "142.0"))
_SYSTEMS = (("Windows", "11"), ("macOS", "26.1"), ("Android", "16"), ("Linux", "6.12"))


@dataclass(frozen=True, slots=True)
class Amount:
    events: int
    issues: int
    days: int


def fill(
    stores: Stores, project_id: ProjectId, amount: Amount, told: Callable[[int], None]
) -> None:
    """Store that many events of that many issues, the last one a moment ago.

    `told` hears how many are stored, after each batch. Fills no folder twice: what is there stays, and
    the new events come on top.
    """
    now = stores.clock.now()
    rules = project_rules()[project_id]
    through = progress.take_lease(PARTITION, HOLDER, from_unix(now)) or 0
    chance = random.Random(SEED + through)  # noqa: S311 - nothing secret
    models = [_model(number, chance, rules, now) for number in range(amount.issues)]
    records: list[DigestedRecord] = []
    for number, model in enumerate(_chosen(models, amount.events, chance), 1):
        age = amount.days * DAY * (1 - number / amount.events)
        records.append(_record(model, through + number, now - age, chance))
        if len(records) == BATCH or number == amount.events:
            commit_batch(Batch(PARTITION, through + number, records), stores, HOLDER)
            records = []
            told(number)
    # As a server does by the clock.
    stores.texts.settle(from_unix(now).date())


def _chosen(
    models: list[DigestedEvent], events: int, chance: random.Random
) -> Iterator[DigestedEvent]:
    """Each issue once, then a few of them much more often than the others, as in life."""
    yield from models[:events]
    for _ in range(events - len(models)):
        yield models[int(len(models) * chance.random() ** 3)]


def _record(
    model: DigestedEvent, offset: int, happened: float, chance: random.Random
) -> DigestedRecord:
    """The event of a model as somebody else's, at another time."""
    event_id = EventId(f"{chance.getrandbits(128):032x}")
    user = str(int(20_000 * chance.random() ** 2))
    release = f"shop@2.{int(happened / DAY) % 40}.0"
    varied = {
        "plan": chance.choice(("free", "team", "paid")),
        "cart": f"c{chance.randrange(10**6)}",
    }
    tags = model.row.tags | varied | {"release": release, "user": f"id:{user}"}
    attributes = model.row.attributes | {"user.id": user}
    marks = marks_of(tags, attributes)
    even, odd = sieves_of(marks)
    row = replace(
        model.row,
        offset=offset,
        event_id=event_id,
        received=happened,
        timestamp=happened,
        user=f"id:{user}",
        release=release,
        tags=tags,
        attributes=attributes,
        marks=marks,
        sieve_even=even,
        sieve_odd=odd,
    )
    payload = model.payload.replace(model.row.event_id.encode(), event_id.encode(), 1)
    event = replace(model, row=row, payload=_compressor.compress(payload))
    return DigestedRecord(
        partition=PARTITION,
        offset=offset,
        project_id=ProjectId(row.project_id),
        project_key_id=None,
        received=happened,
        event_id=event_id,
        events=(event,),
    )


_compressor = zstandard.ZstdCompressor(level=1)
_decompressor = zstandard.ZstdDecompressor()


def _model(number: int, chance: random.Random, rules: ProjectRules, now: float) -> DigestedEvent:
    """The digested event of an issue, its payload not compressed."""
    event_id = EventId(f"{chance.getrandbits(128):032x}")
    payload = json.dumps(_event(number, chance) | {"event_id": event_id, "timestamp": now}).encode()
    header = json.dumps({"event_id": event_id}).encode()
    item = json.dumps({"type": "event", "length": len(payload)}).encode()
    body = b"\n".join((header, item, payload))
    record = Record(rules.project_id, now, event_id=event_id, body=body, kept=(0,))
    digested = digest_record(record, rules, PARTITION, 0)
    [event] = digested.events
    return replace(event, payload=_decompressor.decompress(event.payload))


def _event(number: int, chance: random.Random) -> dict[str, Any]:
    """About 3 KB of a Django application: the place of its crash is the issue's own."""
    noun, verb = chance.choice(_NOUNS), chance.choice(_VERBS)
    frames = [
        _frame("django.views.generic.base", "dispatch", chance, in_app=False),
        _frame(f"shop.{noun}.views", f"{verb}_{noun}", chance, in_app=True),
        _frame(f"shop.{noun}.models", f"{verb}_{noun}_{number}", chance, in_app=True),
    ]
    value = f"no {chance.choice(_NOUNS)} left for {noun} {chance.randrange(100_000)}"
    browser, system = chance.choice(_BROWSERS), chance.choice(_SYSTEMS)
    return {
        "platform": "python",
        "level": chance.choice(("error", "error", "error", "warning", "fatal")),
        "transaction": f"/{noun}/<int:pk>/{verb}/",
        "server_name": f"web-{chance.randrange(8)}",
        "environment": chance.choice(("production", "production", "production", "staging")),
        "exception": {
            "values": [
                {
                    "type": chance.choice(_KINDS),
                    "value": value,
                    "mechanism": {"type": "django", "handled": chance.random() < 0.3},
                    "stacktrace": {"frames": frames},
                }
            ]
        },
        "tags": {"region": chance.choice(_NOUNS), "worker": f"w{chance.randrange(16)}"},
        "contexts": {
            "browser": {"name": browser[0], "version": browser[1]},
            "os": {"name": system[0], "version": system[1]},
        },
        "sdk": {"name": "sentry.python.django", "version": "2.70.0"},
    }


def _frame(module: str, function: str, chance: random.Random, *, in_app: bool) -> dict[str, Any]:
    lines = [
        f"    {chance.choice(_NOUNS)} = self.{chance.choice(_VERBS)}({chance.choice(_NOUNS)})"
        for _ in range(11)
    ]
    return {
        "module": module,
        "filename": f"{module.replace('.', '/')}.py",
        "function": function,
        "lineno": chance.randrange(900),
        "pre_context": lines[:5],
        "context_line": lines[5],
        "post_context": lines[6:],
        "vars": {
            f"{chance.choice(_NOUNS)}_{n}": f"<{chance.choice(_NOUNS).title()}: {chance.randrange(10**5)}>"
            for n in range(5)
        },
        "in_app": in_app,
    }
