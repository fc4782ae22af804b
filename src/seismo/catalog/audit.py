"""Writing the audit log."""

from seismo.catalog.models import AuditEntry, Organization, User
from seismo.model.audit import AuditEvent


def note(
    actor: User,
    organization: Organization,
    event: AuditEvent,
    target: str,
    **facts: str | int | list[str],
) -> None:
    """Write down what `actor` did to `target`. Call in the transaction that does it.

    `facts` tells the rest: `role="admin"`, `was="member"`. No secret may be among it.
    """
    AuditEntry.objects.create(
        organization=organization,
        actor=actor,
        actor_name=actor.email,
        address=actor.acts_from,
        event=event,
        target=target[:254],
        facts=facts,
    )
