"""How much one visitor may send. Counted in the cache, and in this process where the cache fails."""

import threading
import time
from collections import Counter

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from seismo_django.conf import current
from seismo_django.conf.kinds import pace
from seismo_django.guard import note_failure

A_DAY = (30, 86_400)
_MOST_REMEMBERED = 10_000

_counts: Counter[str] = Counter()
_lock = threading.Lock()


def retry_after(*senders: str, now: float | None = None) -> int:
    """Seconds until these senders may send again; 0 when they may send now, which then counts."""
    moment = time.time() if now is None else now
    waits = [
        _wait(sender, most, seconds, moment)
        for most, seconds in (pace(current().settings.feedback.rate), A_DAY)
        for sender in senders
        if sender
    ]
    return max(waits, default=0)


def is_within(what: str, most: int, seconds: int) -> bool:
    """Count one more of it in this span of time; False when that is one too many."""
    return _wait(what, most, seconds, time.time()) == 0


def _wait(what: str, most: int, seconds: int, now: float) -> int:
    window, passed = divmod(int(now), seconds)
    hashed = salted_hmac("seismo_django.feedback.limits", what).hexdigest()[:32]
    number = _counted(f"seismo:feedback:{seconds}:{window}:{hashed}", seconds)
    return seconds - passed if number > most else 0


def _counted(key: str, seconds: int) -> int:
    """The number of this one within its window."""
    try:
        cache.add(key, 0, seconds)
        return int(cache.incr(key))
    except Exception:
        note_failure(f"{__name__}._counted")
    with _lock:
        if len(_counts) >= _MOST_REMEMBERED:
            _counts.clear()
        _counts[key] += 1
        return _counts[key]
