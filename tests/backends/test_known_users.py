"""Users in memory: what is read, what is remembered, and what comes between."""

from collections.abc import Sequence

import pytest
from support.rows import event_row

from seismo.backends.duckdb.users import LEAST_FRESH, KnownUsers, Named
from seismo.ports.eventstore import EventsOf, HashKeyOfProject

PAY, SHIP = (1, 11), (1, 12)


class Table:
    """The users of hashes as they are stored, and which hashes were read."""

    def __init__(self, **users: Sequence[str]) -> None:
        self.users: dict[HashKeyOfProject, Sequence[str]] = {
            PAY: users.get("pay", ()),
            SHIP: users.get("ship", ()),
        }
        self.read: list[HashKeyOfProject] = []

    def load(self, hashes: Sequence[HashKeyOfProject], since: float, most: int | None) -> Named:
        self.read += hashes
        users = {each: self.users[each] for each in hashes if self.users[each]}
        return {
            each: names if most is None or len(names) <= most else None
            for each, names in users.items()
        }

    def count(self, group: EventsOf) -> int:
        return len({name for each in group.hashes for name in self.users[each]})


def asked(known: KnownUsers, *hashes: HashKeyOfProject, since: float = 0.0, events: int = 1) -> int:
    return known.count([EventsOf(hashes, since, events)])[0]


def test_what_was_read_is_not_read_again() -> None:
    table = Table(pay=["1"])
    known = KnownUsers(table.load, table.count)

    assert [asked(known, PAY), asked(known, PAY), table.read] == [1, 1, [PAY]]


@pytest.mark.parametrize(("later", "times_read"), [(70.0, 1), (40.0, 2)], ids=["no", "yes"])
def test_who_knows_of_older_events_has_them_read(later: float, times_read: int) -> None:
    table = Table(pay=["1"])
    known = KnownUsers(table.load, table.count)
    asked(known, PAY, since=60.0)

    asked(known, PAY, since=later)

    assert len(table.read) == times_read


def test_a_hash_without_users_is_not_read_again_either() -> None:
    table = Table()
    known = KnownUsers(table.load, table.count)

    assert [asked(known, PAY), asked(known, PAY), table.read] == [0, 0, [PAY]]


def test_what_is_inserted_while_the_table_is_read_counts() -> None:
    table = Table(pay=["1"])

    def load(hashes: Sequence[HashKeyOfProject], since: float, most: int | None) -> Named:
        known.note([event_row(9, hash_key=PAY[1], user="2")])
        return table.load(hashes, since, most)

    known = KnownUsers(load, table.count)
    asked(known, PAY)

    assert asked(known, PAY) == 2


@pytest.mark.parametrize("number", [1, LEAST_FRESH, 100 * LEAST_FRESH])
def test_every_user_that_is_inserted_counts_once(number: int) -> None:
    table = Table(pay=["0", "1"])
    known = KnownUsers(table.load, table.count)
    asked(known, PAY)
    rows = [event_row(9, hash_key=PAY[1], user=str(each)) for each in range(number)]

    known.note(rows)
    known.note(rows)

    assert asked(known, PAY) == max(2, number)


def test_what_nobody_asked_for_lately_makes_room() -> None:
    table = Table(pay=["1", "2", "3"], ship=["1", "2", "3"])
    known = KnownUsers(table.load, table.count, most=60)

    asked(known, PAY)
    asked(known, SHIP)
    asked(known, SHIP)
    asked(known, PAY)

    assert table.read == [PAY, SHIP, PAY]


@pytest.mark.parametrize("events", [1, 1_000], ids=["unexpected", "expected"])
def test_a_hash_with_very_many_users_takes_no_room_from_others(events: int) -> None:
    table = Table(pay=[str(each) for each in range(60)], ship=["1", "x"])
    known = KnownUsers(table.load, table.count, most=100)

    hashes = ([SHIP], [PAY], [SHIP, PAY])
    counts = [asked(known, *each, events=events) for each in hashes]

    assert (counts, table.read) == ([2, 60, 61], [SHIP, PAY, PAY])


def test_what_was_forgotten_is_read_again() -> None:
    table = Table(pay=["1", "2"])
    known = KnownUsers(table.load, table.count)
    asked(known, PAY)
    table.users[PAY] = ["1"]

    known.forget()

    assert asked(known, PAY) == 1
