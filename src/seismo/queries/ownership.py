"""What other ownership rules would do: to whom the issues that were seen last would go."""

from dataclasses import dataclass

from seismo.catalog.models import Issue, Project
from seismo.catalog.owning import owners_in
from seismo.digest.codeowners import Translated, translate
from seismo.digest.ownership import ownership_rules, rule_of
from seismo.model.ids import EventId
from seismo.model.issue import short_id
from seismo.ports.stores import Stores
from seismo.queries.events import load_event
from seismo.queries.issues import seen_at

RECENT_ISSUES = 25


@dataclass(frozen=True, slots=True)
class OwnerTrial:
    short_id: str
    title: str
    rule: str
    """The line that matches its latest event; empty when none does."""
    owner: str


def from_codeowners(project: Project, text: str, source_root: str) -> Translated:
    """The rules that a CODEOWNERS file of the project means, as in `seismo.digest.codeowners`."""
    return translate(text, source_root, owners_in(project.organization_id))


def trials(stores: Stores, project: Project, text: str) -> list[OwnerTrial]:
    rules = ownership_rules(text).rules
    recent = Issue.objects.filter(project=project).order_by("-last_seen", "-pk")[:RECENT_ISSUES]
    tried = []
    for issue in recent:
        last = EventId(issue.last_event_id)
        loaded = load_event(stores, {project.pk}, last, seen_at(issue))
        rule = rule_of(loaded.event, rules) if loaded else None
        tried.append(
            OwnerTrial(
                short_id(project.short_id_prefix, issue.number),
                issue.title,
                rule.text if rule else "",
                rule.owners[0] if rule else "",
            )
        )
    return tried
