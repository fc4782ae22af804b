"""What all events of an issue have in common, a page for each: trend, tags, users, files, voices."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seismo.catalog.models import Issue
from seismo.model.ids import EventId
from seismo.queries.facets import part_of, tag_facets, who_and_where
from seismo.queries.history import Here, history
from seismo.queries.issue_companions import (
    SHOWN,
    attachments_of_issue,
    feedback_of_issue,
    replays_of_issue,
)
from seismo.queries.issues import name_of
from seismo.queries.recent import recent_of
from seismo.queries.similar import similar_to
from seismo.queries.spread import LOOKED_THROUGH, Spread, SpreadValue, spread_of
from seismo.queries.trend import release_marks, trend_of
from seismo.queries.users import troubled_users
from seismo.web.events import issue_of
from seismo.web.http import stores


@dataclass(frozen=True, slots=True)
class SpreadPage:
    """The values of a tag, or the users, with what else is known of each."""

    name: str
    spread: Spread
    described: dict[str, str]

    @property
    def rows(self) -> list[tuple[SpreadValue, str]]:
        return [(value, self.described.get(value.text, "")) for value in self.spread.values]

    @property
    def rarer(self) -> int:
        """How many values are not shown."""
        return self.spread.different - len(self.spread.values)


@require_safe
def trend(request: HttpRequest, short_id: str) -> HttpResponse:
    """The events by the hour and by the day, also as tables."""
    issue = issue_of(request, short_id)
    parts = stores(request)
    now = parts.clock.now()
    here = Here(EventId(issue.last_event_id), issue.last_seen.timestamp())
    counted = history(parts, issue, here, recent_of(parts, issue))
    found = trend_of(counted.hours, release_marks(issue, now), now)
    return _page(request, issue, "trend", {"trend": found})


@require_safe
def tags(request: HttpRequest, short_id: str) -> HttpResponse:
    """How the events spread over the values of their tags; the page of the issue fetches a part of it."""
    issue = issue_of(request, short_id)
    parts = stores(request)
    columns = [] if "HX-Request" in request.headers else who_and_where(recent_of(parts, issue))
    context = {
        "facets": tag_facets(parts, issue),
        "columns": columns,
        "facets_of": part_of(issue),
    }
    return _page(request, issue, "tags", context)


@require_safe
def tag(request: HttpRequest, short_id: str, name: str) -> HttpResponse:
    """All values of one tag."""
    issue = issue_of(request, short_id)
    page = SpreadPage(name, spread_of(stores(request), issue, name), {})
    return _page(request, issue, "tag", {"page": page, "looked_through": LOOKED_THROUGH})


@require_safe
def users(request: HttpRequest, short_id: str) -> HttpResponse:
    issue = issue_of(request, short_id)
    found = troubled_users(stores(request), issue)
    page = SpreadPage("user", found.spread, found.described)
    return _page(request, issue, "users", {"page": page})


@require_safe
def similar(request: HttpRequest, short_id: str) -> HttpResponse:
    """What may be the same bug; the page of the issue fetches it."""
    issue = issue_of(request, short_id)
    return _page(request, issue, "similar", {"found": similar_to(issue)})


@require_safe
def attachments(request: HttpRequest, short_id: str) -> HttpResponse:
    issue = issue_of(request, short_id)
    found = attachments_of_issue(stores(request), issue)
    return _page(request, issue, "attachments", {"found": found, "most": SHOWN})


@require_safe
def feedback(request: HttpRequest, short_id: str) -> HttpResponse:
    issue = issue_of(request, short_id)
    found = feedback_of_issue(stores(request), issue)
    return _page(request, issue, "voices", {"found": found, "most": SHOWN})


@require_safe
def replays(request: HttpRequest, short_id: str) -> HttpResponse:
    issue = issue_of(request, short_id)
    found = replays_of_issue(stores(request), issue)
    return _page(request, issue, "replays", {"found": found, "most": SHOWN})


def _page(request: HttpRequest, issue: Issue, name: str, values: dict[str, Any]) -> HttpResponse:
    context = {"issue": issue, "short_id": name_of(issue)} | values
    return render(request, f"events/{name}.html", context)
