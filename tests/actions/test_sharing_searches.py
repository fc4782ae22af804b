"""Whose searches others get to see."""

import pytest
from django.core.exceptions import PermissionDenied
from support.app import App
from support.members import new_member, new_organization

from seismo.actions.searches import save, set_shared
from seismo.model.access import Role


def test_somebody_who_only_reads_shares_no_search(app: App) -> None:
    reader = new_member(new_organization(), Role.READ_ONLY)

    with pytest.raises(PermissionDenied, match="may change issues"):
        save(reader.organization, reader.user, "Mine", "q=a", is_shared=True)


def test_somebody_who_only_reads_shares_no_search_later(app: App) -> None:
    reader = new_member(new_organization(), Role.READ_ONLY)
    kept = save(reader.organization, reader.user, "Mine", "q=a", is_shared=False)

    with pytest.raises(PermissionDenied, match="may change issues"):
        set_shared(kept, reader.user, is_shared=True)
