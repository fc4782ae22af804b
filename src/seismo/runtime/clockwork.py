"""What the server does by the clock, and how often."""

import threading
from collections.abc import Callable
from datetime import timedelta

from seismo.catalog.logins import forget_ended
from seismo.config import Config
from seismo.digest.reindex import index_words
from seismo.model.clock import from_unix
from seismo.ports.stores import Stores
from seismo.ports.upkeep import Upkeep
from seismo.runtime.folder import kept_whole_if_free
from seismo.upkeep import worker
from seismo.upkeep.deletion import remove_deleted
from seismo.upkeep.followers import Followers
from seismo.upkeep.lifecycle import ArchivedIssues, age
from seismo.upkeep.removal import remove_deleted_issues
from seismo.upkeep.retention import evict, forget_expired
from seismo.upkeep.worker import Chore


def run(
    config: Config,
    stores: Stores,
    upkeep: Upkeep,
    stop: threading.Event,
    forget_told: Callable[[], None],
) -> None:
    """Until `stop` is set. `forget_told` lets digest processes tell words again that they told before."""
    archived = ArchivedIssues(stores)
    followers = Followers(stores, config.url)
    chores = [
        Chore("archived", timedelta(seconds=10), archived.look),
        Chore("ageing", timedelta(minutes=10), lambda: age(stores)),
        Chore("disk", timedelta(minutes=1), lambda: evict(stores, upkeep)),
        Chore(
            "removal", timedelta(seconds=10), lambda: remove_issues_now(stores, upkeep, forget_told)
        ),
        Chore("deleted", timedelta(seconds=30), lambda: remove_deleted_now(stores, upkeep)),
        Chore("followers", timedelta(seconds=10), followers.tell),
        Chore("logins", timedelta(days=1), lambda: forget_ended(from_unix(stores.clock.now()))),
        Chore("words", timedelta(hours=1), lambda: settle_words(stores)),
        Chore("retention", timedelta(hours=1), lambda: forget_expired(stores, upkeep)),
    ]
    worker.run(chores, stores.clock, stop, lambda: kept_whole_if_free(config.data))


def settle_words(stores: Stores) -> None:
    stores.texts.settle(from_unix(stores.clock.now()).date())


def remove_issues_now(stores: Stores, upkeep: Upkeep, forget_told: Callable[[], None]) -> None:
    """What deleted issues stored. One that comes back says everything anew."""
    if remove_deleted_issues(stores, upkeep):
        forget_told()


def remove_deleted_now(stores: Stores, upkeep: Upkeep) -> None:
    """What deleted projects stored, and the words that only they said."""
    days = remove_deleted(stores, upkeep)
    if days:
        index_words(days, stores, upkeep)
