"""What the clock does with the words of a week that is over."""

import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing

import httpx
import pytest
from support.app import App, TestProject, error, wait_until

from seismo.catalog.models import Chore
from seismo.runtime import clockwork
from seismo.runtime.folder import Paths

WEEK = 7 * 86_400.0


class OneLook(threading.Event):
    """The clockwork stops after it looked at the clock once, without the wait before it."""

    def wait(self, timeout: float | None = None) -> bool:
        is_over = self.is_set()
        self.set()
        return is_over


@pytest.fixture
def look(app: App) -> Iterator[Callable[[], None]]:
    """Do, as the clockwork does by itself, what is due by the clock of the server: here, all chores are."""

    def once() -> None:
        Chore.objects.all().delete()
        clockwork.run(app.config, app.stores, app.server.upkeep, OneLook(), app.server.pool.forget)

    yield once
    app.clock.ahead = 0.0
    Chore.objects.all().delete()


@pytest.fixture
def word(app: App, project: TestProject) -> str:
    """One that only one event said."""
    said = f"w{uuid.uuid4().hex}"
    app.send(project, error(f"no {said} in stock"))
    return said


def weeks_where(app: App, table: str, column: str, word: str) -> int:
    """In how many weeks a table of the index holds the word."""
    weeks = 0
    for week in Paths(app.data).words.glob("????-??-??.sqlite"):
        with closing(sqlite3.connect(f"file:{week}?mode=ro", uri=True)) as index:
            asked = f"SELECT count(*) FROM {table} WHERE {column} = ?"
            weeks += index.execute(asked, (word,)).fetchone()[0]
    return weeks


def is_settled(app: App, word: str) -> bool:
    """Whether it is where settled words are, and no longer where words come."""
    waiting = weeks_where(app, "vocabulary", "term", word)
    return (waiting, weeks_where(app, "settled", "word", word)) == (0, 1)


def found(browser: httpx.Client, project: TestProject, word: str) -> int:
    """How many issues the page shows to who searches for the word."""
    page = browser.get("/issues/", params={"project": project.slug, "q": word})
    assert page.status_code == 200
    return page.text.count('<a class="title"')


def test_the_words_of_a_week_that_is_over_are_settled_and_found(
    app: App,
    browser: httpx.Client,
    project: TestProject,
    word: str,
    look: Callable[[], None],
) -> None:
    app.clock.ahead = WEEK

    look()

    wait_until(lambda: is_settled(app, word), "the words of the week are settled")
    assert found(browser, project, word) == 1
    assert found(browser, project, f"{word}x") == 0
