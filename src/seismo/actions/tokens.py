"""API tokens: a person makes and revokes their own, and those of an organization that they manage."""

from datetime import datetime

from django.db import transaction

from seismo.actions.permission import require
from seismo.catalog import tokens
from seismo.catalog.audit import note
from seismo.catalog.models import ApiToken, Organization, User
from seismo.catalog.tokens import NewToken
from seismo.model.access import Permission
from seismo.model.audit import AuditEvent


def make_own_token(user: User, wanted: NewToken, now: datetime) -> str:
    """The token itself, which nobody can see again."""
    return tokens.make_personal(user, wanted, now)


def revoke_own_token(user: User, token_id: int) -> bool:
    """Whether the user had a token with this id."""
    revoked, _ = ApiToken.objects.filter(pk=token_id, user=user).delete()
    return bool(revoked)


def make_organization_token(
    user: User, organization: Organization, wanted: NewToken, url: str, now: datetime
) -> str:
    """The token itself, which nobody can see again. Raises PermissionDenied."""
    require(user, organization, Permission.MANAGE_ORGANIZATION)
    with transaction.atomic():
        token = tokens.make_for_organization(organization, user, wanted, url, now)
        note(
            user,
            organization,
            AuditEvent.TOKEN_CREATE,
            wanted.name,
            scopes=[str(scope) for scope in wanted.scopes],
        )
    return token


def revoke_organization_token(user: User, organization: Organization, token_id: int) -> bool:
    """Whether the organization had a token with this id. Raises PermissionDenied."""
    require(user, organization, Permission.MANAGE_ORGANIZATION)
    with transaction.atomic():
        token = ApiToken.objects.filter(pk=token_id, organization=organization).first()
        if token is None:
            return False
        token.delete()
        note(user, organization, AuditEvent.TOKEN_REMOVE, token.name)
    return True
