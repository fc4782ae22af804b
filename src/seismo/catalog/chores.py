"""What is done by the clock, and by whom."""

from datetime import datetime, timedelta

from seismo.catalog.models import Chore


def claim(name: str, every: timedelta, now: datetime) -> bool:
    """Whether it is due, and now ours to do: nobody else gets it before it is due again.

    A chore that dies half way is done again when it is due next, so it must bear to be repeated.
    """
    Chore.objects.get_or_create(name=name, defaults={"due": now})
    return bool(Chore.objects.filter(name=name, due__lte=now).update(due=now + every))
