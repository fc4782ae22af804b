"""What a search asks about people: who an issue is assigned to, who keeps it, who hears of it."""

from collections.abc import Iterable

from django.db.models import Q

from seismo.catalog.access import Access
from seismo.catalog.models import User
from seismo.queries.search.scope import expression_of
from seismo.queries.search.syntax import Pattern

NOBODY = Q(pk__in=())
_NONE = frozenset({"none", "nobody", "unassigned"})


def assigned_to(patterns: Iterable[Pattern], access: Access | None) -> Q:
    """`me`, `my_teams`, `none`, a `#team`, or the mail address or name of a person."""
    condition = NOBODY
    for pattern in patterns:
        word = pattern.text.lower() if pattern.is_plain else ""
        if word in _NONE:
            condition |= Q(assigned_user=None, assigned_team=None)
        elif word == "my_teams":
            condition |= Q(assigned_team__in=list(access.teams)) if access else NOBODY
        elif pattern.text.startswith("#"):
            slug = Pattern((pattern.parts[0][1:], *pattern.parts[1:]))
            condition |= Q(assigned_team__slug__iregex=f"^{expression_of(slug)}$")
        else:
            condition |= Q(assigned_user__in=users_named([pattern], access))
    return condition


def users_named(patterns: Iterable[Pattern], access: Access | None) -> list[int]:
    """The ids of the users whom `me`, mail addresses and names mean."""
    found: list[int] = []
    for pattern in patterns:
        if pattern.is_plain and pattern.text.lower() == "me":
            found += [access.member.user_id] if access else []
            continue
        regex = f"^{expression_of(pattern)}$"
        known = User.objects.filter(Q(email__iregex=regex) | Q(name__iregex=regex))
        found += known.values_list("pk", flat=True)
    return found
